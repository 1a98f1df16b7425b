"""What a day came to: counted from real files on both sides, and what of it the central lacks."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from kiosk.central.store import Packet, Point
from kiosk.central.store_sqlite import SqliteStore
from kiosk.core.events import Event, type_of
from kiosk.core.facts.fact import Fact
from kiosk.core.facts.stockroom import (
    DeliveryArrived,
    DeliveryClosed,
    ParcelExpected,
    ParcelMoved,
    ParcelQuarantined,
    ParcelReceived,
    ParcelStored,
)
from kiosk.core.facts.visits import (
    IssueRefused,
    IssueUndone,
    ParcelCancelled,
    ParcelIssued,
    ParcelNotFound,
    ParcelPicked,
    SessionCompleted,
    SessionOpened,
    SessionReopened,
)
from kiosk.core.words import CancelReason, ClockQuality, How, QuarantineReason, SessionKind
from kiosk.store.counter_file import CounterFile
from kiosk.sync.outbox import Outbox
from kiosk.sync.protocol import Batch, DownMark, Hello
from kiosk.trial.stage import DEVICE, POINT
from kiosk.trial.summary import Summary, a_minute, compared, scan_to_light, told

T0 = 1_780_000_000_000
_ids = count(1)


def fresh_id() -> str:
    return f"01900000-0000-7000-8000-{next(_ids):012x}"


def fresh_epoch() -> str:
    return f"{next(_ids):016x}"


class Day:
    """Both ends of a day: the counter's file and the central's books."""

    def __init__(self, folder: Path) -> None:
        self.file = CounterFile(folder / "counter.db", DEVICE, epoch=fresh_epoch(), at=T0)
        self.store = SqliteStore(folder / "central.db", fresh_id, fresh_epoch)
        self._outbox = Outbox(folder / "counter.db", DEVICE)
        with self.store.unit():
            self.store.register(Point(POINT, "Point 7731", b"k" * 32, "ozon_like"), DEVICE)

    def happen(self, *facts: Fact) -> None:
        with self.file.unit():
            self.file.journal.record([_event(fact) for fact in facts])

    def carry(self) -> None:
        """Bring all that happened to the central, as the carrier's packets do."""
        self._outbox.refresh(0.0)
        up, rows = self._outbox.up_mark(0), self._outbox.above(0, 256, 128 * 1024)
        assert up is not None
        assert rows is not None
        hello = Hello(
            nonce=fresh_epoch(), point=POINT, app="1", boot="0" * 16, up=up,
            down=DownMark(None, 0, 0), tail=self._outbox.tail(),
        )  # fmt: skip
        items = tuple(msgspec.Raw(raw) for raw in rows.items)
        batch = Batch(epoch=up.epoch, first=rows.first, items=items, prev=rows.prev)
        packets = [Packet(DEVICE, "up/hello", hello), Packet(DEVICE, "up/events", batch)]
        self.store.take(packets, T0)

    def tamper(self, sql: str, *values: object) -> None:
        """Change the central's books behind its back."""
        with self.store.unit():
            self.store._conn.execute(sql, values)

    @property
    def summary(self) -> Summary:
        return compared(self.file, self.store.questions)

    def close(self) -> None:
        self._outbox.close()
        self.file.close()
        self.store.close()


def _event(fact: Fact) -> Event:
    return Event(fresh_id(), type_of(fact), 1, T0, 1, "0" * 16, ClockQuality.NTP, "anna", fact)


def came(parcel: str, cell: str | None) -> tuple[Fact, ...]:
    """What happens to a parcel until it is put away."""
    facts = (ParcelExpected(parcel, "D-1", customer_ref="c1"), ParcelReceived(parcel, "D-1"))
    return (*facts, ParcelStored(parcel, cell)) if cell else facts


def fetched(visit: str, *parcels: str) -> tuple[Fact, ...]:
    opened = SessionOpened(visit, SessionKind.CUSTOMER, "c1", "code", How.CODE, "amber")
    picked = tuple(ParcelPicked(p, visit, "A-01") for p in parcels)
    issued = tuple(ParcelIssued(p, visit, "code") for p in parcels)
    return (opened, *picked, *issued, SessionCompleted(visit, issued=len(parcels)))


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Day]:
    """Five parcels and a stranger came; two left, one of them twice; three codes were wrong."""
    made = Day(tmp_path)
    made.happen(*came("P1", "A-01"), *came("P2", "A-01"), *came("P3", "A-02"), *came("P4", None))
    made.happen(ParcelExpected("P5", "D-1"), ParcelExpected("P6", "D-1"))
    made.happen(ParcelReceived("P5", "D-1"), ParcelQuarantined("P5", QuarantineReason.DAMAGED))
    made.happen(ParcelQuarantined("P9", QuarantineReason.SURPLUS, "D-1"))
    made.happen(ParcelMoved("P3", "A-02", "A-03"))
    made.happen(*fetched("s1", "P1", "P2"))
    made.happen(SessionReopened("s1", "amber"), IssueUndone("P1", "s1"))
    made.happen(ParcelIssued("P1", "s1", "code"), SessionCompleted("s1", issued=1))
    made.happen(*(IssueRefused(reason) for reason in ("code_wrong", "code_wrong", "unpaid")))
    made.carry()
    yield made
    made.close()


