"""The terminal's table: none unless it is asked for, and no driver that nobody wrote."""

from pathlib import Path

import pytest

from kiosk.config import ConfigFaults, load
from kiosk.config_tables import Config
from kiosk.config_terminal import TerminalTable
from kiosk.gear import gear_of
from kiosk.hw.sim.terminal import SimTerminal


def test_a_point_takes_cash_only_until_it_says_else() -> None:
    assert gear_of(Config()).terminal is None


def test_one_to_practise_with_says_so() -> None:
    terminal = gear_of(Config(terminal=TerminalTable(driver="sim"))).terminal
    assert isinstance(terminal, SimTerminal)
    assert terminal.open()["degraded"] == "simulated"


@pytest.mark.parametrize("line", ['driver = "zvt"', 'driver = "sim"\nport = 20007', "driver = 1"])
def test_a_terminal_that_cannot_be_driven_is_refused(line: str, tmp_path: Path) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text(f"[terminal]\n{line}\n", encoding="utf-8")
    with pytest.raises(ConfigFaults, match="terminal"):
        load(path)
