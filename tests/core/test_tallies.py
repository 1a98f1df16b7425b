"""What each event adds to its day, and what is taken off again where something is taken back."""

from collections.abc import Sequence
from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.core import tallies
from kiosk.core.books import Subject, subjects
from kiosk.core.events import CENTRAL, SYSTEM, Event, type_of
from kiosk.core.facts import (
    deciding,
    link,
    opening,
    paying,
    people,
    returning,
    shipping,
    stockroom,
    visits,
)
from kiosk.core.facts.fact import Fact, Item
from kiosk.core.opening_words import OpeningStage
from kiosk.core.paywords import PayMethod
from kiosk.core.tallies import Counts, Running, added, day_of, step
from kiosk.core.words import (
    BoxClass,
    CancelReason,
    ClockQuality,
    Condition,
    Decision,
    How,
    SessionKind,
)

T0 = 1_780_000_000_000  # Thursday, 28 May 2026, 20:26:40 UTC
DAY = "2026-05-28"
HOUR = 3_600_000
OPENED = visits.SessionOpened("s1", SessionKind.CUSTOMER, "c1", "code", How.CODE, "amber")
SELLERS = visits.SessionOpened("s1", SessionKind.SELLER, "x1", "code", How.CODE, "amber")
DONE = visits.SessionCompleted("s1", 1, active_ms=41_700)
ISSUED = visits.ParcelIssued("P1", "s1", "code", 2)


def NOBODY(*_: object) -> None:  # noqa: N802
    """The memory of a journal that holds nothing before."""


def event(fact: Fact, at: int = T0, actor: str = "anna") -> Event:
    stamp = (at, 1, "0" * 16, ClockQuality.NTP)
    return Event("01900000-0000-7000-8000-000000000001", type_of(fact), 1, *stamp, actor, fact)


def count(told: Sequence[Fact | tuple[Fact, int] | Event], zone: tzinfo = UTC) -> dict[str, Counts]:
    """Count facts, one after another; a pair says how long after T0, ms."""
    seen: list[Event] = []
    days: dict[str, Counts] = {}
    running = Running()
    for one in told:
        if isinstance(one, tuple):
            happened = event(one[0], T0 + one[1])
        else:
            happened = one if isinstance(one, Event) else event(one)

        def memory(subject: Subject, types: tuple[type[Fact], ...]) -> Event | None:
            about = (e for e in reversed(seen) if subject in subjects(e.facts))
            return next((e for e in about if isinstance(e.facts, types)), None)

        heard = tallies.tell(happened, running, zone, memory)
        running = heard.running
        for change in heard.changes:
            days[change.day] = added(days.get(change.day, {}), {change.key: change.n})
        seen.append(happened)
    return {day: counts for day, counts in days.items() if counts}


def test_an_issue_counts_for_the_day_the_hour_and_whoever_did_it() -> None:
    assert count([ISSUED])[DAY] == {
        "issued": 1,
        "issued/anna": 1,
        "items_taken": 2,
        "items_taken/anna": 2,
        "issued@20": 1,
    }


def test_an_hour_is_the_points_own() -> None:
    days = count([ISSUED], ZoneInfo("Asia/Vladivostok"))
    assert days["2026-05-29"]["issued@06"] == 1


def test_what_is_undone_is_taken_off_the_day_of_its_issue() -> None:
    undone = visits.IssueUndone("P1", "s1", "mistake")
    assert count([ISSUED, (undone, 30 * HOUR)]) == {}
    again = count([ISSUED, (undone, 30 * HOUR), (ISSUED, 31 * HOUR)])
    assert list(again) == ["2026-05-30"]


def test_an_undoing_of_what_was_never_counted_here_takes_nothing_off() -> None:
    assert count([visits.IssueUndone("P1", "s1")]) == {}


def test_a_visit_counts_with_its_time_once_even_if_it_was_reopened() -> None:
    reopened = visits.SessionReopened("s1", "blue")
    once = count([OPENED, DONE])[DAY]
    assert (once["sessions"], once["issue_ms:41500"], once["issue_ms/anna:41500"]) == (1, 1, 1)
    twice = count([OPENED, DONE, reopened, visits.SessionCompleted("s1", 1, active_ms=60_000)])[DAY]
    assert (twice["sessions"], twice["issue_ms:60000"]) == (1, 1)
    assert "issue_ms:41500" not in twice


