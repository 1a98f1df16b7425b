"""The devices of a counter: names the drivers, and keeps each on its supervised thread."""

import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from kiosk.config import Config
from kiosk.config_network import AirTable, NetworkTable
from kiosk.config_speech import BuzzerTable, SpeechTable
from kiosk.config_tables import LightsTable, PrinterTable, ScannerTable
from kiosk.config_terminal import TerminalTable
from kiosk.core.lampmap import LampMap
from kiosk.core.wifi import NetFault, Reach, Security
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
from kiosk.hw.input_nodes import input_nodes, open_input
from kiosk.hw.lights import Chain
from kiosk.hw.lights_apa102 import Apa102Strip
from kiosk.hw.lights_gpio import GpioLamps
from kiosk.hw.lights_hc595 import Hc595Chain
from kiosk.hw.lights_wled import WledStrip
from kiosk.hw.network_nmcli import NmcliNetwork
from kiosk.hw.network_watch import EVERY_S
from kiosk.hw.outputs import output_pin
from kiosk.hw.ports import (
    Buttons,
    Buzzer,
    LightDriver,
    Printer,
    Scanner,
    Symbology,
    Voice,
)
from kiosk.hw.printer_file import FilePrinter
from kiosk.hw.printer_network import network_printer
from kiosk.hw.printer_serial import serial_printer
from kiosk.hw.printer_usb import UsbMatch, usb_printer
from kiosk.hw.printing import Paper
from kiosk.hw.scanner_evdev import EvdevScanner, Inputs
from kiosk.hw.scanner_serial import SerialScanner
from kiosk.hw.sim.network import SimNetwork, SimSpot
from kiosk.hw.sim.terminal import SimTerminal
from kiosk.hw.spi import hardware_bus
from kiosk.hw.terminal import Terminal
from kiosk.hw.voice_espeak import EspeakVoice
from kiosk.moments import new_id
from kiosk.shelves import FarNode, far_nodes
from kiosk.workflows.networks import Network

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
        network, reach_s: manages the network of the machine; asked, never opened; and how often it
            is asked how far the box gets while somebody wants to know.
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
    network: Network | None = None
    reach_s: float = EVERY_S


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
        network=_network_of(config.network),
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


def _network_of(table: NetworkTable) -> Network | None:
    """Return who manages the network; a made-up one says on its screen that it is."""
    match table.driver:
        case "networkmanager":
            return NmcliNetwork(new_id)
        case "sim":
            fault = NetFault(table.fault) if table.fault else None
            air = {one.name: _spot_of(one) for one in table.air}
            return SimNetwork(air, table.joined, wired=table.wired, fault=fault, practice=True)
        case _:
            return None


def _spot_of(one: AirTable) -> SimSpot:
    return SimSpot(
        one.signal,
        one.password,
        Security(one.security),
        Reach(one.reach),
        NetFault(one.fault) if one.fault else None,
        one.hidden,
    )


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
