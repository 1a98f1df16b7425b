"""Claims of a point: what came wrong with a delivery, and what it says to a disputed shipment."""

from collections.abc import Sequence

from kiosk.core.deliveries import Delivery
from kiosk.core.facts.claiming import MOST_EVIDENCE, ClaimAbout, ClaimRaised
from kiosk.core.refusals import Reason, Refused
from kiosk.core.shipments import Shipment, in_state
from kiosk.core.words import DeliveryState, ShipmentState


def claim_delivery(
    claim: str, delivery: Delivery, wrong: int, photos: Sequence[str]
) -> tuple[ClaimRaised, ...] | Refused:
    """Decide whether the point may claim what came wrong; one claimed before is no fact.

    The network's term for claims is a notice, never a lock.

    Args:
        claim: its id.
        delivery: as it stands.
        wrong: how much of it was missing or damaged.
        photos: of that, by their digests.
    """
    if delivery.state is not DeliveryState.CLOSED:
        at = delivery.arrived_at
        return Refused(Reason.WRONG_STATE, {"state": delivery.state.value, "at": at})
    if not wrong and not delivery.missed:
        return Refused(Reason.NOTHING_HERE)
    if delivery.claimed_at:
        return ()
    return (_raised(claim, ClaimAbout.DELIVERY, delivery.delivery, photos),)


def object_to(
    claim: str, shipment: Shipment, photos: Sequence[str]
) -> tuple[ClaimRaised, ...] | Refused:
    """Decide whether the point may object to what the warehouse says of a shipment.

    Args:
        claim: its id.
        shipment: as it stands.
        photos: of it as it left, by their digests.
    """
    if shipment.state is not ShipmentState.DISPUTED:
        return in_state(shipment)
    if shipment.claimed_at:
        return ()
    return (_raised(claim, ClaimAbout.SHIPMENT, shipment.shipment, photos),)


def _raised(claim: str, about: ClaimAbout, subject: str, photos: Sequence[str]) -> ClaimRaised:
    return ClaimRaised(claim, about, subject, tuple(photos)[:MOST_EVIDENCE])
