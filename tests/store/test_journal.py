"""The journal: events and rows in one unit, chained; the audit finds what was tampered with."""

import hashlib

import msgspec
import pytest

from kiosk.core import events
from kiosk.core.books import Subject
from kiosk.core.facts import box, stockroom
from kiosk.core.facts.fact import Fact, Item
from kiosk.core.parcels import Contradiction
from kiosk.core.words import Outcome, ParcelState
from kiosk.store import rows
from kiosk.store.counter_file import read_counter
from kiosk.store.journal import Journal, Row, link
from tests.store.conftest import T0, Ledger

LETTERS = [f"01900000-0000-7000-9000-{n:012d}" for n in range(10)]


def told(n: int) -> box.MessageDone:
    return box.MessageDone(LETTERS[n], Outcome.APPLIED)


@pytest.fixture
def full(ledger: Ledger) -> Ledger:
    """A journal of six rows, with a parcel on its way."""
    ledger.map_cells("A-01")
    ledger.expect("P1", title="Lamp")
    ledger.store("P1", "A-01")
    ledger.tell(told(1))
    ledger.tell(told(2))
    return ledger


def change(ledger: Ledger, sql: str) -> None:
    with ledger.file.unit():
        ledger.db.execute(sql)


# -- writing ---------------------------------------------------------------------------------------


def test_events_get_the_next_numbers(ledger: Ledger) -> None:
    assert ledger.tell(told(1), told(2)) == (1, 2)
    assert ledger.tell(told(3)) == (3,)


def test_what_is_recorded_comes_back_whole(full: Ledger) -> None:
    event = full.event(told(5))
    with full.file.unit():
        full.file.journal.record([event])
    row = full.file.journal.since(0, 100)[-1]
    assert events.decode(row.body) == event
    assert (row.id, row.type) == (event.id, "message.done")


def test_each_row_is_chained_to_the_one_before(full: Ledger) -> None:
    chain = hashlib.sha256(b"box-1").digest()
    for row in full.file.journal.since(0, 100):
        chain = hashlib.sha256(chain + row.body).digest()
        assert row.hash == chain
    assert full.file.journal.head().hash == chain


def test_an_empty_journal_is_rooted_in_the_box(ledger: Ledger) -> None:
    head = ledger.file.journal.head()
    assert (head.seq, head.hash) == (0, hashlib.sha256(b"box-1").digest())


def test_the_link_of_the_chain_depends_on_both() -> None:
    assert link(b"a", b"b") == hashlib.sha256(b"ab").digest()
    assert link(b"a", b"c") != link(b"b", b"b") != link(b"a", b"b")


def test_recording_outside_a_unit_is_refused(ledger: Ledger) -> None:
    with pytest.raises(RuntimeError, match="outside a unit"):
        ledger.file.journal.record([ledger.event(told(1))])
    assert ledger.file.journal.head().seq == 0


def test_an_impossible_event_takes_its_whole_unit_away(full: Ledger) -> None:
    before = full.file.journal.head()
    with pytest.raises(Contradiction):
        full.tell(told(3), stockroom.ParcelStored("P1", "A-01"))
    assert full.file.journal.head() == before
    assert full.file.journal.audit().differing == ()


def test_numbers_go_on_without_a_hole_after_a_failed_unit(full: Ledger) -> None:
    head = full.file.journal.head().seq
    with pytest.raises(Contradiction):
        full.tell(told(3), stockroom.ParcelStored("P1", "A-01"))
    assert full.tell(told(3)) == (head + 1,)
    assert full.file.journal.audit().broken_at is None


def test_an_event_over_16_kb_is_refused_and_nothing_is_kept(ledger: Ledger) -> None:
    items = tuple(Item("t" * 200, detail="d" * 200) for _ in range(40))
    large = stockroom.ParcelExpected("P1", "D1", items=items)
    with pytest.raises(ValueError, match="more than 16384"):
        ledger.tell(told(1), large)
    assert ledger.file.journal.head().seq == 0
    assert ledger.file.parcels.get("P1") is None


