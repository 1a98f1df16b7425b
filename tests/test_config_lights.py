"""Lamps whose settings are good alone and bad together: what is wrong, and what to write."""

from pathlib import Path

import pytest

from kiosk.config import ConfigFaults, load
from kiosk.config_checks import clashes
from kiosk.config_lights import light_pins, pin_clashes
from kiosk.config_tables import Config, LightsTable
from kiosk.hw.cellmap import Run

ROW = Run(cells="A-01..A-08", start=0)
SPI_0_0, SPI_0_1 = (0, 0), (0, 1)


def chain(name: str = "wall", driver: str = "hc595", **keys: object) -> LightsTable:
    needed: dict[str, dict[str, object]] = {
        "hc595": {"count": 8},
        "apa102": {"count": 8, "psu_ma": 4000},
        "wled": {"count": 8, "host": "192.168.1.61"},
        "gpio": {"pins": (4, 5, 6, 7, 12, 13, 14, 15)},
    }
    return LightsTable(name=name, driver=driver, cells=name, **needed[driver] | keys)  # type: ignore[arg-type]


def wall(*runs: Run, **keys: object) -> Config:
    return Config(lights=(chain(**keys),), cells={"wall": runs or (ROW,)})  # type: ignore[arg-type]


def two(first: LightsTable, second: LightsTable) -> Config:
    return Config(
        lights=(first, second), cells={first.name: (ROW,), second.name: (Run("B-01..B-08", 0),)}
    )


@pytest.mark.parametrize(
    "config",
    [
        wall(oe_pin=24),
        two(chain("a", spi=SPI_0_0, oe_pin=24), chain("b", spi=SPI_0_1, oe_pin=25)),
        two(chain("a"), chain("b", "apa102", spi=(1, 0))),
        two(chain("a", "gpio"), chain("b", "wled")),
        wall(driver="gpio", pins=(7, 4, 27, 16, 17, 18, 19, 20)),  # pins of buses nobody uses
        wall(Run("A-01..A-08", 7, step=-1)),
        wall(driver="apa102", count=1000),
    ],
)
def test_lamps_that_fit_are_let_be(config: Config) -> None:
    assert clashes(config) == ()


@pytest.mark.parametrize(
    ("config", "where", "said"),
    [
        (wall(Run("A-01..A-09", 0)), 0, "LED 8 of A-09 is outside 0..7; write count = 9"),
        (wall(Run("A-01", -1)), 0, "LED -1 of A-01 is outside 0..7; the first LED is 0"),
        (wall(Run("A-01", 7, span=2)), 0, "LED 8 of A-01 is outside 0..7; write count = 9"),
        (
            wall(ROW, Run("B-01", 3)),
            1,
            "LED 3 belongs to A-04 and B-01; all 8 are taken",
        ),
        (
            wall(Run("A-01..A-03", 0, span=2)),
            0,
            "LED 1 belongs to A-01 and A-02; write step = 2 or more",
        ),
        (
            wall(Run("A-01..A-04", 0), Run("A-03", 7)),
            1,
            "A-03 is mapped twice; leave it out of one of the two",
        ),
        (wall(Run("A-01..B-02", 0)), 0, "'A-01..B-02' is no range of one rack"),
        (wall(Run("A-01", 0, span=0)), 0, "span is 1 or more, serpentine 0 or more"),
        (wall(Run("A-01", 0, serpentine=-1)), 0, "span is 1 or more, serpentine 0 or more"),
        (wall(driver="gpio", pins=(4, 5)), 0, "LED 2 of A-03 is outside 0..1; name a pin for each"),
        (wall(Run("A-01", 1024)), 0, "LED 1024 of A-01 is outside 0..7; a chain has 1024 at most"),
    ],
)
def test_a_run_that_does_not_fit_is_told_where_it_stands(
    config: Config, where: int, said: str
) -> None:
    ((path, told),) = clashes(config)
    assert path == ("cells", "wall", where)
    assert told.startswith(said)


def test_a_cell_on_two_chains_is_told_at_the_second() -> None:
    both = Config(lights=(chain("a"), chain("b", spi=SPI_0_1)), cells={"a": (ROW,), "b": (ROW,)})
    assert clashes(both) == (
        (("cells", "b", 0), "A-01 is mapped twice; leave it out of one of the two"),
    )


@pytest.mark.parametrize(
    ("config", "path", "said"),
    [
        (wall(oe_pin=11), ("oe_pin",), "pin 11 belongs to spi 0; pin 4 is free"),
        (wall(oe_pin=7), ("oe_pin",), "pin 7 belongs to spi 0; pin 4 is free"),
        (wall(oe_pin=17, spi=(1, 0)), ("oe_pin",), "pin 17 belongs to spi 1; pin 4 is free"),
        (
            wall(driver="gpio", pins=(4, 5, 9, 6, 7, 12, 13, 14)),
            ("pins", 2),
            "pin 9 belongs to spi 0; pin 15 is free",
        ),
        (wall(spi=(0, 2)), ("spi",), "spi 0 has two devices; write [0, 0] or [0, 1]"),
        (wall(driver="apa102", psu_ma=None), ("psu_ma",), "is needed for driver apa102"),
        (wall(driver="wled", host=""), ("host",), "is needed for driver wled"),
        (
            wall(driver="apa102", count=1001),
            ("count",),
            "1001 is more than 1000 (apa102)",
        ),
        (
            wall(psu_ma=4000),
            ("psu_ma",),
            "is no setting of driver hc595; leave it out",
        ),
        (
            wall(driver="gpio", rate_hz=1_000_000),
            ("rate_hz",),
            "is no setting of driver gpio; leave it out",
        ),
    ],
)
def test_a_setting_that_does_not_fit_its_driver_is_told(
    config: Config, path: tuple[str | int, ...], said: str
) -> None:
    assert clashes(config) == ((("lights", 0, *path), said),)


