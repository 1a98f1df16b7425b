"""Checking deliveries in: arrived, received parcel by parcel, closed with what is missing."""

from collections.abc import Iterable, Sequence
from functools import partial

from msgspec.structs import replace

from kiosk.core import acts_inbound, cells, checkin, deliveries, evidence, stickers
from kiosk.core.acts import Act
from kiosk.core.checkin import NOT_HERE, Tally
from kiosk.core.deliveries import Delivery
from kiosk.core.evidence import Skipped
from kiosk.core.facts.fact import Fact
from kiosk.core.facts.stockroom import DeliveryArrived, ParcelQuarantined, ParcelReceived
from kiosk.core.papers import Wording
from kiosk.core.parcels import ON_HAND, Parcel, wrong_state
from kiosk.core.policy import Check
from kiosk.core.refusals import Reason, Refused
from kiosk.core.trials import TRIAL
from kiosk.core.words import (
    ActKind,
    DeliveryState,
    How,
    ParcelKind,
    ParcelState,
    Place,
    Purpose,
    QuarantineReason,
    Right,
)
from kiosk.workflows.counter import Counter
from kiosk.workflows.lamps import Lamps
from kiosk.workflows.papers import Papers
from kiosk.workflows.rights import Activity, anybody, needs
from kiosk.workflows.stickers import Stickers
from kiosk.workflows.stills import Stills
from kiosk.workflows.views import ClosedDelivery, DeliveryCard, Received

FEWEST_DIGITS = 4  # until the central's policy says otherwise
LAST_LINES = 5  # of the check-in screen (WORKFLOWS.md 4.2)


