"""Visits nobody goes on with: they wait, are given up, and what they held is put back."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from kiosk.core import give_back, left, parcels, sessions
from kiosk.core.cells import Cell, CellLoad
from kiosk.core.events import Event
from kiosk.core.facts import stockroom, visits
from kiosk.core.parcels import Contradiction, Parcel
from kiosk.core.paywords import PaymentState
from kiosk.core.refusals import Reason, Refused
from kiosk.core.sessions import Session
from kiosk.core.words import (
    How,
    ParcelKind,
    ParcelState,
    Place,
    SessionKind,
    SessionState,
    Size,
    Zone,
)
from tests.core.test_payments import payment
from tests.rules import POLICY

MINUTE_MS = 60_000
OPEN = Session(
    "s1", SessionKind.CUSTOMER, SessionState.OPEN, "c1", "code", How.CODE, "amber",
    opened_at=1000, opened_by="anna", active_since=1000,
)  # fmt: skip
PARKED = replace(OPEN, parked=True, active_since=0)
HELD = Parcel(
    "P1", ParcelKind.ORDER, ParcelState.PICKED, Place.COUNTER,
    customer_ref="c1", session="s1", was=ParcelState.STORED,
)  # fmt: skip
LEFT = replace(HELD, session=None)
A_01 = CellLoad(Cell("A-01", "A", Size.S, Zone.MAIN, 1))


@pytest.mark.parametrize(("minutes", "waits"), [(0, False), (9, False), (10, True), (500, True)])
def test_a_visit_waits_after_its_minutes(minutes: int, waits: bool) -> None:  # noqa: FBT001
    told = left.due(OPEN, [HELD], minutes * MINUTE_MS, POLICY)
    assert told == ((visits.SessionParked("s1"),) if waits else ())


def test_a_visit_that_waits_is_given_up_and_leaves_what_it_held() -> None:
    other = replace(HELD, parcel="P2", session="s2")
    stored = replace(HELD, parcel="P3", session=None, state=ParcelState.STORED)
    told = left.due(PARKED, [HELD, other, stored], 30 * MINUTE_MS, POLICY)
    assert told == (visits.ParcelLeft("P1", "s1"), visits.SessionAbandoned("s1"))
    assert left.due(PARKED, [HELD], 30 * MINUTE_MS - 1, POLICY) == ()


@pytest.mark.parametrize("state", [SessionState.COMPLETED, SessionState.ABANDONED])
def test_a_visit_that_is_over_is_left_alone(state: SessionState) -> None:
    assert left.due(replace(OPEN, state=state), [HELD], 10**9, POLICY) == ()


def test_who_tries_on_has_that_time_as_well() -> None:
    trying = replace(OPEN, tries_since=2000)
    wait = (POLICY.park_min + POLICY.try_on_min) * MINUTE_MS
    assert left.due(trying, [HELD], wait - 1, POLICY) == ()
    assert left.due(trying, [HELD], wait, POLICY) == (visits.SessionParked("s1"),)


def test_a_visit_with_money_in_it_waits_but_is_not_given_up() -> None:
    paying = replace(OPEN, state=SessionState.PAYING)
    assert left.due(paying, [HELD], 10 * MINUTE_MS, POLICY) == (visits.SessionParked("s1"),)
    paid = [payment(state=PaymentState.PAID)]
    assert left.due(replace(paying, parked=True), [HELD], 10**9, POLICY, paid) == ()


def test_what_could_not_go_back_is_a_claim_and_keeps_no_visit_from_being_given_up() -> None:
    paying = replace(OPEN, state=SessionState.PAYING, parked=True)
    paid = payment(state=PaymentState.PAID)
    claim = replace(paid, reason="refund_refused")
    asked = payment(state=PaymentState.ASKED)
    wait = POLICY.abandon_min * MINUTE_MS
    assert left.due(paying, [HELD], wait, POLICY, [paid]) == ()
    for payments in ([claim], [asked], [claim, asked]):
        told = left.due(paying, [HELD], wait, POLICY, payments)
        assert told == (visits.ParcelLeft("P1", "s1"), visits.SessionAbandoned("s1"))


def test_the_minutes_are_the_networks() -> None:
    quick = replace(POLICY, park_min=1, abandon_min=2)
    assert left.due(OPEN, [], MINUTE_MS, quick) == (visits.SessionParked("s1"),)
    assert left.due(PARKED, [], 2 * MINUTE_MS, quick) == (visits.SessionAbandoned("s1"),)


def test_what_is_picked_is_in_a_visit_or_to_be_put_back() -> None:
    assert left.is_left(LEFT, {"s1"})
    assert left.is_left(HELD, {"s9"}), "however its visit ended"
    assert not left.is_left(HELD, {"s1"})
    assert not left.is_left(replace(LEFT, state=ParcelState.STORED), set())


def test_a_left_parcel_goes_into_its_cell_another_is_asked_about_once() -> None:
    def put(parcel: Parcel = LEFT, load: CellLoad = A_01, *, insisted: bool = False) -> object:
        return left.put_back(parcel, load, {"s1"}, "A-01", insisted=insisted)

    assert put() == (visits.ParcelPutBack("P1", "A-01"),)
    elsewhere = CellLoad(Cell("A-02", "A", Size.S, Zone.MAIN, 2))
    asked = Refused(Reason.OTHER_CELL, {"cell": "A-02", "suggested": "A-01"})
    assert put(load=elsewhere) == asked
    assert put(load=elsewhere, insisted=True) == (visits.ParcelPutBack("P1", "A-02"),)
    assert put(HELD) == Refused(Reason.IN_SESSION)
    closed = CellLoad(Cell("A-01", "A", Size.S, Zone.MAIN, 1, blocked="wet"))
    assert put(load=closed, insisted=True) == Refused(Reason.CELL_BLOCKED, {"cell": "A-01"})
    again = put(replace(LEFT, state=ParcelState.STORED))
    assert isinstance(again, Refused)
    assert again.reason is Reason.WRONG_STATE


def test_who_comes_back_gets_it_from_the_counter() -> None:
    back = replace(OPEN, session="s2")
    assert sessions.pick(LEFT, back, 0) == (visits.ParcelPicked("P1", "s2", None),)
    assert sessions.pick(HELD, back, 0) == Refused(Reason.IN_SESSION)
    stranger = replace(back, customer_ref="c2")
    assert sessions.pick(LEFT, stranger, 0) == Refused(Reason.NOT_OF_THIS_CUSTOMER)
    sellers = replace(LEFT, kind=ParcelKind.SELLER, seller_ref="c1")
    assert give_back.pick(sellers, back, 0) == (visits.ParcelPicked("P1", "s2", None),)


def test_a_left_parcel_belongs_to_no_visit_and_is_picked_again(told: Callable[..., Event]) -> None:
    after = parcels.evolve(HELD, told(visits.ParcelLeft("P1", "s1")))
    assert (after.state, after.session, after.was) == (ParcelState.PICKED, None, ParcelState.STORED)
    again = parcels.evolve(after, told(visits.ParcelPicked("P1", "s2", None)))
    assert (again.session, again.was) == ("s2", ParcelState.STORED)
    stored = parcels.evolve(after, told(visits.ParcelPutBack("P1", "A-01")))
    assert (stored.state, stored.cell) == (ParcelState.STORED, "A-01")
    with pytest.raises(Contradiction):
        parcels.evolve(HELD, told(visits.ParcelPicked("P1", "s2", None)))
    with pytest.raises(Contradiction):
        parcels.evolve(stored, told(visits.ParcelLeft("P1", "s1")))


def test_an_abandoned_visit_is_over(told: Callable[..., Event]) -> None:
    after = sessions.evolve(PARKED, told(visits.SessionAbandoned("s1"), at=77))
    assert (after.state, after.parked, after.closed_at) == (SessionState.ABANDONED, False, 77)
    with pytest.raises(Contradiction):
        sessions.evolve(after, told(visits.SessionAbandoned("s1")))


BACK = replace(HELD, state=ParcelState.TO_RETURN, was=None, reason="size")
R_01 = CellLoad(Cell("R-01", "R", Size.S, Zone.RETURNS, 9))


def test_what_goes_back_is_to_be_put_away_until_it_lies_in_a_cell_or_a_box() -> None:
    assert left.is_to_put_back(BACK, {"s1"}), "its visit is over for it"
    assert left.is_to_put_back(LEFT, set())
    assert not left.is_to_put_back(HELD, {"s1"})
    assert not left.goes_back(LEFT)
    away = (replace(BACK, place=Place.CELL, cell="R-01"), replace(BACK, state=ParcelState.PACKED))
    assert not any(left.is_to_put_back(parcel, set()) for parcel in away)


def test_what_goes_back_is_moved_among_the_returns_and_nowhere_else() -> None:
    told = left.put_back(BACK, R_01, set(), "R-01", insisted=False)
    assert told == (stockroom.ParcelMoved("P1", None, "R-01"),)
    no = left.put_back(BACK, A_01, set(), "R-01", insisted=True)
    assert isinstance(no, Refused)
    assert no.reason is Reason.WRONG_ZONE
    other = left.put_back(BACK, R_01, set(), "R-02", insisted=False)
    assert isinstance(other, Refused)
    assert other.reason is Reason.OTHER_CELL


@pytest.mark.parametrize("state", [ParcelState.RECEIVED, ParcelState.QUARANTINED])
def test_what_came_in_is_listed_once_its_delivery_is_over(state: ParcelState) -> None:
    lying = Parcel("P3", ParcelKind.ORDER, state, Place.COUNTER, delivery="D1")
    assert left.is_to_put_back(lying, set())
    assert not left.is_to_put_back(lying, {"D1"}), "it is being checked in"
    assert not left.is_to_put_back(replace(lying, place=Place.CELL, cell="A-01"), set())
    assert not left.is_to_put_back(replace(lying, kind=ParcelKind.DROP_OFF), set())


def test_what_came_in_is_stored_and_what_was_set_aside_is_moved() -> None:
    came = Parcel("P3", ParcelKind.ORDER, ParcelState.RECEIVED, Place.COUNTER, suggested="A-01")
    stored = left.put_back(came, A_01, set(), "A-01", insisted=False)
    assert stored == (stockroom.ParcelStored("P3", "A-01", suggested="A-01"),)
    aside = replace(came, state=ParcelState.QUARANTINED, suggested=None)
    q_01 = CellLoad(Cell("Q-01", "Q", Size.S, Zone.QUARANTINE, 9))
    moved = left.put_back(aside, q_01, set(), "Q-01", insisted=False)
    assert moved == (stockroom.ParcelMoved("P3", None, "Q-01"),)
    busy = replace(came, delivery="D1")
    no = left.put_back(busy, A_01, {"D1"}, "A-01", insisted=True)
    assert isinstance(no, Refused)
    assert no.reason is Reason.WRONG_STATE
