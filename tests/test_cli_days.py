"""The verb that lists the closed days of a point."""

import json
from pathlib import Path

import pytest

from kiosk import postal
from kiosk.core.days import Day
from kiosk.core.daywords import CarryReason, DayState, DrawerReason, LooseKind
from kiosk.core.facts.day import Drawer, Loose, Sum, Totals
from kiosk.core.paywords import PayMethod
from tests.terminal import kiosk

GOOD = Day(
    "2026-11-23",
    DayState.CLOSED,
    closed_at=1_780_000_000_000,
    closed_by="igor",
    witness="anna",
    totals=Totals(issued=508, received=511, paid=(Sum(PayMethod.CASH, "RUB", -105),)),
    loose=(Loose(LooseKind.PARKED, 1, CarryReason.TOMORROW),),
    closing=Drawer("RUB", 500_000, 510_050, DrawerReason.CHANGE),
)
POOR = Day("2026-11-22", DayState.CLOSED, closed_at=2**53 - 1, closed_by="system", untended=True)


def _config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, found: tuple[Day, ...]) -> Path:
    path = tmp_path / "kiosk.toml"
    path.write_text("", encoding="utf-8")
    monkeypatch.setattr(postal, "days_of", lambda _path, _point: found)
    return path


def test_days_are_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = _config(tmp_path, monkeypatch, (GOOD, POOR))
    told = kiosk("central", "--config", config, "days", "7731").output.splitlines()
    assert told == [
        "2026-11-23  issued 508  received 511  returns 0  shipped 0",
        "  closed 2026-05-28 20:26 UTC by igor with anna",
        "  paid cash -1.05 RUB",
        "  drawer 5000.00 RUB, -100.50: change",
        "  left parked 1: tomorrow",
        "2026-11-22  issued 0  received 0  returns 0  shipped 0",
        "  closed 9007199254740991 by the clock: nobody closed it",
    ]
    first, last = json.loads(kiosk("central", "--config", config, "days", "7731", "--json").output)
    assert (first["totals"]["issued"], first["closing"]["reason"]) == (508, "change")
    assert (first["closed_by"], first["loose"][0]["kind"]) == ("igor", "parked")
    assert last["untended"] is True


def test_a_point_that_closed_none_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = _config(tmp_path, monkeypatch, ())
    told = kiosk("central", "--config", config, "days", "7731")
    assert (told.exit_code, told.output) == (
        0, "no day of point 7731 was closed, as far as is known here\n"
    )  # fmt: skip


@pytest.mark.parametrize("point", ["", "a b", "x" * 100])
def test_what_is_no_point_is_wrong_usage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    config = _config(tmp_path, monkeypatch, (GOOD,))
    assert kiosk("central", "--config", config, "days", point).exit_code == 2