def test_an_id_is_recorded_once(ledger: Ledger) -> None:
    event = ledger.event(told(1))
    with ledger.file.unit():
        ledger.file.journal.record([event])
    with pytest.raises(Exception, match="UNIQUE"), ledger.file.unit():
        ledger.file.journal.record([event])
    assert ledger.file.journal.head().seq == 1


# -- a row that several events of one unit touch ---------------------------------------------------


def born(parcel: str) -> tuple[Fact, ...]:
    """Announce, receive and store a parcel: what an unannounced hurry does in one unit."""
    return (
        stockroom.ParcelExpected(parcel, "D1", items=(Item("Lamp"),)),
        stockroom.ParcelReceived(parcel, "D1"),
        stockroom.ParcelStored(parcel, "A-01"),
    )


def test_a_row_touched_thrice_is_read_once_and_written_once(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    real_load, real_save = rows.load, rows.save
    monkeypatch.setattr(rows, "load", lambda db, s: (asked.append("load"), real_load(db, s))[1])
    monkeypatch.setattr(rows, "save", lambda db, s: (asked.append("save"), real_save(db, s))[1])
    ledger.tell(stockroom.ParcelExpected("P1", "D1"))
    asked.clear()
    ledger.tell(stockroom.ParcelReceived("P1", "D1"), stockroom.ParcelStored("P1", "A-01"))
    assert asked == ["load", "save"]


def test_a_row_touched_thrice_has_all_three_changes_and_is_found(ledger: Ledger) -> None:
    ledger.tell(*born("P1"))
    parcel = ledger.file.parcels.get("P1")
    assert parcel is not None
    assert (parcel.state, parcel.cell, parcel.version) == (ParcelState.STORED, "A-01", 3)
    assert ledger.file.search("lamp") == (("parcel", "P1"),)
    assert len(ledger.file.journal.about(Subject("parcel", "P1"))) == 3
    assert ledger.file.journal.audit().differing == ()


@pytest.mark.parametrize("failure", [RuntimeError, KeyboardInterrupt])
def test_nothing_remembered_survives_a_unit_rolled_back(
    ledger: Ledger, failure: type[BaseException]
) -> None:
    ledger.expect("P1")
    received = stockroom.ParcelReceived("P1", "D1")
    with pytest.raises(failure), ledger.file.unit():  # noqa: PT012
        ledger.file.journal.record([ledger.event(received)])
        raise failure
    assert ledger.tell(received) == (2,)  # not a Contradiction: P1 is expected, as before
    parcel = ledger.file.parcels.get("P1")
    assert parcel is not None
    assert (parcel.state, parcel.version) == (ParcelState.RECEIVED, 2)
    audit = ledger.file.journal.audit()
    assert (audit.broken_at, audit.differing) == (None, ())


def test_two_recordings_of_one_unit_see_each_other(ledger: Ledger) -> None:
    ledger.expect("P1")
    with ledger.file.unit():
        for fact in born("P1")[1:]:
            ledger.file.journal.record([ledger.event(fact)])
    assert ledger.file.journal.audit().differing == ()
    assert ledger.file.journal.last_touch(Subject("parcel", "P1")) == 3


def test_a_row_changed_by_other_means_is_read_anew(full: Ledger) -> None:
    gone = Subject("parcel", "P1")
    change(full, "DELETE FROM parcel")
    with pytest.raises(Contradiction):
        full.tell(stockroom.ParcelMoved("P1", "A-01", "A-02"))
    assert rows.load(full.db, gone) is None


# -- reading ---------------------------------------------------------------------------------------


def test_rows_come_in_order_from_a_number_on(full: Ledger) -> None:
    assert [row.seq for row in full.file.journal.since(2, 3)] == [3, 4, 5]
    assert full.file.journal.since(6, 10) == ()


def test_one_asks_what_changed_a_parcel_newest_first(full: Ledger) -> None:
    about = full.file.journal.about(Subject("parcel", "P1"))
    assert [event.type for event in about] == [
        "parcel.stored",
        "parcel.received",
        "parcel.expected",
    ]
    assert len(full.file.journal.about(Subject("parcel", "P1"), limit=2)) == 2
    assert full.file.journal.last_touch(Subject("parcel", "P1")) == 4
    assert full.file.journal.last_touch(Subject("parcel", "P2")) == 0


def test_what_is_unsent_is_counted_from_the_last_ack(full: Ledger) -> None:
    assert full.file.journal.unsent(0) == (6, T0)
    assert full.file.journal.unsent(5) == (1, T0)
    assert full.file.journal.unsent(6) == (0, None)
    assert full.file.journal.unsent(99) == (0, None)


def test_events_are_counted_by_type(full: Ledger) -> None:
    counted = full.file.journal.count_types()
    assert (counted["message.done"], counted["parcel.stored"]) == (2, 1)


# -- the audit -------------------------------------------------------------------------------------


def test_the_audit_of_a_sound_journal_finds_nothing(full: Ledger) -> None:
    audit = full.file.journal.audit()
    assert (audit.rows, audit.broken_at, audit.differing) == (6, None, ())


def test_the_audit_of_an_empty_journal_finds_nothing(ledger: Ledger) -> None:
    audit = ledger.file.journal.audit()
    assert (audit.rows, audit.broken_at, audit.differing) == (0, None, ())


def test_the_audit_misses_rows_the_central_has(full: Ledger) -> None:
    assert full.file.journal.audit(acked=6).broken_at is None
    assert full.file.journal.audit(acked=7).broken_at == 7
    change(full, "DELETE FROM journal WHERE seq >= 5")
    assert full.file.journal.audit().broken_at is None
    assert full.file.journal.audit(acked=6).broken_at == 5


@pytest.mark.parametrize(
    ("damage", "found_at"),
    [
        ("UPDATE journal SET body = CAST(replace(body, 'app', 'exp') AS BLOB) WHERE seq = 5", 5),
        ("UPDATE journal SET hash = zeroblob(32) WHERE seq = 2", 2),
        ("UPDATE journal SET hash = zeroblob(32) WHERE seq = 6", 6),
        ("DELETE FROM journal WHERE seq = 5", 6),
        ("DELETE FROM journal WHERE seq = 1", 2),
        ("UPDATE journal SET seq = 7 WHERE seq = 6", 7),
        ("UPDATE journal SET type = 'parcel.issued' WHERE seq = 3", 3),
        ("UPDATE journal SET id = 'another' WHERE seq = 4", 4),
    ],
    ids=[
        "a changed body",
        "a hash",
        "the last hash",
        "a row",
        "the first",
        "a number",
        "a type beside its body",
        "an id beside its body",
    ],
)
def test_the_audit_finds_what_was_tampered_with(full: Ledger, damage: str, found_at: int) -> None:
    change(full, damage)
    assert full.file.journal.audit().broken_at == found_at


def test_the_audit_finds_any_flipped_byte(full: Ledger) -> None:
    sql = "UPDATE journal SET body = ? WHERE seq = ?"
    for row in full.file.journal.since(0, 100):
        for at in range(0, len(row.body), 3):
            flipped = bytes([*row.body[:at], row.body[at] ^ 0x81, *row.body[at + 1 :]])
            with full.file.unit():
                full.db.execute(sql, [flipped, row.seq])
            assert full.file.journal.audit().broken_at == row.seq
        with full.file.unit():
            full.db.execute(sql, [row.body, row.seq])


def test_the_audit_goes_on_after_rows_that_cannot_have_happened(full: Ledger) -> None:
    change(full, "DELETE FROM journal WHERE type = 'parcel.expected'")
    audit = full.file.journal.audit()
    assert (audit.rows, audit.broken_at) == (6, 3)
    assert audit.differing == ("parcel P1",)


def test_the_audit_calls_a_chained_row_without_sense_broken(full: Ledger) -> None:
    head = full.file.journal.head()
    nonsense = b'{"id":"x"}'
    with full.file.unit():
        full.db.execute(
            "INSERT INTO journal (id, type, body, hash) VALUES ('x', 'y', ?, ?)",
            [nonsense, link(head.hash, nonsense)],
        )
    assert full.file.journal.audit().broken_at == head.seq + 1


def test_the_audit_finds_two_rows_that_changed_places(full: Ledger) -> None:
    five, six = full.file.journal.since(4, 2)
    with full.file.unit():
        sql = "UPDATE journal SET body = ?, hash = ? WHERE seq = ?"
        full.db.execute(sql, [six.body, six.hash, 5])
        full.db.execute(sql, [five.body, five.hash, 6])
    assert full.file.journal.audit().broken_at == 5


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        ("DELETE FROM parcel", ("parcel P1",)),
        ("UPDATE parcel SET parcel = 'P2'", ("parcel P1", "parcel P2")),
        ("UPDATE cell SET body = CAST('{}' AS BLOB)", ("cell A-01",)),
        ("UPDATE parcel SET cell = 'A-02'", ("parcel P1",)),
        ("UPDATE parcel SET customer_ref = 'c9'", ("parcel P1",)),
        ("UPDATE cell SET walk = 7", ("cell A-01",)),
    ],
    ids=[
        "a row is gone",
        "a row nobody told of",
        "a changed row",
        "a parcel elsewhere",
        "another's parcel",
        "another walk",
    ],
)
def test_the_audit_names_rows_that_differ_from_the_fold(
    full: Ledger, damage: str, named: tuple[str, ...]
) -> None:
    change(full, damage)
    audit = full.file.journal.audit()
    assert (audit.broken_at, audit.differing) == (None, named)


