"""The devices of a counter: names the drivers, and keeps each on its supervised thread."""

import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from random import Random

from msgspec import Struct
from msgspec.structs import replace

from kiosk.config import Config
from kiosk.config_speech import BuzzerTable, SpeechTable
from kiosk.config_tables import LightsTable, PrinterTable, ScannerTable
from kiosk.config_terminal import TerminalTable
from kiosk.core.lampmap import LampMap
from kiosk.hw.buttons_gpio import GpioButtons, switch_pin
from kiosk.hw.buttons_hc165 import Hc165Buttons, Hc165Registers
from kiosk.hw.buzzer_gpio import GpioBuzzer
from kiosk.hw.camera_picamera2 import Picamera2Settings, Picamera2Source, picamera2_library
from kiosk.hw.cellmap import Led, cells_of, leds_in_order, leds_of
from kiosk.hw.eye import Eye
from kiosk.hw.eye_child import EyeSettings
from kiosk.hw.frame_source import FrameSource
from kiosk.hw.frames import FolderSource, PatternSource
from kiosk.hw.framing import ENDS, TAB
from kiosk.hw.inbox import Queue
from kiosk.hw.input_nodes import device_nodes, input_nodes, open_input
from kiosk.hw.lights import Chain, FarChain, LightEngine
from kiosk.hw.lights_apa102 import Apa102Strip
from kiosk.hw.lights_gpio import GpioLamps
from kiosk.hw.lights_hc595 import Hc595Chain
from kiosk.hw.lights_wled import WledStrip
from kiosk.hw.outputs import output_pin
from kiosk.hw.ports import (
    Buttons,
    Buzzer,
    Device,
    DeviceHealth,
    LightDriver,
    Look,
    Picture,
    Printer,
    Scanner,
    Symbology,
    Tone,
    Voice,
)
from kiosk.hw.printer_file import FilePrinter
from kiosk.hw.printer_network import network_printer
from kiosk.hw.printer_serial import serial_printer
from kiosk.hw.printer_usb import UsbMatch, usb_printer
from kiosk.hw.printing import Paper
from kiosk.hw.scanner_evdev import EvdevScanner, Inputs
from kiosk.hw.scanner_serial import SerialScanner
from kiosk.hw.sim.terminal import SimTerminal
from kiosk.hw.spi import hardware_bus
from kiosk.hw.supervise import Clock, PrinterThread, Supervisor
from kiosk.hw.terminal import Terminal, TerminalThread
from kiosk.hw.voice_espeak import EspeakVoice
from kiosk.shelves import CHECK_S, FarNode, far_nodes

# A network printer talks with one at a time, so it is asked seldom; but at once after a print, when
# a USB device comes or goes, and every 5 s while it cannot print (HARDWARE.md 2).
_PRINTER_CHECK_S = 30.0
DOOR = "door"  # the kind of a reader that no clerk can use: the counter works as well without
_HC595_HZ, _APA102_HZ = 4_000_000, 6_000_000  # HARDWARE.md 3


class Gear(Struct, frozen=True):
    """The devices of a counter, not yet opened; None or empty where there is none.

    Args:
        source: makes the camera's frame source in the eye's child.
        eye, stall_s: how the eye works.
        scanners: hand scanners.
        at_door: names of the readers of codes at which nobody of the staff stands.
        printer, paper: the receipt printer and its paper.
        label_printer, label_paper: the same for labels and cards.
        chains, leds, dark: lamps, which LED is whose, and cells without light.
        buttons, button_cells: confirm buttons, and the cells each stands for.
        buzzer: a piezo, beside the screen's own sounds.
        voice: calls cells out.
        terminal: takes cards.
        nodes: shelf nodes, whose devices count as the counter's own.
    """

    source: Callable[[], FrameSource] | None = None
    eye: EyeSettings = EyeSettings()
    stall_s: float = 3.0
    scanners: tuple[Scanner, ...] = ()
    at_door: frozenset[str] = frozenset()
    printer: Printer | None = None
    paper: Paper = Paper()
    label_printer: Printer | None = None
    label_paper: Paper = Paper()
    chains: Mapping[str, Chain] = {}
    leds: Mapping[str, Led] = {}
    dark: frozenset[str] = frozenset()
    nodes: tuple[FarNode, ...] = ()
    buttons: tuple[Buttons, ...] = ()
    button_cells: Mapping[str, tuple[str, ...]] = {}
    buzzer: Buzzer | None = None
    voice: Voice | None = None
    terminal: Terminal | None = None


def gear_of(config: Config) -> Gear:
    """Return the devices that the settings name."""
    eye = EyeSettings(
        engines=config.decode.engines,
        symbologies=tuple(Symbology(family) for family in config.decode.symbologies),
        preview=config.camera.preview,
        dedupe_s=config.decode.dedupe_s,
        cpu_share=config.decode.cpu_share,
    )
    leds: dict[str, Led] = {}
    chains: dict[str, Chain] = {}
    registers = _registers_of(config)
    listens = next((c.name for c in config.lights if registers and c.driver == "hc595"), None)
    for table in config.lights:
        driver = _lights_of(table, registers if table.name == listens else None)
        if driver is not None:
            chains[table.name] = Chain(driver, table.max_lit, table.name == listens)
        leds |= leds_of(table.name, config.cells[table.cells])
    return Gear(
        source=_source_of(config),
        eye=eye,
        stall_s=config.camera.stall_s,
        scanners=tuple(s for s in map(_scanner_of, config.scanner) if s is not None),
        at_door=_at_door(config),
        printer=_printer_of(config.printer, "printer"),
        paper=_paper_of(config.printer),
        label_printer=_printer_of(config.label_printer, "label_printer"),
        label_paper=_paper_of(config.label_printer),
        chains=chains,
        leds=leds,
        dark=frozenset(config.shelves.dark),
        nodes=far_nodes(config),
        buttons=_buttons_of(config, registers),
        button_cells={table.name: cells_of(table.cells) for table in config.button},
        buzzer=_buzzer_of(config.buzzer),
        voice=_voice_of(config.speech),
        terminal=_terminal_of(config.terminal),
    )


