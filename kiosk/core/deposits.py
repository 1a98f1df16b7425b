"""The deposit of an opening: how much the network asks for, since when, and when it was noted."""

from msgspec import Struct

from kiosk.core.opening_words import OpeningStage
from kiosk.core.openings import Opening
from kiosk.core.policy import Policy


class Deposit(Struct, frozen=True):
    """What a partner pays before the fit-out.

    Args:
        minor: the sum, in minor units; 0 where the network did not say.
        currency: ISO 4217; empty without a sum.
        asked_at: since when it is waited for, ms UTC; 0 before.
        paid_at: when the network noted it, ms UTC; 0 while it has not.
    """

    minor: int = 0
    currency: str = ""
    asked_at: int = 0
    paid_at: int = 0


def deposit(opening: Opening, policy: Policy | None) -> Deposit | None:
    """Return the deposit of an opening; None where none is asked for.

    That the fit-out follows it is the network's word that it has come.
    """
    minor = policy.deposit_minor if policy else 0
    currency = (policy.deposit_currency or "") if policy and minor else ""
    stages = [step.stage for step in opening.steps]
    if OpeningStage.DEPOSIT in stages:
        at = stages.index(OpeningStage.DEPOSIT)
        after = opening.steps[at + 1 : at + 2]
        paid = sum(step.at for step in after if step.stage is OpeningStage.FIT_OUT)
        return Deposit(minor, currency, opening.steps[at].at, paid)
    is_past = OpeningStage.FIT_OUT in stages
    return Deposit(minor, currency) if minor and not is_past else None