class Accept(Activity):
    """What came, and what should have come.

    Args:
        counter: what all activities share.
        lamps: blink where a received parcel belongs, and know the cells without light.
        stickers: owed to what is received.
        wording: how this point writes its acts.
        stills: of a delivery as it comes, and of each parcel.
        has_printer: whether there is one for acts; without it none is numbered.
    """

    def __init__(
        self,
        counter: Counter,
        lamps: Lamps,
        stickers: Stickers,
        wording: Wording,
        stills: Stills,
        *,
        has_printer: bool,
    ) -> None:
        super().__init__(counter)
        self._lamps, self._stickers, self._stills = lamps, stickers, stills
        self._papers, self._wording, self._has_printer = Papers(counter), wording, has_printer
        self._store = counter.store

    @anybody
    def deliveries(self) -> tuple[DeliveryCard, ...]:
        """Return what is coming or being checked in, the arrived first."""
        return tuple(self._card(delivery) for delivery in self._store.deliveries.open())

    @needs(Right.ACCEPT)
    def card(self, delivery: str) -> DeliveryCard | Refused:
        """Return one delivery with its tally."""
        found = self._store.deliveries.get(delivery)
        return self._card(found) if found else Refused(Reason.NOT_KNOWN_HERE)

    @needs(Right.ACCEPT)
    def delivery(self, delivery: str) -> Delivery | Refused:
        """Return one delivery, without its parcels."""
        return self._store.deliveries.get(delivery) or Refused(Reason.NOT_KNOWN_HERE)

    @needs(Right.ACCEPT)
    def archive(self) -> tuple[ClosedDelivery, ...]:
        """Return the closed deliveries that have acts, the latest act first."""
        acts = self._store.shipments.latest_acts(ActKind.ARRIVAL, ActKind.DISCREPANCY)
        found = map(self._store.deliveries.get, dict.fromkeys(act.subject for act in acts))
        closed = (d for d in found if d is not None and d.state is DeliveryState.CLOSED)
        return tuple(ClosedDelivery(d, self._acts_of(d.delivery)) for d in closed)

    @needs(Right.ACCEPT)
    def print_act(self, act_no: str) -> Refused | None:
        """Print an act of a delivery once more, as a copy; it keeps its number."""
        act = self._store.shipments.act(act_no)
        if act is None or act.kind not in {ActKind.ARRIVAL, ActKind.DISCREPANCY}:
            return Refused(Reason.NOT_KNOWN_HERE)
        return self._papers.again(act, self._wording)

    @needs(Right.ACCEPT, takes_in=True, in_trial=True)
    def arrive(self, delivery: str) -> DeliveryCard | Refused:
        """Begin the check-in: the driver is here."""
        found = self._store.deliveries.get(delivery)
        if found is None:
            return Refused(Reason.NOT_KNOWN_HERE)
        if not self.counter.brings_in(for_trial=found.carrier == TRIAL):
            return Refused(Reason.NOT_LAUNCHED)
        return self._arrived(deliveries.arrive(found), delivery)

    @needs(Right.ACCEPT, takes_in=True)
    def unannounced(self) -> DeliveryCard | Refused:
        """Begin the check-in of a delivery nobody announced; its parcels wait for a manifest."""
        delivery = self.counter.new_id()
        return self._arrived((DeliveryArrived(delivery, announced=False),), delivery)

    @needs(Right.ACCEPT)
    def by_digits(self, delivery: str, digits: str) -> tuple[Parcel, ...] | Refused:
        """Return the parcels still to come whose torn label may have these digits.

        Args:
            delivery: what is being checked in; its own are told first, then those of any other
                that is coming or being checked in, as a parcel may be on the wrong truck.
            digits: in a row, as they can be read.
        """
        policy = self.counter.policy
        least = policy.digits_min if policy else FEWEST_DIGITS
        if len(digits) < least:
            return Refused(Reason.TOO_SHORT, {"least": least})
        others = [one.delivery for one in self._store.deliveries.open()]
        expected = (
            parcel
            for one in dict.fromkeys((delivery, *others))
            for parcel in self._store.parcels.of_delivery(one, ParcelState.EXPECTED)
        )
        return checkin.with_digits(expected, digits)

    @needs(Right.ACCEPT)
    def offer(self, delivery: str, fits: Iterable[Parcel]) -> dict[str, str] | Refused:
        """Light where each of some parcels would belong, until one is received.

        Args:
            delivery: what is being checked in.
            fits: one of them is in hand, and nobody can say yet which; none puts the lamps out.

        Returns:
            parcel -> its cell, where there is room for it.
        """
        found = self._store.deliveries.get(delivery)
        if found is None:
            return Refused(Reason.NOT_KNOWN_HERE)
        cells_of = {p.parcel: self._cell_for(_once_received(p, p.parcel, found)) for p in fits}
        placed = {parcel: cell for parcel, cell in cells_of.items() if cell}
        self._lamps.offer(placed.values())
        return placed

    @needs(Right.ACCEPT, takes_in=True, in_trial=True)
    def receive(
        self, delivery: str, parcel_code: str, how: How = How.CODE, last_box: str = ""
    ) -> Received | Refused:
        """Take a scanned parcel in and say where it belongs; a second scan says it again.

        Args:
            delivery: what is being checked in.
            parcel_code: what was scanned.
            how: it was found.
            last_box: the box that was scanned last, empty for none.
        """
        found, parcel = self._store.deliveries.get(delivery), self._store.parcels.get(parcel_code)
        if found is None:
            return Refused(Reason.NOT_KNOWN_HERE)
        suggested = self._cell_for(_once_received(parcel, parcel_code, found))
        listed = parcel.came_in if parcel else None
        is_lost = parcel is None or (listed is not None and found.box(listed) is None)
        hand = self._card(found).in_hand(last_box) if is_lost and found.opened else ""
        facts = checkin.receive(parcel, parcel_code, found, suggested, how, hand)
        taken = self._taken(facts, parcel_code)
        if isinstance(taken, Refused) or listed in {None, taken.parcel.came_in}:
            return taken
        return replace(taken, listed_in=listed or "")

    @needs(Right.ACCEPT, takes_in=True, in_trial=True)
    def without_code(self, delivery: str) -> Received | Refused:
        """Set a parcel aside whose label tells nothing, under a fresh code on a sticker."""
        found = self._store.deliveries.get(delivery)
        if found is None:
            return Refused(Reason.NOT_KNOWN_HERE)
        code = stickers.fresh_code(self.counter.new_id())
        return self._taken(checkin.without_code(code, found), code)

    @anybody
    def prints_stickers(self) -> bool:
        """Whether anything here prints stickers."""
        return self._stickers.printable

    @needs(Right.ACCEPT)
    def print_sticker(self, parcel: str) -> Refused | None:
        """Print the sticker of a parcel that is here once more."""
        found = self._store.parcels.get(parcel)
        if found is None:
            return Refused(Reason.NOT_KNOWN_HERE)
        if found.state not in ON_HAND:
            return wrong_state(found)
        if not self._stickers.printable:
            return Refused(Reason.NOT_CONNECTED)
        with self.counter.unit():
            self._stickers.queue(found, self._where(found))
        return None

    @needs(Right.ACCEPT)
    def damaged(
        self, delivery: str, parcel: str, kind: str = "", skipped: Skipped | None = None
    ) -> Received | Refused:
        """Set a broken parcel aside, or send it back with the driver where the network says so.

        Args:
            delivery: what is being checked in.
            parcel: what came broken.
            kind: what is wrong with it, by its key in the network's rules.
            skipped: why it goes without the photos the network asks for.
        """
        found, known = self._store.deliveries.get(delivery), self._store.parcels.get(parcel)
        policy = self.counter.policy
        if policy is None:
            return Refused(Reason.NOT_SYNCED)
        if found is None:
            return Refused(Reason.NOT_KNOWN_HERE)
        facts = checkin.damaged(known, parcel, found, policy, kind)
        if isinstance(facts, Refused) or not facts:
            return self._taken(facts, parcel)
        have = len(self._store.photos.of(parcel, Purpose.DAMAGE.value))
        left_out = evidence.enough(parcel, Purpose.DAMAGE, have, policy, skipped)
        if isinstance(left_out, Refused):
            return left_out
        return self._taken((*left_out, *facts), parcel)

    @anybody
    def damage_kinds(self) -> tuple[Check, ...]:
        """Return what can be wrong with a parcel, as the network's rules list it."""
        return self._kinds()

    @needs(Right.ACCEPT)
    def close(self, delivery: str, *, seen: bool) -> DeliveryCard | Refused:
        """End the check-in; what nobody scanned is missing."""
        found = self._store.deliveries.get(delivery)
        if found is None:
            return Refused(Reason.NOT_KNOWN_HERE)
        parcels = self._store.parcels.of_delivery(delivery)
        may_differ = self.counter.may(Right.OVERRIDE)
        tally = _tally(found, parcels)
        facts = checkin.close(found, tally, parcels, may_differ=may_differ, seen=seen)
        if isinstance(facts, Refused):
            return facts
        with self.counter.unit():
            self.counter.record(*facts)
            closed = self._store.deliveries.get(delivery) or found
            if acts_inbound.differs(closed, self._store.parcels.of_delivery(delivery)):
                self._act(ActKind.DISCREPANCY, delivery)
        self._lamps.put(None)
        return self.card(delivery)

    def _arrived(self, facts: tuple[Fact, ...] | Refused, delivery: str) -> DeliveryCard | Refused:
        if isinstance(facts, Refused):
            return facts
        with self.counter.unit():
            self.counter.record(*facts)
            self._act(ActKind.ARRIVAL, delivery)
            self._stills.owe(delivery, Purpose.ARRIVAL)
        self._stills.take()
        self._lamps.put(None)
        return self.card(delivery)

    def _acts_of(self, delivery: str) -> tuple[Act, ...]:
        return self._store.shipments.acts_of(delivery)

    def _act(self, kind: ActKind, delivery: str) -> None:
        """Owe the driver an act about a delivery, within the open unit."""
        found = self._store.deliveries.get(delivery)
        parcels = self._store.parcels.of_delivery(delivery)
        if found is None or not self._has_printer:
            return
        says, wording = acts_inbound.arrival, self._wording
        if kind is ActKind.DISCREPANCY:
            says = partial(acts_inbound.discrepancy, kinds=self._kinds())
        self._papers.act(kind, delivery, wording, lambda at: says(found, parcels, at, wording))

    def _kinds(self) -> tuple[Check, ...]:
        return self.counter.policy.damage_kinds if self.counter.policy else ()

    def _taken(self, facts: tuple[Fact, ...] | Refused, code: str) -> Received | Refused:
        if isinstance(facts, Refused):
            return facts
        stuck = False
        if facts:
            with self.counter.unit():
                self.counter.record(*facts)
                stuck = self._stick(facts, code)
                if any(map(_comes_in, facts)):
                    self._stills.owe(code, Purpose.ACCEPT)
            self._stills.take()
        parcel = self._store.parcels.get(code)
        if parcel is None or parcel.state in NOT_HERE:
            # broken and refused by the network's rules: back to the driver
            self._lamps.put(None)
            return Received(parcel or _stranger(code), None, again=False)
        cell = self._where(parcel)
        self._lamps.put(cell)
        return Received(parcel, cell, again=not facts, sticker=stuck)

    def _stick(self, facts: Sequence[Fact], code: str) -> bool:
        """Owe a parcel its sticker: one that is received, or whose label cannot be read."""
        parcel = self._store.parcels.get(code)
        received = next((fact for fact in facts if isinstance(fact, ParcelReceived)), None)
        if parcel is None or (received is None and parcel.reason != QuarantineReason.NO_CODE):
            return False
        relabelled = received is None or received.how is How.DIGITS
        return self._stickers.owe(parcel, self._where(parcel), relabelled=relabelled)

    def _where(self, parcel: Parcel) -> str | None:
        is_aside = parcel.state is ParcelState.QUARANTINED  # found broken after a cell was proposed
        if parcel.cell is None and not is_aside and self._store.cells.get(parcel.suggested or ""):
            return parcel.suggested
        return parcel.cell or self._cell_for(parcel)  # the one suggested may stand no more

    def _cell_for(self, parcel: Parcel) -> str | None:
        return cells.suggest(parcel, self._store.cells.loads(self._lamps.dark))

    def _card(self, delivery: Delivery) -> DeliveryCard:
        parcels = self._store.parcels.of_delivery(delivery.delivery)
        return DeliveryCard(
            delivery,
            _tally(delivery, parcels),
            last=tuple(p for p in parcels if p.state not in NOT_HERE)[:LAST_LINES],
            unseen=tuple(p for p in parcels if p.state is ParcelState.EXPECTED),
            unstored=tuple(p for p in parcels if p.state is ParcelState.RECEIVED),
            boxes=checkin.boxes_of(delivery, parcels),
            unseen_boxes=checkin.unseen_boxes(delivery, parcels),
            acts=self._acts_of(delivery.delivery),
        )


