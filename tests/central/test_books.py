"""The network's books are the counter's own rows, byte for byte."""

from pathlib import Path

import msgspec
from msgspec.structs import replace

from kiosk.central import books
from kiosk.core import events
from kiosk.core.books import Subject
from kiosk.core.events import SYSTEM, Event
from kiosk.core.facts.fact import CellSpec
from kiosk.core.facts.people import StaffAdded
from kiosk.core.facts.stockroom import CellBlocked, CellmapChanged, DeliveryAnnounced
from kiosk.core.words import Role, Size, Zone
from kiosk.store import rows
from kiosk.store.counter_file import CounterFile
from kiosk.store.db import open_reader
from tests.central.conftest import ON_A_FILE, T0, Box, Central, life

CELLS = (
    CellSpec("A-01", "A", Size.S, Zone.MAIN, 1),
    CellSpec("A-02", "A", Size.S, Zone.MAIN, 2),
)


def test_the_rows_of_counter_and_central_are_the_same_bytes(
    central: Central, box: Box, tmp_path: Path
) -> None:
    box.tell(
        CellmapChanged(CELLS),
        StaffAdded("anna", Role.CLERK),
        DeliveryAnnounced("D-1", "Меридиан", T0),
        *life("P1"),
        *life("P2")[:4],
        CellBlocked("A-02", "broken"),
    )
    counter = CounterFile(tmp_path / "counter.db", "box-1", epoch=box.epoch, at=T0)
    with counter.unit():
        counter.journal.record([events.decode(body) for body in box.bodies])
    central.take(box.batch(1))
    kinds = ("cell", "delivery", "parcel", "session", "staff")
    counter.close()
    journal = open_reader(tmp_path / "counter.db")
    own = [(kind, id_, body) for kind in kinds for id_, body in rows.everything(journal, kind)]
    journal.close()
    assert list(central.store.questions.books("p1")) == own


def test_an_event_that_touches_many_rows_changes_all_or_none(central: Central, box: Box) -> None:
    box.tell(CellmapChanged(CELLS), CellBlocked("A-09", "nobody knows this cell"))
    central.take(box.batch(1))
    ids = [id_ for _kind, id_, _body in central.store.questions.books("p1")]
    assert ids == ["A-01", "A-02"]
    (conflict,) = central.store.questions.conflicts("p1")
    assert conflict.id == "A-09"


def test_an_event_that_fails_in_its_middle_leaves_nothing_to_the_next_of_its_batch(
    central: Central, box: Box
) -> None:
    box.tell(CellmapChanged(CELLS))
    central.take(box.batch(1))
    with central.store.unit():  # a row of an older version that cannot be read any more
        central.rows("UPDATE book SET body = ? WHERE id = 'A-02'", b"{}")
    before = dict(_cells(central))
    wider = tuple(replace(spec, size=Size.L) for spec in CELLS)
    box.tell(CellmapChanged(wider), CellBlocked("A-01", "broken"))
    central.take(box.batch(2))
    after = dict(_cells(central))
    assert after["A-02"] == before["A-02"] == b"{}"
    old, new = (msgspec.json.decode(cells["A-01"]) for cells in (before, after))
    assert new["blocked"] == "broken"
    assert new | {"blocked": old["blocked"]} == old
    (conflict,) = central.store.questions.conflicts("p1")
    assert (conflict.event, conflict.id) == (box.ids[1], "A-02")


def test_the_central_keeps_the_drawn_map_when_a_new_box_tells_its_file(
    central: Central, box: Box
) -> None:
    drawn = (replace(CELLS[0], size=Size.L),)
    box.tell(CellmapChanged(CELLS), CellmapChanged(drawn, ("A-02",)))
    central.take(box.batch(1))
    before = _cells(central)
    gone = {id_: msgspec.json.decode(body)["gone"] for id_, body in before}
    assert gone == {"A-01": False, "A-02": True}
    box.tell(CellmapChanged(CELLS), actor=SYSTEM)
    central.take(box.batch(3))
    assert _cells(central) == before


def _cells(central: Central) -> list[tuple[str, bytes]]:
    return [(id_, body) for kind, id_, body in central.store.questions.books("p1")]


@ON_A_FILE
def test_a_batch_reads_its_rows_by_one_question_and_writes_each_once(
    central: Central, box: Box
) -> None:
    box.tell(*life("P1"), *life("P2"), *life("P1")[:1])
    told: list[str] = []
    central.store._conn.set_trace_callback(told.append)
    central.take(box.batch(1))
    central.store._conn.set_trace_callback(None)
    asked = [sql for sql in told if sql.startswith("SELECT") and "book.body" in sql]
    written = [sql for sql in told if sql.startswith("INSERT INTO book")]
    assert (len(asked), len(written)) == (1, 4), "two parcels and two visits"


def test_whatever_evolve_raises_is_a_conflict(central: Central, box: Box) -> None:
    box.tell(*life("P1")[:3])
    central.take(box.batch(1))
    with central.store.unit():  # a row of an older version that cannot be read any more
        central.rows("UPDATE book SET body = ? WHERE id = 'P1'", b"{}")
    box.tell(*life("P1")[3:], *life("P2"))
    assert central.ack(box.batch(4)).upto == 12
    assert central.state_of("P2") == "issued"
    assert {conflict.id for conflict in central.store.questions.conflicts("p1")} == {"P1"}


def test_the_state_is_a_column_of_its_own(central: Central, box: Box) -> None:
    box.tell(*life("P1"), *life("P2")[:3], *life("P3")[:1])
    central.take(box.batch(1))
    counts = central.store.questions.counts("p1")
    assert counts.parcels == {"expected": 1, "issued": 1, "stored": 1}
    assert counts.issued == 1


def test_a_ledger_answers_what_it_could_not_fold(central: Central, box: Box) -> None:
    box.tell(CellBlocked("A-09", "nobody knows this cell"))
    event: Event = events.decode(box.bodies[0])
    (refused,) = books.Ledger(central.store._conn).fold([("p1", event)])
    assert (refused.event, refused.subject) == (event.id, Subject("cell", "A-09"))
    assert refused.reason.startswith("Contradiction: ")
