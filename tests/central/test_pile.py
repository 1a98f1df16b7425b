"""A group of packets gives, to the byte, what the same packets give one after another."""

import itertools
import random
import re
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from kiosk.central import schema
from kiosk.central.intake import Intake
from kiosk.central.pile import Pile
from kiosk.central.store import Packet, Point
from kiosk.central.store_postgres import PostgresStore
from kiosk.central.store_sql import SqlStore
from kiosk.central.store_sqlite import SqliteStore
from kiosk.core.facts.box import MessageDone, SyncSnapshotAsked
from kiosk.core.facts.fact import Fact
from kiosk.core.facts.stockroom import ParcelMoved
from kiosk.core.messages import DeliveryCancelled, Letter, OrderCancelled
from kiosk.core.refusals import Reason
from kiosk.core.words import CancelReason, Outcome
from kiosk.sync.protocol import Ack, Batch, Health, Hello, State, TailMark
from tests import blank
from tests.central.conftest import POINT_KEY, T0, Box, life
from tests.families import first_quickly
from tests.postgres import Cluster

# Of p1 the first box was replaced by the second; those of p2 share it.
Draw: TypeAlias = tuple[int, int, int]
POINTS = {"box-1": "p1", "box-2": "p1", "box-3": "p2", "box-4": "p2", "box-5": "p3"}
TABLES = {
    table: f"SELECT * FROM {table}"  # noqa: S608 our own words
    for table in re.findall(r"CREATE TABLE (\w+)", str(schema.STEPS))
}
LETTERS = 3


def _numbered(form: str) -> Callable[[], str]:
    numbers = itertools.count(1)
    return lambda: form.format(next(numbers))


def new_id() -> Callable[[], str]:
    """Return what makes ids; every central of a test makes the same."""
    return _numbered("02900000-0000-7000-8000-{:012x}")


def nonce() -> Callable[[], str]:
    """Return what makes epochs; every central of a test makes the same."""
    return _numbered("{:016x}")


class Heard(Struct, frozen=True):
    """All that a central said and kept."""

    said: list[object]
    tables: dict[str, list[str]]


