"""What the stocktake answers, as plain values."""

from kiosk.core.stocktake import Stocktake
from kiosk.core.verdicts import Line
from kiosk.core.words import StocktakeScope, StocktakeState, Verdict
from kiosk.workflows.count_cards import LineCard, ReviewCard

OPEN = Stocktake("st1", StocktakeState.REVIEW, StocktakeScope.ALL, (), ())
LINES = (Line(Verdict.MISSING, "P1", "A-01"), Line(Verdict.SURPLUS, "P2", "A-01"))


def test_a_review_is_read_by_verdict() -> None:
    card = ReviewCard(OPEN, tuple(LineCard(line, None) for line in LINES), 3, may_apply=True)
    assert [one.line.parcel for one in card.of(Verdict.SURPLUS)] == ["P2"]
    assert card.of(Verdict.LOST) == ()
    assert card.told == LINES
