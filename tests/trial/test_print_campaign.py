"""Faults at random bytes, through the real queue."""

from pathlib import Path

import pytest

from kiosk.trial.print_campaign import campaign


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.hw.escpos_printer._QUIET_S", 0.02)


@pytest.mark.parametrize("node", [False, True], ids=["network", "node"])
@pytest.mark.parametrize("faults", [12, pytest.param(100, marks=pytest.mark.slow)])
def test_no_paper_is_lost_and_none_doubled(tmp_path: Path, faults: int, node: bool) -> None:  # noqa: FBT001
    tally = campaign(tmp_path, faults, 7, node=node)
    assert (tally.jobs, tally.open, tally.lost, tally.doubled) == (faults, 0, 0, 0)
    assert 0 < tally.asked < faults
