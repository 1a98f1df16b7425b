"""Settings that are good alone and bad together."""

import pytest

from kiosk.config_checks import clashes
from kiosk.config_tables import (
    CameraTable,
    Config,
    LightsTable,
    MqttTable,
    PointTable,
    PrinterTable,
    UiTable,
)
from kiosk.hw.cellmap import Run

ROW = Run(cells="A-01..A-08", start=0)


def _lights(*runs: Run, oe_pin: int | None = None) -> Config:
    chain = LightsTable(name="wall", driver="hc595", count=8, cells="wall", oe_pin=oe_pin)
    return Config(lights=(chain,), cells={"wall": runs})


def _two(first: LightsTable, second: LightsTable) -> Config:
    return Config(lights=(first, second), cells={"a": (ROW,), "b": (Run("B-01..B-08", 0),)})


def _chain(name: str, bus: tuple[int, int], oe_pin: int | None = None) -> LightsTable:
    return LightsTable(name=name, driver="hc595", count=8, cells=name, spi=bus, oe_pin=oe_pin)


def test_settings_that_fit_are_let_be() -> None:
    assert clashes(_lights(ROW, oe_pin=24)) == ()
    assert clashes(_two(_chain("a", (0, 0), 24), _chain("b", (0, 1), 25))) == ()
    tls = MqttTable(host="mail.example", cafile="a", certfile="b", keyfile="c")
    assert clashes(Config(mqtt=tls)) == ()


@pytest.mark.parametrize(
    ("config", "path", "said"),
    [
        (_lights(Run("A-01..A-09", 0)), ("cells", "wall"), "LED 8 of A-09 is outside 0..7"),
        (_lights(Run("A-01", -1)), ("cells", "wall"), "LED -1 of A-01 is outside 0..7"),
        (_lights(ROW, Run("B-01", 3)), ("cells", "wall"), "LED 3 belongs to A-04 and B-01"),
        (_lights(ROW, Run("A-07", 3)), ("cells", "wall"), "A-07 is mapped twice"),
        (_lights(Run("A-01", 0, span=0)), ("cells", "wall"), "span is 1 or more, serp"),
        (_lights(ROW, oe_pin=11), ("lights", 0, "oe_pin"), "pin 11 belongs to spi 0"),
        (_two(_chain("a", (0, 0)), _chain("b", (0, 0))), ("lights", 0, "spi"), "two chains on one"),
        (
            _two(_chain("a", (0, 0), 24), _chain("b", (0, 1), 24)),
            ("lights", 1, "oe_pin"),
            "pin 24 is used twice",
        ),
        (Config(mqtt=MqttTable(host="10.0.0.2")), ("mqtt", "host"), "10.0.0.2 is not this machine"),
        (Config(mqtt=MqttTable(cafile="a")), ("mqtt",), "cafile, certfile and keyfile belong"),
        (Config(printer=PrinterTable(driver="file")), ("printer", "path"), "is needed for a file"),
        (Config(camera=CameraTable(driver="folder")), ("camera", "folder"), "is needed for driver"),
        (Config(ui=UiTable(width=800)), ("ui", "width"), "goes with the other one"),
        (Config(ui=UiTable(height=600)), ("ui", "height"), "goes with the other one"),
    ],
)
def test_settings_that_clash_are_told(
    config: Config, path: tuple[str | int, ...], said: str
) -> None:
    found = dict(clashes(config))
    assert found[path].startswith(said)


def test_a_cell_on_two_chains_is_told() -> None:
    both = Config(
        lights=(_chain("a", (0, 0)), _chain("b", (0, 1))), cells={"a": (ROW,), "b": (ROW,)}
    )
    assert (("cells", "b"), "A-07 is mapped twice") in clashes(both)


@pytest.mark.parametrize(
    "zone", ["Mars/Base", "", "/etc/passwd", "Europe", "../Europe/Moscow", "tzdata.zi", "\udcff"]
)
def test_a_time_zone_that_is_none_is_told(zone: str) -> None:
    point = PointTable(id="7731", device="pk-7731", zone=zone)
    said = "no time zone of that name; such as Europe/Moscow"
    assert clashes(Config(point=point)) == ((("point", "zone"), said),)


@pytest.mark.parametrize("zone", ["UTC", "Europe/Moscow", "America/Sao_Paulo"])
def test_a_time_zone_is_let_be(zone: str) -> None:
    assert clashes(Config(point=PointTable(id="7731", device="pk-7731", zone=zone))) == ()


def test_the_usual_port_goes_with_the_certificates() -> None:
    assert MqttTable().port == 1883
    assert MqttTable(cafile="a", certfile="b", keyfile="c").port == 8883
    assert MqttTable(port=1884, cafile="a", certfile="b", keyfile="c").port == 1884
