"""The running devices of a counter: each on its supervised thread, and what they tell."""

import time
from collections.abc import Callable
from functools import partial
from random import Random

from kiosk.core.wifi import Reach
from kiosk.gear import DOOR, Gear
from kiosk.hw.eye import Eye
from kiosk.hw.inbox import Queue
from kiosk.hw.input_nodes import device_nodes
from kiosk.hw.lights import FarChain, LightEngine
from kiosk.hw.network_watch import ReachWatch
from kiosk.hw.ports import Device, DeviceHealth, Look, Picture, Printer, Tone
from kiosk.hw.supervise import Clock, PrinterThread, Supervisor
from kiosk.hw.terminal import TerminalThread
from kiosk.shelves import CHECK_S

# A network printer talks with one at a time, so it is asked seldom; but at once after a print, when
# a USB device comes or goes, and every 5 s while it cannot print (HARDWARE.md 2).
_PRINTER_CHECK_S = 30.0


class Devices:
    """The running devices: one supervised thread each, and one that watches how far the box gets.

    Args:
        gear: what there is.
        inbox: where their signals go.
    """

    def __init__(self, gear: Gear, inbox: Queue) -> None:
        clock = Clock(time.monotonic, Random(), device_nodes)  # noqa: S311  spreads retries, keeps no secret
        self._inbox, self._clock, self._at_door = inbox, clock, gear.at_door
        self._all: list[Supervisor] = []
        self.eye: Eye | None = None
        self.lights: LightEngine | None = None
        self.press: PrinterThread | None = None
        self.label_press: PrinterThread | None = None
        self.terminal: TerminalThread | None = None
        if gear.source is not None:
            self.eye = Eye(gear.source, gear.eye, gear.stall_s, time.monotonic, inbox.put)
            kind = DOOR if self._eye_at_door else "camera"
            self._all.append(Supervisor(self.eye, kind, inbox, clock))
        for scanner in gear.scanners:
            kind = DOOR if scanner.name in gear.at_door else "scanner"
            self._all.append(Supervisor(scanner, kind, inbox, clock))
        self._shelves = tuple(node.shelf for node in gear.nodes)
        self._all += [Supervisor(s, "shelf", inbox, clock, CHECK_S) for s in self._shelves]
        far = {n.chain: FarChain(n.shelf.is_there, n.max_lit) for n in gear.nodes if n.chain}
        if gear.chains or far:
            self.lights = LightEngine(gear.chains, gear.leds, gear.dark, time.monotonic, far)
            for node in gear.nodes:
                node.shelf.lamps = partial(self.lights.lamps, node.chain)
            self._all += [Supervisor(c, "lights", inbox, clock) for c in self.lights.chains]
        self._all += [Supervisor(b, "buttons", inbox, clock) for b in gear.buttons]
        self._buzzer = gear.buzzer
        if gear.buzzer is not None:
            self._all.append(Supervisor(gear.buzzer, "buzzer", inbox, clock))
        if gear.terminal is not None:
            supervisor = Supervisor(gear.terminal, "terminal", inbox, clock)
            self._all.append(supervisor)
            self.terminal = TerminalThread(supervisor, gear.terminal, inbox)
        self.voice = gear.voice
        if gear.voice is not None:
            self._all.append(Supervisor(gear.voice, "speech", inbox, clock))
        if gear.printer is not None:
            self.press = self._press(gear.printer, inbox, clock)
        if gear.label_printer is not None:
            self.label_press = self._press(gear.label_printer, inbox, clock)
        asks = gear.network.reach if gear.network else None
        self._reach = ReachWatch(asks, inbox.put, gear.reach_s) if asks else None

    def _press(self, printer: Printer, inbox: Queue, clock: Clock) -> PrinterThread:
        supervisor = Supervisor(printer, "printer", inbox, clock, _PRINTER_CHECK_S)
        self._all.append(supervisor)
        return PrinterThread(supervisor, printer.print, inbox)

    def add(self, device: Device, kind: str) -> None:
        """Take in one more device, before the start."""
        self._all.append(Supervisor(device, kind, self._inbox, self._clock))

    def stands(self) -> tuple[DeviceHealth, ...]:
        """Return where every device stands now."""
        found = ((s.device.name, s.kind, s.standing) for s in self._all)
        return tuple(
            DeviceHealth(
                device, kind, at.state, at.what, at.detail, at.since, at.retry_at, at.facts
            )
            for device, kind, at in found
        )

    def start(self) -> None:
        """Open everything, each on its own thread; returns at once."""
        for supervisor in self._all:
            supervisor.start()
        if self._reach is not None:
            self._reach.start()

    def watch_reach(self, *, on: bool, known: Reach = Reach.UNKNOWN) -> None:
        """Look how far the box gets, as long as this is wanted; what is not known is a signal."""
        if self._reach is not None:
            self._reach.want(on=on, known=known)

    def stop(self) -> None:
        """Tell all to end, then wait for each."""
        if self._reach is not None:
            self._reach.stop()
        for supervisor in self._all:
            supervisor.ask_stop()
        for supervisor in self._all:
            supervisor.join()

    def look(self, how: Look) -> None:
        """Tell the eye how hard to look; one at the door looks always, whatever is shown here."""
        if self.eye is not None and not self._eye_at_door:
            self.eye.look(how)

    def preview(self, after_seq: int) -> Picture | None:
        """Return the camera's newest picture; none of whoever stands at the door."""
        return self.eye.preview(after_seq) if self.eye and not self._eye_at_door else None

    @property
    def snap(self) -> Callable[[str], None] | None:
        """What asks the camera for a still of the counter, None where none sees it."""
        return self.eye.photo if self.eye and not self._eye_at_door else None

    @property
    def _eye_at_door(self) -> bool:
        return Eye.name in self._at_door

    def play(self, tone: Tone) -> None:
        """Play a tone on this box's buzzer, if it has one."""
        if self._buzzer is not None:
            self._buzzer.play(tone)

    def answer(self, source: str, tone: Tone) -> bool:
        """Play a tone where a scan or a press came from; False if that was at no shelf node."""
        there = [shelf for shelf in self._shelves if source in shelf.names.sources]
        for shelf in there:
            shelf.play(tone)
        return bool(there)

    def sound(self, device: str) -> bool:
        """Play a tone at the buzzer or at a shelf node; False when there is none of this name."""
        if self._buzzer is not None and self._buzzer.name == device:
            self._buzzer.play(Tone.OK)
            return True
        for shelf in self._shelves:
            if shelf.name == device:
                shelf.play(Tone.OK)
                return shelf.is_there()
        return False

    def retry(self, device: str) -> None:
        """Try a device again now."""
        for supervisor in self._all:
            if supervisor.device.name == device:
                supervisor.retry()
