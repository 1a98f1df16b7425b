"""A central's store on a scratch folder, and boxes that talk to it by hand."""

import hashlib
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kiosk.central import store_postgres, store_sqlite
from kiosk.central.questions import Questions
from kiosk.central.sql import Value
from kiosk.central.store import Packet, Point, Reply, Taken
from kiosk.central.store_postgres import PostgresStore
from kiosk.central.store_sqlite import SqliteStore
from kiosk.core import events
from kiosk.core.events import Event
from kiosk.core.facts.fact import Fact, Item
from kiosk.core.facts.stockroom import ParcelExpected, ParcelReceived, ParcelStored
from kiosk.core.facts.visits import ParcelIssued, ParcelPicked, SessionOpened
from kiosk.core.letter import Letter
from kiosk.core.words import ClockQuality, How, SessionKind
from kiosk.sync.protocol import (
    Ack,
    Batch,
    DownMark,
    Hello,
    Skip,
    SkipWhy,
    TailMark,
    UpMark,
    Welcome,
)
from kiosk.sync.streams import Stretch
from tests import blank
from tests.postgres import Cluster

T0 = 1_780_000_000_000
DAY_MS = 24 * 3600 * 1000
POINT_KEY = bytes(range(32))
EPOCH = "e0" * 8
KINDS = ("sqlite", "postgres")
ON_A_FILE = pytest.mark.parametrize("where", ["sqlite"], indirect=True)
_ids = itertools.count(1)


def fresh_id() -> str:
    """Return an id nobody else has."""
    return f"01900000-0000-7000-8000-{next(_ids):012x}"


def fresh_epoch() -> str:
    """Return 16 hex digits nobody else has."""
    return f"{next(_ids):016x}"


def life(parcel: str, customer: str = "c1", cell: str = "A-01") -> tuple[Fact, ...]:
    """Return what happens to a parcel from the manifest to the customer."""
    visit = f"s-{parcel}"
    return (
        ParcelExpected(parcel, "D-1", customer_ref=customer, items=(Item("Lamp"),)),
        ParcelReceived(parcel, "D-1"),
        ParcelStored(parcel, cell),
        SessionOpened(visit, SessionKind.CUSTOMER, customer, "code", How.CODE, "amber"),
        ParcelPicked(parcel, visit, cell),
        ParcelIssued(parcel, visit, "code", 1),
    )


class Box:
    """A box's side of the mail: its journal with its chain, and the packets it makes of it.

    It is a source for a `SeqSender`, too.
    """

    def __init__(self, device: str = "box-1", epoch: str = EPOCH) -> None:
        self.device, self.epoch, self.first = device, epoch, 1
        self.bodies: list[bytes] = []
        self.ids: list[str] = []
        self.chain = [hashlib.sha256(device.encode()).digest()]

    def write(self, body: bytes, id_: str = "") -> None:
        """Append raw bytes."""
        self.bodies.append(body)
        self.ids.append(id_ or fresh_id())
        self.chain.append(hashlib.sha256(self.chain[-1] + body).digest())

    def tell(self, *facts: Fact, via: str | None = None, actor: str = "anna") -> None:
        """Append facts."""
        for fact in facts:
            event = Event(
                id=fresh_id(),
                type=events.type_of(fact),
                tv=1,
                recorded_at=T0 + len(self.bodies),
                mono=1,
                boot="0123456789abcdef",
                clock=ClockQuality.NTP,
                actor=actor,
                facts=fact,
                via=via,
            )
            self.write(events.encode(event), event.id)

    @property
    def head(self) -> int:
        """The last number."""
        return len(self.bodies)

    def hello(self, *, down: tuple[str | None, int] = (None, 0)) -> Packet:
        """Return a greeting."""
        steps = [0, *(2**n for n in range(12))]
        marks = [self.head - step for step in steps if self.head - step >= self.first]
        body = Hello(
            nonce="0" * 16,
            point="p1",
            app="1",
            boot="0" * 16,
            up=UpMark(self.epoch, self.first if self.head else 0, self.head, 0),
            down=DownMark(down[0], down[1], 0),
            tail=tuple(TailMark(seq, self.ids[seq - 1]) for seq in marks),
        )
        return Packet(self.device, "up/hello", body)

    def batch(self, first: int, last: int = 0, *, prev: str | None = "ours") -> Packet:
        """Return the events `first` to `last`, by default to the head."""
        items = tuple(msgspec.Raw(body) for body in self.bodies[first - 1 : last or self.head])
        if prev == "ours":
            prev = self.chain[first - 1].hex()
        body = Batch(epoch=self.epoch, first=first, items=items, prev=prev)
        return Packet(self.device, "up/events", body)

    def skip(self, first: int, to: int, why: SkipWhy = SkipWhy.HOLE) -> Packet:
        """Return word that some numbers will never come."""
        skip = Skip(to, why, self.ids[to - 1], self.chain[to].hex())
        return Packet(self.device, "up/events", Batch(epoch=self.epoch, first=first, skip=skip))

    def above(self, seq: int, most: int, most_bytes: int) -> Stretch | None:
        """Return what comes after `seq`, as a journal does."""
        del most_bytes
        if seq >= self.head:
            return None
        return Stretch(seq + 1, tuple(self.bodies[seq : seq + most]), self.chain[seq].hex())

    def identity(self, seq: int) -> tuple[str, str | None]:
        """Return (id, chain after it) of a row."""
        return self.ids[seq - 1], self.chain[seq].hex()


