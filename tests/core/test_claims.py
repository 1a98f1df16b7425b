"""A sum that could not go back: settled once by the central's word, in one way or the other."""

from collections.abc import Callable

import pytest

from kiosk.core import claims, payments
from kiosk.core.claims import ClaimVerdict
from kiosk.core.events import Event
from kiosk.core.facts.paying import ClaimDecided
from kiosk.core.parcels import Contradiction
from kiosk.core.payments import Payment
from kiosk.core.paywords import ClaimJudgement, PayFault, PaymentState, PayMethod
from kiosk.core.refusals import Reason, Refused

OWED = Payment("p1", "s1", 500, "RUB", PayMethod.CARD, PaymentState.PAID,
               reason=PayFault.REFUND_REFUSED.value)  # fmt: skip
AFTER = {ClaimJudgement.REPAID: PaymentState.REVERSED, ClaimJudgement.DISMISSED: PaymentState.PAID}


@pytest.mark.parametrize("verdict", list(ClaimJudgement))
def test_a_verdict_settles_it_and_said_again_is_no_fact(
    told: Callable[..., Event], verdict: ClaimJudgement
) -> None:
    letter = ClaimVerdict("p1", verdict, "By bank")
    decided = claims.settle(OWED, letter)
    assert decided == (ClaimDecided("p1", "s1", verdict, "By bank"),)
    after = payments.evolve(OWED, told(decided[0]))
    assert after.state is AFTER[verdict]
    assert (payments.claims([OWED]), payments.claims([after])) == ([OWED], [])
    assert payments.to_give_back([after]) == [], "nobody gives it back a second time"
    assert claims.settle(after, letter) == ()


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (PaymentState.PAID, ""),
        (PaymentState.REFUNDING, ""),
        (PaymentState.FAILED, PayFault.DECLINED.value),
        (PaymentState.ASKED, ""),
    ],
)
def test_a_sum_that_is_no_claim_is_not_settled(
    told: Callable[..., Event], state: PaymentState, reason: str
) -> None:
    other = Payment("p1", "s1", 500, "RUB", PayMethod.CARD, state, reason=reason)
    for verdict in ClaimJudgement:
        assert claims.settle(other, ClaimVerdict("p1", verdict)) == Refused(Reason.STALE)
        with pytest.raises(Contradiction):
            payments.evolve(other, told(ClaimDecided("p1", "s1", verdict)))


def test_what_was_dismissed_may_be_repaid_after_all() -> None:
    kept = Payment("p1", "s1", 500, "RUB", PayMethod.CARD, PaymentState.PAID, reason="dismissed")
    assert claims.settle(kept, ClaimVerdict("p1", ClaimJudgement.REPAID))


@pytest.mark.parametrize(("verdict", "held"), [("repaid", ()), ("dismissed", ("p1",))])
def test_a_visit_counts_no_sum_that_was_repaid(verdict: str, held: tuple[str, ...]) -> None:
    fact = ClaimDecided("p1", "s1", ClaimJudgement(verdict))
    assert payments.held_after(("p1",), fact) == held
