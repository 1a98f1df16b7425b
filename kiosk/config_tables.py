"""The tables of kiosk.toml as types: what there is to set, its bounds and its defaults."""

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta
from msgspec.structs import force_setattr

from kiosk.config_basics import Name, Port, Table
from kiosk.config_map import MapTable
from kiosk.config_network import NetworkTable
from kiosk.config_speech import BuzzerTable, SpeechTable
from kiosk.config_tables_central import (
    AuthorityTable,
    CentralTable,
    ConsoleTable,
    EnrolTable,
    MetricsTable,
)
from kiosk.config_terminal import TerminalTable
from kiosk.core.facts.fact import CellSpec
from kiosk.core.words import Ref, Size, Word, Zone
from kiosk.hw.cellmap import Run

Role: TypeAlias = Literal["counter", "queue"]


class PointTable(Table, frozen=True):
    """Which point this is.

    Args:
        id: the network's number of it.
        device: this box's id, 3 to 40 of a-z, 0-9 and `-`.
        name: shown under the clock.
        language: ru, pt or en, until a person chooses.
        zone: IANA time zone.
        point_key, pepper: files with 32 bytes in hex; the pepper is made if it is not there.
    """

    id: Ref
    device: Annotated[str, Meta(pattern=r"^[a-z0-9-]{3,40}$(?!\n)")]
    name: Word = ""
    language: Literal["ru", "pt", "en"] = "en"
    zone: Word = "UTC"
    point_key: str = "identity/point_key"
    pepper: str = "identity/pepper"


class FoldersTable(Table, frozen=True):
    """Where things lie; relative ones are beside the settings file."""

    data: str = "data"
    photos_mb: Annotated[int, Meta(ge=20, le=1_000_000)] = 1000
    runtime: str = "run"


class UiTable(Table, frozen=True):
    """The screen (UI.md 10)."""

    driver: Literal["auto", "kmsdrm", "wayland", "x11", "offscreen", "dummy"] = "auto"
    theme: Literal["light", "dark", "contrast"] = "light"
    text_zoom: Annotated[int, Meta(ge=100, le=130)] = 100
    volume: Annotated[int, Meta(ge=0, le=100)] = 70
    mute: bool = False
    full_flip: bool | None = None
    width: Annotated[int, Meta(ge=640, le=4096)] | None = None
    height: Annotated[int, Meta(ge=480, le=4096)] | None = None


class MqttTable(Table, frozen=True):
    """The broker; without TLS files only on loopback. Unset, the port is 1883, with them 8883."""

    host: str = "127.0.0.1"
    port: Port = 0
    version: Literal[4, 5] = 5
    keepalive_s: Annotated[int, Meta(ge=5, le=120)] = 30
    cafile: str | None = None
    certfile: str | None = None
    keyfile: str | None = None

    def __post_init__(self) -> None:
        """Choose the usual port where none is set."""
        if not self.port:
            force_setattr(self, "port", 8883 if self.certfile else 1883)


class SyncTable(Table, frozen=True):
    """The mail carrier.

    Args:
        photos: now, or night: from 22 to 6 o'clock where the line is thin or dear by day. Urgent
            ones always go at once.
    """

    photos: Literal["now", "night"] = "now"


class ShelfTable(Table, frozen=True):
    """The point's own broker, between the counter and its shelf nodes.

    Args:
        node: which node this is; unset on a counter.
        host, port: of the broker; without TLS files only on loopback.
        socket: of a broker on this machine, instead of host and port.
        version: of MQTT.
        cafile, certfile, keyfile: for TLS.
    """

    node: Name | None = None
    host: str = "127.0.0.1"
    port: Port = 8883
    socket: str = ""
    version: Literal[4, 5] = 5
    cafile: str | None = None
    certfile: str | None = None
    keyfile: str | None = None


class CameraTable(Table, frozen=True):
    """The camera.

    Args:
        driver: picamera2 (a Pi's camera or a USB webcam), folder (shows pictures), pattern (a
            moving ramp) or none.
        folder: of driver folder.
        size: of the frames; a webcam gives the nearest it can.
        preview: largest picture on the screen.
        fps: frames a second.
        rotate: 180 when the camera hangs upside down.
        focus: of cameras with a motor; fixed is 250 mm.
        stall_s: without a new picture for so long the camera starts anew.
        role: counter, or queue: it looks at the door, so no photos are taken and none is shown.
    """

    driver: Literal["picamera2", "folder", "pattern", "none"] = "none"
    folder: str = ""
    size: tuple[
        Annotated[int, Meta(ge=640, le=1920, multiple_of=128)],
        Annotated[int, Meta(ge=360, le=1080)],
    ] = (1280, 720)
    preview: tuple[
        Annotated[int, Meta(ge=160, le=640)],
        Annotated[int, Meta(ge=120, le=480)],
    ] = (640, 360)
    fps: Annotated[int, Meta(ge=5, le=30)] = 20
    rotate: Literal[0, 180] = 0
    focus: Literal["continuous", "fixed"] = "continuous"
    stall_s: Annotated[float, Meta(ge=1, le=10)] = 3.0
    role: Role = "counter"


