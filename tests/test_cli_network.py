"""The verb that sums up all points."""

import json
from datetime import date
from pathlib import Path

import pytest

from kiosk import postal
from kiosk.central.network_days import NetworkFigures, PointFigures, Span
from kiosk.core.facts.day import Totals
from tests.terminal import kiosk

NOW, BEFORE = Totals(issued=38, received=9), Totals(issued=30)
LAST = date(2026, 11, 22)


@pytest.fixture(name="asked")
def _asked(monkeypatch: pytest.MonkeyPatch) -> list[Span]:
    spans: list[Span] = []

    def answer(_path: Path, span: Span) -> NetworkFigures:
        spans.append(span)
        one = PointFigures("7731", "Lesnaya 12", 2, 1, NOW, BEFORE, 1)
        return NetworkFigures(span, (one,), {LAST: NOW}, NOW, BEFORE)

    monkeypatch.setattr(postal, "network_figures_of", answer)
    return spans


def test_points_are_listed_and_summed_up(settings: Path, asked: list[Span]) -> None:
    told = kiosk("central", "--config", settings, "figures", "--days", "7", "--until", str(LAST))
    sums = "issued 38 (30)  received 9 (0)  returns 0 (0)  shipped 0 (0)  not_found 0 (0)"
    assert told.output.splitlines() == [
        "2026-11-16 to 2026-11-22, in brackets 2026-11-09 to 2026-11-15",
        f"7731 Lesnaya 12  days 2  {sums}  missing 0 (0)",
        f"all  days 1  {sums}  missing 0 (0)",
    ]
    assert asked == [Span(date(2026, 11, 16), LAST)]


def test_the_same_as_json(settings: Path, asked: list[Span]) -> None:
    told = kiosk("central", "--config", settings, "figures", "--until", str(LAST), "--json")
    found = json.loads(told.output)
    assert (found["first"], found["last"]) == ("2026-10-26", "2026-11-22")
    assert (found["totals"]["issued"], found["before"]["issued"]) == (38, 30)
    assert found["points"][0]["days_untended"] == 1
    assert found["days"]["2026-11-22"]["received"] == 9
    assert asked[0].long == 28


@pytest.mark.input
@pytest.mark.parametrize(
    "more", [["--days", "0"], ["--days", "401"], ["--until", "x"], ["--until", "0001-01-02"]]
)
def test_what_is_no_run_of_days_is_wrong_usage(
    settings: Path, asked: list[Span], more: list[str]
) -> None:
    assert kiosk("central", "--config", settings, "figures", *more).exit_code == 2
    assert asked == []
