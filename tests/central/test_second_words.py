"""What the central says once more of a parcel: queued as the letter the point knows, or refused."""

import pytest

from kiosk.central.second_words import DueWish, ExtendWish, SettleWish
from kiosk.core.claims import ClaimVerdict
from kiosk.core.messages import DueSet, StorageExtended
from kiosk.core.paywords import ClaimJudgement, PayMethod
from tests.central.conftest import T0
from tests.central.test_wishes import Spool, spool

__all__ = ["spool"]


def test_each_parcel_that_may_wait_longer_is_a_letter(spool: Spool) -> None:
    answer = spool.ask(ExtendWish("p1", ("P1", "P2", "P1"), T0 + 5))
    assert answer.lines == ("2 parcels may wait longer at point p1",)
    assert (answer.ok, answer.letters) == (True, 2)
    assert spool.letters() == [StorageExtended("P1", T0 + 5), StorageExtended("P2", T0 + 5)]


@pytest.mark.parametrize(
    ("wish", "letter"),
    [
        (DueWish("p1", "P1", 129_900, "RUB"), DueSet("P1", 129_900, "RUB")),
        (DueWish("p1", "P1", 0, "EUR", "link"), DueSet("P1", 0, "EUR", PayMethod.LINK)),
        (DueWish("p1", "P1", 0, "EUR", "prepaid"), DueSet("P1", 0, "EUR", PayMethod.PREPAID)),
    ],
)
def test_another_sum_is_told(spool: Spool, wish: DueWish, letter: DueSet) -> None:
    assert spool.ask(wish).lines == ("parcel P1: point p1 is told the sum",)
    assert spool.letters() == [letter]


def test_a_sum_that_could_not_go_back_is_settled(spool: Spool) -> None:
    answer = spool.ask(SettleWish("p1", "pay1", "dismissed", "Paid twice"))
    assert answer.lines == ("payment pay1: point p1 is told that it is dismissed",)
    assert spool.letters() == [ClaimVerdict("pay1", ClaimJudgement.DISMISSED, "Paid twice")]


UNREAD = "the wish cannot be read"
DUE = {"type": "due", "point": "p1", "parcel": "P1", "due_minor": 1, "currency": "RUB"}


@pytest.mark.input
@pytest.mark.parametrize(
    ("wish", "told"),
    [
        (ExtendWish("p9", ("P1",), T0 + 5), "there is no point 'p9'"),
        (ExtendWish("p1", ("P1",), T0), "that moment is over already"),
        (ExtendWish("p1", (), T0 + 5), UNREAD),
        (ExtendWish("p1", ("P",) * 101, T0 + 5), UNREAD),
        (ExtendWish("p1", ("P 1",), T0 + 5), UNREAD),
        (ExtendWish("p1", ("P1",), 2**53), UNREAD),
        (DueWish("p9", "P1", 1, "RUB"), "there is no point 'p9'"),
        (SettleWish("p9", "pay1", "repaid"), "there is no point 'p9'"),
        ({"type": "settle", "point": "p1", "payment": "pay1", "verdict": "lost"}, UNREAD),
        (DUE | {"due_minor": -1}, UNREAD),
        (DUE | {"due_minor": 0.5}, UNREAD),
        (DUE | {"currency": "rub"}, UNREAD),
        (DUE | {"paid": "cash"}, UNREAD),
        (DUE | {"session": "S1"}, UNREAD),
    ],
)
def test_a_word_that_cannot_be_said_sends_nothing(spool: Spool, wish: object, told: str) -> None:
    answer = spool.ask(wish)
    assert (answer.ok, answer.lines[0].startswith(told)) == (False, True)
    assert spool.letters() == []
