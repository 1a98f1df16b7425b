"""Counting the shelves: blind, led by a lamp, while issuing goes on, and after a pulled plug."""

import pytest

from kiosk.core import messages
from kiosk.core.facts.stockroom import ParcelMoved
from kiosk.core.refusals import Reason, Refused
from kiosk.core.verdicts import Line
from kiosk.core.words import ParcelState, Role, StocktakeScope, StocktakeState, Verdict
from kiosk.hw.ports import Rhythm
from kiosk.workflows.count_cards import CountCard, ReviewCard
from tests.workflows.conftest import CELLS, DAY_MS, Point

ALL, RACK, CHOSEN, DUE = (
    StocktakeScope.ALL,
    StocktakeScope.RACK,
    StocktakeScope.CELLS,
    StocktakeScope.DUE,
)
MAIN = tuple(spec.cell for spec in CELLS)


def shelf(point: Point) -> Point:
    """Two parcels in A-01, one in A-02."""
    point.stock("c1", "P1", "P2", cell="A-01")
    point.stock("c2", "P3", cell="A-02")
    return point


def card(answer: object) -> CountCard:
    assert isinstance(answer, CountCard), answer
    return answer


def review(point: Point) -> ReviewCard:
    found = point.desk.count.review()
    assert isinstance(found, ReviewCard)
    return found


def begin(point: Point, *cells: str) -> CountCard:
    return card(point.desk.count.start(CHOSEN, chosen=cells))


def count(point: Point, *parcels: str) -> object:
    """Scan what lies in the cell in hand and go on."""
    for parcel in parcels:
        point.desk.count.scan(parcel)
    return point.desk.count.close_cell(empty=not parcels)


def looked(point: Point) -> set[str]:
    return {cell for cell, lamp in point.lights.now.items() if lamp.rhythm is Rhythm.LOOK}


def refused(answer: object) -> Reason | None:
    return answer.reason if isinstance(answer, Refused) else None


def test_what_can_be_counted_is_offered_with_the_time_it_takes(point: Point) -> None:
    offers = point.desk.count.offers()
    assert not isinstance(offers, Refused)
    found = {(offer.scope, offer.part): (offer.cells, offer.minutes) for offer in offers}
    assert found[(ALL, "")] == (len(MAIN), 4)
    assert found[(RACK, "A")] == (4, 2)
    assert found[(DUE, "")] == (len(MAIN), 4)


def test_a_lamp_leads_from_cell_to_cell_and_the_next_is_told(point: Point) -> None:
    at = card(shelf(point).desk.count.start(RACK, "A"))
    assert (at.cell, at.then, at.pass_no) == ("A-01", "A-02", 1)
    assert looked(point) == {"A-01"}
    at = card(count(point, "P1", "P2"))
    assert (at.cell, at.then, at.stocktake.done) == ("A-02", "A-03", 1)
    assert looked(point) == {"A-02"}
    point.desk.count.dark()
    assert looked(point) == set()
    point.desk.count.light()
    assert looked(point) == {"A-02"}


def test_a_count_is_blind(point: Point) -> None:
    at = begin(shelf(point), "A-01")
    assert at.scanned == ()
    at = card(point.desk.count.scan("P9"))
    at = card(point.desk.count.scan("P1"))
    assert [(one.code, one.parcel is None) for one in at.scanned] == [("P1", False), ("P9", True)]
    assert card(point.desk.count.scan("P1")).scanned == at.scanned


def test_a_right_count_ends_without_a_difference_and_needs_no_override(point: Point) -> None:
    begin(shelf(point), "A-01", "A-02", "A-03")
    count(point, "P1", "P2")
    count(point, "P3")
    count(point)
    found = review(point)
    assert (found.lines, found.matched, found.may_apply) == ((), 3, True)
    assert isinstance(point.desk.count.apply(()), ReviewCard)
    assert point.desk.count.under_way() is None
    assert [e.type for e in point.events("stocktake")] == ["stocktake.started", "stocktake.applied"]


def test_what_differs_is_counted_again_and_then_told_by_verdict(point: Point) -> None:
    begin(shelf(point), "A-01", "A-02", "A-03")
    count(point, "P1")
    count(point, "P3", "P2", "P7")
    at = card(count(point))
    assert (at.stocktake.state, at.stocktake.due) == (StocktakeState.RECOUNT, ("A-01", "A-02"))
    assert refused(point.desk.count.apply(())) is Reason.UNCOUNTED
    point.sign_in("leila")
    at = card(point.desk.count.card())
    assert (at.cell, at.pass_no, at.is_own) == ("A-01", 2, False)
    count(point, "P1")
    count(point, "P3", "P2", "P7")
    told = (
        Line(Verdict.MISPLACED, "P2", "A-02", "A-01"),
        Line(Verdict.SURPLUS, "P7", "A-02"),
    )
    assert review(point).told == told
    assert looked(point) == {"A-02"}
    assert refused(point.desk.count.apply(told)) is Reason.NOT_ALLOWED
    point.sign_in("igor")
    assert refused(point.desk.count.apply(told[:1])) is Reason.STALE_LINE
    done = point.desk.count.apply(told)
    assert isinstance(done, ReviewCard)
    assert (done.stocktake.misplaced, done.stocktake.surplus, done.stocktake.matched) == (1, 1, 2)
    assert looked(point) == {"A-02"}  # what is too much must be taken out
    moved = point.store.parcels.get("P2")
    aside = point.store.parcels.get("P7")
    assert moved
    assert aside
    assert (moved.state, moved.cell) == (ParcelState.STORED, "A-02")
    assert aside.state is ParcelState.QUARANTINED


