"""Whose term is over and whose ends soon, cell by cell."""

from kiosk.core import messages
from kiosk.workflows.terms import Terms, as_one_walks, cancelled, terms_of
from tests.workflows.conftest import DAY_MS, HOUR_MS, T0, Point


def test_each_cell_tells_how_many_are_over_and_how_many_soon(point: Point) -> None:
    point.stock("c1", "P1", "P2", cell="A-01", store_until=T0 - 1)
    point.stock("c2", "P3", cell="A-02", store_until=T0 + HOUR_MS)
    point.stock("c3", "P4", cell="A-03", store_until=T0 + 2 * DAY_MS)
    point.stock("c4", "P5", cell="B-01")
    assert terms_of(point.counter) == Terms({"A-01": 2}, {"A-02": 1}, 24)
    assert point.desk.find.terms() == terms_of(point.counter)


def test_without_rules_only_what_is_over_counts(bare: Point) -> None:
    assert terms_of(bare.counter) == Terms()


def test_what_was_cancelled_must_leave_its_cell_too(point: Point) -> None:
    point.stock("c1", "P1", cell="A-01", store_until=T0 - 1)
    point.stock("c2", "P2", cell="A-02")
    point.mail(messages.OrderCancelled("o-P2", ("P2",)))
    terms = terms_of(point.counter)
    assert (terms.expired, terms.cancelled) == ({"A-01": 1}, {"A-02": 1})
    assert terms.out == {"A-01", "A-02"}
    point.desk.place.move("P2", "R-01")
    assert terms_of(point.counter).out == {"A-01"}
    assert [parcel.parcel for parcel in as_one_walks(point.counter, cancelled(point.counter))] == []
