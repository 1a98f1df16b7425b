"""Settings of shelf nodes and of the point's broker that are good alone and bad together."""

from pathlib import Path

import pytest

from kiosk.cli_options import MISFIT
from kiosk.config_checks import clashes
from kiosk.config_tables import (
    ButtonTable,
    Config,
    LightsTable,
    MqttTable,
    ScannerTable,
    ShelfTable,
)
from kiosk.hw.cellmap import Run
from tests.terminal import kiosk

CELLS = {"left": (Run("B-01..B-30", 0),), "right": (Run("C-01..C-30", 0),)}
SCANNER = ScannerTable(name="shelf", driver="mqtt", node="left")
LIGHTS = LightsTable(name="left", driver="mqtt", node="left", cells="left")
BUTTON = ButtonTable(name="row", driver="mqtt", node="left", cells="B-01..B-30")
THEIRS = "mqtt belongs to the counter's file"
TLS = {"cafile": "a", "certfile": "b", "keyfile": "c"}


@pytest.mark.parametrize(
    "config",
    [
        Config(scanner=(SCANNER,), lights=(LIGHTS,), button=(BUTTON,), cells=CELLS),
        Config(shelf=ShelfTable(host="10.0.0.2", **TLS)),
        Config(shelf=ShelfTable(socket="/run/kiosk/mosquitto.sock", host="10.0.0.2")),
        Config(shelf=ShelfTable(node="left", host="localhost")),
        Config(
            lights=(
                LIGHTS,
                LightsTable(name="right", driver="mqtt", node="right", cells="right"),
            ),
            cells=CELLS,
        ),
    ],
)
def test_settings_that_fit_are_let_be(config: Config) -> None:
    assert clashes(config) == ()


@pytest.mark.parametrize(
    ("config", "path", "said"),
    [
        (
            Config(shelf=ShelfTable(host="10.0.0.2")),
            ("shelf", "host"),
            "10.0.0.2 is not this machine: cafile, certfile and keyfile are needed",
        ),
        (
            Config(shelf=ShelfTable(cafile="a")),
            ("shelf",),
            "cafile, certfile and keyfile belong together",
        ),
        (Config(mqtt=MqttTable(host="10.0.0.2")), ("mqtt", "host"), "10.0.0.2 is not this"),
        (
            Config(scanner=(ScannerTable(name="shelf", driver="mqtt"),)),
            ("scanner", 0, "node"),
            "is needed for driver mqtt",
        ),
        (
            Config(scanner=(ScannerTable(name="hand", driver="serial", path="/dev/x", node="a"),)),
            ("scanner", 0, "node"),
            "is no setting of driver serial; leave it out",
        ),
        (
            Config(scanner=(SCANNER, ScannerTable(name="other", driver="mqtt", node="left"))),
            ("scanner", 1, "node"),
            "node 'left' stands in another table already; one is for all it has",
        ),
        (
            Config(lights=(LightsTable(name="left", driver="mqtt", cells="left"),), cells=CELLS),
            ("lights", 0, "node"),
            "is needed for driver mqtt",
        ),
        (
            Config(
                lights=(
                    LIGHTS,
                    LightsTable(name="two", driver="mqtt", node="left", cells="right"),
                ),
                cells=CELLS,
            ),
            ("lights", 1, "node"),
            "node 'left' stands in another table already",
        ),
        (
            Config(button=(ButtonTable(name="row", driver="mqtt", cells="B-01"),)),
            ("button", 0, "node"),
            "is needed for driver mqtt",
        ),
        *(
            (
                Config(shelf=ShelfTable(node="right"), cells=CELLS, **{room: (table,)}),  # type: ignore[arg-type]
                (room, 0, "driver"),
                f"a shelf node lends what it has itself; {THEIRS}; write {instead}",
            )
            for room, table, instead in [
                ("scanner", SCANNER, "serial or evdev"),
                ("lights", LIGHTS, "gpio, hc595, apa102 or wled"),
                ("button", BUTTON, "gpio with its pin, or hc165"),
            ]
        ),
    ],
)
def test_settings_that_clash_are_told(
    config: Config, path: tuple[str | int, ...], said: str
) -> None:
    assert dict(clashes(config))[path].startswith(said)


def test_how_long_a_nodes_chain_is_the_counter_need_not_know() -> None:
    far = Config(lights=(LIGHTS,), cells={"left": (Run("B-01..B-30", 900),)})
    assert clashes(far) == ()


@pytest.mark.input
def test_a_shelf_nodes_file_with_a_counters_tables_is_told_by_line(tmp_path: Path) -> None:
    text = """[shelf]
node = "left"
[[button]]
name = "row"
driver = "mqtt"
node = "left"
cells = "B-01"
[[scanner]]
name = "hand"
driver = "mqtt"
node = "left"
"""
    (tmp_path / "shelf.toml").write_text(text, encoding="utf-8")
    for verb in ("config", "shelf"):
        told = kiosk(verb, "--config", tmp_path / "shelf.toml")
        assert told.exit_code == MISFIT
        assert "shelf.toml:5 button.row.driver: a shelf node lends" in told.output
        assert "write gpio with its pin, or hc165" in told.output
        assert "shelf.toml:10 scanner.hand.driver" in told.output
