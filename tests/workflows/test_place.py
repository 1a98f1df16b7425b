"""Putting away: the suggested cell, another one insisted on, and cells that may not be used."""

import pytest

from kiosk.core import messages
from kiosk.core.facts.stockroom import CellBlocked
from kiosk.core.messages import ManifestLine
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import ParcelState
from kiosk.hw.ports import Colour, Lamp, Rhythm
from kiosk.workflows.views import Stored
from tests.workflows.conftest import T0, Point

WRONG = Lamp((Colour.MAGENTA,), Rhythm.WRONG)
LINES = tuple(ManifestLine(f"P{n}", customer_ref=f"c{n}", order=f"o{n}") for n in range(1, 4))


@pytest.fixture
def counter(point: Point) -> Point:
    """A point with P1 on the counter, A-01 suggested."""
    point.mail(
        messages.DeliveryAnnounced("D1", "Meridian", T0), messages.DeliveryPart("D1", 1, LINES)
    )
    point.desk.accept.arrive("D1")
    point.desk.accept.receive("D1", "P1")
    return point


def _reason(answer: object) -> Reason:
    assert isinstance(answer, Refused), answer
    return answer.reason


def test_a_parcel_goes_into_the_blinking_cell(counter: Point) -> None:
    stored = counter.desk.place.store("P1", "A-01")
    assert isinstance(stored, Stored)
    assert (stored.parcel.state, stored.parcel.cell, stored.others) == (
        ParcelState.STORED,
        "A-01",
        1,
    )
    assert counter.lights.now == {}


def test_another_cell_flashes_and_is_taken_when_scanned_again(counter: Point) -> None:
    assert _reason(counter.desk.place.store("P1", "A-03")) is Reason.OTHER_CELL
    assert counter.lights.now["A-03"] == WRONG
    assert counter.lights.now["A-01"].rhythm is Rhythm.PUT
    counter.clock.pass_ms(4_000)
    assert isinstance(counter.desk.place.store("P1", "A-03"), Stored)


@pytest.mark.parametrize(("cell", "after_ms"), [("A-03", 5_001), ("A-04", 1_000)])
def test_insisting_means_the_same_cell_soon(counter: Point, cell: str, after_ms: int) -> None:
    counter.desk.place.store("P1", "A-03")
    counter.clock.pass_ms(after_ms)
    assert _reason(counter.desk.place.store("P1", cell)) is Reason.OTHER_CELL


def test_the_flash_ends_after_three_seconds(counter: Point) -> None:
    counter.desk.place.store("P1", "A-03")
    counter.clock.pass_ms(3_000)
    counter.desk.tick(0.0)
    assert list(counter.lights.now) == ["A-01"]


def test_no_insisting_opens_a_cell_that_may_not_be_used(counter: Point) -> None:
    with counter.counter.unit():
        counter.counter.record(CellBlocked("A-02", "wet"))
    for _ in range(2):
        assert _reason(counter.desk.place.store("P1", "A-02")) is Reason.CELL_BLOCKED
        assert _reason(counter.desk.place.store("P1", "R-01")) is Reason.WRONG_ZONE
    assert counter.lights.now["R-01"] == WRONG


def test_customers_are_kept_apart_while_cells_are_free(counter: Point) -> None:
    counter.stock("c8", "P8", cell="A-02")
    assert _reason(counter.desk.place.move("P1", "A-02")) is Reason.OTHER_CUSTOMER


def test_a_second_scan_of_the_same_cell_is_no_error(counter: Point) -> None:
    first = counter.desk.place.store("P1", "A-01")
    before = counter.store.journal.head()
    assert counter.desk.place.store("P1", "A-01") == first
    assert counter.store.journal.head() == before


def test_a_stored_parcel_is_moved(counter: Point) -> None:
    counter.desk.place.store("P1", "A-01")
    moved = counter.desk.place.move("P1", "A-04")
    assert isinstance(moved, Stored)
    assert moved.parcel.cell == "A-04"
    assert counter.store.parcels.in_cell("A-01") == ()


def test_what_is_not_here_cannot_be_put_away(counter: Point) -> None:
    place = counter.desk.place
    assert _reason(place.store("P9", "A-01")) is Reason.NOT_KNOWN_HERE
    assert _reason(place.store("P1", "X-99")) is Reason.NO_SUCH_CELL
    assert _reason(place.store("P2", "A-01")) is Reason.WRONG_STATE


def test_a_parcel_of_an_open_visit_is_put_back_there(counter: Point) -> None:
    counter.stock("c9", "P9", cell="A-02")
    card = counter.desk.issue.open(counter.shown("c9"))
    counter.desk.issue.pick(card.session.session, "P9")  # type: ignore[union-attr]
    assert _reason(counter.desk.place.store("P9", "A-02")) is Reason.IN_SESSION


def test_what_lies_on_the_counter_is_listed(counter: Point) -> None:
    counter.desk.accept.receive("D1", "PX")
    counter.desk.accept.damaged("D1", "P3", "wet")
    assert {p.parcel for p in counter.desk.place.waiting()} == {"P1", "P3", "PX"}
    counter.desk.place.store("P3", "Q-01")
    assert {p.parcel for p in counter.desk.place.waiting()} == {"P1", "PX"}


def test_a_parcel_found_again_is_put_where_it_belongs(counter: Point) -> None:
    counter.stock("c9", "P9", cell="A-02")
    card = counter.desk.issue.open(counter.shown("c9"))
    session = card.session.session  # type: ignore[union-attr]
    counter.desk.issue.not_found(session, "P9")
    counter.desk.issue.cancel(session)
    assert isinstance(counter.desk.place.store("P9", "A-03"), Stored)
    assert counter.events("parcel.found")


def test_a_cell_that_cannot_be_moved_to_flashes_too(counter: Point) -> None:
    counter.desk.place.store("P1", "A-01")
    assert _reason(counter.desk.place.move("P1", "R-01")) is Reason.WRONG_ZONE
    assert counter.lights.now["R-01"] == WRONG
    assert _reason(counter.desk.place.move("P1", "X-99")) is Reason.NO_SUCH_CELL
    assert "X-99" not in counter.lights.now


def test_a_parcel_put_back_into_a_wrong_cell_makes_it_flash(counter: Point) -> None:
    counter.stock("c9", "P9", cell="A-02")
    card = counter.desk.issue.open(counter.shown("c9"))
    session = card.session.session  # type: ignore[union-attr]
    counter.desk.issue.pick(session, "P9")
    assert _reason(counter.desk.issue.put_back(session, "P9", "R-01")) is Reason.WRONG_ZONE
    assert counter.lights.now["R-01"] == WRONG