class Central:
    """A store with one point, and words to ask it."""

    def __init__(self, where: Path | str) -> None:
        self.where = where
        self.store = self._opened()
        self.register("box-1")

    def _opened(self) -> SqliteStore | PostgresStore:
        if isinstance(self.where, Path):
            return SqliteStore(blank.central(self.where), fresh_id, fresh_epoch)
        return PostgresStore(self.where, fresh_id, fresh_epoch)

    @property
    def path(self) -> Path:
        """Where the file lies, of books in a file."""
        assert isinstance(self.where, Path)
        return self.where

    def beside(self) -> Questions:
        """Open the books as another process does."""
        if isinstance(self.where, Path):
            return store_sqlite.open_questions(self.where)
        return store_postgres.open_questions(self.where)

    def rows(self, sql: str, *values: Value) -> list[tuple[Any, ...]]:
        """Run a statement behind the store's back; return what it answered, as a list."""
        told = self.store._conn.execute(sql, values)
        return told.fetchall() if sql.startswith("SELECT") else []

    def register(self, device: str, point: str = "p1") -> None:
        """Register a box."""
        with self.store.unit():
            self.store.register(Point(point, "Lesnaya 12", POINT_KEY, "ozon_like"), device)

    def share(self, point: str = "p1") -> None:
        """Let several boxes work for a point."""
        with self.store.unit():
            self.store.share(point, on=True)

    def open_again(self) -> None:
        """Die and come back."""
        if isinstance(self.store, SqliteStore):
            self.store.abandon()
        else:
            self.store.close()
        self.store = self._opened()

    def take(self, *packets: Packet) -> Taken:
        """Take a group."""
        return self.store.take(packets, T0)

    def ack(self, *packets: Packet) -> Ack:
        """Take a group; return the last answer, an ack."""
        body = self.take(*packets).replies[-1].body
        assert isinstance(body, Ack)
        return body

    def welcome(self, packet: Packet) -> Welcome:
        """Take a greeting; return its answer."""
        (reply,) = self.take(packet).replies
        assert isinstance(reply, Reply)
        assert isinstance(reply.body, Welcome)
        return reply.body

    def queue(self, *letters: Letter, point: str = "p1") -> int:
        """Queue letters."""
        with self.store.unit():
            return self.store.queue(point, letters, T0, "console")

    def state_of(self, parcel: str, point: str = "p1") -> str | None:
        """Return where a parcel stands in the books."""
        for kind, id_, body in self.store.questions.books(point):
            if (kind, id_) == ("parcel", parcel):
                return str(msgspec.json.decode(body)["state"])
        return None


@pytest.fixture(params=KINDS)
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Where the books lie: every kind of database in turn."""
    return place(request, tmp_path)


def place(request: pytest.FixtureRequest, folder: Path) -> Path | str:
    """Return where fresh books of the kind asked for may lie."""
    if request.param == "sqlite":
        return folder / "central.db"
    cluster: Cluster = request.getfixturevalue("cluster")
    url = cluster.lend()
    request.addfinalizer(lambda: cluster.take_back(url))
    return url


@pytest.fixture
def central(where: Path | str) -> Iterator[Central]:
    """A central that knows one box."""
    central = Central(where)
    yield central
    central.store.close()


@pytest.fixture
def box(central: Central) -> Box:
    """A box that was welcomed."""
    box = Box()
    central.take(box.hello())
    return box


@pytest.fixture
def secret() -> Callable[[], bytes]:
    """What draws a customer's secret."""
    numbers = itertools.count(1)
    return lambda: next(numbers).to_bytes(32, "big")
