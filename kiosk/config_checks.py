"""What no single setting shows: cells mapped twice, LEDs off the chain, plain text on a network."""

from collections.abc import Iterator
from typing import Any, TypeAlias

from kiosk.hw.cellmap import leds_of

_LOOPBACK = {"127.0.0.1", "::1", "localhost"}
_PRINTER_WIDTHS = (384, 512, 576)
_SPI_PINS = {7, 8, 9, 10, 11}


_Config: TypeAlias = Any  # the Config of kiosk.config, which imports this module


def clashes(config: _Config) -> list[tuple[str, str]]:
    """Return (key, sentence) for everything that does not go together."""
    return [*_mqtt(config), *_printer(config), *_camera(config), *_lights(config), *_names(config)]


def _mqtt(config: _Config) -> Iterator[tuple[str, str]]:
    mqtt = config.mqtt
    if mqtt.host not in _LOOPBACK and not (mqtt.cafile and mqtt.certfile and mqtt.keyfile):
        yield (
            "mqtt.host",
            f"{mqtt.host} is not this machine: cafile, certfile and keyfile are needed",
        )


def _printer(config: _Config) -> Iterator[tuple[str, str]]:
    printer = config.printer
    if printer.width not in _PRINTER_WIDTHS:
        yield "printer.width", f"{printer.width} is not one of 384, 512, 576"
    if printer.driver == "network" and not printer.host:
        yield "printer.host", "is needed for a network printer"
    if printer.driver == "file" and not printer.path:
        yield "printer.path", "is needed for a file printer"


def _camera(config: _Config) -> Iterator[tuple[str, str]]:
    if config.camera.driver == "folder" and not config.camera.folder:
        yield "camera.folder", "is needed for driver folder"


def _lights(config: _Config) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for chain in config.lights:
        if chain.cells not in config.cells:
            yield "lights.cells", f"there is no list {chain.cells!r} under [cells]"
            continue
        if chain.oe_pin in _SPI_PINS:
            yield "lights.oe_pin", f"pin {chain.oe_pin} belongs to spi 0"
        try:
            leds = leds_of(chain.name, config.cells[chain.cells])
        except ValueError as error:
            yield f"cells.{chain.cells}", str(error)
            continue
        for cell, led in leds.items():
            last = led.first + led.span - 1
            if led.first < 0 or last >= chain.count:
                yield f"cells.{chain.cells}", f"LED {last} is outside 0..{chain.count - 1}"
                break
            if cell in seen:
                yield f"cells.{chain.cells}", f"{cell} is mapped twice"
            seen.add(cell)


def _names(config: _Config) -> Iterator[tuple[str, str]]:
    names = [device.name for device in (*config.scanner, *config.lights)]
    for name in sorted({n for n in names if names.count(n) > 1}):
        yield "scanner.name", f"{name!r} names two devices"
    cells = [spec.cell for spec in config.shelves.cells()]
    if len(cells) != len(set(cells)):
        yield "shelves.racks", "a cell stands twice"
