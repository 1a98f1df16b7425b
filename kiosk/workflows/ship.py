"""Shipping to the warehouse: boxes opened by scan, packed by the lamps, sealed, handed over."""

from collections import Counter as Tally

from kiosk.core import acts, boxes, labels, shipments
from kiosk.core.boxes import Box, Moment
from kiosk.core.facts.fact import Fact
from kiosk.core.papers import Wording
from kiosk.core.parcels import Parcel
from kiosk.core.policy import Policy
from kiosk.core.refusals import Reason, Refused
from kiosk.core.shipments import Shipment
from kiosk.core.words import (
    ActKind,
    BoxClass,
    BoxState,
    ClockQuality,
    Flow,
    Purpose,
    ReopenReason,
    Right,
    ShipmentState,
    UnpackReason,
)
from kiosk.workflows.counter import Counter
from kiosk.workflows.lamps import LIT_AT_ONCE, Lamps
from kiosk.workflows.papers import Papers
from kiosk.workflows.rights import Activity, needs
from kiosk.workflows.stills import Stills
from kiosk.workflows.views import BoxCard, ShipBoard, ShipmentCard

NOT_KNOWN = Refused(Reason.NOT_KNOWN_HERE)
NOT_SYNCED = Refused(Reason.NOT_SYNCED)
_OURS = "BOX:"