class Points:
    """Five boxes at three points, and all they may send, good and bad, as the draws say."""

    def __init__(self) -> None:
        self.boxes = [Box(device, f"{n:02x}" * 8) for n, device in enumerate(POINTS, start=1)]
        self._sent = dict.fromkeys(POINTS, 0)

    def packets(self, draws: Sequence[Draw]) -> Iterator[Packet]:
        """Yield what is sent.

        Args:
            draws: which box, what it does, and a number that says how.
        """
        moves = (
            self._goes_on,
            self._goes_on,
            self._goes_on,
            self._repeats,
            self._says_bad,
            *self._odd,
        )
        for box, what, how in draws:
            yield from moves[what % len(moves)](self.boxes[box % len(self.boxes)], how)

    @property
    def _odd(self) -> tuple[Callable[[Box, int], list[Packet]], ...]:
        return (self._greets, self._leaves_out, self._skips, self._answers, self._begins_anew)

    def _goes_on(self, box: Box, how: int) -> list[Packet]:
        chance = random.Random(how)
        for _ in range(how % 4):
            self._tell(box, chance)
        first = self._sent[box.device] + 1
        if first > box.head:
            return [Packet(box.device, "up/health", Health(unsent=how))]
        self._sent[box.device] = box.head
        return [box.batch(first)]

    def _tell(self, box: Box, chance: random.Random) -> None:
        """Write anything into its journal: other boxes' parcels, ids that are known, nonsense."""
        other = chance.choice(self.boxes)
        match chance.randrange(9):
            case 0 if other.head:
                n = chance.randrange(other.head)
                box.write(other.bodies[n], other.ids[n])
            case 1:
                box.write(b"torn" * chance.randrange(1, 3))
            case 2 if other.head:
                box.tell(chance.choice(life("P1")), via=other.ids[-1])
            case 3:
                box.tell(self._outcome(chance))
            case 4 if chance.random() < 0.3:
                box.tell(SyncSnapshotAsked("damaged"))
            case 5:
                box.tell(ParcelMoved("P1", "A-01", chance.choice(("B-01", "B-02"))))
            case 6 if box.head:
                unknown = box.bodies[-1].replace(b'"parcel.', b'"tea.')
                box.write(unknown.replace(box.ids[-1].encode(), (id_ := _fresh(box)).encode()), id_)
            case _:
                box.tell(chance.choice(life(chance.choice(("P1", "P2")))))

    def _outcome(self, chance: random.Random) -> Fact:
        letter = f"02900000-0000-7000-8000-{chance.randrange(1, 9 * LETTERS):012x}"
        outcome = chance.choice(list(Outcome))
        return MessageDone(letter, outcome, chance.choice(("", Reason.ALREADY_ISSUED)))

    def _repeats(self, box: Box, how: int) -> list[Packet]:
        return [box.batch(1 + how % box.head)] if box.head else []

    def _leaves_out(self, box: Box, how: int) -> list[Packet]:
        self._tell(box, random.Random(how))
        return [box.batch(box.head)]

    def _greets(self, box: Box, how: int) -> list[Packet]:
        hello = box.hello()
        match how % 5, hello.body:
            case 0, _:  # the chain breaks; after a greeting it is taken nevertheless
                box.tell(life("P2")[0])
                first, self._sent[box.device] = self._sent[box.device] + 1, box.head
                broken = box.batch(first, prev="ab" * 32)
                return [broken, box.hello(), broken]
            case 1, Hello() as body:  # another history than ours
                tail = tuple(TailMark(mark.seq, _fresh(box)) for mark in body.tail)
                return [replace(hello, body=replace(body, tail=tail))]
            case _:
                return [hello]

    def _begins_anew(self, box: Box, how: int) -> list[Packet]:
        box.epoch = f"{how:08x}" * 2
        return [box.hello(), *self._goes_on(box, how)]

    def _skips(self, box: Box, how: int) -> list[Packet]:
        if not box.head:
            return []
        self._sent[box.device] = box.head
        return [box.skip(1 + how % box.head, box.head)]

    def _answers(self, box: Box, how: int) -> list[Packet]:
        """Acknowledge letters, also such as are not written yet, after the box beside went on."""
        number = self.boxes.index(box)
        epoch = f"{how % 7 or 1 + number:016x}"  # of the first letters, as `nonce` counts
        acks = [Ack(epoch=epoch, upto=upto) for upto in range(how % 4, 40, 2)]
        beside = self._goes_on(self.boxes[number - 1], how)
        return [*beside, *(Packet(box.device, "up/ack", ack) for ack in acks)]

    def _says_bad(self, box: Box, how: int) -> list[Packet]:
        kept = Packet(box.device, "up/events", None, b"{", "invalid", f"{how:064x}")
        state = State(online=how % 2 == 0, conn="c0" * 8, boot="0" * 16, app="1")
        there = Packet(box.device, "state", state)
        stranger = Packet("stranger", "up/events", Batch(epoch=box.epoch, first=1))
        return [(kept, there, stranger)[how % 3]]


def _fresh(box: Box) -> str:
    return f"03900000-0000-7000-8000-{box.head:06x}{box.device.encode().hex()[-6:]}"


def opened(store: SqlStore) -> SqlStore:
    """Return the store with its points, boxes and letters."""
    with store.unit():
        for device, point in POINTS.items():
            store.register(Point(point, "", POINT_KEY, "ozon_like"), device, shared=point == "p2")
        for point in ("p1", "p2", "p3"):
            letters: list[Letter] = [OrderCancelled("O-1", ("P1",), CancelReason.BY_CUSTOMER)]
            letters += [DeliveryCancelled(f"D-{n}") for n in range(LETTERS - 1)]
            store.queue(point, letters, T0, "console")
    return store


def heard(store: SqlStore, groups: Sequence[Sequence[Packet]]) -> Heard:
    """Return what a central says and keeps when it is given groups of packets."""
    taken = [store.take(group, T0) for group in groups]
    said: list[object] = [reply for one in taken for reply in one.replies]
    said += [down for one in taken for down in one.opened]
    said += [_together(one.heard for one in taken), sorted(_together(o.queued for o in taken))]
    tables = {
        table: sorted(map(repr, store._conn.execute(ask).fetchall()))
        for table, ask in TABLES.items()
    }
    return Heard(said, tables)


def _together(lists: Iterator[tuple[str, ...]]) -> list[str]:
    return list(dict.fromkeys(one for listed in lists for one in listed))