def _tally(delivery: Delivery, parcels: Sequence[Parcel]) -> Tally:
    """Count a delivery's parcels; unannounced ones are surplus wherever there is a manifest."""
    surplus = [p for p in parcels if p.provisional and delivery.announced]
    away = [p for p in parcels if p.state in NOT_HERE]
    damaged = [p for p in parcels if p.reason == QuarantineReason.DAMAGED]
    return Tally(
        expected=len(parcels) - len(surplus),
        received=len(parcels) - len(surplus) - len(away),
        missing=len(away),
        surplus=len(surplus),
        damaged=len(damaged),
    )


def _comes_in(fact: Fact) -> bool:
    """Whether a parcel is in our hands by this fact; damage has photos of its own."""
    if isinstance(fact, ParcelQuarantined):
        return fact.reason is not QuarantineReason.DAMAGED
    return isinstance(fact, ParcelReceived)


def _stranger(code: str) -> Parcel:
    return Parcel(code, ParcelKind.ORDER, ParcelState.EXPECTED, Place.OUT)


def _once_received(parcel: Parcel | None, code: str, delivery: Delivery) -> Parcel:
    """Return the parcel as it will stand on the counter, to find its zone."""
    if parcel is None:
        state = ParcelState.QUARANTINED if delivery.announced else ParcelState.RECEIVED
        return replace(_stranger(code), state=state)
    if parcel.state not in NOT_HERE:
        return parcel
    return replace(parcel, state=ParcelState.TO_RETURN if parcel.reason else ParcelState.RECEIVED)