def test_everything_that_happened_is_counted_once(day: Day) -> None:
    head = day.file.journal.head().seq
    assert day.summary == Summary(
        accepted=6,
        placed=3,
        issued=2,
        undone=1,
        refused={"code_wrong": 2, "unpaid": 1},
        journal=head,
        central=head,
        on_hand=4,
    )
    assert day.summary.is_right


def test_a_parcel_is_on_hand_until_it_leaves_and_never_before_it_came(day: Day) -> None:
    day.happen(*fetched("s2", "P3"), *came("P7", "A-04"), ParcelExpected("P8", "D-2"))
    assert (day.summary.on_hand, day.summary.issued, day.summary.accepted) == (4, 3, 7)


def test_a_parcel_that_is_searched_for_picked_or_going_back_is_on_hand(day: Day) -> None:
    before = day.summary.on_hand
    for parcel in ("P6", "P7", "P8"):
        day.happen(*came(parcel, "A-04")[1 if parcel == "P6" else 0 :])
    day.happen(ParcelNotFound("P6", "A-04"), ParcelCancelled("P7", CancelReason.UNCLAIMED))
    day.happen(*fetched("s2", "P8")[:2])
    assert day.summary.on_hand == before + 3


def test_what_the_central_does_not_have_is_lost(day: Day) -> None:
    day.happen(*came("P7", "A-04"))
    behind = day.summary
    assert (behind.lost, behind.central, behind.is_right) == (3, behind.journal - 3, False)
    day.carry()
    assert (day.summary.lost, day.summary.is_right) == (0, True)


def test_one_event_that_vanished_from_the_central_is_lost(day: Day) -> None:
    day.tamper("DELETE FROM event WHERE device = ? AND seq = ?", DEVICE, 3)
    got = day.summary
    assert (got.lost, got.doubled, got.differing, got.is_right) == (1, 0, 0, False)


def test_an_event_that_the_central_has_under_another_id_is_lost(day: Day) -> None:
    day.tamper("UPDATE event SET id = ? WHERE seq = 3", fresh_id())
    got = day.summary
    assert (got.lost, got.doubled, got.is_right) == (1, 0, False)
    assert got.journal == got.central


def test_an_event_that_the_central_has_twice_is_doubled(day: Day) -> None:
    day.tamper(
        "INSERT INTO event (device, epoch, seq, id, type, body, hash, flag, taken_at)"
        " SELECT device, epoch, seq, ?, type, body, hash, flag, taken_at FROM event WHERE seq = 3",
        fresh_id(),
    )
    got = day.summary
    assert (got.lost, got.doubled, got.differing, got.is_right) == (0, 1, 0, False)
    assert got.central == got.journal + 1


@pytest.mark.parametrize(
    ("sql", "values"),
    [
        ("UPDATE book SET body = CAST(? AS BLOB) WHERE kind = 'parcel' AND id = 'P1'", ["{}"]),
        ("DELETE FROM book WHERE kind = ? AND id = 's1'", ["session"]),
        ("INSERT INTO book SELECT ?, kind, 'P0', state, body FROM book WHERE id = 'P1'", [POINT]),
    ],
    ids=["another row", "no row", "one row more"],
)
def test_a_row_of_the_central_that_is_not_the_counters_makes_the_day_wrong(
    day: Day, sql: str, values: list[object]
) -> None:
    day.tamper(sql, *values)
    got = day.summary
    assert (got.lost, got.doubled, got.differing, got.is_right) == (0, 0, 1, False)
    assert "THE BOOKS DIFFER" in told(got, Path("out"))


def test_a_row_of_the_counter_that_nobody_told_the_central_differs(day: Day) -> None:
    with day.file.unit():
        day.file.db.execute("DELETE FROM parcel WHERE parcel = 'P4'")
    assert (day.summary.differing, day.summary.is_right) == (1, False)


def test_the_books_of_another_point_are_not_ours(day: Day) -> None:
    with day.store.unit():
        day.store.register(Point("1", "Elsewhere", b"k" * 32, "ozon_like"), "kiosk-1")
    day.tamper("INSERT INTO book SELECT ?, kind, 'P0', state, body FROM book WHERE id = 'P1'", "1")
    assert day.summary.is_right


def test_what_the_central_could_not_take_is_counted(day: Day) -> None:
    packet = Packet(DEVICE, "up/events", None, raw=b"torn", why="json", sha256="ab" * 32)
    day.store.take([packet], T0)
    assert day.summary.quarantined == 1