def groups_of(store: SqlStore, packets: Sequence[Packet]) -> list[list[Packet]]:
    """Cut packets into groups as large as they can be, by what a central does with each alone.

    A snapshot is written at the end of a group, so a group ends where it falls due.
    """
    groups: list[list[Packet]] = [[]]
    written = 0
    ask = "SELECT count(*) FROM message WHERE type = 'snapshot.end'"
    for packet in packets:
        groups[-1].append(packet)
        store.take([packet], T0)
        if (count := store._conn.execute(ask).fetchone()[0]) != written:
            written = count
            groups.append([])
    return groups


def check(stores: Sequence[SqlStore], draws: Sequence[Draw]) -> None:
    """Compare both ways over three new stores, which are closed afterwards."""
    try:
        points = Points()
        packets = [box.hello() for box in points.boxes] + list(points.packets(draws))
        alone = heard(stores[0], [[packet] for packet in packets])
        together = heard(stores[1], groups_of(stores[2], packets))
    finally:
        for store in stores:
            store.close()
    assert together.said == alone.said
    for table in TABLES:
        assert together.tables[table] == alone.tables[table], table


@contextmanager
def in_files() -> Iterator[list[SqlStore]]:
    """Give three new stores that agree in everything they make up."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{n}.db" for n in range(3)]
        stores = [SqliteStore(blank.central(path), new_id(), nonce()) for path in paths]
        for store in stores:
            store._conn.execute("PRAGMA synchronous=OFF")
        yield [opened(store) for store in stores]


DRAW = st.tuples(st.integers(0, 4), st.integers(0, 9), st.integers(0, 999))


def drawn(seed: int, most: int = 40) -> list[Draw]:
    """Return draws that are the same each time."""
    chance = random.Random(seed)
    return [
        (chance.randrange(5), chance.randrange(10), chance.randrange(1000)) for _ in range(most)
    ]


DRAWS = st.lists(DRAW, min_size=1, max_size=40)


@pytest.mark.parametrize("examples", first_quickly([15, 60]))
def test_a_group_gives_what_its_packets_give_one_after_another(examples: int) -> None:
    settings(max_examples=examples)(given(draws=DRAWS)(alike))()


def alike(draws: list[Draw]) -> None:
    """Hold what three stores say of the same draws together."""
    with in_files() as stores:
        check(stores, draws)


@pytest.mark.parametrize("seed", first_quickly(range(3)))
def test_so_it_does_in_postgresql(cluster: Cluster, seed: int) -> None:
    urls = [cluster.lend() for _ in range(3)]
    check([opened(PostgresStore(url, new_id(), nonce())) for url in urls], drawn(seed))
    for url in urls:
        cluster.take_back(url)


class _Forgetful(set[str]):
    def add(self, _id: str) -> None:
        """Forget what came in the same group."""


def _never(*_: object) -> bool:
    return False


MUTANTS: dict[str, tuple[type, str, object]] = {
    "no heed of a box beside": (Pile, "must_settle_before", _never),
    "no heed of letters": (Pile, "writes_letters", property(_never)),
    "nothing is settled in between": (Intake, "_must_settle_before", _never),
    "the same id twice in a group": (Pile, "_known", lambda *_: _Forgetful()),
}


@pytest.mark.parametrize("mutant", first_quickly(MUTANTS))
def test_what_is_broken_on_purpose_is_found(mutant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    where, name, instead = MUTANTS[mutant]
    monkeypatch.setattr(where, name, instead)
    with pytest.raises((AssertionError, sqlite3.Error)):
        _check_all(range(40))


def _check_all(seeds: Iterable[int]) -> None:
    for seed in seeds:
        with in_files() as stores:
            check(stores, drawn(seed))


def test_the_draws_meet_what_is_hard() -> None:
    with in_files() as stores:
        points = Points()
        hellos = [box.hello() for box in points.boxes]
        draws = [draw for seed in range(8) for draw in drawn(seed)]
        met = heard(stores[0], [hellos, *([packet] for packet in points.packets(draws))]).tables
    for table in ("event", "quarantine", "conflict", "claim", "counted", "message", "epoch"):
        assert met[table], table
    for flag in ("folded", "echo", "unhandled", "conflict"):
        assert flag in str(met["event"])
    for type_ in ("sibling.events", "snapshot.end"):
        assert type_ in str(met["message"])
    for what in ("duplicates", "chain_broken", "history_parted", "turned_away"):
        assert what in str(met["counted"])