def test_a_driver_without_its_leds_is_told() -> None:
    for driver, key in (("hc595", "count"), ("gpio", "pins")):
        empty = wall(driver=driver, **{key: () if key == "pins" else None})
        assert (("lights", 0, key), f"is needed for driver {driver}") in clashes(empty)


def test_a_pin_that_two_devices_want_is_told_at_both_with_one_that_is_free() -> None:
    pins = (4, 5, 6, 7, 12, 13, 14, 15)
    both = two(chain("a", spi=(1, 0), oe_pin=5), chain("b", "gpio", pins=pins))
    assert clashes(both) == (
        (("lights", 0, "oe_pin"), "pin 5 is used twice; pin 22 is free"),
        (("lights", 1, "pins", 1), "pin 5 is used twice; pin 23 is free"),
    )


def test_when_no_pin_is_free_none_is_named() -> None:
    pins = (*range(4, 8), *range(12, 28))
    full = wall(driver="gpio", pins=pins)
    found = list(pin_clashes(full, iter([*light_pins(full), (("buzzer", "pin"), 16)])))
    assert found[-1] == (("buzzer", "pin"), "pin 16 is used twice")


@pytest.mark.parametrize(
    ("second", "said"),
    [
        (chain("b"), "two chains on one bus; write [0, 1] for one of them"),
        (chain("b", "apa102"), "an apa102 strip must be alone on spi 0; write [1, 0]"),
        (chain("b", "apa102", spi=SPI_0_1), "an apa102 strip must be alone on spi 0; write [1, 0]"),
    ],
)
def test_two_chains_in_each_others_way_are_told(second: LightsTable, said: str) -> None:
    assert (("lights", 1, "spi"), said) in clashes(two(chain("a"), second))


# -- current ---------------------------------------------------------------------------------------

LONG = Run("A-01..A-99", 0, step=2, span=2)


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        # 400 LEDs idle, 40 cells of 2 lit: 400 + 60 * 80 * 31 / 31
        (
            {"brightness": 31},
            "5200 mA at max_lit 40 is over psu_ma 4000; write max_lit = 30 or brightness = 23",
        ),
        ({"brightness": 31, "psu_ma": 5199}, "max_lit = 39 or brightness = 30"),
        ({"brightness": 31, "psu_ma": 5200}, ""),
        ({"brightness": 23}, ""),
        ({"brightness": 31, "max_lit": 30}, ""),
        ({"brightness": 31, "psu_ma": 410}, "is over psu_ma 410; it needs more supply"),
        (
            {"brightness": 31, "max_lit": 200},
            "12280 mA at max_lit 200 is over",
        ),  # 99 cells there are
    ],
)
def test_what_may_shine_at_once_fits_the_supply(keys: dict[str, object], said: str) -> None:
    config = wall(LONG, driver="apa102", **{"count": 400, "psu_ma": 4000, "max_lit": 40} | keys)
    found = clashes(config)
    if said:
        ((path, told),) = found
        assert path == ("lights", 0, "psu_ma")
        assert said in told
    else:
        assert found == ()


def test_the_widest_cells_are_the_ones_that_count() -> None:
    runs = (Run("A-01..A-09", 0), Run("B-01", 20, span=60))
    config = wall(*runs, driver="apa102", count=100, max_lit=1, brightness=31, psu_ma=3000)
    ((_, said),) = clashes(config)
    assert said.startswith("3700 mA at max_lit 1 is over psu_ma 3000; write brightness = 24")


# -- from a file -----------------------------------------------------------------------------------

POINT = '[point]\nid = "7731"\ndevice = "kiosk-7731"\n'


def faults(folder: Path, text: str) -> list[str]:
    path = folder / "kiosk.toml"
    path.write_text(POINT + text, encoding="utf-8")
    with pytest.raises(ConfigFaults) as bad:
        load(path)
    return [str(fault) for fault in bad.value.faults]


def test_each_fault_names_its_own_line(tmp_path: Path) -> None:
    text = """
[[lights]]
name = "few"
driver = "gpio"
pins = [
  4,
  9,
]
cells = "few"
[[lights]]
name = "left"
driver = "apa102"
count = 1000
brightness = 31
psu_ma = 1500
cells = "left"
[cells]
few = [ { cells = "A-01..A-02", start = 0 } ]
left = [
  { cells = "B-01..B-40", start = 0 },
  { cells = "B-40", start = 40 },
]
"""
    too_much = "3400 mA at max_lit 40 is over psu_ma 1500; write max_lit = 8 or brightness = 6"
    assert faults(tmp_path, text) == [
        "kiosk.toml:10 lights.few.pins: pin 9 belongs to spi 0; pin 5 is free",
        f"kiosk.toml:18 lights.left.psu_ma: {too_much}",
        "kiosk.toml:24 cells.left: B-40 is mapped twice; leave it out of one of the two",
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("pins = [2]", "2 is less than 4"),
        ("pins = [28]", "28 is more than 27"),
        ("pins = [" + "4, " * 21 + "]", "lights.few.pins: "),
        ("pins = [4]\nbrightness = 32", "32 is more than 31"),
        ("pins = [4]\nbrightness = 0", "0 is less than 1"),
        ("pins = [4]\npsu_ma = 99", "99 is less than 100"),
        ("pins = [4]\nport = 0", "0 is less than 1"),
    ],
)
def test_a_setting_out_of_bounds_is_told(tmp_path: Path, line: str, said: str) -> None:
    text = f'[[lights]]\nname = "few"\ndriver = "gpio"\ncells = "few"\n{line}\n[cells]\nfew = []\n'
    assert said in "\n".join(faults(tmp_path, text))
