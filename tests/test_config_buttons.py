"""Buttons and the buzzer: settings that are good alone and bad together."""

from pathlib import Path

import pytest

from kiosk.config import ConfigFaults, load, load_for_counter
from kiosk.config_buttons import button_clashes, button_pins
from kiosk.config_checks import clashes
from kiosk.config_speech import BuzzerTable
from kiosk.config_tables import ButtonTable, Config, LightsTable
from kiosk.hw.cellmap import Run

WALL = LightsTable(name="wall", driver="hc595", count=8, cells="wall", oe_pin=24)
ROW = {"wall": (Run("A-01..A-08", 0),)}


def pin(name: str, number: int | None, cells: str = "A-01", **more: object) -> ButtonTable:
    return ButtonTable(name=name, driver="gpio", pin=number, cells=cells, **more)


def bit(name: str, number: int | None, cells: str, ld_pin: int | None = 25) -> ButtonTable:
    return ButtonTable(name=name, driver="hc165", bit=number, ld_pin=ld_pin, cells=cells)


def point(*buttons: ButtonTable, pin: int | None = None, lights: bool = True) -> Config:
    buzzer = BuzzerTable(driver="none" if pin is None else "gpio", pin=pin)
    chains = (WALL,) if lights else ()
    return Config(lights=chains, cells=ROW if lights else {}, button=buttons, buzzer=buzzer)


def test_buttons_that_fit_are_let_be() -> None:
    both = point(
        pin("a", 17, "A-01..A-04"),
        bit("b", 0, "B-01"),
        bit("c", 1, "B-02"),
        ButtonTable(name="far", driver="mqtt", node="left", cells="C-01..C-20"),
        pin=16,
    )
    assert clashes(both) == ()
    assert [number for _, number in button_pins(both)] == [17, 25, 16]


@pytest.mark.parametrize(
    ("config", "path", "said"),
    [
        (point(pin("a", None)), ("button", 0, "pin"), "is needed for driver gpio"),
        (point(bit("a", None, "A-01")), ("button", 0, "bit"), "is needed for driver hc165"),
        (point(bit("a", 0, "A-01", None)), ("button", 0, "ld_pin"), "is needed for driver hc165"),
        (
            point(ButtonTable(name="a", driver="mqtt", cells="A-01")),
            ("button", 0, "node"),
            "is needed for driver mqtt",
        ),
        (
            point(pin("a", 17, bit=3)),
            ("button", 0, "bit"),
            "is no setting of driver gpio; leave it out",
        ),
        (
            point(pin("a", 17, node="left")),
            ("button", 0, "node"),
            "is no setting of driver gpio; leave it out",
        ),
        (
            point(bit("a", 0, "A-01"), lights=False),
            ("button", 0, "driver"),
            "hc165 shares the bus of hc595 lamps, and there are none; write gpio",
        ),
        (
            point(bit("a", 0, "A-01"), bit("b", 1, "A-02", 22)),
            ("button", 1, "ld_pin"),
            "all hc165 buttons have the same ld_pin; write 25",
        ),
        (
            point(bit("a", 3, "A-01"), bit("b", 3, "A-02")),
            ("button", 1, "bit"),
            "bit 3 is used twice",
        ),
        (
            point(*(pin(f"b{n}", 2 + n, f"A-{n:02d}") for n in range(13)), lights=False),
            ("button", 12, "driver"),
            "is the 13th on a pin, 12 at most; the rest go on hc165",
        ),
        (
            point(pin("a", 17, "A-01..A-04"), pin("b", 27, "A-03..A-09")),
            ("button", 1, "cells"),
            "A-03 has a button already, 'a'",
        ),
        (point(pin("a", 17, "A-04..A-01")), ("button", 0, "cells"), "'A-04..A-01' is no range of"),
        (point(pin("wall", 17)), ("button", 0, "name"), "'wall' names two devices"),
        (point(pin("a", 24)), ("button", 0, "pin"), "pin 24 is used twice; pin "),
        (point(pin("a", 8)), ("button", 0, "pin"), "pin 8 belongs to spi 0; pin "),
        (point(pin("a", 16), pin=16), ("buzzer", "pin"), "pin 16 is used twice; pin "),
        (point(bit("a", 0, "A-01", 24)), ("button", 0, "ld_pin"), "pin 24 is used twice; pin "),
        (
            Config(buzzer=BuzzerTable(driver="gpio")),
            ("buzzer", "pin"),
            "is needed for driver gpio",
        ),
        (
            Config(buzzer=BuzzerTable(pin=16)),
            ("buzzer", "pin"),
            'is no setting of driver none; write driver = "gpio"',
        ),
    ],
)
def test_settings_that_clash_are_told(
    config: Config, path: tuple[str | int, ...], said: str
) -> None:
    assert dict(clashes(config))[path].startswith(said)


def test_the_shared_load_pin_is_one_pin() -> None:
    config = point(bit("a", 0, "A-01"), bit("b", 1, "A-02"))
    assert [number for _, number in button_pins(config)] == [25]
    assert tuple(button_clashes(config)) == ()


POINT = '[point]\nid = "7731"\ndevice = "pk-7731"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '[[button]]\nname = "a"\ndriver = "gpio"\npin = 28\ncells = "A-01"\n',
            "kiosk.toml:7 button.a.pin: 28 is more than 27",
        ),
        (
            '[[button]]\nname = "a"\ndriver = "gpio"\ncells = "A-01"\n',
            "kiosk.toml:4 button.a.pin: is needed for driver gpio",
        ),
        (
            '[[button]]\nname = "a"\ndriver = "i2c"\ncells = "A-01"\n',
            "kiosk.toml:6 button.a.driver: 'i2c' is not one of gpio, hc165, mqtt",
        ),
        ("[buzzer]\npin = 16\n", "kiosk.toml:5 buzzer.pin: is no setting of driver none; write"),
        ('[buzzer]\ndriver = "pwm"\n', "kiosk.toml:5 buzzer.driver: 'pwm' is not one of gpio"),
        (
            '[buzzer]\ndriver = "gpio"\nping = 16\n',
            "kiosk.toml:6 buzzer.ping: there is no such setting; did you mean 'pin'?",
        ),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text(POINT + text, encoding="utf-8")
    with pytest.raises(ConfigFaults) as faults:
        load(path)
    assert str(faults.value).startswith(said)


def test_one_bad_button_leaves_the_others(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.toml"
    good = '[[button]]\nname = "a"\ndriver = "gpio"\npin = 17\ncells = "A-01"\n'
    path.write_text(POINT + good + good.replace('"a"', '"b"').replace("17", "8"), encoding="utf-8")
    config, faults = load_for_counter(path, tmp_path / "good")
    assert [button.name for button in config.button] == ["a"]
    assert [fault.key for fault in faults] == ["button.b.pin", "button.b.cells"]
