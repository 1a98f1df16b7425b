"""What does not go together among the lamps: wrong keys, pins, buses, LEDs, too much current."""

from collections import Counter
from collections.abc import Iterator
from typing import TypeAlias

from kiosk.config_basics import Clash
from kiosk.config_tables import Config, LightsTable
from kiosk.hw.cellmap import Led, leds_of

Pin: TypeAlias = tuple[tuple[str | int, ...], int]

# the keys of each driver: what it needs, then what it may have beside
_NEEDS: dict[str, tuple[str, ...]] = {
    "gpio": ("pins",),
    "hc595": ("count",),
    "apa102": ("count", "psu_ma"),
    "wled": ("count", "host"),
    "mqtt": ("node",),
}
_MAY: dict[str, tuple[str, ...]] = {
    "hc595": ("spi", "rate_hz", "oe_pin"),
    "apa102": ("spi", "rate_hz", "brightness"),
    "wled": ("port",),
}
_OWN = sorted({key for keys in (*_NEEDS.values(), *_MAY.values()) for key in keys})
_ON_SPI = {"hc595", "apa102"}
_MOST_COUNT = 1024  # as the table's own bound says
_MOST_LEDS = {"apa102": 1000}  # 4071 bytes, under spidev's 4096 a transfer (HARDWARE.md 3)
# BCM pins (HARDWARE.md 9): SPI 0 keeps its own, the rest of a bus only while it is used
_SPI_PINS = {8: 0, 9: 0, 10: 0, 11: 0}
_MORE_SPI_PINS = {0: (7,), 1: (16, 17, 18, 19, 20, 21)}
_FREE_PINS = (4, 5, 6, 7, *range(12, 28))
_IDLE_MA, _LIT_MA, _FULL = 1, 60, 31  # an LED, estimate (HARDWARE.md 8); _FULL is full brightness


def light_clashes(config: Config) -> Iterator[Clash]:
    """Tell what does not go together among the chains, pins aside."""
    for number, chain in enumerate(config.lights):
        yield from _keys(number, chain)
    yield from _buses(config)
    yield from _cells(config)


def light_pins(config: Config) -> Iterator[Pin]:
    """Return every pin the chains take, the bus's own aside, with where it is set."""
    for number, chain in enumerate(config.lights):
        if chain.oe_pin is not None:
            yield ("lights", number, "oe_pin"), chain.oe_pin
        yield from ((("lights", number, "pins", n), pin) for n, pin in enumerate(chain.pins))


def pin_clashes(config: Config, pins: Iterator[Pin]) -> Iterator[Clash]:
    """Tell which pins are a bus's, or taken twice, and which one is free.

    Args:
        config: the settings.
        pins: every pin that is set, of lamps and of other devices.
    """
    named = list(pins)
    ports = {chain.spi[0] for chain in config.lights if chain.driver in _ON_SPI}
    bus_of = _SPI_PINS | {pin: port for port in ports for pin in _MORE_SPI_PINS[port]}
    taken = Counter(pin for _, pin in named)
    free = (pin for pin in _FREE_PINS if pin not in bus_of and pin not in taken)
    for path, pin in named:
        if pin not in bus_of and taken[pin] == 1:
            continue
        said = f"belongs to spi {bus_of[pin]}" if pin in bus_of else "is used twice"
        spare = next(free, None)
        instead = "" if spare is None else f"; pin {spare} is free"
        yield path, f"pin {pin} {said}{instead}"


def _keys(number: int, chain: LightsTable) -> Iterator[Clash]:
    driver, needed = chain.driver, _NEEDS.get(chain.driver, ())
    for key in needed:
        if not getattr(chain, key):
            yield ("lights", number, key), f"is needed for driver {driver}"
    allowed = {*needed, *_MAY.get(driver, ())}
    default = LightsTable(name=chain.name, driver=driver, cells=chain.cells)
    for key in _OWN:
        if key not in allowed and getattr(chain, key) != getattr(default, key):
            yield ("lights", number, key), f"is no setting of driver {driver}; leave it out"
    most = _MOST_LEDS.get(driver)
    if most is not None and chain.leds > most:
        yield ("lights", number, "count"), f"{chain.leds} is more than {most} ({driver})"


