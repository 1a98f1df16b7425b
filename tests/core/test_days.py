"""The day: which one it is, what should lie in the drawer, and what a closing may leave behind."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from kiosk.core import days
from kiosk.core.days import Cash, Day
from kiosk.core.daywords import CarryReason, DayState, DrawerReason, LooseKind
from kiosk.core.events import SYSTEM, Event
from kiosk.core.facts.day import (
    DayClosed,
    DayHandedOver,
    DayOpened,
    DayReopened,
    Drawer,
    Loose,
    Totals,
)
from kiosk.core.facts.fact import Fact
from kiosk.core.facts.paying import PaymentRecorded, PaymentReversed
from kiosk.core.parcels import Contradiction
from kiosk.core.paywords import PayMethod
from kiosk.core.refusals import Reason, Refused

T0 = 1_780_000_000_000
D = "2026-11-26"
HEAD = "ab" * 32
CLOSING = DayClosed(D, Totals(issued=3), 7, HEAD)
PROOF = (7, HEAD, Totals(issued=3))
L, C = LooseKind, CarryReason


@pytest.fixture
def after(told: Callable[..., Event]) -> Callable[..., Day]:
    """A day after some facts."""

    def _after(*facts: Fact) -> Day:
        day = None
        for n, fact in enumerate(facts):
            day = days.evolve(day, told(fact, at=T0 + n))
        assert day is not None
        return day

    return _after


# -- the row ---------------------------------------------------------------------------------------


def test_a_day_is_opened_handed_over_and_closed(after: Callable[..., Day]) -> None:
    drawer = Drawer("RUB", 100, 100)
    day = after(DayOpened(D, drawer), DayHandedOver(D, "igor"), CLOSING)
    assert (day.state, day.opened_at, day.opened_by) == (DayState.CLOSED, T0, "anna")
    assert (day.opening, day.closed_at, day.totals) == (drawer, T0 + 2, Totals(issued=3))
    assert [(one.by, one.to) for one in day.handed] == [("anna", "igor")]
    assert day.date == date(2026, 11, 26)


def test_a_day_nobody_opened_is_closed_all_the_same(after: Callable[..., Day]) -> None:
    day = after(CLOSING)
    assert (day.state, day.opened_at, day.closed_by) == (DayState.CLOSED, 0, "anna")


def test_a_closing_taken_back_leaves_nothing_of_itself(after: Callable[..., Day]) -> None:
    assert after(DayOpened(D), CLOSING, DayReopened(D)) == after(DayOpened(D))


def test_a_day_remembers_no_more_hand_overs_than_fit(after: Callable[..., Day]) -> None:
    told = (DayHandedOver(D, f"p{n}") for n in range(days.MOST_HANDED + 3))
    day = after(DayOpened(D), *told)
    assert len(day.handed) == days.MOST_HANDED
    assert day.handed[0].to == "p3"


@pytest.mark.parametrize(
    "facts",
    [
        (DayHandedOver(D, "igor"),),
        (DayReopened(D),),
        (DayOpened(D), DayOpened(D)),
        (DayOpened(D), DayReopened(D)),
        (CLOSING, CLOSING),
        (CLOSING, DayOpened(D)),
        (CLOSING, DayHandedOver(D, "igor")),
    ],
)
def test_what_cannot_have_happened_is_a_contradiction(
    facts: tuple[Fact, ...], after: Callable[..., Day]
) -> None:
    with pytest.raises(Contradiction):
        after(*facts)


# -- which day it is -------------------------------------------------------------------------------


@pytest.mark.parametrize(("hour", "day"), [(0, 25), (2, 25), (3, 25), (4, 26), (12, 26), (23, 26)])
def test_some_hours_after_midnight_it_is_still_the_day_before(hour: int, day: int) -> None:
    zone = timezone(timedelta(hours=3))
    at = datetime(2026, 11, 26, hour, 30, tzinfo=zone)
    assert days.today(int(at.timestamp() * 1000), zone, 4) == date(2026, 11, day)


def test_a_day_that_ends_at_midnight_ends_at_midnight() -> None:
    at = int(datetime(2026, 11, 26, 0, 0, tzinfo=UTC).timestamp() * 1000)
    assert days.today(at, UTC, 0) == date(2026, 11, 26)
    assert days.today(at - 1, UTC, 0) == date(2026, 11, 25)


def test_the_hour_that_the_clocks_skip_is_no_other_day() -> None:
    zone = ZoneInfo("Europe/Lisbon")
    at = int(datetime(2026, 3, 29, 1, 30, tzinfo=UTC).timestamp() * 1000)  # 02:30 by summer time
    assert days.today(at, zone, 2) == date(2026, 3, 29)
    assert days.today(at - 3_600_000, zone, 2) == date(2026, 3, 28)


def test_boxes_that_share_a_point_have_days_of_their_own() -> None:
    mine = Day(days.id_of(date(2026, 11, 26), "counter-b"), DayState.OPEN)
    assert mine.day == "2026-11-26:counter-b"
    assert days.is_of(mine, "counter-b")
    assert not days.is_of(mine, "")
    assert not days.is_of(mine, "counter-a")
    assert days.is_of(Day(D, DayState.OPEN), "")


# -- the drawer ------------------------------------------------------------------------------------


def _took(minor: int, method: PayMethod = PayMethod.CASH, currency: str = "RUB") -> PaymentRecorded:
    return PaymentRecorded("p", "s", minor, currency, method)


def _gave(minor: int, method: PayMethod = PayMethod.CASH) -> PaymentReversed:
    return PaymentReversed("p", "s", minor, "RUB", method)


def test_the_drawer_holds_what_it_began_with_and_what_passed_through_it() -> None:
    told = (_gave(30), _took(70), _took(500, PayMethod.CARD), DayOpened(D, Drawer("RUB", 200, 0)))
    cash = days.cash_of((*told, _took(9_000)), "RUB")
    assert cash == Cash("RUB", 200, 70, 30, counted=True)
    assert cash.expected_minor == 240


def test_the_last_count_is_where_a_drawer_begins() -> None:
    handed = DayHandedOver(D, "igor", Drawer("RUB", 90, 100))
    told = (_took(10), handed, _took(70), DayOpened(D, Drawer("RUB", 200, 0)))
    assert days.cash_of(told, "RUB") == Cash("RUB", 90, 10, 0, counted=True)


def test_a_drawer_nobody_counted_begins_with_what_was_left_at_the_last_closing() -> None:
    closed = replace(CLOSING, drawer=Drawer("RUB", 40, 40))
    told = (_took(10), DayHandedOver(D, "igor"), DayOpened(D), closed, _took(999))
    assert days.cash_of(told, "RUB") == Cash("RUB", 40, 10, 0, counted=True)
    told = (_took(10), DayOpened(D), CLOSING, _took(999))
    assert days.cash_of(told, "RUB") == Cash("RUB", 0, 10, 0, counted=False)


def test_a_closing_taken_back_leaves_the_drawer_as_it_was() -> None:
    told = (_took(10), CLOSING, _took(70), DayOpened(D, Drawer("RUB", 200, 200)))
    assert days.cash_of(told, "RUB", D) == Cash("RUB", 200, 80, 0, counted=True)
    assert days.cash_of(told, "RUB", "2026-11-27") == Cash("RUB", 0, 10, 0, counted=False)
    counted = replace(CLOSING, drawer=Drawer("RUB", 270, 270))
    told = (_took(10), counted, _took(70))
    assert days.cash_of(told, "RUB", D) == Cash("RUB", 270, 10, 0, counted=True), "it was counted"


def test_money_of_another_country_is_not_in_this_drawer() -> None:
    told = (_took(10, currency="EUR"), DayOpened(D, Drawer("EUR", 5, 0)), _took(7))
    assert days.cash_of(told, "RUB") == Cash("RUB", 0, 0, 0, counted=False)
    assert days.cash_of((), "RUB").expected_minor == 0


def test_a_difference_needs_its_reason() -> None:
    cash = Cash("RUB", 200, 70, 30, counted=True)
    no = days.counted(cash, 230, None)
    assert isinstance(no, Refused)
    assert (no.reason, no.facts["amount_minor"]) == (Reason.DRAWER_DIFFERS, 10)
    assert days.counted(cash, 240, DrawerReason.CHANGE) == Drawer("RUB", 240, 240)
    told = days.counted(cash, 230, DrawerReason.CHANGE)
    assert told == Drawer("RUB", 230, 240, DrawerReason.CHANGE)


def test_a_first_count_has_nothing_to_differ_from() -> None:
    cash = Cash("RUB", 0, 70, 0, counted=False)
    assert days.counted(cash, 230, None) == Drawer("RUB", 230, 230)


def test_a_drawer_nobody_counted_says_nothing() -> None:
    assert days.counted(Cash("RUB", 1, 0, 0, counted=True), None, None) is None
    assert days.counted(None, 5, None) is None


@pytest.mark.parametrize("minor", [-1, 10**12 + 1])
def test_a_sum_out_of_all_bounds_is_refused(minor: int) -> None:
    no = days.counted(Cash("RUB", 1, 0, 0, counted=True), minor, DrawerReason.UNKNOWN)
    assert isinstance(no, Refused)
    assert no.reason is Reason.BAD_VALUE


# -- what may be done ------------------------------------------------------------------------------

OPEN = Day(D, DayState.OPEN, T0, "anna")
SHUT = Day(D, DayState.CLOSED, T0, "anna", closed_at=T0 + 5, closed_by="igor")


def _reason(answer: object) -> Reason:
    assert isinstance(answer, Refused)
    return answer.reason


def test_a_day_is_opened_once() -> None:
    assert days.open_day(D, (), None, sure=True) == (DayOpened(D),)
    assert _reason(days.open_day(D, (OPEN,), None, sure=True)) is Reason.DAY_IS_OPEN
    assert _reason(days.open_day("2026-11-27", (OPEN,), None, sure=True)) is Reason.DAY_IS_OPEN
    assert _reason(days.open_day(D, (SHUT,), None, sure=True)) is Reason.DAY_CLOSED
    assert days.open_day("2026-11-27", (SHUT,), None, sure=True) == (DayOpened("2026-11-27"),)


def test_a_clock_that_tells_a_day_long_over_is_the_one_to_blame() -> None:
    assert _reason(days.open_day(D, (SHUT,), None, sure=False)) is Reason.CLOCK_UNSURE


def test_the_counter_goes_from_one_person_to_another() -> None:
    assert days.hand_over(OPEN, "igor", "anna", None, 2, 1) == (
        DayHandedOver(D, "igor", None, 2, 1),
    )
    assert _reason(days.hand_over(OPEN, "anna", "anna", None, 0, 0)) is Reason.SAME_PERSON
    assert _reason(days.hand_over(SHUT, "igor", "anna", None, 0, 0)) is Reason.DAY_NOT_OPEN
    assert _reason(days.hand_over(None, "igor", "anna", None, 0, 0)) is Reason.DAY_NOT_OPEN


def test_nothing_is_left_behind_in_silence() -> None:
    found = {L.MAIL: 7, L.PARKED: 1, L.BOXES: 0}
    no = days.close(OPEN, D, found, {L.PARKED: C.AWAITED}, PROOF, None)
    assert _reason(no) is Reason.LOOSE_ENDS
    carried = {L.PARKED: C.AWAITED, L.MAIL: C.FAULT, L.BOXES: C.NO_TIME}
    closed = days.close(OPEN, D, found, carried, PROOF, None)
    loose = (Loose(L.PARKED, 1, C.AWAITED), Loose(L.MAIL, 7, C.FAULT))
    assert closed == (DayClosed(D, Totals(issued=3), 7, HEAD, loose),)


def test_nobody_at_the_counter_says_that_nobody_was_there() -> None:
    no = days.close(OPEN, D, {L.MAIL: 7}, {L.MAIL: C.UNTENDED}, PROOF, None)
    assert _reason(no) is Reason.LOOSE_ENDS


def test_a_day_is_closed_once() -> None:
    no = days.close(SHUT, D, {}, {}, PROOF, None)
    assert _reason(no) is Reason.DAY_CLOSED
    assert isinstance(no, Refused)
    assert no.facts == {"at": T0 + 5, "by": "igor"}
    assert isinstance(days.close(None, D, {}, {}, PROOF, None), tuple)


def test_the_clock_closes_a_day_and_says_so() -> None:
    fact = days.untended(OPEN, {L.PARKED: 1, L.BOXES: 0}, PROOF)
    assert fact.untended
    assert fact.loose == (Loose(L.PARKED, 1, C.UNTENDED),)


def test_a_closing_is_taken_back_soon_by_anybody_and_late_by_who_has_the_right() -> None:
    at = SHUT.closed_at
    assert days.reopen((SHUT,), at + 60_000, 60, has_power=False) == (DayReopened(D),)
    assert _reason(days.reopen((SHUT,), at + 60_001, 60, has_power=False)) is Reason.UNDO_TOO_LATE
    assert _reason(days.reopen((SHUT,), at - 1, 60, has_power=False)) is Reason.UNDO_TOO_LATE
    assert days.reopen((SHUT,), at + 9**9, 60, has_power=True) == (DayReopened(D),)
    alone = replace(SHUT, untended=True, closed_by=SYSTEM)
    assert _reason(days.reopen((alone,), at, 60, has_power=False)) is Reason.UNDO_TOO_LATE


def test_only_the_last_day_is_opened_again() -> None:
    assert _reason(days.reopen((), T0, 60, has_power=True)) is Reason.DAY_NOT_OPEN
    later = Day("2026-11-27", DayState.OPEN, T0, "anna")
    assert _reason(days.reopen((later, SHUT), T0, 60, has_power=True)) is Reason.DAY_IS_OPEN
