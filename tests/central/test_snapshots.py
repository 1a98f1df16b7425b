"""Snapshots are written when a box's journal is up, in parts that fit, and anew when one is bad."""

from kiosk.core import messages
from kiosk.core.facts.box import MessageDone, SyncSnapshotAsked
from kiosk.core.facts.fact import CellSpec, Item
from kiosk.core.facts.stockroom import CellmapChanged, ParcelExpected
from kiosk.core.facts.visits import SessionCompleted
from kiosk.core.messages import MAX_MESSAGE_BYTES, CustomerLine, DeliveryPart, SnapshotPart
from kiosk.core.words import Outcome, Size, Zone
from tests.central.conftest import DAY_MS, T0, Box, Central, fresh_epoch, life


def _sent(central: Central, device: str = "box-1") -> list[tuple[str, str]]:
    sent = [one for one in central.store.questions.sent("p1") if one.device == device]
    return [(one.type, one.id) for one in sent if one.type.startswith("snapshot.")]


def _letters(central: Central, device: str = "box-1") -> list[SnapshotPart]:
    _, raws = central.store.above(device, 0, 1000, 10**9)
    opened = [messages.decode(raw).facts for raw in raws]
    assert all(len(raw) <= MAX_MESSAGE_BYTES for raw in raws)
    return [letter for letter in opened if isinstance(letter, SnapshotPart)]


def test_a_point_s_first_box_has_nothing_to_take_over(central: Central, box: Box) -> None:
    box.tell(*life("P1"))
    central.take(box.batch(1))
    assert _sent(central) == []


def test_a_new_journal_gets_a_snapshot_once_it_is_up(central: Central, box: Box) -> None:
    box.tell(*life("P1"))
    central.take(box.batch(1))
    anew = Box(epoch=fresh_epoch())
    anew.tell(*life("P2"))
    central.take(anew.hello())
    assert _sent(central) == [], "what it has on top is not here yet"
    assert central.take(anew.batch(1, 5)).queued == ()
    assert central.take(anew.batch(6)).queued == ("box-1",)
    assert _sent(central)[0][0] == "snapshot.begin"
    assert central.take(anew.hello()).queued == (), "written once"


def test_a_box_that_takes_over_gets_what_lives_and_its_customers_alone(central: Central) -> None:
    box = Box()
    central.take(box.hello())
    people = [CustomerLine(f"c{n}", f"Maria {n}", "0931") for n in (1, 2)]
    central.queue(DeliveryPart("D-1", 1, (), tuple(people)))
    box.tell(*life("P-old", "c2"), SessionCompleted("s-P-old", 1), *life("P1")[:3])
    central.take(box.batch(1))
    central.register("box-2")
    new = Box("box-2", fresh_epoch())
    later = T0 + 20 * DAY_MS
    central.store.take([new.hello()], later)
    tables = {(part.table, bytes(row)) for part in _letters(central, "box-2") for row in part.rows}
    told = sorted((table, b"c1" in row) for table, row in tables)
    assert told == [("customer", True), ("parcel", True)], "what was over long ago is left out"


def test_rows_are_cut_to_fit_a_letter(central: Central, box: Box) -> None:
    items = tuple(Item("x" * 200, detail="y" * 200) for _ in range(30))
    heavy = [ParcelExpected(f"H{n}", "D-1", items=items) for n in range(5)]
    light = [ParcelExpected(f"L{n:03d}", "D-1") for n in range(250)]
    many = tuple(CellSpec(f"A-{n}", "A", Size.S, Zone.MAIN, n) for n in range(100))
    cells = [CellmapChanged(many), CellmapChanged((CellSpec("B-1", "B", Size.S, Zone.MAIN, 1),))]
    box.tell(*heavy, *light, *cells, SyncSnapshotAsked("asked"))
    central.take(box.batch(1, 200))
    assert central.take(box.batch(201)).queued == ("box-1",)
    parts = _letters(central)
    assert sum(len(part.rows) for part in parts) == 356
    assert max(len(part.rows) for part in parts) == 100


def test_a_bad_snapshot_is_written_anew_three_times_at_most(central: Central, box: Box) -> None:
    box.tell(SyncSnapshotAsked("asked"))
    central.take(box.batch(1))
    for n in range(1, 5):
        ends = [id_ for type_, id_ in _sent(central) if type_ == "snapshot.end"]
        assert len(ends) == min(n, 3)
        box.tell(MessageDone(ends[-1], Outcome.REJECTED, "bad_snapshot"))
        central.take(box.batch(box.head))
    assert central.store.questions.counts("p1").alarms["snapshot_failed"] >= 3
    box.tell(SyncSnapshotAsked("asked"))
    assert central.take(box.batch(box.head)).queued == ("box-1",), "until somebody asks again"


def test_a_snapshot_that_was_applied_is_done_with(central: Central, box: Box) -> None:
    box.tell(SyncSnapshotAsked("asked"))
    central.take(box.batch(1))
    end = [id_ for type_, id_ in _sent(central) if type_ == "snapshot.end"][-1]
    box.tell(MessageDone(end, Outcome.APPLIED))
    assert central.take(box.batch(2)).queued == ()
    rows = central.store._conn.execute("SELECT count(*) FROM snapshot_due").fetchone()
    assert rows == (0,)


def test_only_who_is_heard_of_is_written_to(central: Central, box: Box) -> None:
    """The books of a box that another worker has in hand must not move meanwhile."""
    central.register("box-2", "p2")
    other = Box("box-2", fresh_epoch())
    with central.store.unit():
        central.store.resync(box.device)
    assert central.take(other.hello()).queued == ()
    assert central.take(box.hello(), other.hello()).queued == ("box-1",)


def test_the_console_may_send_everything_anew(central: Central, box: Box) -> None:
    with central.store.unit():
        central.store.resync("box-1")
    assert central.take(box.hello()).queued == ("box-1",)
