"""What was said of a sum that could not go back, on every database."""

from kiosk.central.second_words import SettleWish
from kiosk.central.settling import Settling
from kiosk.core.claims import ClaimVerdict
from kiosk.core.facts.paying import ClaimDecided, PaymentFailed
from kiosk.core.paywords import ClaimJudgement, PayFault, PayMethod
from tests.central.conftest import Box, Central

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
