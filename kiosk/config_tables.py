"""The tables of kiosk.toml as types: what there is to set, its bounds and its defaults."""

from typing import Annotated, Literal

from msgspec import Meta, Struct
from msgspec.structs import force_setattr

from kiosk.core.facts.fact import CellSpec
from kiosk.core.words import Ref, Size, Word, Zone
from kiosk.hw.cellmap import Run

Port = Annotated[int, Meta(ge=1, le=65535)]
Name = Annotated[str, Meta(pattern=r"^[a-z0-9-]{1,20}$(?!\n)")]

# Drivers and tables of the design that a later version brings: told as such, not as misspelt.
LATER_DRIVERS = {
    "camera": {"picamera2"},
    "scanner": {"evdev", "mqtt"},
    "printer": {"usb", "serial"},
    "lights": {"gpio", "apa102", "mqtt", "wled"},
}
LATER_TABLES = {"button", "buzzer", "label_printer"}


class Table(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of the file: a key it does not have is a fault."""


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


class CameraTable(Table, frozen=True):
    """The camera: `folder` shows pictures, `pattern` a moving ramp, `none` is no camera."""

    driver: Literal["folder", "pattern", "none"] = "none"
    folder: str = ""
    size: tuple[
        Annotated[int, Meta(ge=640, le=1920, multiple_of=128)],
        Annotated[int, Meta(ge=360, le=1080)],
    ] = (1280, 720)
    fps: Annotated[int, Meta(ge=5, le=30)] = 20
    stall_s: Annotated[float, Meta(ge=1, le=10)] = 3.0


class DecodeTable(Table, frozen=True):
    """The decoders."""

    engines: Annotated[tuple[Literal["zxing", "zbar"], ...], Meta(min_length=1)] = ("zxing", "zbar")
    dedupe_s: Annotated[float, Meta(ge=0.3, le=10)] = 1.5
    cpu_share: Annotated[float, Meta(ge=0.1, le=1)] = 0.8


class ScannerTable(Table, frozen=True):
    """A hand scanner on a serial port; `suffix` none: silence ends a code."""

    name: Name
    driver: Literal["serial"]
    path: str
    rate: Annotated[int, Meta(ge=1200, le=921600)] = 115200
    suffix: Literal["enter", "none"] = "enter"


class PrinterTable(Table, frozen=True):
    """The receipt printer."""

    driver: Literal["network", "file", "none"] = "none"
    host: str = ""
    port: Port = 9100
    path: str = ""
    width: Literal[384, 512, 576] = 576
    cutter: Literal["full", "partial", "none"] = "partial"
    qr: Literal["raster", "native"] = "raster"


class LightsTable(Table, frozen=True):
    """A chain of LEDs; `cells` names its list under [cells]."""

    name: Name
    driver: Literal["hc595"]
    count: Annotated[int, Meta(ge=1, le=1024)]
    cells: str
    spi: tuple[Annotated[int, Meta(ge=0, le=1)], Annotated[int, Meta(ge=0, le=2)]] = (0, 0)
    rate_hz: Annotated[int, Meta(ge=100_000, le=10_000_000)] = 4_000_000
    oe_pin: Annotated[int, Meta(ge=0, le=27)] | None = None
    max_lit: Annotated[int, Meta(ge=1, le=1024)] = 40


class RackTable(Table, frozen=True):
    """A rack of the first shelf map: cells `name-01` to `name-count`."""

    name: Annotated[str, Meta(pattern=r"^[A-Z]{1,2}$(?!\n)")]
    count: Annotated[int, Meta(ge=1, le=999)]
    first: Annotated[int, Meta(ge=0, le=999)] = 1
    size: Size = Size.S
    zone: Zone = Zone.MAIN

    def cells(self) -> tuple[str, ...]:
        """Return the cells' names, in walk order."""
        return tuple(f"{self.name}-{n:02d}" for n in range(self.first, self.first + self.count))


class ShelvesTable(Table, frozen=True):
    """The first shelf map, in walk order; later the point's people own it."""

    racks: tuple[RackTable, ...] = ()
    dark: tuple[Ref, ...] = ()

    def cells(self) -> tuple[CellSpec, ...]:
        """Return the cells of all racks."""
        named = [(cell, rack) for rack in self.racks for cell in rack.cells()]
        return tuple(
            CellSpec(cell, rack.name, rack.size, rack.zone, place)
            for place, (cell, rack) in enumerate(named)
        )


class CentralTable(Table, frozen=True):
    """The reference central."""

    store: str = "central.db"
    wishes: str = "wishes"
    worker: Name = "central"


class Config(Table, frozen=True):
    """The whole file."""

    point: PointTable | None = None
    folders: FoldersTable = FoldersTable()
    ui: UiTable = UiTable()
    mqtt: MqttTable = MqttTable()
    camera: CameraTable = CameraTable()
    decode: DecodeTable = DecodeTable()
    scanner: tuple[ScannerTable, ...] = ()
    printer: PrinterTable = PrinterTable()
    lights: tuple[LightsTable, ...] = ()
    cells: dict[str, tuple[Run, ...]] = {}
    shelves: ShelvesTable = ShelvesTable()
    central: CentralTable = CentralTable()
