"""Conflicts: whoever is heard first, the books say the same, and both facts are kept."""

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.core import books, conflicts
from kiosk.core.books import Subject
from kiosk.core.conflicts import Clash, Rule, Task
from kiosk.core.deliveries import Delivery
from kiosk.core.events import CENTRAL, Event, type_of
from kiosk.core.facts import shipping, stockroom, visits
from kiosk.core.facts.fact import Fact
from kiosk.core.parcels import LEAVING, Contradiction, Parcel
from kiosk.core.words import (
    CancelReason,
    ClockQuality,
    DeliveryState,
    ParcelKind,
    ParcelState,
    Place,
    QuarantineReason,
)

T0 = 1_780_000_000_000
TERM = T0 + 10_000
P = Subject("parcel", "P1")
STORED = Parcel(
    "P1", ParcelKind.ORDER, ParcelState.STORED, Place.CELL, "A-01", store_until=TERM, placed_at=T0
)


def event(
    fact: Fact, at: int = T0 + 1, *, by: str = "anna", clock: ClockQuality = ClockQuality.NTP
) -> Event:
    return Event("0" * 36, type_of(fact), 1, at, 1, "a" * 16, clock, by, fact)


def issue(session: str, at: int) -> list[Event]:
    return [
        event(visits.ParcelPicked("P1", session, "A-01"), at),
        event(visits.ParcelIssued("P1", session, "code"), at + 1),
    ]


def move(cell: str, at: int) -> list[Event]:
    return [event(stockroom.ParcelMoved("P1", "A-01", cell), at)]


def cancel(reason: CancelReason = CancelReason.BY_CENTRAL, by: str = CENTRAL) -> list[Event]:
    return [event(visits.ParcelCancelled("P1", reason), by=by)]


def extend(until: int = TERM + 5) -> list[Event]:
    return [event(stockroom.StorageExtended("P1", until), by=CENTRAL)]


def miss(cell: str = "A-01") -> list[Event]:
    return [event(visits.ParcelNotFound("P1", cell))]


def put_back(cell: str) -> list[Event]:
    return [
        event(visits.ParcelPicked("P1", "s-other", "A-01")),
        event(visits.ParcelPutBack("P1", cell), T0 + 2),
    ]


def pack(box: str, at: int, reason: CancelReason = CancelReason.BY_CENTRAL) -> list[Event]:
    return [
        event(visits.ParcelCancelled("P1", reason), at),
        event(shipping.ParcelPacked("P1", box), at + 1),
    ]


def interleaved(one: Sequence[Event], other: Sequence[Event]) -> Iterator[list[Event]]:
    """Every order in which two histories may be heard; each keeps its own order."""
    if not one or not other:
        yield [*one, *other]
        return
    for rest in interleaved(one[1:], other):
        yield [one[0], *rest]
    for rest in interleaved(one, other[1:]):
        yield [other[0], *rest]


def heard(events: Sequence[Event], parcel: Parcel = STORED) -> tuple[Parcel, list[Clash]]:
    clashes = []
    for one in events:
        settled = conflicts.settle(P, parcel, one)
        assert isinstance(settled.state, Parcel)
        parcel = settled.state
        clashes += [settled.clash] if settled.clash else []
    return parcel, clashes


def stands(parcel: Parcel) -> tuple[object, ...]:
    """What the books say of it, but for who was first."""
    return parcel.state, parcel.place, parcel.cell, parcel.box, parcel.reason, parcel.store_until


def both_ways(one: list[Event], other: list[Event]) -> tuple[Parcel, set[str]]:
    """Settle in every order; return the one result there is, and the claims it leads to."""
    told = [heard(order) for order in interleaved(one, other)]
    assert len({stands(parcel) for parcel, _ in told}) == 1, [stands(p) for p, _ in told]
    claims = {frozenset(c.claim for c in clashes if c.claim) for _, clashes in told}
    assert len(claims) == 1, claims
    return told[0][0], set(claims.pop())


@pytest.mark.parametrize(
    ("one", "other", "state", "claims"),
    [
        (issue("s1", 5), cancel(), ParcelState.ISSUED, {"issued_after_cancel"}),
        (issue("s1", 5), issue("s2", 7), ParcelState.ISSUED, {"issued_twice"}),
        (issue("s1", 5), move("B-01", 6), ParcelState.ISSUED, set()),
        (issue("s1", 5), miss(), ParcelState.ISSUED, set()),
        (issue("s1", 5), put_back("B-01"), ParcelState.ISSUED, set()),
        (issue("s1", 5), extend(), ParcelState.ISSUED, set()),
        (move("B-01", T0 + 5), move("B-02", T0 + 6), ParcelState.STORED, set()),
        (move("B-01", T0 + 5), cancel(), ParcelState.TO_RETURN, set()),
        (move("B-01", T0 + 5), miss(), ParcelState.STORED, set()),
        (miss(), miss(), ParcelState.NOT_FOUND, set()),
        (cancel(), cancel(), ParcelState.TO_RETURN, set()),
        (cancel(), extend(), ParcelState.TO_RETURN, set()),
        (cancel(CancelReason.UNCLAIMED, "anna"), extend(), ParcelState.STORED, set()),
        (extend(), extend(), ParcelState.STORED, set()),
        (pack("b1", T0 + 5), extend(), ParcelState.PACKED, set()),
        (pack("b1", TERM + 9, CancelReason.UNCLAIMED), extend(), ParcelState.PACKED, set()),
        (pack("b1", T0 + 5), cancel(), ParcelState.PACKED, set()),
        (pack("b1", T0 + 5), move("B-01", T0 + 6), ParcelState.PACKED, set()),
        (pack("b1", T0 + 5), miss(), ParcelState.PACKED, set()),
        (pack("b1", T0 + 5), pack("b2", T0 + 6), ParcelState.PACKED, set()),
        (pack("b1", T0 + 5), issue("s1", 7), ParcelState.ISSUED, {"issued_after_cancel"}),
    ],
)
def test_two_who_did_not_know_of_each_other(
    one: list[Event], other: list[Event], state: ParcelState, claims: set[str]
) -> None:
    parcel, claimed = both_ways(one, other)
    assert (parcel.state, claimed) == (state, claims)


