"""The settings file, kiosk.toml: typed, checked as a whole, every fault told with its line."""

import difflib
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from kiosk.config_checks import clashes
from kiosk.core.facts.fact import CellSpec
from kiosk.core.words import Ref, Size, Word, Zone
from kiosk.hw.cellmap import Run

MAX_BYTES = 256 * 1024
_Port = Annotated[int, Meta(ge=1, le=65535)]
_Name = Annotated[str, Meta(pattern=r"^[a-z0-9-]{1,20}$")]


class _Table(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of the file: a key it does not have is a fault."""


class PointTable(_Table, frozen=True):
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
    device: Annotated[str, Meta(pattern=r"^[a-z0-9-]{3,40}$")]
    name: Word = ""
    language: Annotated[str, Meta(pattern="^(ru|pt|en)$")] = "en"
    zone: Word = "UTC"
    point_key: str = "identity/point_key"
    pepper: str = "identity/pepper"


class FoldersTable(_Table, frozen=True):
    """Where things lie; relative ones are beside the settings file."""

    data: str = "data"
    runtime: str = "run"


class UiTable(_Table, frozen=True):
    """The screen (UI.md 10)."""

    driver: Annotated[str, Meta(pattern="^(auto|kmsdrm|wayland|x11|offscreen|dummy)$")] = "auto"
    theme: Annotated[str, Meta(pattern="^(light|dark|contrast)$")] = "light"
    text_zoom: Annotated[int, Meta(ge=100, le=130)] = 100
    volume: Annotated[int, Meta(ge=0, le=100)] = 70
    mute: bool = False
    full_flip: bool | None = None
    width: Annotated[int, Meta(ge=640, le=4096)] | None = None
    height: Annotated[int, Meta(ge=480, le=4096)] | None = None


class MqttTable(_Table, frozen=True):
    """The broker; without TLS files only on loopback."""

    host: str = "127.0.0.1"
    port: _Port = 8883
    version: Annotated[int, Meta(ge=4, le=5)] = 5
    keepalive_s: Annotated[int, Meta(ge=5, le=120)] = 30
    cafile: str | None = None
    certfile: str | None = None
    keyfile: str | None = None


class CameraTable(_Table, frozen=True):
    """The camera: `folder` shows pictures, `pattern` a moving ramp, `none` is no camera."""

    driver: Annotated[str, Meta(pattern="^(folder|pattern|none)$")] = "none"
    folder: str = ""
    size: tuple[
        Annotated[int, Meta(ge=640, le=1920, multiple_of=128)],
        Annotated[int, Meta(ge=360, le=1080)],
    ] = (1280, 720)
    fps: Annotated[int, Meta(ge=5, le=30)] = 20
    stall_s: Annotated[float, Meta(ge=1, le=10)] = 3.0


class DecodeTable(_Table, frozen=True):
    """The decoders."""

    engines: tuple[Annotated[str, Meta(pattern="^(zxing|zbar)$")], ...] = ("zxing", "zbar")
    dedupe_s: Annotated[float, Meta(ge=0.3, le=10)] = 1.5
    cpu_share: Annotated[float, Meta(ge=0.1, le=1)] = 0.8


class ScannerTable(_Table, frozen=True):
    """A hand scanner on a serial port; `suffix` none: silence ends a code."""

    name: _Name
    driver: Annotated[str, Meta(pattern="^serial$")]
    path: str
    rate: Annotated[int, Meta(ge=1200, le=921600)] = 115200
    suffix: Annotated[str, Meta(pattern="^(enter|none)$")] = "enter"


class PrinterTable(_Table, frozen=True):
    """The receipt printer."""

    driver: Annotated[str, Meta(pattern="^(network|file|none)$")] = "none"
    host: str = ""
    port: _Port = 9100
    path: str = ""
    width: int = 576
    cutter: Annotated[str, Meta(pattern="^(full|partial|none)$")] = "partial"
    qr: Annotated[str, Meta(pattern="^(raster|native)$")] = "raster"


class LightsTable(_Table, frozen=True):
    """A chain of LEDs; `cells` names its list under [cells]."""

    name: _Name
    driver: Annotated[str, Meta(pattern="^hc595$")]
    count: Annotated[int, Meta(ge=1, le=1024)]
    cells: str
    spi: tuple[int, int] = (0, 0)
    rate_hz: Annotated[int, Meta(ge=100_000, le=10_000_000)] = 4_000_000
    oe_pin: Annotated[int, Meta(ge=0, le=27)] | None = None
    max_lit: Annotated[int, Meta(ge=1, le=1024)] = 40


class RackTable(_Table, frozen=True):
    """A rack of the first shelf map: cells `name-01` to `name-count`."""

    name: Annotated[str, Meta(pattern="^[A-Z]{1,2}$")]
    count: Annotated[int, Meta(ge=1, le=999)]
    first: Annotated[int, Meta(ge=0, le=999)] = 1
    size: Size = Size.S
    zone: Zone = Zone.MAIN


class ShelvesTable(_Table, frozen=True):
    """The first shelf map, in walk order; later the point's people own it."""

    racks: tuple[RackTable, ...] = ()
    dark: tuple[Ref, ...] = ()

    def cells(self) -> tuple[CellSpec, ...]:
        """Return the cells of all racks."""
        specs: list[CellSpec] = []
        for rack in self.racks:
            for number in range(rack.first, rack.first + rack.count):
                cell = f"{rack.name}-{number:02d}"
                specs.append(CellSpec(cell, rack.name, rack.size, rack.zone, len(specs)))
        return tuple(specs)


class CentralTable(_Table, frozen=True):
    """The reference central."""

    store: str = "central.db"
    wishes: str = "wishes"
    worker: _Name = "central"


class Config(_Table, frozen=True):
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


class ConfigFault(Struct, frozen=True):
    """One thing that is wrong.

    Args:
        file, line: where; line 0 for the file as a whole.
        key: dotted.
        text: what is wrong and what would be right.
    """

    file: str
    line: int
    key: str
    text: str

    def __str__(self) -> str:
        """Say it in one line."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place} {self.key}: {self.text}" if self.key else f"{place}: {self.text}"


class ConfigFaults(Exception):
    """The file cannot be used as it is; `faults` holds everything that is wrong."""

    def __init__(self, faults: tuple[ConfigFault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


def load(path: Path) -> Config:
    """Return the settings in a file.

    Raises:
        ConfigFaults: all that is wrong with it, each with its line.
    """
    text, tables = _read(path)
    values, faults = _typed(path.name, text, tables)
    if not faults:
        config = Config(**values)
        faults = [
            ConfigFault(path.name, _line_of(text, key), key, said) for key, said in clashes(config)
        ]
        if not faults:
            return config
    raise ConfigFaults(tuple(faults))


def load_for_counter(path: Path, good: Path) -> tuple[Config, tuple[ConfigFault, ...]]:
    """Return settings a counter can work with: the file, its last good copy, or part of it.

    Args:
        path: the settings file.
        good: its last good copy, written when all was well.

    Returns:
        The settings, and what was wrong with the file; empty when it was used as it is.

    Raises:
        ConfigFaults: nothing usable is left.
    """
    try:
        config = load(path)
    except ConfigFaults as bad:
        if good.exists():
            return load(good), bad.faults
        return _without_the_bad(path, bad), bad.faults
    good.write_bytes(path.read_bytes())
    return config, ()


def _without_the_bad(path: Path, bad: ConfigFaults) -> Config:
    """Leave out the device tables that are at fault; the point itself must be right."""
    text, tables = _read(path)
    wrong = {fault.key.split(".")[0] for fault in bad.faults}
    if wrong & {"point", "folders"}:
        raise bad
    values, _ = _typed(path.name, text, {k: v for k, v in tables.items() if k not in wrong})
    try:
        config = Config(**values)
    except TypeError as error:
        raise bad from error
    if clashes(config):
        raise bad
    return config


def _read(path: Path) -> tuple[str, dict[str, Any]]:
    def fault(text: str, line: int = 0) -> ConfigFaults:
        return ConfigFaults((ConfigFault(path.name, line, "", text),))

    try:
        raw = path.read_bytes()
    except OSError as error:
        raise fault(f"cannot be read: {error.strerror}") from error
    if len(raw) > MAX_BYTES:
        raise fault(f"is larger than {MAX_BYTES // 1024} KB")
    try:
        text = raw.decode()
        return text, tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise fault("is not UTF-8 text") from error
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"at line (\d+)", str(error))
        raise fault(f"is not TOML: {error}", int(where.group(1)) if where else 0) from error


def _typed(
    file: str, text: str, tables: dict[str, Any]
) -> tuple[dict[str, Any], list[ConfigFault]]:
    """Convert table by table, so that all faults are found at once."""
    values: dict[str, Any] = {}
    faults: list[ConfigFault] = []
    kinds = {field.name: field.type for field in msgspec.structs.fields(Config)}
    for name, table in tables.items():
        if name not in kinds:
            faults.append(ConfigFault(file, _line_of(text, name), name, _unknown(name, kinds)))
            continue
        try:
            values[name] = msgspec.convert(table, kinds[name])
        except msgspec.ValidationError as error:
            key, said = _said(name, str(error), kinds[name])
            faults.append(ConfigFault(file, _line_of(text, key), key, said))
    return values, faults


def _unknown(name: str, known: Any) -> str:  # noqa: ANN401
    near = difflib.get_close_matches(name.rsplit(".", maxsplit=1)[-1], list(known), 1)
    return f"there is no such setting; did you mean {near[0]!r}?" if near else "no such setting"


def _said(table: str, error: str, kind: Any) -> tuple[str, str]:  # noqa: ANN401
    """Turn msgspec's sentence into a key and a sentence with the nearest name."""
    what, _, where = error.partition(" - at `$")
    key = table + where.rstrip("`").replace("[...]", "")
    strange = re.search(r"unknown field `(.+?)`", what)
    if not strange:
        return key, what[0].lower() + what[1:]
    name = strange.group(1)
    fields = [f for struct in _structs_of(kind) for f in struct.__struct_fields__]
    return f"{key}.{name}", _unknown(name, fields)


def _structs_of(kind: Any) -> list[Any]:  # noqa: ANN401
    if hasattr(kind, "__struct_fields__"):
        return [kind]
    return [found for inner in getattr(kind, "__args__", ()) for found in _structs_of(inner)]


def _line_of(text: str, key: str) -> int:
    """Return the line where the last part of a dotted key stands, within its table if it can."""
    parts = key.split(".")
    lines = text.splitlines()
    start = 0
    for number, line in enumerate(lines):
        if re.match(rf"\s*\[+\s*{re.escape(parts[0])}\b", line) or re.match(
            rf"\s*{re.escape(parts[0])}\s*=", line
        ):
            start = number
            break
    for number in range(start, len(lines)):
        if re.search(rf"\b{re.escape(parts[-1])}\b", lines[number]):
            return number + 1
    return start + 1 if lines else 0
