"""A central and counters, real but for the road: packets are handed over from file to file."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from kiosk.central.questions import Questions
from kiosk.central.store import Packet, Point
from kiosk.central.store_sqlite import SqliteStore
from kiosk.core.books import KINDS
from kiosk.core.messages import (
    SIBLINGS,
    CodesSet,
    ConfigSet,
    CustomerLine,
    DeliveryAnnounced,
    DeliveryPart,
    Letter,
    ManifestLine,
    PolicySet,
    StaffUpsert,
)
from kiosk.core.refusals import Refused
from kiosk.store import rows
from kiosk.sync.mailbox import Letter as Posted
from kiosk.sync.mailbox import Mark
from kiosk.sync.outbox import Outbox
from kiosk.sync.protocol import MAX_EVENTS, Ack, Action, Batch, Header, Hello, Welcome, read
from tests.workflows.conftest import CELLS, POLICY, STAFF, T0
from tests.workflows.conftest import Point as Box

POINT = "7731"
_NEVER = 1_000  # rounds in which everything must have come to rest


class Corridor:
    """One point of a central, and the boxes that work for it.

    Args:
        folder: a fresh one.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ids = itertools.count(1)
        self.store = SqliteStore(folder / "central.db", self._id, self._nonce)
        self.boxes: dict[str, Box] = {}
        self.cut_off: set[str] = set()
        self.unopened: set[str] = set()  # their letters arrive, and nobody opens them

    def _id(self) -> str:
        return f"01900000-0000-7000-9000-{next(self._ids):012x}"

    def _nonce(self) -> str:
        return f"{next(self._ids):016x}"

    @property
    def asked(self) -> Questions:
        """The central's books."""
        return self.store.questions

    def close(self) -> None:
        """Take everything down."""
        for box in self.boxes.values():
            box.close()
        self.store.close()

    def add(self, device: str) -> Box:
        """Register a box at the point, and switch it on."""
        with self.store.unit():
            self.store.register(Point(POINT, "Lesnaya 12", b"p" * 32, "ozon_like"), device)
        (self.folder / device).mkdir()
        self.boxes[device] = Box(self.folder / device, device)
        return self.boxes[device]

    def open_point(self, device: str = "box-1") -> Box:
        """Let a first box work: shelves, rules and people."""
        box = self.add(device)
        box.counter.ensure_cell_map(CELLS)
        people = [StaffUpsert(staff, f"{staff.title()} K.", role) for staff, role in STAFF.items()]
        self.send(PolicySet(1, msgspec.Raw(msgspec.json.encode(POLICY))), *people)
        self.carry()
        box.sign_in("anna")
        return box

    def share(self) -> None:
        """Let several boxes work for the point, as the console does."""
        with self.store.unit():
            self.store.share(POINT, on=True)
            self.store.queue(POINT, [ConfigSet(T0, {SIBLINGS: True})], T0, "console")

    def send(self, *letters: Letter) -> None:
        """Queue letters for the point."""
        with self.store.unit():
            self.store.queue(POINT, letters, T0, "console")

    def deliver(self, customer: str, *parcels: str) -> None:
        """Announce a delivery of a customer's parcels, with the code and the name."""
        delivery, box = f"D-{parcels[0]}", next(iter(self.boxes.values()))
        lines = tuple(ManifestLine(p, order=f"o-{p}", customer_ref=customer) for p in parcels)
        person = CustomerLine(customer, f"Maria {customer}", "0931")
        self.send(
            DeliveryAnnounced(delivery, "Meridian", T0),
            DeliveryPart(delivery, 1, lines, (person,)),
            CodesSet(customer, (box.window(box.code_of(customer)),)),
        )
        self.carry()

    def carry(self) -> None:
        """Carry mail both ways until nothing moves any more."""
        for _ in range(_NEVER):
            moved = [
                self._carry_one(device, box)
                for device, box in self.boxes.items()
                if device not in self.cut_off
            ]
            if not any(moved):
                return
        raise AssertionError("the mail never comes to rest")

    def _carry_one(self, device: str, box: Box) -> bool:
        with _outbox(box) as outbox:
            welcome = self._greet(device, box, outbox)
            if welcome.action is Action.BLOCKED:
                return False
            if welcome.action is Action.NEW_EPOCH:
                box.mailbox.note(
                    {
                        "action": "new_epoch",
                        "epoch": welcome.up.epoch,
                        "from_seq": str(welcome.from_seq),
                    }
                )
                box.desk.mailroom.slice()
                return True
            box.mailbox.note({"action": "none", "epoch": "", "from_seq": ""})
            up = self._up(device, outbox, welcome)
        return self._down(device, box, welcome) or up

    def _greet(self, device: str, box: Box, outbox: Outbox) -> Welcome:
        up = outbox.up_mark(0)
        assert up is not None
        mark = box.mailbox.mark("down")
        hello = Hello(
            nonce=self._nonce(),
            point=POINT,
            app="1",
            boot=f"{int(device[-1]):016x}",
            up=up,
            down=outbox.down_mark((mark.epoch, mark.upto) if mark else None),
            tail=outbox.tail(),
        )
        body = self._take(Packet(device, "up/hello", hello))
        assert isinstance(body, Welcome)
        return body

    def _up(self, device: str, outbox: Outbox, welcome: Welcome) -> bool:
        upto, moved = welcome.up.upto, False
        while (found := outbox.above(upto, MAX_EVENTS, 10**6)) is not None:
            items = tuple(map(msgspec.Raw, found.items))
            batch = Batch(epoch=welcome.up.epoch, first=found.first, items=items, prev=found.prev)
            ack = self._take(Packet(device, "up/events", batch))
            assert isinstance(ack, Ack)
            if ack.hello:
                return True
            assert ack.upto > upto
            upto, moved = ack.upto, True
        return moved

    def _down(self, device: str, box: Box, welcome: Welcome) -> bool:
        mark = box.mailbox.mark("down")
        upto = mark.upto if mark and mark.epoch == welcome.down.epoch else welcome.down.first - 1
        first, raws = self.store.above(device, upto, 64, 128 * 1024)
        letters = []
        for seq, raw in enumerate(raws, start=first):
            header = read(raw, Header)
            letters.append(Posted(seq, header.id, header.type, raw, header.expires_at))
        if letters:
            box.mailbox.receive(Mark(welcome.down.epoch, letters[-1].seq), letters)
        while device not in self.unopened and box.desk.mailroom.slice():
            pass
        return bool(letters)

    def _take(self, packet: Packet) -> object:
        (reply,) = self.store.take([packet], T0).replies
        return reply.body

    # -- what must be true -----------------------------------------------------------------------

    def books(self) -> dict[tuple[str, str], bytes]:
        """Return the central's rows of the point."""
        return {(kind, id_): body for kind, id_, body in self.asked.books(POINT)}

    def rows(self, device: str) -> dict[tuple[str, str], bytes]:
        """Return a box's own rows."""
        db = self.boxes[device].store.db
        return {(kind, id_): body for kind in KINDS for id_, body in rows.everything(db, kind)}


def shelve(box: Box, delivery: str, *parcels: str, cell: str = "A-01") -> None:
    """Take a delivery in at a box, and put its parcels into a cell."""
    box.desk.accept.arrive(delivery)
    for parcel in parcels:
        box.desk.accept.receive(delivery, parcel)
        box.desk.place.move(parcel, cell)


def issue(box: Box, customer: str, *parcels: str) -> object:
    """Hand parcels over at a box; return the last answer."""
    card = box.desk.issue.open(box.shown(customer))
    if isinstance(card, Refused):
        return card
    session = card.session.session  # type: ignore[union-attr]
    for parcel in parcels:
        answer = box.desk.issue.pick(session, parcel)
        if isinstance(answer, Refused):
            return answer
    return box.desk.issue.complete(session)


@contextmanager
def _outbox(box: Box) -> Iterator[Outbox]:
    outbox = Outbox(box.folder / "counter.db", box.device)
    assert outbox.refresh(0.0) >= 0
    try:
        yield outbox
    finally:
        outbox.close()