def _buses(config: Config) -> Iterator[Clash]:
    on_spi = [(n, chain) for n, chain in enumerate(config.lights) if chain.driver in _ON_SPI]
    buses = Counter(chain.spi for _, chain in on_spi)
    ports = Counter(chain.spi[0] for _, chain in on_spi)
    for number, chain in on_spi:
        path, port = ("lights", number, "spi"), chain.spi[0]
        if chain.spi == (0, 2):
            yield path, "spi 0 has two devices; write [0, 0] or [0, 1]"
        elif chain.driver == "apa102" and ports[port] > 1:
            # it has no select line, so it would shift in what is meant for others
            yield path, f"an apa102 strip must be alone on spi {port}; write [{1 - port}, 0]"
        elif buses[chain.spi] > 1:
            yield path, f"two chains on one bus; write [{port}, 1] for one of them"


def _cells(config: Config) -> Iterator[Clash]:
    seen: set[str] = set()
    for number, chain in enumerate(config.lights):
        if chain.cells not in config.cells:
            yield ("lights", number, "cells"), f"there is no list {chain.cells!r} under [cells]"
            continue
        leds: dict[str, Led] = {}
        taken: dict[int, str] = {}
        for place, run in enumerate(config.cells[chain.cells]):
            path = ("cells", chain.cells, place)
            if run.span < 1 or run.serpentine < 0:
                yield path, "span is 1 or more, serpentine 0 or more"
                continue
            try:
                found = leds_of(chain.name, [run])
            except ValueError as error:
                yield path, str(error)
                continue
            twice = sorted((seen | leds.keys()) & found.keys())
            if twice:
                yield path, f"{twice[0]} is mapped twice; leave it out of one of the two"
            if chain.driver != "mqtt":  # how long its chain is, a shelf node knows itself
                yield from ((path, said) for said in _off_the_chain(chain, found, taken))
            leds |= found
        seen.update(leds)
        yield from ((("lights", number, "psu_ma"), said) for said in _too_much(chain, leds))


def _off_the_chain(
    chain: LightsTable, leds: dict[str, Led], taken: dict[int, str]
) -> Iterator[str]:
    """Tell the first LED of a run that is not there or not its own; notes them in `taken`."""
    last = max((led.first + led.span - 1 for led in leds.values()), default=0)
    most = _MOST_LEDS.get(chain.driver, _MOST_COUNT)
    longer = f"write count = {last + 1}" if last < most else f"a chain has {most} at most"
    instead = "name a pin for each" if chain.driver == "gpio" else longer
    for cell, led in leds.items():
        for number in range(led.first, led.first + led.span):
            if not 0 <= number < chain.leds:
                said = f"LED {number} of {cell} is outside 0..{chain.leds - 1}"
                yield f"{said}; {instead if number > 0 else 'the first LED is 0'}"
                return
            if taken.setdefault(number, cell) != cell:
                said = f"LED {number} belongs to {taken[number]} and {cell}"
                yield f"{said}; {_apart(taken, leds, led, chain.leds)}"
                return


def _apart(taken: dict[int, str], leds: dict[str, Led], led: Led, count: int) -> str:
    """Say how an LED that two cells want is given to one of them."""
    if taken[led.first] in leds and led.span > 1:
        return f"write step = {led.span} or more, for span {led.span}"
    free = max(taken) + 1
    return f"from LED {free} on all are free" if free < count else f"all {count} are taken"


def _too_much(chain: LightsTable, leds: dict[str, Led]) -> Iterator[str]:
    """Tell when the most that may shine takes more than the supply gives, and what would fit."""
    if chain.psu_ma is None or chain.driver != "apa102":
        return
    spans = sorted((led.span for led in leds.values()), reverse=True)

    def milliamperes(cells: int, brightness: int) -> int:
        lit = sum(spans[:cells])
        return _IDLE_MA * chain.leds + _LIT_MA * lit * brightness // _FULL

    wanted = milliamperes(chain.max_lit, chain.brightness)
    if wanted <= chain.psu_ma:
        return
    said = f"{wanted} mA at max_lit {chain.max_lit} is over psu_ma {chain.psu_ma}"
    fitting = [
        n for n in range(1, chain.max_lit) if milliamperes(n, chain.brightness) <= chain.psu_ma
    ]
    dimmer = [
        b for b in range(1, chain.brightness) if milliamperes(chain.max_lit, b) <= chain.psu_ma
    ]
    instead = [f"max_lit = {fitting[-1]}"] if fitting else []
    instead += [f"brightness = {dimmer[-1]}"] if dimmer else []
    yield f"{said}; write {' or '.join(instead)}" if instead else f"{said}; it needs more supply"
