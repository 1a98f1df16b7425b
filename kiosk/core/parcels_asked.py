"""What the central may ask about a parcel: to expect it, to cancel it, to let it wait longer."""

from kiosk.core.facts import stockroom, visits
from kiosk.core.facts.fact import Fact
from kiosk.core.messages import ManifestLine
from kiosk.core.parcel_states import CANCELLABLE
from kiosk.core.parcels import LEAVING, ON_HAND, Parcel, wrong_state
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import CancelReason, ParcelState

S = ParcelState


def expect(
    parcel: Parcel | None, line: ManifestLine, delivery: str, *, closed: bool
) -> tuple[Fact, ...]:
    """Decide what a line of a manifest means; none for a parcel that is here and known.

    Args:
        parcel: what is known under the line's code.
        line: the line.
        delivery: whose manifest it is.
        closed: the check-in of the delivery is over, so what is not here is missing.
    """
    told = {name: getattr(line, name) for name in line.__struct_fields__}
    expected = stockroom.ParcelExpected(delivery=delivery, **told)
    if parcel is None or parcel.state in {S.EXPECTED, S.MISSING}:
        if closed:
            return (expected, stockroom.ParcelMissed(line.parcel, delivery))
        return (expected,)
    return (expected,) if parcel.provisional else ()


def cancel(parcel: Parcel, reason: CancelReason) -> tuple[visits.ParcelCancelled, ...] | Refused:
    """Decide whether a parcel may still be cancelled; one that goes back already stays so."""
    if parcel.state is S.ISSUED:
        return Refused(Reason.ALREADY_ISSUED)
    if parcel.state in LEAVING:
        return Refused(Reason.ALREADY_PACKED)
    if parcel.state is S.TO_RETURN or (parcel.state is S.MISSING and parcel.reason):
        return ()
    if parcel.state not in CANCELLABLE:
        return wrong_state(parcel)
    return (visits.ParcelCancelled(parcel.parcel, reason),)


def extend(parcel: Parcel, until: int) -> tuple[stockroom.StorageExtended] | Refused:
    """Decide whether a parcel may wait longer."""
    if parcel.state is S.ISSUED:
        return Refused(Reason.ALREADY_ISSUED)
    if parcel.state in LEAVING:
        return Refused(Reason.ALREADY_PACKED)
    if parcel.state not in ON_HAND | {S.EXPECTED, S.MISSING}:
        return wrong_state(parcel)
    return (stockroom.StorageExtended(parcel.parcel, until),)