@given(
    times=st.tuples(st.integers(T0, T0 + 20), st.integers(T0, T0 + 20)),
    cells=st.tuples(*[st.sampled_from(["B-01", "B-02", "C-01"])] * 2),
)
def test_the_later_move_stands_whoever_is_heard_first(
    times: tuple[int, int], cells: tuple[str, str]
) -> None:
    one, other = move(cells[0], times[0]), move(cells[1], times[1])
    parcel, _ = both_ways(one, other)
    if times[0] != times[1]:
        assert parcel.cell == cells[times.index(max(times))]


FACTS = st.sampled_from(
    [
        *(lambda at, s=s: issue(s, at) for s in ("s1", "s2")),
        *(lambda at, c=c: move(c, at) for c in ("B-01", "B-02")),
        lambda _: cancel(),
        lambda _: extend(),
        lambda _: miss(),
        lambda at: [event(visits.ParcelFound("P1", "A-01"), at)],
        lambda at: put_back("B-01") if at % 2 else put_back("A-01"),
        lambda at: [event(stockroom.ParcelReceived("P1", "D1"), at)],
        lambda at: [event(stockroom.ParcelStored("P1", "B-02"), at)],
        lambda at: [event(visits.IssueUndone("P1", "s9"), at)],
        lambda at: pack("b1", at),
        lambda at: [event(shipping.ParcelShipped("P1", "sh1"), at)],
        lambda at: [event(stockroom.ParcelQuarantined("P1", QuarantineReason.DAMAGED), at)],
    ]
)


@given(
    told=st.lists(st.tuples(FACTS, st.integers(T0, T0 + 99)), max_size=6),
    data=st.data(),
    at=st.integers(T0, T0 + 99),
)
def test_an_issue_stands_whatever_else_is_heard(
    told: list[tuple[object, int]], data: st.DataObject, at: int
) -> None:
    others = [e for make, when in told for e in make(when)]  # type: ignore[operator]
    mine = issue("s1", at)
    where = sorted(data.draw(st.lists(st.integers(0, len(others)), min_size=2, max_size=2)))
    order = [*others[: where[0]], mine[0], *others[where[0] : where[1]], mine[1]]
    order += others[where[1] :]
    parcel = STORED
    for one in order:
        try:
            settled = conflicts.settle(P, parcel, one)
        except Contradiction:
            continue  # kept, told to people, and the books stay as they are
        assert isinstance(settled.state, Parcel)
        parcel = settled.state
    assert (parcel.state, parcel.place, parcel.cell) == (ParcelState.ISSUED, Place.OUT, None)


def _as_known(one: Event, parcel: Parcel) -> Event:
    """The same act of a person who sees the row as it stands."""
    match one.facts:
        case stockroom.ParcelMoved() as fact:
            return replace(one, facts=replace(fact, from_cell=parcel.cell))
        case visits.ParcelNotFound() as fact:
            return replace(one, facts=replace(fact, cell=parcel.cell))
        case visits.IssueUndone() | visits.ParcelIssued() as fact:
            return replace(one, facts=replace(fact, session=parcel.session or "s1"))
        case _:
            return one


@given(told=st.lists(st.tuples(FACTS, st.integers(T0, T0 + 99)), max_size=8))
def test_where_one_counter_works_alone_the_table_changes_nothing(
    told: list[tuple[object, int]],
) -> None:
    """What `evolve` allows on the row as it stands comes out the same by the table."""
    parcel = STORED
    for make, when in told:
        for one in make(when):  # type: ignore[operator]
            known = _as_known(one, parcel)
            if isinstance(one.facts, visits.ParcelIssued) and parcel.was is ParcelState.TO_RETURN:
                continue  # refused at the counter as cancelled
            if isinstance(one.facts, stockroom.StorageExtended) and parcel.state in LEAVING:
                continue  # refused at the counter as packed already
            try:
                alone = books.evolve(P, parcel, known)
            except Contradiction:
                continue
            assert conflicts.settle(P, parcel, known) == conflicts.Settled(alone)
            assert isinstance(alone, Parcel)
            parcel = alone