class Ship(Activity):
    """What leaves for the warehouse; the direct and the return flow never share a box.

    Args:
        counter: what all activities share.
        lamps: lit for what can go into the box in hand.
        papers: owe a box its label, and a driver the act.
        wording: how this point writes its papers.
        stills: of a box as it is sealed, of a shipment as it leaves.
    """

    def __init__(
        self, counter: Counter, lamps: Lamps, papers: Papers, wording: Wording, stills: Stills
    ) -> None:
        super().__init__(counter)
        self._lamps, self._papers, self._wording = lamps, papers, wording
        self._stills = stills
        self._store = counter.store

    # -- boxes -----------------------------------------------------------------------------------

    @needs(Right.SHIP)
    def board(self) -> ShipBoard:
        """Return the boxes that are here, and how much waits to be packed."""
        waiting, policy = self._store.parcels.to_pack(), self.counter.policy
        return ShipBoard(
            opened=tuple(self._card(box, ()) for box in self._store.boxes.opened()),
            closed=self._store.boxes.closed(),
            to_pack=Tally(boxes.flow_of(parcel) for parcel in waiting),
            late=sum(self._is_late(parcel, policy) for parcel in waiting) if policy else 0,
        )

    @needs(Right.SHIP)
    def box(self, code: str) -> BoxCard | Refused:
        """Return one box with what lies in it and what could."""
        found = self._store.boxes.get(code)
        return self._card(found, self._store.parcels.to_pack()) if found else NOT_KNOWN

    @needs(Right.SHIP)
    def begin(self, code: str | None, flow: Flow, class_: BoxClass) -> BoxCard | Refused:
        """Begin a box under the code that was scanned, or under one of ours with its label."""
        policy = self.counter.policy
        if policy is None:
            return NOT_SYNCED
        name = code or f"{_OURS}{self.counter.new_id()[-12:].upper()}"
        known = self._store.boxes.get(name)
        opened = self._store.boxes.opened()
        match boxes.start(name, known, (flow, class_), opened, policy):
            case Refused() as no:
                return no
            case facts:
                with self.counter.unit():
                    self.counter.record(*facts)
                    if facts and code is None:
                        self._label(name)
        return self._seen(name)

    @needs(Right.SHIP)
    def pack(self, box: str, parcel: str) -> BoxCard | Refused:
        """Put a scanned parcel into the box in hand; a second scan changes nothing."""
        found, known = self._store.boxes.get(box), self._store.parcels.get(parcel)
        policy = self.counter.policy
        if policy is None or found is None or known is None:
            return NOT_KNOWN if policy else NOT_SYNCED
        holds = self._store.parcels.count_in_box(box)
        return self._done(boxes.pack(known, found, holds, policy, self._moment()), box)

    @needs(Right.SHIP)
    def unpack(self, box: str, parcel: str, reason: UnpackReason) -> BoxCard | Refused:
        """Take a parcel out of its box again; it lies on the counter then."""
        found, known = self._store.boxes.get(box), self._store.parcels.get(parcel)
        if found is None or known is None:
            return NOT_KNOWN
        return self._done(boxes.unpack(known, found, reason), box)

    @needs(Right.SHIP)
    def seal(self, box: str, number: str, weight_g: int = 0) -> BoxCard | Refused:
        """Close a box with a seal; its label now says how many parcels and which seal.

        A still of it is taken by the way, where the network asks for one.

        Args:
            box: its code.
            number: of the seal.
            weight_g: 0 where nobody weighed it.
        """
        match self._sealed(box, number, weight_g):
            case Refused() as no:
                return no
            case facts:
                with self.counter.unit():
                    self.counter.record(*facts)
                    if facts:
                        self._label(box)
                        self._stills.owe(box, Purpose.SEAL)
        self._stills.take()
        return self._seen(box)

    @needs(Right.SHIP)
    def try_seal(self, box: str, number: str) -> Refused | None:
        """Return why a box cannot be closed with this seal, before anybody weighs it."""
        facts = self._sealed(box, number, 0)
        return facts if isinstance(facts, Refused) else None

    def _sealed(self, box: str, number: str, weight_g: int) -> tuple[Fact, ...] | Refused:
        found, policy = self._store.boxes.get(box), self.counter.policy
        if policy is None or found is None:
            return NOT_KNOWN if policy else NOT_SYNCED
        holds = self._store.parcels.count_in_box(box)
        used = self._store.boxes.with_seal(number) is not None
        return boxes.seal(found, number, weight_g, holds, policy, used=used)

    @needs(Right.SHIP)
    def reopen(self, box: str, reason: ReopenReason) -> BoxCard | Refused:
        """Open a sealed box again, for a reason; it needs a new seal."""
        found = self._store.boxes.get(box)
        return self._done(boxes.reopen(found, reason), box) if found else NOT_KNOWN

    @needs(Right.SHIP)
    def drop(self, box: str) -> BoxCard | Refused:
        """Give an empty box up."""
        found = self._store.boxes.get(box)
        if found is None:
            return NOT_KNOWN
        return self._done(boxes.drop(found, self._store.parcels.count_in_box(box)), box)

    @needs(Right.SHIP)
    def print_label(self, box: str) -> Refused | None:
        """Print the label of a box again."""
        if self._store.boxes.get(box) is None:
            return NOT_KNOWN
        with self.counter.unit():
            self._label(box)
        return None

    @needs(Right.SHIP)
    def light(self, box: str) -> None:
        """Let the next cells shine whose parcels can go into this box, until `dark`."""
        found = self._store.boxes.get(box)
        if found is None or found.state is not BoxState.OPEN:
            self._lamps.gather(())
            return
        waiting = self._waiting(found, self._store.parcels.to_pack())
        cells = dict.fromkeys(parcel.cell for parcel in waiting if parcel.cell)
        self._lamps.gather(list(cells)[:LIT_AT_ONCE])

    @needs(Right.SHIP)
    def dark(self) -> None:
        """Nobody has a box in hand any more."""
        self._lamps.gather(())

    # -- shipments ---------------------------------------------------------------------------------

    @needs(Right.SHIP)
    def drafts(self) -> tuple[ShipmentCard, ...]:
        """Return the shipments that still gather boxes."""
        return tuple(map(self._shipment, self._store.shipments.drafts()))

    @needs(Right.SHIP)
    def archive(self) -> tuple[ShipmentCard, ...]:
        """Return the shipments that drivers took, the latest first."""
        return tuple(map(self._shipment, self._store.shipments.gone()))

    @needs(Right.SHIP)
    def shipment(self, shipment: str) -> ShipmentCard | Refused:
        """Return one shipment with its boxes."""
        found = self._store.shipments.get(shipment)
        return self._shipment(found) if found else NOT_KNOWN

    @needs(Right.SHIP)
    def start(self, flow: Flow) -> ShipmentCard | Refused:
        """Begin the shipment of a flow, or go on with the one there is."""
        policy, drafts = self.counter.policy, self._store.shipments.drafts()
        if policy is None:
            return NOT_SYNCED
        name = self.counter.new_id()
        facts = shipments.start(name, flow, policy.warehouse, drafts)
        if facts:
            self._record(*facts)
            return self.shipment(name)
        return self._shipment(next(draft for draft in drafts if draft.flow is flow))

    @needs(Right.SHIP)
    def load(self, shipment: str, box: str) -> ShipmentCard | Refused:
        """Check a scanned box for a shipment; a second scan changes nothing."""
        found, known = self._store.shipments.get(shipment), self._store.boxes.get(box)
        return self._loaded(found, known)

    @needs(Right.SHIP)
    def load_by_seal(self, shipment: str, seal: str) -> ShipmentCard | Refused:
        """Check the box that has this seal now."""
        known = self._store.boxes.with_seal(seal)
        if known is not None and known.seal != seal:
            return Refused(Reason.SEAL_USED, {"seal": seal})
        return self._loaded(self._store.shipments.get(shipment), known)

    @needs(Right.SHIP)
    def hand_over(self, shipment: str, driver: str) -> ShipmentCard | Refused:
        """Let the driver take the boxes that were checked; the act is owed in the same unit."""
        found = self._store.shipments.get(shipment)
        if found is None:
            return NOT_KNOWN
        loaded = self._store.boxes.of_shipment(shipment)
        contents = {box.box: self._store.parcels.in_box(box.box) for box in loaded}
        match shipments.hand_over(found, loaded, contents, driver.strip()):
            case Refused() as no:
                return no
            case facts:
                with self.counter.unit():
                    self.counter.record(*facts)
                    self._act(shipment)
                    self._stills.owe(shipment, Purpose.HAND_OVER)
        self._stills.take()
        return self.shipment(shipment)

    @needs(Right.SHIP)
    def print_act(self, shipment: str) -> Refused | None:
        """Print the act of a shipment that left once more, as a copy; it keeps its number."""
        found = self._store.shipments.get(shipment)
        if found is None:
            return NOT_KNOWN
        printed = self._store.shipments.acts_of(shipment)
        if not printed:
            return shipments.in_state(found)
        act, initials = printed[0], self._papers.initials_of(found.handed_by)
        signed = acts.Signed(act.act_no, act.printed_at, initials)
        made = acts.handover(found, self._gone(found), signed, self._wording)
        return self._papers.again(act, self._wording, made)

    # -- the pattern -------------------------------------------------------------------------------

    def _done(self, facts: tuple[Fact, ...] | Refused, box: str) -> BoxCard | Refused:
        if isinstance(facts, Refused):
            return facts
        self._record(*facts)
        return self._seen(box)

    def _record(self, *facts: Fact) -> None:
        if facts:
            with self.counter.unit():
                self.counter.record(*facts)

    def _seen(self, box: str) -> BoxCard | Refused:
        return self.box(box)

    def _loaded(self, shipment: Shipment | None, box: Box | None) -> ShipmentCard | Refused:
        if shipment is None or box is None:
            return NOT_KNOWN
        match shipments.load(box, shipment):
            case Refused() as no:
                return no
            case facts:
                self._record(*facts)
        return self._shipment(shipment)

    def _card(self, box: Box, waiting: tuple[Parcel, ...]) -> BoxCard:
        policy, parcels = self.counter.policy, self._store.parcels.in_box(box.box)
        return BoxCard(
            box,
            holds=len(parcels),
            room=boxes.room(box, policy) if policy else 0,
            overdue=policy is not None and boxes.is_overdue(box, policy, self._moment()),
            parcels=parcels,
            waiting=self._waiting(box, waiting),
        )

    def _waiting(self, box: Box, parcels: tuple[Parcel, ...]) -> tuple[Parcel, ...]:
        return tuple(parcel for parcel in parcels if boxes.suits(parcel, box))

    def _shipment(self, shipment: Shipment) -> ShipmentCard:
        printed = self._store.shipments.acts_of(shipment.shipment)
        person = self._store.people.get(shipment.handed_by)
        draft = shipment.state is ShipmentState.DRAFT
        here = self._store.boxes.closed() if draft else ()
        mine = self._store.boxes.of_shipment(shipment.shipment)
        return ShipmentCard(
            shipment,
            boxes=mine,
            sealed=tuple(b for b in here if b.flow is shipment.flow and b not in mine),
            act_no=printed[0].act_no if printed else "",
            by=person.name if person else "",
        )

    def _moment(self) -> Moment:
        now = self.counter.clock()
        return Moment(now.at, now.clock)

    def _is_late(self, parcel: Parcel, policy: Policy) -> bool:
        now = self._moment()
        late = now.at - parcel.changed_at > policy.pack_return_h * boxes.HOUR_MS
        return late and now.clock is not ClockQuality.UNSURE

    # -- papers ------------------------------------------------------------------------------------

    def _label(self, code: str) -> None:
        box, policy = self._store.boxes.get(code), self.counter.policy
        if box is None or policy is None:
            return
        say = self._wording.words
        to = policy.warehouse or say("To the warehouse")
        word = class_word(box.class_, self._wording)
        self._papers.queue(labels.box_label(code, word, to, box.count, box.seal, self._wording))

    def _act(self, shipment: str) -> None:
        found = self._store.shipments.get(shipment)
        if found is not None:
            gone = self._gone(found)
            self._papers.act(
                ActKind.HANDOVER,
                shipment,
                self._wording,
                lambda signed: acts.handover(found, gone, signed, self._wording),
            )

    def _gone(self, shipment: Shipment) -> list[Box]:
        """Return the boxes that left, in the order of the shipment's own lists."""
        gone = {box.box: box for box in self._store.boxes.of_shipment(shipment.shipment)}
        return [gone[code] for code in shipment.boxes if code in gone]


def class_word(class_: BoxClass, wording: Wording) -> str:
    """Return what a box is for, as it stands on its label."""
    say = wording.words
    return {
        BoxClass.NORMAL: say("Returns"),
        BoxClass.DEFECT: say("Faulty goods"),
        BoxClass.CARDBOARD: say("In cartons"),
        BoxClass.DIRECT: say("Drop-offs"),
        BoxClass.OWN: say("Large, its own box"),
    }[class_]