def test_a_difference_that_a_second_count_does_not_see_is_none(point: Point) -> None:
    begin(shelf(point), "A-01")
    count(point, "P1")
    point.sign_in("leila")
    count(point, "P1", "P2")
    assert review(point).lines == ()


def test_who_counted_a_cell_is_asked_once_to_let_another_recount(point: Point) -> None:
    begin(shelf(point), "A-01", "A-02")
    count(point)
    at = card(count(point))
    assert at.is_own
    assert refused(count(point, "P1", "P2")) is Reason.SAME_PERSON
    at = card(point.desk.count.close_cell(empty=False))
    assert at.cell == "A-02"
    count(point, "P3")  # and is not asked again
    assert review(point).lines == ()


def test_who_is_alone_is_not_asked_for_another(bare: Point) -> None:
    bare.counter.ensure_cell_map(CELLS)
    bare.mail(messages.StaffUpsert("anna", "Anna K.", Role.CLERK))
    bare.sign_in("anna")
    begin(bare, "A-01")
    count(bare, "P1")
    assert card(bare.desk.count.card()).is_own is False
    count(bare, "P1")
    assert bare.desk.count.under_way().state is StocktakeState.REVIEW  # type: ignore[union-attr]


def test_what_is_issued_after_its_cell_was_counted_is_no_difference(point: Point) -> None:
    begin(shelf(point), "A-01", "A-02")
    count(point)
    visit = point.desk.issue.open(point.shown("c1")).session.session  # type: ignore[union-attr]
    for parcel in ("P1", "P2"):
        point.desk.issue.pick(visit, parcel)
    point.desk.issue.complete(visit)
    count(point, "P3")
    point.sign_in("leila")
    count(point)
    found = review(point)
    assert found.lines == ()
    assert isinstance(point.desk.count.apply(()), ReviewCard)
    assert {point.store.parcels.get(p).state for p in ("P1", "P2")} == {  # type: ignore[union-attr]
        ParcelState.ISSUED
    }


def test_what_is_issued_between_the_look_and_the_apply_is_asked_about_again(point: Point) -> None:
    begin(shelf(point), "A-01")
    count(point, "P2")
    point.sign_in("igor")
    count(point, "P2")
    seen = review(point).told
    assert seen == (Line(Verdict.MISSING, "P1", "A-01"),)
    visit = point.desk.issue.open(point.shown("c1")).session.session  # type: ignore[union-attr]
    point.desk.issue.pick(visit, "P1")
    assert refused(point.desk.count.apply(seen)) is Reason.STALE_LINE
    assert isinstance(point.desk.count.apply(()), ReviewCard)
    assert point.store.parcels.get("P1").state is ParcelState.PICKED  # type: ignore[union-attr]


def test_a_cells_label_leads_there_and_counts_what_was_scanned_before(point: Point) -> None:
    begin(shelf(point), "A-01", "A-02", "A-03")
    assert card(point.desk.count.go_to("A-03")).cell == "A-03"
    assert card(point.desk.count.go_to("A-01")).cell == "A-01"  # nothing scanned, nothing counted
    assert point.desk.count.under_way().uncounted == ("A-01", "A-02", "A-03")  # type: ignore[union-attr]
    point.desk.count.scan("P1")
    assert card(point.desk.count.go_to("A-01")).scanned  # where one stands already
    at = card(point.desk.count.go_to("A-03"))
    assert (at.cell, at.then, at.stocktake.uncounted) == ("A-03", "A-02", ("A-02", "A-03"))


def test_a_cell_outside_the_count_is_refused(point: Point) -> None:
    begin(point, "A-01")
    no = Refused(Reason.NOT_IN_COUNT, {"cell": "B-01"})
    assert point.desk.count.go_to("B-01") == no


def test_next_wants_a_scan_and_empty_wants_none(point: Point) -> None:
    begin(shelf(point), "A-01")
    assert refused(point.desk.count.close_cell(empty=False)) is Reason.NOTHING_SCANNED
    point.desk.count.scan("P1")
    assert refused(point.desk.count.close_cell(empty=True)) is Reason.NOT_EMPTY
    assert point.events("cell.counted") == []


