"""A wish to forget somebody, or to keep them: what it says, and what is none."""

import msgspec
import pytest

from kiosk.central.erase_wishes import DAY_MS, EraseBackWish, EraseWish
from tests.central.conftest import T0


def test_a_wish_has_a_date_and_says_how_many_are_asked() -> None:
    wish = EraseWish("r1", "c1", days=7)
    assert wish.due_at(T0) == T0 + 7 * DAY_MS
    assert wish.answer(2).said() == "r1: 2 boxes are asked to forget the customer"
    assert "nothing is kept here" in wish.answer(0).said()
    back = EraseBackWish("r1", "she wrote").answer(2)
    assert back.said() == "r1: 2 boxes are told that it is taken back"


@pytest.mark.input
@pytest.mark.parametrize("days", [-1, 366, "soon"])
def test_a_wish_with_a_bad_date_is_none(days: object) -> None:
    raw = {"type": "erase", "request": "r1", "customer_ref": "c1", "days": days}
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(raw, EraseWish)


@pytest.mark.input
@pytest.mark.parametrize("why", ["", "a\nb", "x" * 300])
def test_a_wish_without_words_is_none(why: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"type": "erase_back", "request": "r1", "why": why}, EraseBackWish)
