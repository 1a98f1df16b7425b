"""Swap the Pi: a new box takes the point over and works on with everything it needs."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.core import messages
from kiosk.core.refusals import Refused
from kiosk.core.words import ParcelState
from tests.corridor import POINT, Corridor, issue, shelve
from tests.workflows.conftest import CELLS, STAFF


@pytest.fixture
def corridor(tmp_path: Path) -> Iterator[Corridor]:
    """A central with nobody."""
    corridor = Corridor(tmp_path)
    yield corridor
    corridor.close()


def test_a_new_box_takes_over_with_all_that_is_there(corridor: Corridor) -> None:
    old = corridor.open_point()
    corridor.deliver("c1", "P1", "P2", "P3")
    shelve(old, "D-P1", "P1", "P2", "P3")
    corridor.deliver("c2", "Q1")
    card = old.desk.issue.open(old.shown("c1"))
    session = card.session.session  # type: ignore[union-attr]
    old.desk.issue.pick(session, "P1")
    corridor.carry()
    wanted = corridor.books()
    corridor.cut_off.add("box-1")  # the old one burnt

    new = corridor.add("box-2")
    corridor.carry()
    assert corridor.rows("box-2") == wanted == corridor.books()
    assert new.store.customers.get("c1") == old.store.customers.get("c1")
    assert new.store.codes.windows("c1") == old.store.codes.windows("c1")
    assert new.counter.policy == old.counter.policy
    assert {row.staff: row.name for _, row in new.store.people.active()} == {
        staff: f"{staff.title()} K." for staff in STAFF
    }
    assert all(row.pin_hash is None for _, row in new.store.people.active()), "set at the point"

    new.sign_in("anna")  # and the visit goes on where it was
    hits = new.desk.find.search("maria")
    assert not isinstance(hits, Refused)
    assert {hit.id for hit in hits} == {"c1", "c2"}
    assert not isinstance(new.desk.issue.pick(session, "P2"), Refused)
    assert not isinstance(new.desk.issue.complete(session), Refused)
    corridor.carry()
    assert corridor.rows("box-2") == corridor.books()
    assert corridor.asked.counts(POINT).issued == 2
    assert new.store.journal.audit().differing == ()
    assert new.store.journal.audit().broken_at is None


def test_letters_nobody_answered_go_to_the_box_that_takes_over(corridor: Corridor) -> None:
    corridor.open_point()
    corridor.cut_off.add("box-1")
    corridor.deliver("c1", "P1")  # and the old one burns before it hears of it
    new = corridor.add("box-2")
    corridor.carry()
    parcel = new.store.parcels.get("P1")
    assert parcel is not None
    assert parcel.state is ParcelState.EXPECTED
    assert new.store.codes.windows("c1")
    sent = [s for s in corridor.asked.sent(POINT) if s.device == "box-1" and s.state == "expired"]
    assert {s.type for s in sent} == {"delivery.announced", "delivery.part", "codes.set"}


def test_a_box_that_was_replaced_tells_what_it_still_has_and_is_let_go(
    corridor: Corridor,
) -> None:
    old = corridor.open_point()
    corridor.deliver("c1", "P1", "P2")
    shelve(old, "D-P1", "P1", "P2")
    corridor.carry()
    corridor.cut_off.add("box-1")
    issue(old, "c1", "P1")
    corridor.add("box-2")
    corridor.carry()
    assert corridor.asked.counts(POINT).issued == 0

    corridor.cut_off.clear()
    corridor.carry()
    assert corridor.asked.counts(POINT).issued == 1, "no fact is refused for being late"
    corridor.send(messages.DeliveryCancelled("D-9"))
    assert [s.device for s in corridor.asked.sent(POINT) if s.state == "queued"] == ["box-2"]


def test_a_box_that_asks_gets_everything_anew(corridor: Corridor) -> None:
    box = corridor.open_point()
    corridor.deliver("c1", "P1", "P2")
    shelve(box, "D-P1", "P1", "P2")
    corridor.carry()
    with box.counter.unit():  # rows that somebody spoilt
        box.store.db.execute(
            "UPDATE parcel SET cell = 'Z-01', body = CAST(replace(body, 'A-01', 'Z-01') AS BLOB)"
        )
        box.store.db.execute("DELETE FROM cell WHERE cell = 'B-01'")
        box.store.db.execute("DELETE FROM customer")
    assert box.store.journal.audit().differing
    (box.runtime / "resync.wish").touch()
    box.desk.tick(0.0)
    assert not (box.runtime / "resync.wish").exists()
    box.desk.tick(0.0)
    assert len(box.events("sync.snapshot_asked")) == 1, "asked once"
    corridor.carry()
    assert corridor.rows("box-1") == corridor.books()
    assert box.store.customers.get("c1")
    audit = box.store.journal.audit()
    assert (audit.broken_at, audit.differing) == (None, ())
    assert len(box.events("snapshot.applied")) == 1


def test_what_was_done_while_a_snapshot_travelled_stands_on_top_of_it(corridor: Corridor) -> None:
    box = corridor.open_point()
    corridor.deliver("c1", "P1", "P2")
    shelve(box, "D-P1", "P1", "P2")
    corridor.carry()
    with corridor.store.unit():
        corridor.store.resync("box-1")
    corridor.unopened.add("box-1")
    corridor.carry()
    box.desk.place.move("P1", "B-01")
    card = box.desk.issue.open(box.shown("c1"))
    session = card.session.session  # type: ignore[union-attr]
    box.desk.issue.pick(session, "P2")
    done = corridor.rows("box-1")
    corridor.unopened.clear()
    corridor.carry()
    assert len(box.events("snapshot.applied")) == 1
    assert corridor.rows("box-1") == done == corridor.books()
    audit = box.store.journal.audit()
    assert (audit.broken_at, audit.differing) == (None, ())


def test_the_cells_of_a_shop_come_from_the_old_box(corridor: Corridor) -> None:
    corridor.open_point()
    corridor.carry()
    new = corridor.add("box-2")
    corridor.carry()
    assert {cell.cell for cell in new.store.cells.all()} == {spec.cell for spec in CELLS}
