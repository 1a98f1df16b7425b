"""The boxes of a delivery: found by a scan anywhere, opened with a look at the seal, counted."""

from kiosk.core import checkin, evidence
from kiosk.core.checkin import InboundBox
from kiosk.core.deliveries import Delivery
from kiosk.core.evidence import Skipped
from kiosk.core.facts.evidence import PhotoSkipped
from kiosk.core.facts.stockroom import BoxOpened
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import InboundState, Purpose, Right
from kiosk.workflows.rights import Activity, anybody, needs


class Inbound(Activity):
    """What the parcels of a delivery come in."""

    @anybody
    def delivery_of(self, box: str) -> Delivery | None:
        """Return the delivery a box comes with, or came with; of several the live one."""
        return self.counter.store.deliveries.of_box(box)

    @needs(Right.ACCEPT)
    def look(self, delivery: str, box: str) -> InboundBox | Refused:
        """Return how a box stands that was scanned at a check-in; nothing changes.

        One that is still expected, or that no list names, is opened once somebody saw its seal.
        """
        found = self.counter.store.deliveries.get(delivery)
        if found is None:
            return Refused(Reason.NOT_KNOWN_HERE)
        facts = self._opened(found, box, seal_ok=True)
        return facts if isinstance(facts, Refused) else self._box(found, box)

    @needs(Right.ACCEPT)
    def open_box(
        self, delivery: str, box: str, *, seal_ok: bool, skipped: Skipped | None = None
    ) -> InboundBox | Refused:
        """Open a box; a broken seal is photographed first, as far as the network asks for it.

        Args:
            delivery: what is being checked in.
            box: the box's code.
            seal_ok: whether its seal is whole.
            skipped: why it goes without photos of a broken seal.
        """
        found = self.counter.store.deliveries.get(delivery)
        if found is None:
            return Refused(Reason.NOT_KNOWN_HERE)
        facts = self._opened(found, box, seal_ok=seal_ok)
        if isinstance(facts, Refused):
            return facts
        left_out = self._left_out(box, skipped) if facts and not seal_ok else ()
        if isinstance(left_out, Refused):
            return left_out
        if facts:
            with self.counter.unit():
                self.counter.record(*left_out, *facts)
        return self._box(self.counter.store.deliveries.get(delivery) or found, box)

    def _opened(
        self, delivery: Delivery, box: str, *, seal_ok: bool
    ) -> tuple[BoxOpened, ...] | Refused:
        store = self.counter.store
        others = (one for one in store.deliveries.open() if one.delivery != delivery.delivery)
        return checkin.open_box(box, delivery, others, store.boxes.get(box), seal_ok=seal_ok)

    def _left_out(self, box: str, skipped: Skipped | None) -> tuple[PhotoSkipped, ...] | Refused:
        policy = self.counter.policy
        if policy is None:  # nobody has asked for any yet
            return ()
        have = len(self.counter.store.photos.of(box, Purpose.SEAL.value))
        return evidence.enough(box, Purpose.SEAL, have, policy, skipped)

    def _box(self, delivery: Delivery, box: str) -> InboundBox:
        parcels = self.counter.store.parcels.of_delivery(delivery.delivery)
        known = checkin.boxes_of(delivery, parcels)
        stranger = InboundBox(box, InboundState.EXPECTED, came=0, of=0, listed=False)
        return next((one for one in known if one.box == box), stranger)