def test_a_sellers_visit_is_no_customers() -> None:
    assert count([SELLERS, DONE]) == {}


def test_how_many_visits_were_open_whenever_one_began() -> None:
    second = visits.SessionOpened("s2", SessionKind.CUSTOMER, "c2", "code", How.CODE, "blue")
    gone = visits.SessionAbandoned("s1")
    day = count([OPENED, second, gone, visits.SessionOpened("s3", *_like(second))])[DAY]
    assert (day["visits_open:1"], day["visits_open:2"]) == (1, 2)


def _like(opened: visits.SessionOpened) -> tuple[SessionKind, str, str, How, str]:
    return (opened.kind, opened.customer_ref, opened.proof, opened.how, opened.colour)


def test_a_visit_nobody_ended_is_forgotten_after_a_day() -> None:
    later = visits.SessionOpened("s2", *_like(OPENED))
    assert count([OPENED, (later, 25 * HOUR)])["2026-05-29"] == {"visits_open:1": 1}


def test_a_delivery_counts_its_speed_without_pauses_and_how_late_it_began() -> None:
    told = [
        (stockroom.DeliveryArrived("D1"), 0),
        (stockroom.ParcelReceived("P1", "D1"), 90_000),
        (stockroom.ParcelReceived("P2", "D1"), 100_000),
        (stockroom.ParcelReceived("P3", "D1"), 100_000 + tallies.PAUSE_MS + 1),
        (stockroom.DeliveryClosed("D1", 5, 3, 2, 1, 1), 400_000),
    ]
    day = count(told)[DAY]
    assert (day["received"], day["received_on"], day["receiving_ms"]) == (3, 1, 10_000)
    assert day["received/anna"] == 3
    assert [key for key in day if key.startswith("accept_delay")] == ["accept_delay_ms:90000"]
    assert [day[k] for k in ("expected", "missing", "surplus", "damaged")] == [5, 2, 1, 1]


def test_refused_things_count_by_the_thing() -> None:
    items = (Item("Shoes"), Item("Hat"))
    left = (Item("Shoes", decision=Decision.DEFECT), Item("Hat", decision=Decision.REFUSE))
    expected = stockroom.ParcelExpected("P1", "D1", items=items)
    whole = deciding.ParcelRefused("P1", "s1", "did_not_fit")
    assert count([expected, whole])[DAY] == {"items_refused": 2, "parcels_refused": 1}
    assert count([whole])[DAY]["items_refused"] == 1, "nobody told what was in it"
    split = deciding.ParcelSplit("P1", "P1-r", "s1", "defect", left)
    assert count([split])[DAY] == {"items_defect": 1, "items_refused": 1}
    assert count([expected, whole, visits.IssueUndone("P1", "s1")]) == {}
    assert count([split, visits.IssueUndone("P1-r", "s1")]) == {}


def test_each_other_thing_is_counted_once() -> None:
    accepted = returning.ReturnAccepted("R1", "P9", Condition.WHOLE, BoxClass.NORMAL)
    told = {
        "returns": accepted,
        "dropoffs": returning.DropoffAccepted("P8"),
        "shipped": shipping.ParcelShipped("P7", "S1"),
        "given_back": shipping.ParcelGivenBack("P6", "s9"),
        "turned_away": visits.IssueRefused("code_wrong"),
        "wrong_codes": visits.CodeRejected(1),
        "not_found": visits.ParcelNotFound("P5", "A-01", "s1"),
        "unclaimed": visits.ParcelCancelled("P4", CancelReason.UNCLAIMED),
    }
    for key, fact in told.items():
        assert count([fact])[DAY] == {key: 1}
    assert count([visits.ParcelNotFound("P5", "A-01")]) == {}, "by a stocktake"
    assert count([visits.ParcelCancelled("P4", CancelReason.SURPLUS)]) == {}


def test_a_search_without_a_light_has_no_time() -> None:
    assert count([visits.ParcelPicked("P1", "s1", "A-01", 0)])[DAY] == {"picked": 1}
    assert count([visits.ParcelPicked("P1", "s1", "A-01", 8_200)])[DAY]["search_ms:8000"] == 1