def test_a_conflict_of_the_central_is_counted(day: Day) -> None:
    day.tamper("UPDATE book SET body = ?, state = 'issued' WHERE id = 'P4'", _issued_body(day))
    day.happen(ParcelStored("P4", "A-05"))
    day.carry()
    assert (day.summary.conflicts, day.summary.is_right) == (1, False)


def _issued_body(day: Day) -> bytes:
    """Return P1's row of the central with the name of P4."""
    found = {id_: body for kind, id_, body in day.store.questions.books(POINT)}
    return found["P1"].replace(b'"P1"', b'"P4"')


# -- times -----------------------------------------------------------------------------------------

DARK, ONE, TWO = frozenset[int](), frozenset({1}), frozenset({1, 2})


@pytest.mark.parametrize(
    ("scans", "latches", "waited"),
    [
        ([], [(1.0, ONE)], []),
        ([10.0], [], []),
        ([10.0], [(9.0, DARK), (10.25, ONE), (10.5, TWO)], [0.25]),
        ([10.0], [(10.0, ONE), (10.5, TWO)], [0.5]),
        ([10.0, 11.0], [(10.25, ONE), (11.5, TWO)], [0.25, 0.5]),
        ([10.0, 11.0], [(11.5, ONE)], [0.5]),
        ([10.0], [(9.0, ONE), (9.5, DARK), (10.25, ONE), (10.5, TWO)], [0.5]),
        ([10.0], [(8.0, ONE), (9.0, DARK), (10.25, ONE), (10.5, TWO)], [0.5]),
        ([10.0], [(5.0, ONE), (5.5, DARK), (10.25, ONE)], [0.25]),
        ([10.0], [(5.0, ONE), (10.25, TWO)], [0.25]),
        ([10.0], [(9.75, TWO), (10.25, ONE)], []),
    ],
    ids=[
        "no scan",
        "no lamps",
        "the first that shines",
        "lit at the scan is not lit by it",
        "each scan its own",
        "not the next scan's",
        "one that blinks for an earlier scan",
        "one that was lit for long and blinks",
        "one that blinked long ago",
        "one that shines steadily and another",
        "one that goes out",
    ],
)
def test_from_a_scan_to_the_lamp_it_lit(
    scans: list[float], latches: list[tuple[float, frozenset[int]]], waited: list[float]
) -> None:
    assert scan_to_light(scans, latches) == waited


# -- for people ------------------------------------------------------------------------------------


def test_people_are_told_the_verdict_and_each_time() -> None:
    right = Summary(
        accepted=6, placed=3, issued=2, shipped=1, counted=7, papers=3, on_hand=4,
        a_minute=74.6, journal=30, central=30, seconds=61.4,
        milliseconds={"scan_to_light_ms": {"p50": 12.3, "p95": 45.6, "n": 9}},
    )  # fmt: skip
    assert told(right, Path("out/demo")) == (
        "accepted 6 (75 a minute), placed 3, issued 2, left here 0, returned 0, dropped off 0, "
        "shipped 1, counted 7 cells, papers 3, on hand 4\n"
        "journal 30 events, central 30: lost 0, doubled 0, the books are equal\n"
        "  scan_to_light_ms: p50 12, p95 46 ms\n"
        "61 s; summary, screens and receipts are in out/demo\n"
    )


def test_the_pace_of_a_check_in_is_told_without_yesterdays(day: Day) -> None:
    def at(fact: Fact, seconds: float) -> Event:
        return replace(_event(fact), mono=round(seconds * 1000))

    assert a_minute(day.file.journal) == 0.0
    with day.file.unit():
        day.file.journal.record(
            [
                at(DeliveryArrived("D-8", announced=False), 10),
                at(ParcelReceived("P80", "D-8"), 11),
                at(DeliveryClosed("D-8", 1, 1, 0, 0, 0), 12),
                at(DeliveryArrived("D-9", announced=False), 100),
                at(ParcelReceived("P90", "D-9"), 101),
                at(ParcelReceived("P91", "D-9"), 102),
                at(ParcelReceived("P92", "D-9", How.DIGITS), 103),
                at(ParcelReceived("P93", "D-9"), 104),
                at(ParcelQuarantined("P93", QuarantineReason.DAMAGED, "D-9"), 105),
                at(ParcelReceived("P94", "D-9"), 106),
                at(ParcelReceived("P95", "D-9"), 109),
                at(DeliveryClosed("D-9", 6, 6, 0, 0, 1), 110),
            ]
        )
    assert a_minute(day.file.journal) == 30.0, "two pairs in four seconds"


@pytest.mark.parametrize("wrong", [{"lost": 1}, {"doubled": 1}, {"differing": 1}, {"central": 4}])
def test_one_thing_that_is_wrong_makes_the_day_wrong(wrong: dict[str, int]) -> None:
    assert Summary(journal=5, central=5).is_right
    assert not replace(Summary(journal=5, central=5), **wrong).is_right