class DecodeTable(Table, frozen=True):
    """The decoders.

    Args:
        engines: which, the first to look first.
        symbologies: families to look for; those with GS1 data come with their plain ones, UPC-A
            with ean13.
        dedupe_s: the same code again only after so long unseen.
        cpu_share: of one processor core.
    """

    engines: Annotated[tuple[Literal["zxing", "zbar"], ...], Meta(min_length=1)] = ("zxing", "zbar")
    symbologies: Annotated[
        tuple[Literal["qr", "datamatrix", "code128", "ean13", "ean8", "itf"], ...],
        Meta(min_length=1),
    ] = ("qr", "datamatrix", "code128", "ean13", "ean8", "itf")
    dedupe_s: Annotated[float, Meta(ge=0.3, le=10)] = 1.5
    cpu_share: Annotated[float, Meta(ge=0.1, le=1)] = 0.8


class UsbTable(Table, frozen=True):
    """Which USB device it is: vendor and product, as `lsusb` prints them."""

    vid: Annotated[int, Meta(ge=1, le=0xFFFF)]
    pid: Annotated[int, Meta(ge=0, le=0xFFFF)]


class ScannerTable(Table, frozen=True):
    """A hand scanner; `suffix` none: silence ends a code.

    Args:
        name: unique among the devices.
        driver: serial (a port), evdev (it plays keyboard and is grabbed), mqtt (a shelf node's).
        path: of the port, or of the input device when `match` fits several.
        match: of the scanner that plays keyboard.
        rate: baud of the port.
        suffix: what ends a code.
        node: the shelf node of driver mqtt.
        role: counter, or queue: it stands at the door and opens visits that wait.
    """

    name: Name
    driver: Literal["serial", "evdev", "mqtt"]
    path: str = ""
    match: UsbTable | None = None
    rate: Annotated[int, Meta(ge=1200, le=921600)] = 115200
    suffix: Literal["enter", "tab", "none"] = "enter"
    node: Name | None = None
    role: Role = "counter"


class QueueTable(Table, frozen=True):
    """How scanners and cameras of role queue answer whoever shows a code there.

    Args:
        slip: always, on request (the code is shown once more) or never: a paper with the number.
        tone: at this box too, where the reader has no buzzer of its own.
    """

    slip: Literal["always", "request", "never"] = "request"
    tone: bool = True


class PrinterMatchTable(UsbTable, frozen=True):
    """Which printer it is; the serial number tells two alike apart."""

    serial: Word = ""


class PrinterTable(Table, frozen=True):
    """A printer.

    Args:
        driver: usb, network, serial or file.
        match: of driver usb.
        host, port: of driver network.
        path: of a serial port, or of a file.
        rate: baud of the port.
        width: printable dots.
        cutter: what it can do.
        qr: raster draws the code, native lets the printer do it.
        mode: raster draws the words, text sends them in a code page of the profile.
        profile: the model's name in python-escpos.
    """

    driver: Literal["usb", "network", "serial", "file", "none"] = "none"
    match: PrinterMatchTable | None = None
    host: str = ""
    port: Port = 9100
    path: str = ""
    rate: Annotated[int, Meta(ge=1200, le=921600)] = 115200
    width: Literal[384, 512, 576] = 576
    cutter: Literal["full", "partial", "none"] = "partial"
    qr: Literal["raster", "native"] = "raster"
    mode: Literal["raster", "text"] = "raster"
    profile: str = "default"


class StickersTable(Table, frozen=True):
    """Which received parcels get a sticker with their cell's number.

    Args:
        on: label_printer: where there is one; any_printer: on the receipt printer, too; or none.
            A parcel whose own label cannot be read gets one wherever anything prints.
        skip_zones, skip_sizes: what needs none.
    """

    on: Literal["label_printer", "any_printer", "none"] = "label_printer"
    skip_zones: tuple[Zone, ...] = ()
    skip_sizes: tuple[Size, ...] = ()


