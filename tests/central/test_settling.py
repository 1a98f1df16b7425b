"""What was said of a sum that could not go back, on every database."""

import pytest

from kiosk.central.second_words import SettleWish
from kiosk.central.settling import Settling
from kiosk.core.claims import ClaimVerdict
from kiosk.core.facts.paying import ClaimDecided, PaymentFailed
from kiosk.core.paywords import ClaimJudgement, PayFault, PayMethod
from tests.central.conftest import T0, Box, Central

WISH = SettleWish("p1", "pay1", "repaid")


def test_a_sum_is_open_then_under_way_then_decided(central: Central, box: Box) -> None:
    settling = Settling(central.store._conn)
    assert settling.why_not(WISH) == "unknown"
    box.tell(PaymentFailed("pay1", "s-1", PayMethod.CARD, PayFault.REFUND_REFUSED))
    central.take(box.batch(1))
    assert settling.why_not(WISH) == ""
    assert settling.why_not(SettleWish("p2", "pay1", "repaid")) == "unknown"
    central.queue(ClaimVerdict("pay1", ClaimJudgement.REPAID, "In cash"))
    assert settling.why_not(WISH) == "under_way"
    last = settling.verdicts()["p1", "pay1"]
    assert (last.verdict, last.comment, last.by, last.is_under_way) == (
        *("repaid", "In cash", "console", True),
    )
    box.tell(ClaimDecided("pay1", "s-1", ClaimJudgement.REPAID, "In cash"))
    central.take(box.batch(2))
    assert settling.why_not(WISH) == "decided"


@pytest.mark.parametrize("blocked", ["revoked", "replaced"])
def test_nobody_waits_for_the_word_of_a_box_that_is_let_in_no_more(
    central: Central, box: Box, blocked: str
) -> None:
    central.share()
    central.register("box-2")
    settling = Settling(central.store._conn)
    box.tell(PaymentFailed("pay1", "s-1", PayMethod.CARD, PayFault.REFUND_REFUSED))
    central.take(box.batch(1))
    central.queue(ClaimVerdict("pay1", ClaimJudgement.REPAID, "In cash"))
    central.rows("UPDATE message SET state = 'refused' WHERE device = 'box-1'")
    assert settling.why_not(WISH) == "under_way", "the other box has not answered"
    with central.store.unit():
        central.store.block("box-2", blocked)
    assert settling.why_not(WISH) == ""


def test_under_way_is_said_of_the_first_box_too(central: Central, box: Box) -> None:
    central.share()
    central.register("box-2")
    settling = Settling(central.store._conn)
    box.tell(PaymentFailed("pay1", "s-1", PayMethod.CARD, PayFault.REFUND_REFUSED))
    central.take(box.batch(1))
    central.queue(ClaimVerdict("pay1", ClaimJudgement.REPAID, "In cash"))
    central.rows("UPDATE message SET state = 'refused' WHERE device = 'box-2'")
    assert settling.why_not(WISH) == "under_way"


def test_the_newest_word_counts_whichever_box_it_went_to(central: Central) -> None:
    central.share()
    central.register("box-2")
    with central.store.unit():
        outgoing = central.store._outgoing
        outgoing.queue("box-1", [ClaimVerdict("pay1", ClaimJudgement.REPAID, "new")], T0 + 1, "a")
        outgoing.queue("box-2", [ClaimVerdict("pay1", ClaimJudgement.REPAID, "old")], T0, "a")
    assert Settling(central.store._conn).verdicts()["p1", "pay1"].comment == "new"
