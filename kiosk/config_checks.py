"""What no single setting shows: cells mapped twice, LEDs off the chain, plain text on a network."""

from collections import Counter
from collections.abc import Iterator
from typing import TypeAlias
from zoneinfo import ZoneInfo

from kiosk.config_tables import Config, LightsTable
from kiosk.hw.cellmap import Led, leds_of

Clash: TypeAlias = tuple[tuple[str | int, ...], str]

_LOOPBACK = {"127.0.0.1", "::1", "localhost"}
_SPI_PINS = {7, 8, 9, 10, 11}  # CE1, CE0, MISO, MOSI, SCLK of SPI 0 (HARDWARE.md 9)


def clashes(config: Config) -> tuple[Clash, ...]:
    """Return (path, sentence) for everything that does not go together."""
    return (
        *_zone(config),
        *_mqtt(config),
        *_needed(config),
        *_names(config),
        *_shelves(config),
        *_pins(config),
        *_lights(config),
    )


def _zone(config: Config) -> Iterator[Clash]:
    if config.point is None:
        return
    try:
        ZoneInfo(config.point.zone)
    except (LookupError, ValueError, OSError):  # unknown; no name at all; a folder of names
        yield ("point", "zone"), "no time zone of that name; such as Europe/Moscow"


def _mqtt(config: Config) -> Iterator[Clash]:
    mqtt = config.mqtt
    files = (mqtt.cafile, mqtt.certfile, mqtt.keyfile)
    if any(files) and not all(files):
        yield ("mqtt",), "cafile, certfile and keyfile belong together"
    elif mqtt.host not in _LOOPBACK and not all(files):
        said = f"{mqtt.host} is not this machine: cafile, certfile and keyfile are needed"
        yield ("mqtt", "host"), said


def _needed(config: Config) -> Iterator[Clash]:
    if config.printer.driver == "network" and not config.printer.host:
        yield ("printer", "host"), "is needed for a network printer"
    if config.printer.driver == "file" and not config.printer.path:
        yield ("printer", "path"), "is needed for a file printer"
    if config.camera.driver == "folder" and not config.camera.folder:
        yield ("camera", "folder"), "is needed for driver folder"
    if (config.ui.width is None) != (config.ui.height is None):
        yield ("ui", "height" if config.ui.height else "width"), "goes with the other one"


def _names(config: Config) -> Iterator[Clash]:
    seen: set[str] = set()
    named = [(("scanner", n, "name"), s.name) for n, s in enumerate(config.scanner)]
    named += [(("lights", n, "name"), chain.name) for n, chain in enumerate(config.lights)]
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


def _pins(config: Config) -> Iterator[Clash]:
    buses = Counter(chain.spi for chain in config.lights)
    pins = Counter(chain.oe_pin for chain in config.lights if chain.oe_pin is not None)
    for number, chain in enumerate(config.lights):
        if chain.oe_pin in _SPI_PINS:
            yield ("lights", number, "oe_pin"), f"pin {chain.oe_pin} belongs to spi 0"
        if chain.oe_pin is not None and pins[chain.oe_pin] > 1:
            yield ("lights", number, "oe_pin"), f"pin {chain.oe_pin} is used twice"
        if buses[chain.spi] > 1:
            yield ("lights", number, "spi"), "two chains on one bus"


def _lights(config: Config) -> Iterator[Clash]:
    seen: set[str] = set()
    for number, chain in enumerate(config.lights):
        if chain.cells not in config.cells:
            yield ("lights", number, "cells"), f"there is no list {chain.cells!r} under [cells]"
            continue
        path = ("cells", chain.cells)
        if any(run.span < 1 or run.serpentine < 0 for run in config.cells[chain.cells]):
            yield path, "span is 1 or more, serpentine 0 or more"
            continue
        try:
            leds = leds_of(chain.name, config.cells[chain.cells])
        except ValueError as error:
            yield path, str(error)
            continue
        for cell in seen & leds.keys():
            yield path, f"{cell} is mapped twice"
        seen.update(leds)
        yield from ((path, said) for said in _off_the_chain(chain, leds))


def _off_the_chain(chain: LightsTable, leds: dict[str, Led]) -> Iterator[str]:
    taken: dict[int, str] = {}
    for cell, led in leds.items():
        for number in range(led.first, led.first + led.span):
            if not 0 <= number < chain.count:
                yield f"LED {number} of {cell} is outside 0..{chain.count - 1}"
                return
            if number in taken:
                yield f"LED {number} belongs to {taken[number]} and {cell}"
                return
            taken[number] = cell
