"""The strip of figures: written as people write numbers; nothing is said of too few cases."""

from datetime import date

import pytest

from kiosk.core.figure_reasons import Why
from kiosk.core.figures import Figure, Value, figures
from kiosk.core.papers import Wording
from kiosk.core.papers_figures import LINES, OLDER, Stock, Told, clock, report, written
from kiosk.core.periods import Span, around, before
from kiosk.core.policy import Check
from kiosk.core.receipts import Cut, Doc, Text

WORDING = Wording("7731", str, lambda n, c: f"{n / 100:.2f} {c}", str)
REASONS = {
    Why.REFUSED: {"size": 7, "torn": 2},
    Why.CANCELLED: {"unclaimed": 3},
    Why.TURNED_AWAY: {"cell_full": 5},
}
COUNTS = {"issued": 1284, "issue_ms:41000": 900, "items_taken": 928, "items_refused": 72}


def words(doc: Doc) -> dict[str, str]:
    return {e.left: e.right for e in doc.elements if isinstance(e, Text)}


def strip(span: Span = Span.WEEK, *, is_older: bool = False) -> Doc:
    period = around(span, date(2026, 11, 18))
    told = Told(
        period,
        before(period),
        figures(COUNTS),
        figures({"issued": 9}),
        {("cash", "RUB"): 500},
        at=1,
        by="AK",
        reasons=REASONS,
        own=(Check("torn", {"en": "The bag is torn"}),),
        stock=Stock(26, (20, 3, 2, 1, 0), 4, 40, 700),
        is_older=is_older,
    )
    return report(told, WORDING)


def test_the_strip_tells_the_reasons_and_the_shelf() -> None:
    lines = words(strip())
    assert (lines["The size is not right"], lines["The bag is torn"]) == ("7", "2")
    assert lines["Nobody came for it"] == "3"
    assert "cell_full" not in str(strip()), "what the rules answer is told on the screen"
    assert (lines["On the shelf now"], lines["Terms that end soon"]) == ("26", "4")
    assert lines["Days here: 0\u20131"] == "20"
    assert "In brackets: 2026-11-09 \u2013 2026-11-15" in lines


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


def test_a_strip_of_older_figures_says_so() -> None:
    assert OLDER in words(strip(is_older=True))
    assert OLDER not in words(strip())
