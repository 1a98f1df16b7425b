"""What does not go together among the confirm buttons and the buzzer: keys, pins, bits, cells."""

from collections import Counter
from collections.abc import Iterator

from kiosk.config_basics import Clash
from kiosk.config_lights import Pin
from kiosk.config_tables import ButtonTable, Config
from kiosk.hw.cellmap import cells_of

MOST_GPIO = 12  # HARDWARE.md 3
# the keys of each driver, all needed; another driver's key is a mistake
_KEYS: dict[str, tuple[str, ...]] = {
    "gpio": ("pin",),
    "hc165": ("bit", "ld_pin"),
    "mqtt": ("node",),
}


def button_clashes(config: Config) -> Iterator[Clash]:
    """Tell what does not go together among the buttons, pins aside."""
    for number, button in enumerate(config.button):
        yield from _keys(number, button)
    yield from _gpio(config)
    yield from _hc165(config)
    yield from _cells(config)
    buzzer = config.buzzer
    if buzzer.driver == "gpio" and buzzer.pin is None:
        yield ("buzzer", "pin"), "is needed for driver gpio"
    elif buzzer.driver == "none" and buzzer.pin is not None:
        yield ("buzzer", "pin"), 'is no setting of driver none; write driver = "gpio"'


def button_pins(config: Config) -> Iterator[Pin]:
    """Return every pin that buttons and buzzer take, with where it is set."""
    seen: set[int] = set()
    for number, button in enumerate(config.button):
        if button.driver == "gpio" and button.pin is not None:
            yield ("button", number, "pin"), button.pin
        if button.driver == "hc165" and button.ld_pin is not None and button.ld_pin not in seen:
            seen.add(button.ld_pin)  # all registers of the chain have the same
            yield ("button", number, "ld_pin"), button.ld_pin
    if config.buzzer.pin is not None:
        yield ("buzzer", "pin"), config.buzzer.pin


def _keys(number: int, button: ButtonTable) -> Iterator[Clash]:
    for driver, keys in _KEYS.items():
        for key in keys:
            given = getattr(button, key) is not None
            if driver == button.driver and not given:
                yield ("button", number, key), f"is needed for driver {driver}"
            elif driver != button.driver and given:
                said = f"is no setting of driver {button.driver}; leave it out"
                yield ("button", number, key), said


def _gpio(config: Config) -> Iterator[Clash]:
    numbers = [n for n, button in enumerate(config.button) if button.driver == "gpio"]
    if len(numbers) > MOST_GPIO:
        said = f"is the {MOST_GPIO + 1}th on a pin, {MOST_GPIO} at most; the rest go on hc165"
        yield ("button", numbers[MOST_GPIO], "driver"), said


def _hc165(config: Config) -> Iterator[Clash]:
    on_bus = [(n, button) for n, button in enumerate(config.button) if button.driver == "hc165"]
    if not on_bus:
        return
    if all(chain.driver != "hc595" for chain in config.lights):
        said = "hc165 shares the bus of hc595 lamps, and there are none; write gpio"
        yield ("button", on_bus[0][0], "driver"), said
    loads = [button.ld_pin for _, button in on_bus if button.ld_pin is not None]
    bits = Counter(button.bit for _, button in on_bus)
    for number, button in on_bus:
        if button.ld_pin is not None and button.ld_pin != loads[0]:
            said = f"all hc165 buttons have the same ld_pin; write {loads[0]}"
            yield ("button", number, "ld_pin"), said
        if button.bit is not None and bits[button.bit] > 1:
            yield ("button", number, "bit"), f"bit {button.bit} is used twice"


def _cells(config: Config) -> Iterator[Clash]:
    owner: dict[str, str] = {}
    for number, button in enumerate(config.button):
        path = ("button", number, "cells")
        try:
            cells = cells_of(button.cells)
        except ValueError as error:
            yield path, str(error)
            continue
        twice = next((cell for cell in cells if cell in owner), None)
        if twice is not None:
            yield path, f"{twice} has a button already, {owner[twice]!r}"
        owner.update(dict.fromkeys(cells, button.name))