def test_money_counts_by_method_and_currency_less_what_went_back() -> None:
    sum_ = ("pay1", "s1", 10_000, "RUB", PayMethod.CASH)
    part = ("pay1", "s1", 4_000, "RUB", PayMethod.CASH)
    day = count([paying.PaymentRecorded(*sum_), paying.PaymentReversed(*part)])[DAY]
    assert day == {"paid_cash:RUB": 6_000}


def test_hours_off_the_network_fall_on_their_days() -> None:
    day = count([link.LinkLost(T0), (link.LinkRestored(), 10 * HOUR)])
    assert {d: c["offline_ms"] for d, c in day.items()} == {
        DAY: 12_800_000,
        "2026-05-29": 10 * HOUR - 12_800_000,
    }
    assert count([link.LinkRestored()]) == {}, "it was never lost"
    assert count([(link.LinkLost(T0 + HOUR), HOUR), link.LinkRestored()]) == {}, (
        "the clock went back"
    )


def test_a_clock_of_1970_makes_no_thousand_days() -> None:
    assert len(count([link.LinkLost(1), link.LinkRestored()])) == 32


def test_a_shift_counts_for_its_person() -> None:
    day = count([people.ShiftOpened("anna"), (people.ShiftClosed("anna"), HOUR)])
    assert day[DAY] == {"shift_ms/anna": HOUR}
    assert count([people.ShiftClosed("anna")]) == {}, "nobody signed in"


@pytest.mark.parametrize("nobody", [SYSTEM, CENTRAL])
def test_the_clock_and_the_central_are_nobody(nobody: str) -> None:
    assert not [key for key in count([event(ISSUED, actor=nobody)])[DAY] if "/" in key]


def test_every_fact_that_counts_is_read() -> None:
    for fact in (ISSUED, DONE, OPENED, link.LinkLost(T0)):
        assert type(fact) in tallies.COUNTED
    told = stockroom.ParcelStored("P1", "A-01")
    assert type(told) not in tallies.COUNTED
    assert count([told]) == {}


@given(st.integers(-10, 10_000_000))
def test_a_step_is_never_above_its_time_and_never_far_below(ms: int) -> None:
    at = step(ms)
    assert at <= max(0, ms)
    assert ms >= 7_200_000 or max(0, ms) - at < max(500, ms // 10)


@given(st.dictionaries(st.sampled_from("abc"), st.integers(-3, 3)), st.integers(0, 5))
def test_what_comes_to_nothing_is_gone(counts: Counts, n: int) -> None:
    total = added({"a": n}, counts)
    assert 0 not in total.values()
    assert total.get("a", 0) == n + counts.get("a", 0)


def test_a_day_begins_at_the_points_midnight() -> None:
    assert day_of(T0, UTC) == DAY
    assert day_of(T0, ZoneInfo("Asia/Vladivostok")) == "2026-05-29"


def test_what_a_point_does_before_its_launch_is_a_trial_and_not_counted() -> None:
    work = [OPENED, ISSUED, DONE]
    invited, launched = opening.OpeningInvited("o1"), OpeningStage.LAUNCHED
    assert count([invited, opening.OpeningStageSet("o1", OpeningStage.FIT_OUT), *work]) == {}
    after = count([invited, *work, opening.OpeningStageSet("o1", launched), *work])
    assert after == count(work) != {}


def test_what_another_counter_did_is_not_ours_and_what_is_taken_back_is_of_who_did_it() -> None:
    theirs = replace(event(ISSUED), via="01900000-0000-7000-8000-00000000000f")
    nothing = Running()
    told = tallies.tell(theirs, nothing, UTC, NOBODY)
    assert {change.ours for change in told.changes} == {False}
    assert all(one.ours for one in tallies.tell(event(ISSUED), nothing, UTC, NOBODY).changes)
    undone = event(visits.IssueUndone("P1", "s1", "wrong_person"))
    back = tallies.tell(undone, nothing, UTC, lambda *_: theirs).changes
    assert {(one.ours, one.n < 0) for one in back} == {(False, True)}
    closed = replace(event(people.ShiftClosed("anna")), via="01900000-0000-7000-8000-00000000000e")
    since = Running(signed_in={"anna": T0 - HOUR})
    assert [one.ours for one in tallies.tell(closed, since, UTC, NOBODY).changes] == [False]
