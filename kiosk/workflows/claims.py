"""Claims of the point: what came wrong, what the warehouse says of a shipment, the photos."""

from collections.abc import Iterator

from msgspec import Struct

from kiosk.core import claiming
from kiosk.core.deliveries import Delivery
from kiosk.core.facts.claiming import ClaimAbout, ClaimRaised
from kiosk.core.notices import DAY_MS
from kiosk.core.parcels import Parcel
from kiosk.core.refusals import Reason, Refused
from kiosk.core.shipments import Shipment
from kiosk.core.words import ParcelState, Purpose, Right
from kiosk.workflows.rights import Activity, needs

_WRONG = (ParcelState.MISSING, ParcelState.QUARANTINED)


class ClaimCard(Struct, frozen=True):
    """What may be claimed of a carriage.

    Args:
        about, subject: which.
        parcels: that were missing or damaged.
        boxes: that never came.
        comment: what the warehouse says of a shipment.
        photos: that go along, by their digests.
        until: the network's term, ms UTC; 0 while it named none.
        claimed_at: ms UTC; 0 while nobody did.
    """

    about: ClaimAbout
    subject: str
    parcels: tuple[Parcel, ...] = ()
    boxes: tuple[str, ...] = ()
    comment: str = ""
    photos: tuple[str, ...] = ()
    until: int = 0
    claimed_at: int = 0


class Claims(Activity):
    """Raises claims; each is a fact, and the central decides it."""

    @needs(Right.OVERRIDE)
    def card(self, subject: str) -> ClaimCard | Refused:
        """Return what may be claimed of a delivery, or of a shipment."""
        delivery, shipment = self._found(subject)
        if delivery is not None:
            return self._of_delivery(delivery)
        return self._of_shipment(shipment) if shipment else Refused(Reason.NOT_KNOWN_HERE)

    @needs(Right.OVERRIDE)
    def claim(self, subject: str) -> ClaimCard | Refused:
        """Raise the claim; again changes nothing."""
        delivery, shipment = self._found(subject)
        facts: tuple[ClaimRaised, ...] | Refused = Refused(Reason.NOT_KNOWN_HERE)
        if delivery is not None:
            card = self._of_delivery(delivery)
            wrong = len(card.parcels)
            facts = claiming.claim_delivery(self.counter.new_id(), delivery, wrong, card.photos)
        elif shipment is not None:
            photos = self._of_shipment(shipment).photos
            facts = claiming.object_to(self.counter.new_id(), shipment, photos)
        if isinstance(facts, Refused):
            return facts
        if facts:
            with self.counter.unit():
                self.counter.record(*facts)
        return self.card(subject)

    def _found(self, subject: str) -> tuple[Delivery | None, Shipment | None]:
        store = self.counter.store
        delivery = store.deliveries.get(subject)
        return delivery, None if delivery else store.shipments.get(subject)

    def _of_delivery(self, delivery: Delivery) -> ClaimCard:
        of = self.counter.store.parcels.of_delivery
        parcels = tuple(one for state in _WRONG for one in of(delivery.delivery, state))
        broken = [box.box for box in delivery.opened if not box.seal_ok]
        photos = [
            *(photo for one in parcels for photo in self._photos(one.parcel, Purpose.DAMAGE)),
            *(photo for box in broken for photo in self._photos(box, Purpose.BROKEN_SEAL)),
        ]
        return ClaimCard(
            ClaimAbout.DELIVERY,
            delivery.delivery,
            parcels,
            delivery.missed,
            photos=tuple(photos),
            until=self._until(delivery.closed_at),
            claimed_at=delivery.claimed_at,
        )

    def _of_shipment(self, shipment: Shipment) -> ClaimCard:
        photos = [
            *self._photos(shipment.shipment, Purpose.HAND_OVER),
            *(photo for box in shipment.boxes for photo in self._photos(box, Purpose.SEAL)),
        ]
        return ClaimCard(
            ClaimAbout.SHIPMENT,
            shipment.shipment,
            comment=shipment.comment,
            photos=tuple(photos),
            until=self._until(shipment.changed_at),
            claimed_at=shipment.claimed_at,
        )

    def _photos(self, subject: str, purpose: Purpose) -> Iterator[str]:
        yield from self.counter.store.photos.of(subject, purpose.value)

    def _until(self, since: int) -> int:
        policy = self.counter.policy
        return since + policy.claim_days * DAY_MS if policy and since else 0
