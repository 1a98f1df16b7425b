"""What the activities answer: plain values for the screen, the receipt and the simulated day."""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

from kiosk.core.acts import Act
from kiosk.core.boxes import Box
from kiosk.core.cells import Cell, CellLoad
from kiosk.core.checkin import InboundBox, Tally
from kiosk.core.deliveries import Delivery
from kiosk.core.elsewhere import Others
from kiosk.core.matters import Matter
from kiosk.core.parcels import Parcel
from kiosk.core.payments import Payment
from kiosk.core.sessions import Session
from kiosk.core.shipments import Shipment
from kiosk.core.words import Flow, InboundState, Role
from kiosk.hw.ports import DeviceHealth


class Person(Struct, frozen=True):
    """Somebody of the team, as the lock screen and the top bar show them.

    Args:
        name: personal; shown only after the lock.
        initials: two letters, shown on the lock.
        has_pin: False until the first sign-in here.
        language: ru, pt or en; empty for the point's own.
    """

    staff: str
    name: str
    initials: str
    role: Role
    has_pin: bool
    language: str = ""


class Shots(Struct, frozen=True):
    """The photos of a subject.

    Args:
        taken: their digests, the oldest first.
        wanted: how many the network asks for.
        is_coming: one is being taken.
        trouble: what became of the last one: no_picture, no_room; empty when all went well.
    """

    taken: tuple[str, ...]
    wanted: int
    is_coming: bool = False
    trouble: str = ""


class Figures(Struct, frozen=True):
    """Home's four figures and what stands under them."""

    to_accept: int
    deliveries_waiting: int
    ready: int
    free_cells: int
    expiring: int
    to_return: int
    returns_unpacked: int


class CustomerCard(Struct, frozen=True):
    """A customer at the counter.

    Args:
        customer_ref: the customer.
        name: masked ("Maria S."); personal.
        last_four: of the phone; personal.
        session: the visit, or None when looked at without a code (read only).
        ready: may be issued now, in walk order: stored first, then picked.
        transit: announced, not here yet.
        finished: issued, cancelled or going back.
        asked: of a document before anything is issued: NAME for whose it is, then an age.
        store_until: the earliest term among `ready`, ms UTC.
        seen: parcel -> where and by whom it was seen last, of those that were not found.
        others: what other points have; None where the central never told.
        matters: what else is open, the most urgent first.
    """

    customer_ref: str
    name: str
    last_four: str
    session: Session | None
    ready: tuple[Parcel, ...]
    transit: tuple[Parcel, ...]
    finished: tuple[Parcel, ...]
    asked: tuple[int, ...] = ()
    store_until: int | None = None
    seen: Mapping[str, "HistoryLine"] = {}
    others: Others | None = None
    matters: tuple[Matter, ...] = ()

    @property
    def picked(self) -> tuple[Parcel, ...]:
        """Parcels on the counter for this visit."""
        mine = self.session and self.session.session
        return tuple(p for p in self.ready if mine and p.session == mine)


class SessionChip(Struct, frozen=True):
    """A live session as home shows it; name and initials are personal."""

    session: Session
    name: str
    ready: int
    picked: int


class Issued(Struct, frozen=True):
    """What the result screen shows after parcels were handed over.

    Args:
        left: what goes back of the visit, and has yet to be put away.
    """

    session: Session
    name: str
    parcels: tuple[Parcel, ...]
    undo_until: int
    receipt_job: str | None
    paid: tuple[Payment, ...] = ()
    left: tuple[Parcel, ...] = ()


class HistoryLine(Struct, frozen=True):
    """One fact in a parcel's life: when, what, by whom (a name, `central` or `system`), and why."""

    at: int
    type: str
    by: str
    cell: str = ""
    why: str = ""


class ParcelCard(Struct, frozen=True):
    """Everything about one parcel; `name` is personal."""

    parcel: Parcel
    name: str
    history: tuple[HistoryLine, ...]


class CellCard(Struct, frozen=True):
    """What lies in a cell."""

    load: CellLoad
    parcels: tuple[Parcel, ...]


class HitKind(StrEnum):
    """What a search found."""

    PARCEL = "parcel"
    CUSTOMER = "customer"
    CELL = "cell"
    DELIVERY = "delivery"
    RETURN = "return"


class Hit(Struct, frozen=True):
    """One line of the results; exact ones first.

    Args:
        kind: what it is.
        id: parcel code, customer reference, cell or delivery.
        title: main line; personal when `personal`.
        detail: second line.
        cell: where it lies, or empty.
    """

    kind: HitKind
    id: str
    title: str
    detail: str = ""
    cell: str = ""
    state: str = ""
    personal: bool = False
    exact: bool = False