class LightsTable(Table, frozen=True):
    """A chain of LEDs; `cells` names its list under [cells].

    Args:
        name: of the chain, unique among the devices.
        driver: gpio (a pin a cell), hc595 (SPI, one colour), apa102 (SPI, also SK9822), wled.
        cells: its list under [cells].
        max_lit: cells on at once.
        count: LEDs; gpio counts its pins.
        pins: BCM pins of gpio, in cell order.
        spi: port and device of hc595 and apa102.
        rate_hz: the bus's clock; unset 4 MHz for hc595, 6 MHz for apa102.
        oe_pin: BCM pin of the hc595's /OE.
        brightness: of an apa102 LED, 31 is full.
        psu_ma: what the supply of an apa102 strip gives.
        host, port: of a WLED controller.
        node: the shelf node of driver mqtt; which LED is whose it knows itself.
    """

    name: Name
    driver: Literal["gpio", "hc595", "apa102", "wled", "mqtt"]
    cells: str
    max_lit: Annotated[int, Meta(ge=1, le=1024)] = 40
    count: Annotated[int, Meta(ge=1, le=1024)] | None = None
    pins: Annotated[tuple[Annotated[int, Meta(ge=4, le=27)], ...], Meta(max_length=20)] = ()
    spi: tuple[Annotated[int, Meta(ge=0, le=1)], Annotated[int, Meta(ge=0, le=2)]] = (0, 0)
    rate_hz: Annotated[int, Meta(ge=100_000, le=10_000_000)] | None = None
    oe_pin: Annotated[int, Meta(ge=0, le=27)] | None = None
    brightness: Annotated[int, Meta(ge=1, le=31)] = 8
    psu_ma: Annotated[int, Meta(ge=100, le=100_000)] | None = None
    host: Word = ""
    port: Port = 80
    node: Name | None = None

    @property
    def leds(self) -> int:
        """How many LEDs there are."""
        return self.count or len(self.pins)


class ButtonTable(Table, frozen=True):
    """A confirm button at the shelves.

    Args:
        name: unique among the devices.
        driver: gpio (a pin), hc165 (a 74HC165 chain on the bus of hc595 lamps), mqtt (a node's).
        cells: what it stands for, `A-01..A-40` or one cell.
        pin: BCM pin of gpio, to ground, pulled up inside.
        bit: of hc165, in the order they arrive: 0 is input H of the register at MISO.
        ld_pin: BCM pin of all registers' SH/LD.
        node: the shelf node whose button it is.
    """

    name: Name
    driver: Literal["gpio", "hc165", "mqtt"]
    cells: Ref
    pin: Annotated[int, Meta(ge=2, le=27)] | None = None
    bit: Annotated[int, Meta(ge=0, le=255)] | None = None
    ld_pin: Annotated[int, Meta(ge=2, le=27)] | None = None
    node: Name | None = None


class RackTable(Table, frozen=True):
    """A rack of the first shelf map: cells `name-01` to `name-count`.

    Args:
        per_shelf: cells beside each other, counted from the top; 0 for nobody knows.
    """

    name: Annotated[str, Meta(pattern=r"^[A-Z]{1,2}$(?!\n)")]
    count: Annotated[int, Meta(ge=1, le=999)]
    first: Annotated[int, Meta(ge=0, le=999)] = 1
    size: Size = Size.S
    zone: Zone = Zone.MAIN
    per_shelf: Annotated[int, Meta(ge=0, le=8)] = 0

    def shelf(self, number: int) -> int:
        """Return which shelf the cell of this number within the rack stands on, 0 if unsaid."""
        return number // self.per_shelf + 1 if self.per_shelf else 0

    def cells(self) -> tuple[str, ...]:
        """Return the cells' names, in walk order."""
        return tuple(f"{self.name}-{n:02d}" for n in range(self.first, self.first + self.count))


class ShelvesTable(Table, frozen=True):
    """The first shelf map, in walk order; once people changed it at the counter, theirs counts."""

    racks: tuple[RackTable, ...] = ()
    dark: tuple[Ref, ...] = ()

    def cells(self) -> tuple[CellSpec, ...]:
        """Return the cells of all racks."""
        named = [
            (cell, rack, rack.shelf(number))
            for rack in self.racks
            for number, cell in enumerate(rack.cells())
        ]
        return tuple(
            CellSpec(cell, rack.name, rack.size, rack.zone, place, shelf)
            for place, (cell, rack, shelf) in enumerate(named)
        )


class Config(Table, frozen=True):
    """The whole file."""

    point: PointTable | None = None
    folders: FoldersTable = FoldersTable()
    ui: UiTable = UiTable()
    mqtt: MqttTable = MqttTable()
    sync: SyncTable = SyncTable()
    shelf: ShelfTable = ShelfTable()
    camera: CameraTable = CameraTable()
    decode: DecodeTable = DecodeTable()
    scanner: tuple[ScannerTable, ...] = ()
    queue: QueueTable = QueueTable()
    printer: PrinterTable = PrinterTable()
    label_printer: PrinterTable = PrinterTable()
    stickers: StickersTable = StickersTable()
    lights: tuple[LightsTable, ...] = ()
    button: tuple[ButtonTable, ...] = ()
    buzzer: BuzzerTable = BuzzerTable()
    speech: SpeechTable = SpeechTable()
    terminal: TerminalTable = TerminalTable()
    network: NetworkTable = NetworkTable()
    cells: dict[str, tuple[Run, ...]] = {}  # noqa: RUF012  a Struct makes each its own
    shelves: ShelvesTable = ShelvesTable()
    map: MapTable = MapTable()
    central: CentralTable = CentralTable()
    authority: AuthorityTable = AuthorityTable()
    enrol: EnrolTable = EnrolTable()
    metrics: MetricsTable = MetricsTable()
    console: ConsoleTable = ConsoleTable()
