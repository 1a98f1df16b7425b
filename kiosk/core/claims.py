"""A sum that was to go back and could not is a claim: the central settles it, the point is told."""

from kiosk.core.facts.paying import ClaimDecided
from kiosk.core.letter import Letter
from kiosk.core.payments import Payment
from kiosk.core.paywords import ClaimJudgement, PaymentState
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import Line, Ref

_AFTER = {
    ClaimJudgement.REPAID: (PaymentState.REVERSED, ""),
    ClaimJudgement.DISMISSED: (PaymentState.PAID, ClaimJudgement.DISMISSED.value),
}


class ClaimVerdict(Letter, frozen=True):
    """What became of a sum that a card did not take back."""

    payment: Ref
    verdict: ClaimJudgement
    comment: Line = ""


def settle(payment: Payment, letter: ClaimVerdict) -> tuple[ClaimDecided, ...] | Refused:
    """Decide what the central's verdict on a sum means; what stands already is no fact.

    Args:
        payment: as it stands.
        letter: the verdict.
    """
    if (payment.state, payment.reason) == _AFTER[letter.verdict]:
        return ()
    if payment.state is not PaymentState.PAID or not payment.reason:
        return Refused(Reason.STALE)
    return (ClaimDecided(payment.payment, payment.session, letter.verdict, letter.comment),)