def test_rows_that_an_earlier_version_wrote_do_not_differ(full: Ledger) -> None:
    """It knew fewer fields of a parcel, and so its bodies are shorter."""
    (raw,) = full.db.execute("SELECT body FROM parcel WHERE parcel = 'P1'").fetchone()
    shorter = msgspec.json.decode(raw)
    assert shorter.pop("box") is None
    body = msgspec.json.encode(shorter, order="deterministic")
    full.db.execute("UPDATE parcel SET body = ? WHERE parcel = 'P1'", [body])
    assert full.file.journal.audit().differing == ()
    full.db.execute("UPDATE parcel SET body = ? WHERE parcel = 'P1'", [b"{"])
    assert full.file.journal.audit().differing == ("parcel P1",)


def test_an_audit_beside_a_writing_counter_sees_one_moment(
    full: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = read_counter(full.path, "box-1")
    asked = Journal.since

    def write_meanwhile(journal: Journal, seq: int, limit: int) -> tuple[Row, ...]:
        found = asked(journal, seq, limit)
        if not found:  # the last slice was read, the rows of the books were not
            full.expect("P2")
        return found

    monkeypatch.setattr(Journal, "since", write_meanwhile)
    audit = reader.journal.audit()
    reader.db.close()
    assert (audit.rows, audit.broken_at, audit.differing) == (6, None, ())
    assert full.file.parcels.get("P2")


def test_another_boxs_journal_is_no_sound_one(full: Ledger) -> None:
    assert Journal(full.db, "box-2").audit().broken_at == 1


def test_by_hand_is_what_people_here_did_not_a_siblings_or_the_centrals(full: Ledger) -> None:
    parcel, moved = Subject("parcel", "P1"), stockroom.ParcelMoved("P1", "A-01", "A-01")
    here = full.file.journal.last_touch(parcel)
    assert full.file.journal.last_by_hand(parcel) == here
    for by in ({"via": LETTERS[3]}, {"actor": events.CENTRAL}):
        with full.file.unit():
            full.file.journal.record([msgspec.structs.replace(full.event(moved), **by)])
    assert full.file.journal.last_by_hand(parcel) == here
    change(full, "UPDATE journal SET body = x'00ff'")
    assert full.file.journal.last_by_hand(parcel) == 0