class DeliveryCard(Struct, frozen=True):
    """A delivery with its tally, the last parcels received and those nobody has seen.

    Args:
        boxes: as its list names them, then those that came all the same.
        unseen_boxes: nobody opened them, and nothing of theirs is here.
        acts: printed of it.
    """

    delivery: Delivery
    tally: Tally
    last: tuple[Parcel, ...]
    unseen: tuple[Parcel, ...]
    unstored: tuple[Parcel, ...] = ()
    boxes: tuple[InboundBox, ...] = ()
    unseen_boxes: tuple[str, ...] = ()
    acts: tuple[Act, ...] = ()

    def box(self, code: str) -> InboundBox | None:
        """Return one of its boxes."""
        return next((box for box in self.boxes if box.box == code), None)

    def in_hand(self, scanned: str = "") -> str:
        """Return the box that is being emptied, empty for none.

        Args:
            scanned: the one scanned last; else it is the one that was opened last.
        """
        opened = [b for b in self.boxes if b.state is InboundState.OPENED and b.opened_at]
        if any(box.box == scanned for box in opened):
            return scanned
        return max(opened, key=lambda box: box.opened_at).box if opened else ""


class ClosedDelivery(Struct, frozen=True):
    """A delivery whose check-in is over, with what was printed of it."""

    delivery: Delivery
    acts: tuple[Act, ...]


class Received(Struct, frozen=True):
    """A parcel scanned at acceptance.

    Args:
        parcel: as it stands now.
        cell: the cell that blinks, in the zone it belongs to; None when there is no room for it, or
            when the network's rules send it back with the driver.
        again: it had been received before.
        sticker: one is being printed for it.
        listed_in: the box its list names, where it lay in another one.
    """

    parcel: Parcel
    cell: str | None
    again: bool
    sticker: bool = False
    listed_in: str = ""


class Stored(Struct, frozen=True):
    """A parcel was put into a cell; `others` tells how many parcels lie there now."""

    parcel: Parcel
    cell: str
    others: int


class BoxCard(Struct, frozen=True):
    """A box for the warehouse.

    Args:
        holds: parcels in it.
        room: how many it may hold.
        overdue: the network wants it sealed by now.
        parcels: what lies in it, the last packed first.
        waiting: what could go into it, as one walks along the shelves.
    """

    box: Box
    holds: int
    room: int
    overdue: bool
    parcels: tuple[Parcel, ...] = ()
    waiting: tuple[Parcel, ...] = ()


class ShipmentCard(Struct, frozen=True):
    """A shipment with its boxes.

    Args:
        boxes: checked for it, or gone with it.
        sealed: of its flow, sealed and not checked yet.
        act_no: of its hand-over, empty before.
        by: who handed it over, a name.
    """

    shipment: Shipment
    boxes: tuple[Box, ...]
    sealed: tuple[Box, ...] = ()
    act_no: str = ""
    by: str = ""


class SellerCard(Struct, frozen=True):
    """A seller at the counter.

    Args:
        name: as the network calls the shop.
        waiting: may be given back, in walk order: stored first, then picked.
        lost: not found.
        given: given back in this visit.
        act: of what was given back, None before.
    """

    session: Session
    name: str
    waiting: tuple[Parcel, ...]
    lost: tuple[Parcel, ...] = ()
    given: tuple[Parcel, ...] = ()
    act: Act | None = None

    @property
    def picked(self) -> tuple[Parcel, ...]:
        """Parcels on the counter for this visit."""
        return tuple(p for p in self.waiting if p.session == self.session.session)


class SellerVisit(Struct, frozen=True):
    """A seller's visit that is over, and the act of it."""

    session: Session
    name: str
    act: Act


class ShipBoard(Struct, frozen=True):
    """All that leaves and is still here.

    Args:
        opened: boxes that take parcels.
        closed: boxes that are sealed.
        to_pack: parcels in no box, by flow.
        late: of them, those the network wanted packed by now.
    """

    opened: tuple[BoxCard, ...]
    closed: tuple[Box, ...]
    to_pack: Mapping[Flow, int]
    late: int


class Rack(Struct, frozen=True):
    """One rack of the shelf map, cells in walk order."""

    rack: str
    cells: tuple[Cell, ...]


class MailState(Struct, frozen=True):
    """How the mail stands.

    Args:
        linked: the central answered on this connection.
        unsent: journal rows the central has not acknowledged.
        oldest_at: when the oldest of them was recorded, ms UTC.
        last_mail_at: when the last message was applied or acknowledged, ms UTC.
        fault: the reason when there is no link, in one word.
        blocked: why the central turns this box away, in one word; empty while it does not.
        outdated: the central's letters wait until this box is updated.
        certificate_days: until the box's certificate ends; None while it is good for long.
    """

    linked: bool
    unsent: int
    oldest_at: int | None
    last_mail_at: int | None
    fault: str = ""
    blocked: str = ""
    outdated: bool = False
    certificate_days: int | None = None


class PrintJob(Struct, frozen=True):
    """A print job as the health screen lists it."""

    job_id: str
    kind: str
    state: str
    detail: str
    created_at: int


class DeviceCard(Struct, frozen=True):
    """One device, and since when it stands as it stands, ms UTC."""

    health: DeviceHealth
    since: int
