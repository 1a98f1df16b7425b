"""Verdicts: what a count says of each parcel, and that it never overtakes the work going on."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from kiosk.core import parcel_states, parcels, verdicts
from kiosk.core.events import Event
from kiosk.core.facts import counting, paying, stockroom, visits
from kiosk.core.facts.fact import Fact
from kiosk.core.parcels import Parcel
from kiosk.core.refusals import Reason, Refused
from kiosk.core.stocktake import CellCount, Stocktake
from kiosk.core.verdicts import Counted, Findings, Line
from kiosk.core.words import (
    CancelReason,
    MoveReason,
    ParcelState,
    Place,
    QuarantineReason,
    StocktakeScope,
    StocktakeState,
    Verdict,
)

Lived = Callable[..., Parcel]
V = Verdict
EXPECTED = stockroom.ParcelExpected("P1", "D1", customer_ref="c1")
RECEIVED = stockroom.ParcelReceived("P1", "D1")
STORED = stockroom.ParcelStored("P1", "A-01")
PICKED = visits.ParcelPicked("P1", "s1", "A-01")
ISSUED = visits.ParcelIssued("P1", "s1", "code")
MISSED = visits.ParcelNotFound("P1", "A-01")
REVIEW = Stocktake("st1", StocktakeState.REVIEW, StocktakeScope.ALL, ("A-01", "B-01"), ())


def counted(
    cell: str, seq: int, *names: str, missing: tuple[str, ...] = (), extra: tuple[str, ...] = ()
) -> Counted:
    return Counted(CellCount(cell, "st1", 1, names, missing, extra, 1, "anna"), seq)


HERE = counted("B-01", 10, "P1", extra=("P1",))  # P1 was seen in B-01
AWAY = counted("A-01", 11, missing=("P1",))  # P1 was not seen in A-01, where the books have it


def told_of(parcel: Parcel | None, *counts: Counted, handled: int = 0) -> tuple[Line, ...]:
    known = {"P1": parcel} if parcel else {}
    return verdicts.lines(Findings(counts, known, {"P1": handled}))


@pytest.mark.parametrize(
    ("facts", "counts", "wanted"),
    [
        ((EXPECTED, RECEIVED, STORED), (HERE, AWAY), Line(V.MISPLACED, "P1", "B-01", "A-01")),
        ((EXPECTED, RECEIVED, STORED), (HERE,), Line(V.MISPLACED, "P1", "B-01", "A-01")),
        ((EXPECTED, RECEIVED, STORED), (AWAY,), Line(V.MISSING, "P1", "A-01")),
        ((EXPECTED, RECEIVED), (HERE,), Line(V.MISPLACED, "P1", "B-01")),
        ((EXPECTED, RECEIVED, STORED, MISSED), (HERE,), Line(V.MISPLACED, "P1", "B-01")),
        ((EXPECTED,), (HERE,), Line(V.SURPLUS, "P1", "B-01")),
        ((EXPECTED, RECEIVED, STORED, PICKED, ISSUED), (HERE,), Line(V.SURPLUS, "P1", "B-01")),
    ],
)
def test_a_parcel_gets_one_verdict(
    facts: tuple[Fact, ...], counts: tuple[Counted, ...], wanted: Line, lived: Lived
) -> None:
    assert told_of(lived(*facts), *counts) == (wanted,)


def test_a_code_nobody_has_heard_of_is_surplus() -> None:
    assert told_of(None, HERE) == (Line(V.SURPLUS, "P1", "B-01"),)


@pytest.mark.parametrize("count", [HERE, AWAY])
@pytest.mark.parametrize("after", [(PICKED,), (PICKED, ISSUED)])
def test_what_somebody_had_in_hand_after_the_count_is_no_difference(
    after: tuple[Fact, ...], count: Counted, lived: Lived
) -> None:
    parcel = lived(EXPECTED, RECEIVED, STORED, *after)
    assert told_of(parcel, count, handled=count.seq + 1) == ()


def test_what_came_back_into_its_cell_after_the_count_is_not_missing(lived: Lived) -> None:
    back = lived(EXPECTED, RECEIVED, STORED, PICKED, visits.ParcelPutBack("P1", "A-01"))
    assert told_of(back, AWAY, handled=12) == ()
    assert told_of(back, AWAY, handled=10) == (Line(V.MISSING, "P1", "A-01"),)


@pytest.mark.parametrize(("placed_at", "wanted"), [(0, 1), (1, 1), (2, 0)])
def test_a_count_of_the_box_before_this_one_is_told_from_later_work_by_its_time(
    placed_at: int, wanted: int, lived: Lived
) -> None:
    parcel = replace(lived(EXPECTED, RECEIVED, STORED), placed_at=placed_at)
    before = replace(AWAY, seq=0)  # counted at 1
    assert len(told_of(parcel, before)) == wanted
    assert told_of(parcel, before, handled=3) == ()


def test_what_a_visit_holds_is_the_visits(lived: Lived) -> None:
    assert told_of(lived(EXPECTED, RECEIVED, STORED, PICKED), HERE, handled=5) == ()


def test_what_was_put_right_meanwhile_is_no_difference(lived: Lived) -> None:
    there = lived(EXPECTED, RECEIVED, stockroom.ParcelStored("P1", "B-01"))
    assert told_of(there, HERE) == ()


def test_the_cell_where_a_parcel_was_seen_last_has_it(lived: Lived) -> None:
    parcel = lived(EXPECTED, RECEIVED, stockroom.ParcelStored("P1", "C-01"))
    later = counted("A-01", 20, "P1", extra=("P1",))
    assert told_of(parcel, later, HERE) == (Line(V.MISPLACED, "P1", "A-01", "C-01"),)


def test_what_lay_in_its_own_cell_when_it_was_seen_last_is_matched(lived: Lived) -> None:
    own = counted("A-01", 20, "P1")
    assert told_of(lived(EXPECTED, RECEIVED, STORED), HERE, own) == ()
    assert verdicts.matched([HERE.count, own.count]) == 1


def test_what_a_count_of_everything_did_not_find_either_is_lost(lived: Lived) -> None:
    gone = lived(EXPECTED, RECEIVED, STORED, MISSED)
    findings = Findings((counted("A-01", 5),), {"P1": gone}, given_up=("P1",))
    assert verdicts.lines(findings) == (Line(V.LOST, "P1"),)
    seen = replace(findings, counts=(HERE,))
    assert verdicts.lines(seen) == (Line(V.MISPLACED, "P1", "B-01"),)


def test_the_cells_that_differ_are_told_once_each() -> None:
    told = (Line(V.MISSING, "P1", "B-01"), Line(V.SURPLUS, "P2", "B-01"), Line(V.LOST, "P3"))
    assert verdicts.differing(told) == ("B-01",)
    assert verdicts.doubtful([HERE.count, AWAY.count]) == {"P1"}


UNTOUCHED = {  # facts after which nobody has had the parcel in hand
    stockroom.ParcelMissed,
    stockroom.ParcelConfirmed,
    stockroom.StorageExtended,
    paying.DueChanged,
    visits.ParcelNotFound,
    visits.ParcelLeft,
    visits.ParcelCancelled,
    counting.ParcelLost,
}


def test_every_fact_about_a_parcel_says_whether_somebody_had_it_in_hand() -> None:
    assert set(parcel_states.MAY_COME_FROM) == verdicts.HANDLED | UNTOUCHED
    assert not verdicts.HANDLED & UNTOUCHED


# -- applying ------------------------------------------------------------------------------------


def applied(findings: Findings) -> tuple[Fact, ...]:
    facts = verdicts.apply(REVIEW, findings, verdicts.lines(findings), may_override=True)
    assert not isinstance(facts, Refused)
    return facts


CANCELLED = visits.ParcelCancelled("P1", CancelReason.BY_CUSTOMER)
MOVED = stockroom.ParcelMoved("P1", "A-01", "B-01", MoveReason.STOCKTAKE)


@pytest.mark.parametrize(
    ("facts", "counts", "becomes", "state", "cell"),
    [
        ((EXPECTED, RECEIVED, STORED), (HERE,), (MOVED,), "stored", "B-01"),
        ((EXPECTED, RECEIVED, STORED), (AWAY,), (MISSED,), "not_found", None),
        (
            (EXPECTED, RECEIVED, STORED, MISSED),
            (HERE,),
            (visits.ParcelFound("P1", "B-01"),),
            "stored",
            "B-01",
        ),
        (
            (EXPECTED, RECEIVED),
            (HERE,),
            (stockroom.ParcelStored("P1", "B-01"),),
            "stored",
            "B-01",
        ),
        (
            (EXPECTED,),
            (HERE,),
            (RECEIVED, stockroom.ParcelStored("P1", "B-01")),
            "stored",
            "B-01",
        ),
        (
            (EXPECTED, CANCELLED),
            (HERE,),
            (RECEIVED, CANCELLED, replace(MOVED, from_cell=None)),
            "to_return",
            "B-01",
        ),
        (
            (EXPECTED, RECEIVED, stockroom.ParcelQuarantined("P1", QuarantineReason.DAMAGED)),
            (HERE,),
            (replace(MOVED, from_cell=None),),
            "quarantined",
            "B-01",
        ),
        ((EXPECTED, RECEIVED, STORED, PICKED, ISSUED), (HERE,), (), "issued", None),
        (
            (EXPECTED, RECEIVED, STORED, MISSED, counting.ParcelLost("P1")),
            (HERE,),
            (visits.ParcelFound("P1", "B-01"),),
            "stored",
            "B-01",
        ),
    ],
)
def test_a_verdict_becomes_what_the_books_can_follow(
    facts: tuple[Fact, ...],
    counts: tuple[Counted, ...],
    becomes: tuple[Fact, ...],
    state: str,
    cell: str | None,
    lived: Lived,
) -> None:
    changes = applied(Findings(counts, {"P1": lived(*facts)}))[:-1]
    assert changes == becomes
    after = lived(*facts, *changes)
    assert (after.state.value, after.cell) == (state, cell)


def test_a_stranger_is_set_aside(told: Callable[..., Event]) -> None:
    (aside, end) = applied(Findings((HERE,)))
    assert aside == stockroom.ParcelQuarantined("P1", QuarantineReason.SURPLUS)
    assert end == counting.StocktakeApplied("st1", 0, surplus=1)
    after = parcels.evolve(None, told(aside))
    assert (after.state, after.place) == (ParcelState.QUARANTINED, Place.COUNTER)


def test_a_lost_parcel_is_out_of_the_point_and_can_come_back(lived: Lived) -> None:
    gone = lived(EXPECTED, RECEIVED, STORED, MISSED)
    (lost, end) = applied(Findings((), {"P1": gone}, given_up=("P1",)))
    assert end == counting.StocktakeApplied("st1", 0, lost=1)
    after = lived(EXPECTED, RECEIVED, STORED, MISSED, lost)
    assert (after.state, after.place) == (ParcelState.LOST, Place.OUT)
    again = lived(EXPECTED, RECEIVED, STORED, MISSED, lost, visits.ParcelFound("P1", "B-01"))
    assert (again.state, again.cell) == (ParcelState.STORED, "B-01")


def test_a_quarantined_parcel_that_is_missing_stays_set_aside_once_found(lived: Lived) -> None:
    aside = stockroom.ParcelQuarantined("P1", QuarantineReason.DAMAGED)
    found = visits.ParcelFound("P1", "B-01")
    assert lived(EXPECTED, RECEIVED, aside, MISSED, found).state is ParcelState.QUARANTINED


def test_the_figures_of_the_end_are_those_of_the_lines(lived: Lived) -> None:
    mine = counted("A-01", 11, "P2", missing=("P1",))
    assert applied(Findings((mine,), {"P1": lived(EXPECTED, RECEIVED, STORED)}))[-1] == (
        counting.StocktakeApplied("st1", 1, missing=1)
    )


def refused(stocktake: Stocktake, seen: tuple[Line, ...], lived: Lived, **more: bool) -> Refused:
    findings = Findings((AWAY,), {"P1": lived(EXPECTED, RECEIVED, STORED)})
    answer = verdicts.apply(stocktake, findings, seen, may_override=more.get("may", True))
    assert isinstance(answer, Refused)
    return answer


def test_what_is_not_counted_out_is_refused_with_how_much_is_left(lived: Lived) -> None:
    counting_ = replace(REVIEW, state=StocktakeState.COUNTING, uncounted=("A-01", "B-01"))
    assert refused(counting_, (), lived) == Refused(Reason.UNCOUNTED, {"n": 2})
    again = replace(REVIEW, state=StocktakeState.RECOUNT, recount=("A-01",))
    assert refused(again, (), lived) == Refused(Reason.UNCOUNTED, {"n": 1})
    over = replace(REVIEW, state=StocktakeState.APPLIED)
    assert refused(over, (), lived) == Refused(Reason.STALE)


def test_what_is_applied_is_what_was_looked_at(lived: Lived) -> None:
    line = Line(V.MISSING, "P1", "A-01")
    other = Line(V.MISSING, "P2", "A-01")
    assert refused(REVIEW, (), lived) == Refused(Reason.STALE_LINE, {"n": 1})
    assert refused(REVIEW, (line, other), lived) == Refused(Reason.STALE_LINE, {"n": 1})


def test_differences_are_applied_by_who_may_override(lived: Lived) -> None:
    line = Line(V.MISSING, "P1", "A-01")
    no = Refused(Reason.NOT_ALLOWED, {"right": "override"})
    assert refused(REVIEW, (line,), lived, may=False) == no
    clean = verdicts.apply(REVIEW, Findings(()), (), may_override=False)
    assert clean == (counting.StocktakeApplied("st1", 0),)
