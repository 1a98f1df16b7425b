"""The strip of figures: written as people write numbers; nothing is said of too few cases."""

from datetime import date

import pytest

from kiosk.core.figures import Figure, Value, figures
from kiosk.core.papers import Wording
from kiosk.core.papers_figures import LINES, Told, clock, report, written
from kiosk.core.periods import Span, around
from kiosk.core.receipts import Cut, Doc, Text

WORDING = Wording("7731", str, lambda n, c: f"{n / 100:.2f} {c}", str)
COUNTS = {"issued": 1284, "issue_ms:41000": 900, "items_taken": 928, "items_refused": 72}


def words(doc: Doc) -> dict[str, str]:
    return {e.left: e.right for e in doc.elements if isinstance(e, Text)}


def strip(span: Span = Span.WEEK) -> Doc:
    period = around(span, date(2026, 11, 18))
    told = Told(
        period, figures(COUNTS), figures({"issued": 9}), {("cash", "RUB"): 500}, at=1, by="AK"
    )
    return report(told, WORDING)


def test_a_strip_tells_each_figure_with_the_one_before() -> None:
    lines = words(strip())
    assert set(LINES.values()) <= set(lines)
    assert lines["Issued"] == "1284 (9)"
    assert lines["Time of a visit, half of them"] == "0:41 (–)"
    assert lines["Things refused"] == "7.2\u00a0% (–)"
    assert lines["Paid in cash"] == "5.00 RUB"
    assert lines["2026-11-16 – 2026-11-22"] == "AK"
    assert isinstance(strip().elements[-1], Cut)


def test_the_strip_of_a_day_names_it_once() -> None:
    assert "2026-11-18" in words(strip(Span.DAY))


@pytest.mark.parametrize(
    ("ms", "said"), [(0, "0:00"), (41_500, "0:42"), (600_000, "10:00"), (11_100_000, "3:05:00")]
)
def test_a_time_is_written_as_a_clock_would(ms: int, said: str) -> None:
    assert clock(ms) == said


def test_a_speed_is_a_whole_number() -> None:
    assert written(Value(Figure.ACCEPT_SPEED, 179.6, 30), str) == "180"