def test_a_second_stocktake_waits_for_the_first(point: Point) -> None:
    begin(point, "A-01")
    assert refused(point.desk.count.start(ALL)) is Reason.OTHER_STOCKTAKE_OPEN
    assert point.desk.count.discard("mistake") is None
    assert looked(point) == set()
    assert isinstance(point.desk.count.start(ALL), CountCard)


def test_nothing_is_done_to_a_stocktake_that_is_not_there(point: Point) -> None:
    does = point.desk.count
    answers = [
        does.card(), does.scan("P1"), does.go_to("A-01"), does.close_cell(empty=True),
        does.review(), does.apply(()), does.discard("x"),
    ]  # fmt: skip
    assert set(map(refused, answers)) == {Reason.STALE}


def test_a_pulled_plug_leaves_the_count_where_it_was(point: Point) -> None:
    begin(shelf(point), "A-01", "A-02")
    count(point, "P1", "P2")
    before = card(point.desk.count.scan("P3"))
    point.restart()
    assert point.desk.count.card() == before
    count(point)  # refused: something was scanned
    assert card(point.desk.count.card()).cell == "A-02"
    point.desk.count.close_cell(empty=False)
    assert review(point).lines == ()


def test_due_is_what_was_not_counted_for_long(point: Point) -> None:
    begin(point, "A-01")
    count(point)
    point.desk.count.apply(())
    assert "A-01" not in card(point.desk.count.start(DUE)).stocktake.cells
    point.desk.count.discard("x")
    point.clock.pass_ms(31 * DAY_MS)
    assert card(point.desk.count.start(DUE)).stocktake.cells == MAIN


def test_a_pace_that_was_measured_tells_the_time(point: Point) -> None:
    begin(point, "A-01")
    point.clock.pass_ms(50_000)
    count(point)
    point.desk.count.apply(())
    assert point.desk.count.minutes(6) == 5


def test_what_a_count_of_everything_does_not_find_either_is_given_up(point: Point) -> None:
    shelf(point)
    visit = point.desk.issue.open(point.shown("c2")).session.session  # type: ignore[union-attr]
    point.desk.issue.not_found(visit, "P3")
    point.desk.issue.cancel(visit)
    point.sign_in("igor")
    point.desk.count.start(ALL)
    count(point, "P1", "P2")
    while card(point.desk.count.card()).cell:
        count(point)
    told = (Line(Verdict.LOST, "P3"),)
    assert review(point).told == told
    point.desk.count.apply(told)
    assert point.store.parcels.get("P3").state is ParcelState.LOST  # type: ignore[union-attr]
    assert point.store.journal.audit().differing == ()


# -- not found at issue -------------------------------------------------------------------------


def test_a_cell_where_something_is_missing_is_counted_by_itself(point: Point) -> None:
    at = card(shelf(point).desk.count.look_into("A-02"))
    assert (at.cell, at.stocktake.cells) == ("A-02", ("A-02",))
    assert looked(point) == {"A-02"}
    assert refused(point.desk.count.look_into("Z-99")) is Reason.NO_SUCH_CELL


def test_a_cell_where_something_is_missing_joins_the_count_under_way(point: Point) -> None:
    begin(shelf(point), "A-01", "A-03")
    at = card(point.desk.count.look_into("A-02"))
    assert (at.cell, at.stocktake.cells) == ("A-02", ("A-01", "A-03", "A-02"))
    point.desk.count.scan("P3")
    at = card(point.desk.count.look_into("B-01"))
    assert (at.cell, at.stocktake.uncounted[-1]) == ("A-02", "B-01")
    assert card(point.desk.count.look_into("B-01")).stocktake.cells[-1] == "B-01"


def test_a_parcel_that_was_put_right_by_hand_is_not_moved_again(point: Point) -> None:
    begin(shelf(point), "A-01", "A-02")
    count(point, "P1", "P2", "P3")
    with point.counter.unit():
        point.counter.record(ParcelMoved("P3", "A-02", "A-01"))
    count(point)
    assert card(point.desk.count.card()).stocktake.recount == ("A-01",)
    point.sign_in("leila")
    count(point, "P1", "P2", "P3")
    assert review(point).lines == ()


@pytest.mark.parametrize("staff", ["anna", "leila"])
def test_a_disk_that_takes_no_writes_is_refused_in_words(point: Point, staff: str) -> None:
    begin(shelf(point), "A-01")
    point.sign_in(staff)
    point.read_only()
    assert refused(point.desk.count.scan("P1")) is Reason.STORAGE_READ_ONLY
    assert refused(point.desk.count.close_cell(empty=True)) is Reason.STORAGE_READ_ONLY
    assert refused(point.desk.count.discard("x")) is Reason.STORAGE_READ_ONLY
