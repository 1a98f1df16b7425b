"""The devices of a counter: names the drivers, and keeps each on its supervised thread."""

import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from random import Random

from msgspec import Struct

from kiosk.config import Config
from kiosk.hw.cellmap import Led, leds_of
from kiosk.hw.eye import Eye
from kiosk.hw.eye_child import EyeSettings
from kiosk.hw.frames import FolderSource, PatternSource
from kiosk.hw.inbox import Queue
from kiosk.hw.lights import Chain, LightEngine
from kiosk.hw.lights_hc595 import Hc595Chain, hardware_bus, output_enable
from kiosk.hw.ports import (
    FrameSource,
    Look,
    Picture,
    Printer,
    Scanner,
)
from kiosk.hw.printer_file import FilePrinter
from kiosk.hw.printer_network import NetworkPrinter
from kiosk.hw.printing import Paper
from kiosk.hw.scanner_serial import SerialScanner
from kiosk.hw.supervise import Clock, PrinterThread, Supervisor


class Gear(Struct, frozen=True):
    """The devices of a counter, not yet opened; None or empty where there is none.

    Args:
        source: makes the camera's frame source in the eye's child.
        eye, stall_s: how the eye works.
        scanners: hand scanners.
        printer, paper: the receipt printer and its paper.
        chains, leds, dark: lamps, which LED is whose, and cells without light.
    """

    source: Callable[[], FrameSource] | None = None
    eye: EyeSettings = EyeSettings()
    stall_s: float = 3.0
    scanners: tuple[Scanner, ...] = ()
    printer: Printer | None = None
    paper: Paper = Paper()
    chains: Mapping[str, Chain] = {}
    leds: Mapping[str, Led] = {}
    dark: frozenset[str] = frozenset()


def gear_of(config: Config) -> Gear:
    """Return the devices that the settings name."""
    eye = EyeSettings(
        engines=config.decode.engines,
        dedupe_s=config.decode.dedupe_s,
        cpu_share=config.decode.cpu_share,
    )
    leds: dict[str, Led] = {}
    chains: dict[str, Chain] = {}
    for table in config.lights:
        enable = None if table.oe_pin is None else partial(output_enable, table.oe_pin)
        bus = partial(hardware_bus, table.spi, table.rate_hz)
        chains[table.name] = Chain(Hc595Chain(table.name, table.count, bus, enable), table.max_lit)
        leds |= leds_of(table.name, config.cells[table.cells])
    return Gear(
        source=_source_of(config),
        eye=eye,
        stall_s=config.camera.stall_s,
        scanners=tuple(
            SerialScanner(s.name, s.path, s.rate, time.monotonic, by_silence=s.suffix == "none")
            for s in config.scanner
        ),
        printer=_printer_of(config),
        paper=Paper(config.printer.width, config.printer.cutter, config.printer.qr),
        chains=chains,
        leds=leds,
        dark=frozenset(config.shelves.dark),
    )


def _source_of(config: Config) -> Callable[[], FrameSource] | None:
    camera = config.camera
    clock = (time.monotonic, time.sleep)
    match camera.driver:
        case "folder":
            return partial(FolderSource, Path(camera.folder), camera.size, camera.fps, *clock)
        case "pattern":
            return partial(PatternSource, camera.size, camera.fps, *clock)
        case _:
            return None


def _printer_of(config: Config) -> Printer | None:
    match config.printer.driver:
        case "network":
            return NetworkPrinter(config.printer.host, config.printer.port, time.monotonic)
        case "file":
            return FilePrinter(Path(config.printer.path), time.monotonic)
        case _:
            return None


class Devices:
    """The running devices: one supervised thread each.

    Args:
        gear: what there is.
        inbox: where their signals go.
    """

    def __init__(self, gear: Gear, inbox: Queue) -> None:
        clock = Clock(time.monotonic, Random())  # noqa: S311  spreads retries, keeps no secret
        self._all: list[Supervisor] = []
        self.eye: Eye | None = None
        self.lights: LightEngine | None = None
        self.press: PrinterThread | None = None
        if gear.source is not None:
            self.eye = Eye(gear.source, gear.eye, gear.stall_s, time.monotonic)
            self._all.append(Supervisor(self.eye, "camera", inbox, clock))
        self._all += [Supervisor(s, "scanner", inbox, clock) for s in gear.scanners]
        if gear.chains:
            self.lights = LightEngine(gear.chains, gear.leds, gear.dark, time.monotonic)
            self._all.append(Supervisor(self.lights, "lights", inbox, clock))
        if gear.printer is not None:
            supervisor = Supervisor(gear.printer, "printer", inbox, clock)
            self._all.append(supervisor)
            self.press = PrinterThread(supervisor, gear.printer.print, inbox)

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
        """Tell the eye how hard to look."""
        if self.eye is not None:
            self.eye.look(how)

    def preview(self, after_seq: int) -> Picture | None:
        """Return the camera's newest picture."""
        return self.eye.preview(after_seq) if self.eye is not None else None

    def retry(self, device: str) -> None:
        """Try a device again now."""
        for supervisor in self._all:
            if supervisor.device.name == device:
                supervisor.retry()
