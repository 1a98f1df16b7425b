"""Drop-offs: what senders bring to be carried on; a sealed parcel, looked at from outside."""

from msgspec import Struct

from kiosk.core import messages
from kiosk.core.facts import returning
from kiosk.core.parcels import ON_HAND, Parcel, wrong_state
from kiosk.core.policy import Policy
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import ParcelKind, ParcelState, Size


class Declared(Struct, frozen=True):
    """What the clerk saw, and the sender said.

    Args:
        is_packed: it is packed and closed.
        is_allowed: the sender was asked: nothing forbidden is in it.
        weight_g: 0 where nobody weighed it.
    """

    is_packed: bool = False
    is_allowed: bool = False
    weight_g: int = 0
    size: Size = Size.S


def expect(
    parcel: Parcel | None, told: messages.DropoffExpected
) -> tuple[returning.DropoffExpected] | Refused:
    """Decide what it means that the central announces a drop-off; one that is here is confirmed."""
    is_new = parcel is None or parcel.state is ParcelState.EXPECTED
    is_ours = parcel is None or parcel.kind is ParcelKind.DROP_OFF
    if not is_ours or not (is_new or (parcel and parcel.provisional)):
        return Refused(Reason.STALE)
    return (
        returning.DropoffExpected(told.parcel, told.sender_ref, told.size, told.items, told.policy),
    )


def look(parcel: Parcel | None) -> Refused | None:
    """Return why a scanned parcel is no drop-off that may be taken in, or was before.

    A parcel that is here is no refusal: a second scan tells its cell again.
    """
    if parcel is None:
        return None
    if parcel.kind is not ParcelKind.DROP_OFF:
        is_expected = parcel.state is ParcelState.EXPECTED
        return Refused(Reason.WRONG_FLOW) if is_expected else wrong_state(parcel)
    return None if parcel.state in ON_HAND | {ParcelState.EXPECTED} else wrong_state(parcel)


def accept(
    parcel: Parcel | None, code: str, declared: Declared, suggested: str | None, policy: Policy
) -> tuple[returning.DropoffAccepted, ...] | Refused:
    """Decide whether a parcel may be dropped off; one that is here already needs no fact.

    Args:
        parcel: what is known under the code; nobody announced what is not.
        code: the parcel's.
        declared: what was seen and said.
        suggested: the cell proposed for it.
        policy: the network's rules.
    """
    refused = look(parcel)
    if refused:
        return refused
    if parcel is not None and parcel.state in ON_HAND:
        return ()
    if not declared.is_packed:
        return Refused(Reason.NOT_PACKED)
    if not declared.is_allowed:
        return Refused(Reason.FORBIDDEN)
    if declared.weight_g > policy.dropoff_max_kg * 1000:
        return Refused(Reason.TOO_HEAVY, {"kg": policy.dropoff_max_kg})
    sender = parcel.sender_ref if parcel else None
    return (returning.DropoffAccepted(code, sender, declared.weight_g, declared.size, suggested),)
