"""What no single setting shows: two devices of one name, a setting that another one needs."""

from collections.abc import Iterator
from itertools import chain
from zoneinfo import ZoneInfo

from kiosk.config_basics import Clash
from kiosk.config_buttons import button_clashes, button_pins
from kiosk.config_central import central_clashes
from kiosk.config_lights import light_clashes, light_pins, pin_clashes
from kiosk.config_network import network_clashes
from kiosk.config_printers import printer_clashes
from kiosk.config_shelf import broker_clashes, shelf_clashes
from kiosk.config_tables import Config, ScannerTable


def clashes(config: Config) -> tuple[Clash, ...]:
    """Return (path, sentence) for everything that does not go together."""
    return (
        *_zone(config),
        *broker_clashes(config),
        *shelf_clashes(config),
        *_needed(config),
        *_decoders(config),
        *central_clashes(config),
        *printer_clashes(config),
        *network_clashes(config.network),
        *_names(config),
        *_scanners(config),
        *_shelves(config),
        *pin_clashes(config, chain(light_pins(config), button_pins(config))),
        *light_clashes(config),
        *button_clashes(config),
    )


def _zone(config: Config) -> Iterator[Clash]:
    if config.point is None:
        return
    try:
        ZoneInfo(config.point.zone)
    except (LookupError, ValueError, OSError):  # unknown; no name at all; a folder of names
        yield ("point", "zone"), "no time zone of that name; such as Europe/Moscow"


def _needed(config: Config) -> Iterator[Clash]:
    if config.camera.driver == "folder" and not config.camera.folder:
        yield ("camera", "folder"), "is needed for driver folder"
    if config.camera.driver != "picamera2" and config.camera.rotate:
        yield ("camera", "rotate"), "belongs to driver picamera2"
    if config.camera.driver != "picamera2" and config.camera.focus == "fixed":
        yield ("camera", "focus"), "belongs to driver picamera2"
    if any(side % 2 for side in config.camera.size):
        yield ("camera", "size"), "is an odd number; a camera counts its lines in twos"
    if (config.ui.width is None) != (config.ui.height is None):
        yield ("ui", "height" if config.ui.height else "width"), "goes with the other one"


def _decoders(config: Config) -> Iterator[Clash]:
    decode = config.decode
    for key, names in (("engines", decode.engines), ("symbologies", decode.symbologies)):
        twice = next((name for n, name in enumerate(names) if name in names[:n]), None)
        if twice:
            yield ("decode", key), f"{twice!r} stands twice"
    if set(decode.engines) == {"zbar"} and set(decode.symbologies) == {"datamatrix"}:
        yield ("decode", "symbologies"), "zbar reads no datamatrix; zxing does, see engines"


def _scanners(config: Config) -> Iterator[Clash]:
    taken: dict[object, str] = {}
    for number, scanner in enumerate(config.scanner):
        here = ("scanner", number)
        for at, said in _SCANNERS[scanner.driver](scanner) if scanner.driver in _SCANNERS else ():
            yield here + at, said
        where = scanner.path or scanner.match
        if where and where in taken:
            said = f"{scanner.name} and {taken[where]} are the same device"
            two = "; two alike need a path each, see /dev/input/by-path" if scanner.match else ""
            yield (*here, "path" if scanner.path else "match"), said + two
        taken.setdefault(where, scanner.name)


def _keyboard(scanner: ScannerTable) -> Iterator[Clash]:
    if scanner.match is None and not scanner.path:
        yield (), "match or path is missing; lsusb tells vid and pid"
    if scanner.match is not None and scanner.path:
        yield ("path",), "match or path, not both"
    if scanner.path and not scanner.path.startswith("/dev/input/"):
        said = "is no input device; see /dev/input/by-id, the name ends in -event-kbd"
        yield ("path",), f"{scanner.path} {said}"


def _port(scanner: ScannerTable) -> Iterator[Clash]:
    if not scanner.path:
        yield (), "path is missing"
    if scanner.match is not None:
        yield ("match",), "belongs to driver evdev; a serial scanner has a path"


_SCANNERS = {"evdev": _keyboard, "serial": _port}


def _names(config: Config) -> Iterator[Clash]:
    seen: set[str] = set()
    named = [(("scanner", n, "name"), s.name) for n, s in enumerate(config.scanner)]
    named += [(("lights", n, "name"), lamps.name) for n, lamps in enumerate(config.lights)]
    named += [(("button", n, "name"), button.name) for n, button in enumerate(config.button)]
    for path, name in named:
        if name in seen:
            yield path, f"{name!r} names two devices"
        seen.add(name)


def _shelves(config: Config) -> Iterator[Clash]:
    seen: set[str] = set()
    for number, rack in enumerate(config.shelves.racks):
        twice = [cell for cell in rack.cells() if cell in seen]
        if twice:
            yield ("shelves", "racks", number), f"{twice[0]} stands twice"
        seen.update(rack.cells())