def test_a_parcel_issued_twice_is_to_be_checked_and_the_first_is_booked() -> None:
    parcel, clashes = heard([*issue("s1", 5), *issue("s2", 7)])
    assert parcel.session == "s1"
    told = [clash for clash in clashes if not clash.quiet]
    assert told == [Clash(Rule.ISSUED_TWICE, "issued_twice", (Task("check_parcel", "P1"),))]


def test_a_sibling_cannot_take_back_the_issue_that_stands() -> None:
    undo = event(visits.IssueUndone("P1", "s2"))
    parcel, clashes = heard([*issue("s1", 5), *issue("s2", 7), undo])
    assert (parcel.state, parcel.session) == (ParcelState.ISSUED, "s1")
    assert clashes[-1] == Clash(Rule.ISSUE_STANDS, quiet=True)


@pytest.mark.parametrize(
    ("clock", "cells"),
    [
        (ClockQuality.NTP, []),
        (ClockQuality.RTC, ["B-01", "B-02"]),
        (ClockQuality.UNSURE, ["B-01", "B-02"]),
    ],
)
def test_with_a_clock_in_doubt_both_cells_are_counted(
    clock: ClockQuality, cells: list[str]
) -> None:
    second = event(stockroom.ParcelMoved("P1", "A-01", "B-02"), T0 + 9, clock=clock)
    _, clashes = heard([*move("B-01", T0 + 5), second])
    assert [(t.kind, t.id) for t in clashes[0].tasks] == [("count_cell", cell) for cell in cells]


def test_a_parcel_that_is_seen_after_its_issue_is_to_be_checked() -> None:
    moved = event(stockroom.ParcelMoved("P1", "A-01", "B-01"))
    _, clashes = heard([*issue("s1", 5), moved])
    assert clashes == [Clash(Rule.ISSUE_STANDS, tasks=(Task("check_parcel", "P1"),))]


def test_a_term_the_central_prolonged_outlives_the_point_s_cancellation() -> None:
    late = event(visits.ParcelCancelled("P1", CancelReason.UNCLAIMED), TERM + 1)
    parcel, clashes = heard([late])
    assert (parcel.state, clashes) == (ParcelState.TO_RETURN, []), "nothing prolonged it"
    central = heard(cancel(CancelReason.UNCLAIMED))[0]
    assert central.state is ParcelState.TO_RETURN, "the central may say so at any time"


def test_a_delivery_that_both_counters_open_is_opened_once() -> None:
    subject = Subject("delivery", "D1")
    arrived = Delivery("D1", DeliveryState.ARRIVED, "Meridian", T0, arrived_at=T0)
    again = event(stockroom.DeliveryArrived("D1"), T0 + 5)
    assert conflicts.settle(subject, arrived, again) == conflicts.Settled(
        arrived, Clash(Rule.DONE_TWICE, quiet=True)
    )
    with pytest.raises(Contradiction):
        conflicts.settle(subject, replace(arrived, state=DeliveryState.CANCELLED), again)


def _open(box: str, at: int, *, seal_ok: bool = True) -> Event:
    return event(stockroom.BoxOpened(box, "D1", seal_ok), at)


def test_the_boxes_of_a_delivery_stand_the_same_whoever_is_heard_first() -> None:
    subject = Subject("delivery", "D1")
    arrived = Delivery("D1", DeliveryState.ARRIVED, boxes=("B1", "B2", "B3"), arrived_at=T0)
    missed = [event(stockroom.BoxMissed(box, "D1"), T0 + 2) for box in ("B2", "B3")]
    closed = event(stockroom.DeliveryClosed("D1", 3, 1, 2, 0, 0, boxes_missing=2), T0 + 3)
    one = [_open("B1", T0 + 1), *missed, closed]
    other = [_open("B1", T0 + 1, seal_ok=False), _open("B2", T0 + 2)]
    told = set()
    for order in interleaved(one, other):
        delivery = arrived
        for fact in order:
            settled = conflicts.settle(subject, delivery, fact)
            assert settled.clash is None or settled.clash.quiet
            assert isinstance(settled.state, Delivery)
            delivery = settled.state
        boxes = tuple((box.box, box.seal_ok) for box in delivery.opened)
        told.add((delivery.state, boxes, delivery.missed))
    assert told == {(DeliveryState.CLOSED, (("B1", False), ("B2", True)), ("B3",))}


def test_no_box_is_opened_of_a_delivery_that_is_still_coming() -> None:
    coming = Delivery("D1", DeliveryState.ANNOUNCED, boxes=("B1",))
    with pytest.raises(Contradiction):
        conflicts.settle(Subject("delivery", "D1"), coming, _open("B1", T0))


def test_what_no_row_answers_stays_a_contradiction() -> None:
    expected = replace(STORED, state=ParcelState.EXPECTED, place=Place.OUT, cell=None)
    with pytest.raises(Contradiction):
        conflicts.settle(P, expected, event(visits.ParcelPutBack("P1", "A-01")))