def mapped(gear: Gear, maps: Mapping[str, LampMap]) -> Gear:
    """Return the gear with the lamps as people mapped them here; that wins over the settings.

    Args:
        gear: as the settings have it.
        maps: by chain; lamps of other computers keep their own.
    """
    ours = {name: lamps for name, lamps in maps.items() if name in gear.chains}
    kept = {cell: led for cell, led in gear.leds.items() if led.chain not in ours}
    dark = gear.dark - (gear.leds.keys() - kept.keys())
    for name, lamps in ours.items():
        kept |= leds_in_order(name, lamps.cells)
        dark |= {cell for cell in lamps.cells if cell and lamps.is_dark(cell)}
    return replace(gear, leds=kept, dark=dark)


def _at_door(config: Config) -> frozenset[str]:
    named = {table.name for table in config.scanner if table.role == "queue"}
    return frozenset(named | ({Eye.name} if config.camera.role == "queue" else set()))


def _registers_of(config: Config) -> Hc165Registers | None:
    """Return the buttons that the first hc595 chain reads within its frames."""
    on_bus = [table for table in config.button if table.driver == "hc165"]
    if not on_bus:
        return None
    bits = {table.name: table.bit or 0 for table in on_bus}
    load = partial(output_pin, on_bus[0].ld_pin or 0, active_low=True)
    return Hc165Registers(bits, load, time.monotonic)


def _buttons_of(config: Config, registers: Hc165Registers | None) -> tuple[Buttons, ...]:
    """Return the box's own buttons; those of shelf nodes come with the node."""
    found: list[Buttons] = []
    pins = {table.name: table.pin or 0 for table in config.button if table.driver == "gpio"}
    if pins:
        found.append(GpioButtons(pins, switch_pin, time.monotonic, time.sleep))
    if registers is not None:
        found.append(Hc165Buttons(registers, time.monotonic))
    return tuple(found)


def _buzzer_of(table: BuzzerTable) -> Buzzer | None:
    if table.driver == "none":
        return None
    return GpioBuzzer(partial(output_pin, table.pin or 0), time.monotonic)


def _terminal_of(table: TerminalTable) -> Terminal | None:
    """Return the terminal; a counter that practises says so on its health screen."""
    return SimTerminal(time.monotonic, practice=True) if table.driver == "sim" else None


def _voice_of(table: SpeechTable) -> Voice | None:
    talks = table.driver != "none"
    return EspeakVoice(table.driver, table.rate, time.monotonic) if talks else None


def _lights_of(table: LightsTable, buttons: Hc165Registers | None) -> LightDriver | None:
    name, count = table.name, table.leds
    match table.driver:
        case "gpio":
            return GpioLamps(name, [partial(output_pin, pin) for pin in table.pins])
        case "hc595":
            bus = partial(hardware_bus, table.spi, table.rate_hz or _HC595_HZ)
            pin = table.oe_pin
            enable = None if pin is None else partial(output_pin, pin, active_low=True)
            return Hc595Chain(name, count, bus, enable, buttons)
        case "apa102":
            bus = partial(hardware_bus, table.spi, table.rate_hz or _APA102_HZ)
            return Apa102Strip(name, count, bus, table.brightness)
        case "wled":
            return WledStrip(name, (table.host, table.port), count, time.monotonic)
        case "mqtt":
            return None  # far_nodes has it


def _scanner_of(table: ScannerTable) -> Scanner | None:
    now, by_silence = time.monotonic, table.suffix == "none"
    match table.driver:
        case "evdev":
            usb = table.match
            match = (usb.vid, usb.pid) if usb is not None else table.path
            inputs = Inputs(input_nodes, open_input)
            return EvdevScanner(table.name, match, table.suffix, inputs, now)
        case "serial":
            ends = TAB if table.suffix == "tab" else ENDS
            rate, path = table.rate, table.path
            return SerialScanner(table.name, path, rate, now, by_silence=by_silence, ends=ends)
        case "mqtt":
            return None  # far_nodes has it


def _source_of(config: Config) -> Callable[[], FrameSource] | None:
    camera = config.camera
    clock = (time.monotonic, time.sleep)
    match camera.driver:
        case "picamera2":
            how = Picamera2Settings(camera.size, camera.fps, camera.rotate, camera.focus)
            return partial(Picamera2Source, how, picamera2_library, time.monotonic)
        case "folder":
            return partial(FolderSource, Path(camera.folder), camera.size, camera.fps, *clock)
        case "pattern":
            return partial(PatternSource, camera.size, camera.fps, *clock)
        case _:
            return None


def _printer_of(table: PrinterTable, name: str) -> Printer | None:
    now = time.monotonic
    match table.driver:
        case "usb" if table.match is not None:
            match = UsbMatch(table.match.vid, table.match.pid, table.match.serial)
            return usb_printer(match, now, name)
        case "network":
            return network_printer(table.host, table.port, now, name)
        case "serial":
            return serial_printer(table.path, table.rate, now, name)
        case "file":
            return FilePrinter(Path(table.path), now, name)
        case _:
            return None


def _paper_of(table: PrinterTable) -> Paper:
    return Paper(table.width, table.cutter, table.qr, table.mode, table.profile)


class Devices:
    """The running devices: one supervised thread each.

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

    def stop(self) -> None:
        """Tell all to end, then wait for each."""
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
