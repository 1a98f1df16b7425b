"""What each event adds to its day, and what is taken off again where something is taken back."""

from datetime import UTC
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from kiosk.core import tallies
from kiosk.core.events import CENTRAL, SYSTEM
from kiosk.core.facts import (
    link,
    opening,
    people,
    stockroom,
    visits,
)
from kiosk.core.opening_words import OpeningStage
from kiosk.core.tallies import Running
from kiosk.core.words import (
    CancelReason,
    How,
    SessionKind,
)
from tests.core.counting import DAY, HOUR, T0, count, event

OPENED = visits.SessionOpened("s1", SessionKind.CUSTOMER, "c1", "code", How.CODE, "amber")
SELLERS = visits.SessionOpened("s1", SessionKind.SELLER, "x1", "code", How.CODE, "amber")
DONE = visits.SessionCompleted("s1", 1, active_ms=41_700)
ISSUED = visits.ParcelIssued("P1", "s1", "code", 2)


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


def test_a_sellers_visit_opened_once_more_is_no_customers_either() -> None:
    reopened = visits.SessionReopened("s1", "blue")
    second = visits.SessionOpened("s2", *_like(OPENED))
    assert count([SELLERS, DONE, reopened, second]) == {DAY: {"visits_open:1": 1}}


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


@pytest.mark.parametrize("nobody", [SYSTEM, CENTRAL])
def test_the_clock_and_the_central_are_nobody(nobody: str) -> None:
    assert not [key for key in count([event(ISSUED, actor=nobody)])[DAY] if "/" in key]


def test_every_fact_that_counts_is_read() -> None:
    for fact in (ISSUED, DONE, OPENED, link.LinkLost(T0)):
        assert type(fact) in tallies.COUNTED
    told = visits.SessionParked("s1")
    assert type(told) not in tallies.COUNTED
    assert count([told]) == {}


def test_what_a_point_does_before_its_launch_is_a_trial_and_not_counted() -> None:
    work = [OPENED, ISSUED, DONE]
    invited, launched = opening.OpeningInvited("o1"), OpeningStage.LAUNCHED
    assert count([invited, opening.OpeningStageSet("o1", OpeningStage.FIT_OUT), *work]) == {}
    tried = [OPENED, visits.ParcelIssued("T1", "s1", "code", 2), DONE]
    after = count([invited, *tried, opening.OpeningStageSet("o1", launched), *work])
    assert after == count(work) != {}


def test_what_only_a_trial_did_is_never_taken_off() -> None:
    invited = opening.OpeningInvited("o1")
    launched = (opening.OpeningStageSet("o1", OpeningStage.LAUNCHED), HOUR)
    gone = visits.ParcelCancelled("P1", CancelReason.UNCLAIMED)
    assert count([invited, gone, launched, (ISSUED, 30 * HOUR)]) == count([(ISSUED, 30 * HOUR)])
    came = stockroom.ParcelReceived("P1", "D1")
    for tried, back in (
        ([ISSUED], visits.IssueUndone("P1", "s1")),
        ([OPENED, DONE], visits.SessionReopened("s1", "blue")),
        ([came], stockroom.ParcelTurnedBack("P1", "D1")),
        ([gone], stockroom.StorageExtended("P1", T0 + 50 * HOUR)),
    ):
        assert count([invited, *tried, launched, (back, 30 * HOUR)]) == {}


def test_a_launch_is_told_once() -> None:
    launched = opening.OpeningStageSet("o1", OpeningStage.LAUNCHED)
    undone = (visits.IssueUndone("P1", "s1"), 3 * HOUR)
    assert count([(ISSUED, HOUR), (launched, 2 * HOUR), undone]) == {}


def test_who_was_here_before_the_launch_is_here_since_then() -> None:
    told = [
        opening.OpeningInvited("o1"),
        people.ShiftOpened("anna"),
        link.LinkLost(T0),
        (opening.OpeningStageSet("o1", OpeningStage.LAUNCHED), HOUR),
        (link.LinkRestored(), HOUR + 90_000),
        (people.ShiftClosed("anna"), 3 * HOUR),
    ]
    assert count(told) == {DAY: {"offline_ms": 90_000, "shift_ms/anna": 2 * HOUR}}


def test_what_another_counter_did_is_not_ours_and_what_is_taken_back_is_of_who_did_it() -> None:
    theirs = replace(event(ISSUED), via="01900000-0000-7000-8000-00000000000f")
    nothing = Running()
    told = tallies.tell(theirs, nothing, UTC, lambda *_: iter(()))
    assert {change.ours for change in told.changes} == {False}
    own = tallies.tell(event(ISSUED), nothing, UTC, lambda *_: iter(()))
    assert {change.ours for change in own.changes} == {True}
    undone = event(visits.IssueUndone("P1", "s1", "wrong_person"))
    back = tallies.tell(undone, nothing, UTC, lambda *_: iter([theirs])).changes
    assert {one.ours for one in back if one.key == "issued"} == {False}
