"""Whole cells: emptied into another, closed, called full, labelled."""

import msgspec
import pytest

from kiosk.core import labels, messages, shelfstrokes
from kiosk.core.facts.stockroom import ParcelMoved
from kiosk.core.messages import ManifestLine
from kiosk.core.receipts import Doc
from kiosk.core.refusals import Reason, Refused
from kiosk.core.shelfplan import Plan
from kiosk.core.words import BlockReason, MoveReason, Size
from kiosk.hw.ports import Colour, Lamp, Rhythm
from kiosk.workflows.cellcare import Emptied
from tests.workflows.conftest import T0, Point

WRONG = Lamp((Colour.MAGENTA,), Rhythm.WRONG)


@pytest.fixture
def shelf(point: Point) -> Point:
    """A point with P1 and P2 of one customer in A-01."""
    lines = tuple(ManifestLine(f"P{n}", customer_ref="c1", size=Size.S) for n in (1, 2))
    point.mail(messages.DeliveryAnnounced("D1", "Meridian", T0),
               messages.DeliveryPart("D1", 1, lines))  # fmt: skip
    point.desk.accept.arrive("D1")
    for line in lines:
        point.desk.accept.receive("D1", line.parcel)
        point.desk.place.store(line.parcel, "A-01")
    return point


def _reason(answer: object) -> Reason:
    assert isinstance(answer, Refused), answer
    return answer.reason


def _cells(point: Point) -> list[str | None]:
    return [parcel.cell for n in (1, 2) if (parcel := point.store.parcels.get(f"P{n}"))]


def test_all_of_a_cell_is_moved_and_its_new_cell_shines(shelf: Point) -> None:
    assert shelf.desk.cellcare.move_all("A-01", "B-01") == 2
    assert _cells(shelf) == ["B-01", "B-01"]
    assert shelf.lights.now["B-01"].rhythm is Rhythm.TAKE
    moved = [event.facts for event in shelf.events("parcel.moved")]
    assert [fact.why for fact in moved if isinstance(fact, ParcelMoved)] == [MoveReason.MERGE] * 2


def test_where_it_cannot_go_nothing_moves_and_the_cell_flashes(shelf: Point) -> None:
    assert _reason(shelf.desk.cellcare.move_all("A-01", "R-01")) is Reason.WRONG_ZONE
    assert shelf.lights.now["R-01"] == WRONG
    assert _reason(shelf.desk.cellcare.move_all("A-01", "X-99")) is Reason.NO_SUCH_CELL
    assert _reason(shelf.desk.cellcare.move_all("A-02", "B-01")) is Reason.NOTHING_HERE
    assert _cells(shelf) == ["A-01", "A-01"]


def test_a_closed_cell_takes_nothing_until_it_is_opened(shelf: Point) -> None:
    shelf.sign_in("igor")
    assert shelf.desk.cellcare.block("B-01", BlockReason.BROKEN) is None
    assert _reason(shelf.desk.cellcare.move_all("A-01", "B-01")) is Reason.CELL_BLOCKED
    shelf.sign_in("anna")
    assert _reason(shelf.desk.cellcare.free("B-01")) is Reason.NOT_ALLOWED
    shelf.sign_in("igor")
    assert shelf.desk.cellcare.free("B-01") is None
    assert shelf.desk.cellcare.move_all("A-01", "B-01") == 2


def test_whoever_stores_may_call_a_cell_full_and_take_it_back(shelf: Point) -> None:
    assert shelf.desk.cellcare.mark_full("B-01") is None
    assert _reason(shelf.desk.cellcare.move_all("A-01", "B-01")) is Reason.CELL_FULL
    assert shelf.desk.cellcare.free("B-01") is None
    assert _reason(shelf.desk.cellcare.free("B-01")) is Reason.STALE


def test_a_label_is_printed_of_a_cell_there_is(shelf: Point) -> None:
    job = shelf.desk.cellcare.label("A-01")
    assert isinstance(job, str)
    row = shelf.store.prints.get(job)
    assert row is not None
    assert msgspec.json.decode(row.doc, type=Doc) == labels.cell_label("A-01")
    for answer in (
        shelf.desk.cellcare.label("X-99"),
        shelf.desk.cellcare.mark_full("X-99"),
        shelf.desk.cellcare.free("X-99"),
    ):
        assert _reason(answer) is Reason.NO_SUCH_CELL


# -- taken back ------------------------------------------------------------------------------------


def _emptied(point: Point) -> None:
    point.stock("c1", "P1", "P2", cell="A-01")
    assert point.desk.cellcare.move_all("A-01", "B-01") == 2


def test_a_whole_move_is_taken_back_and_both_are_told(point: Point) -> None:
    assert point.desk.cellcare.move_back() == Refused(Reason.STALE)
    _emptied(point)
    assert point.desk.cellcare.emptied() == Emptied("A-01", "B-01", 2)
    assert point.desk.cellcare.move_back() == 2
    moves = [
        (e.facts.from_cell, e.facts.to_cell, e.facts.why) for e in point.events("parcel.moved")
    ]  # type: ignore[attr-defined]
    there, back = ("A-01", "B-01", MoveReason.MERGE), ("B-01", "A-01", MoveReason.MERGE)
    assert moves == [there, there, back, back]
    assert {p.cell for p in point.store.parcels.of_customer("c1")} == {"A-01"}
    assert "A-01" in point.lights.now
    assert point.desk.cellcare.emptied() is None
    assert point.desk.cellcare.move_back() == Refused(Reason.STALE)


def test_what_was_taken_since_stays_taken(point: Point) -> None:
    _emptied(point)
    point.desk.place.move("P2", "B-02")
    assert point.desk.cellcare.move_back() == 1
    cells = {p.parcel: p.cell for p in point.store.parcels.of_customer("c1")}
    assert cells == {"P1": "A-01", "P2": "B-02"}


def test_a_whole_move_is_taken_back_for_a_while(point: Point) -> None:
    _emptied(point)
    point.clock.pass_ms(60_000)
    assert point.desk.cellcare.emptied() is not None
    point.clock.pass_ms(1)
    assert point.desk.cellcare.emptied() is None
    refused = Refused(Reason.UNDO_TOO_LATE, {"seconds": 60})
    assert point.desk.cellcare.move_back() == refused
    assert {p.cell for p in point.store.parcels.of_customer("c1")} == {"B-01"}


def test_nothing_goes_back_into_a_cell_that_is_closed_or_gone(point: Point) -> None:
    _emptied(point)
    point.sign_in("igor")
    point.desk.cellcare.block("A-01", BlockReason.BROKEN)
    assert point.desk.cellcare.move_back() == Refused(Reason.CELL_BLOCKED, {"cell": "A-01"})
    before = point.desk.shelfmaps.plan()
    assert isinstance(before, Plan)
    without = shelfstrokes.remove_rack(before, "A", ())
    assert isinstance(without, Plan)
    point.desk.shelfmaps.save(before, without)
    assert point.desk.cellcare.move_back() == Refused(Reason.NO_SUCH_CELL, {"cell": "A-01"})
    assert point.desk.cellcare.emptied() is not None


def test_whoever_may_not_move_takes_nothing_back(point: Point) -> None:
    _emptied(point)
    point.sign_in("oleg")
    refused = Refused(Reason.NOT_ALLOWED, {"right": "accept"})
    assert point.desk.cellcare.move_back() == refused
