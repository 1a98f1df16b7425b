"""The issue in one scan: where nothing is asked for, taking the only parcel hands it over."""

from collections.abc import Sequence

from kiosk.core.parcels import Parcel
from kiosk.core.policy import DocumentRule, Policy
from kiosk.core.sessions import LIVE, Session, is_ready, picked_for
from kiosk.core.words import How


def is_issued_at_once(session: Session, parcels: Sequence[Parcel], policy: Policy) -> bool:
    """Whether the parcel that was just taken is handed over without a further press.

    Only where the network wants it so, the code was shown, one parcel is ready and no more, and
    neither document nor money nor bags are asked for.

    Args:
        session: the visit.
        parcels: the customer's.
        policy: the network's rules.
    """
    ready = [parcel for parcel in parcels if is_ready(parcel)]
    if not policy.one_scan or session.state not in LIVE or session.how is not How.CODE:
        return False
    if len(ready) != 1 or picked_for(session, ready) != ready:
        return False
    (only,) = ready
    asked = only.age_limit and policy.document is not DocumentRule.NEVER
    return not (asked or policy.document is DocumentRule.ALWAYS or only.due_minor or session.bags)
