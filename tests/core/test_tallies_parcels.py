"""What happens to parcels as counts: once, whoever tells it twice; taken off where it is lifted."""

from itertools import permutations

import pytest

from kiosk.core.day_counts import Counts, summed
from kiosk.core.events import CENTRAL, Event
from kiosk.core.facts import deciding, paying, returning, shipping, stockroom, visits
from kiosk.core.facts.fact import Fact, Item
from kiosk.core.paywords import PayMethod
from kiosk.core.words import BoxClass, CancelReason, Condition, Decision, RejectReason
from tests.core.counting import DAY, HOUR, T0, count, event

ISSUED = visits.ParcelIssued("P1", "s1", "code", 2)
UNDONE = visits.IssueUndone("P1", "s1", "mistake")
GIVEN_UP = visits.ParcelCancelled("P1", CancelReason.UNCLAIMED)
LONGER = stockroom.StorageExtended("P1", T0 + 100 * HOUR)


def test_what_is_undone_is_taken_off_the_day_of_its_issue() -> None:
    undone = visits.IssueUndone("P1", "s1", "mistake")
    assert count([ISSUED, (undone, 30 * HOUR)]) == {}
    again = count([ISSUED, (undone, 30 * HOUR), (ISSUED, 31 * HOUR)])
    assert list(again) == ["2026-05-30"]


def test_an_undoing_of_what_was_never_counted_here_takes_nothing_off() -> None:
    assert count([visits.IssueUndone("P1", "s1")]) == {}


def test_refused_things_count_by_the_thing() -> None:
    items = (Item("Shoes"), Item("Hat"))
    left = (Item("Shoes", decision=Decision.DEFECT), Item("Hat", decision=Decision.REFUSE))
    expected = stockroom.ParcelExpected("P1", "D1", items=items)
    whole = deciding.ParcelRefused("P1", "s1", "did_not_fit")
    assert count([expected, whole])[DAY] == {
        "items_refused": 2,
        "parcels_refused": 1,
        "refused_why:did_not_fit": 2,
    }
    assert count([whole])[DAY]["items_refused"] == 1, "nobody told what was in it"
    split = deciding.ParcelSplit("P1", "P1-r", "s1", "defect", left)
    assert count([split])[DAY] == {
        "items_defect": 1,
        "items_refused": 1,
        "refused_why:defect": 1,
        "refused_why:other": 1,
    }
    assert count([expected, whole, visits.IssueUndone("P1", "s1")]) == {}
    assert count([split, visits.IssueUndone("P1-r", "s1")]) == {}


def test_each_other_thing_is_counted_once() -> None:
    accepted = returning.ReturnAccepted("R1", "P9", Condition.WHOLE, BoxClass.NORMAL)
    told = {
        ("returns", "returned_as:whole"): accepted,
        ("not_returned:used",): returning.ReturnRejected("R2", RejectReason.USED),
        ("dropoffs",): returning.DropoffAccepted("P8"),
        ("shipped",): shipping.ParcelShipped("P7", "S1"),
        ("given_back",): shipping.ParcelGivenBack("P6", "s9"),
        ("turned_away", "turned_away_why:code_wrong"): visits.IssueRefused("code_wrong"),
        ("wrong_codes",): visits.CodeRejected(1),
        ("not_found",): visits.ParcelNotFound("P5", "A-01", "s1"),
        ("cancelled:unclaimed",): visits.ParcelCancelled("P4", CancelReason.UNCLAIMED),
        ("cancelled:surplus",): visits.ParcelCancelled("P4", CancelReason.SURPLUS),
    }
    for keys, fact in told.items():
        assert count([fact])[DAY] == dict.fromkeys(keys, 1)
    assert count([visits.ParcelNotFound("P5", "A-01")]) == {}, "by a stocktake"


def test_a_search_without_a_light_has_no_time() -> None:
    assert count([visits.ParcelPicked("P1", "s1", "A-01", 0)])[DAY] == {"picked": 1}
    assert count([visits.ParcelPicked("P1", "s1", "A-01", 8_200)])[DAY]["search_ms:8000"] == 1


def test_money_counts_by_method_and_currency_less_what_went_back() -> None:
    sum_ = ("pay1", "s1", 10_000, "RUB", PayMethod.CASH)
    part = ("pay1", "s1", 4_000, "RUB", PayMethod.CASH)
    day = count([paying.PaymentRecorded(*sum_), paying.PaymentReversed(*part)])[DAY]
    assert day == {"paid_cash:RUB": 6_000}


def given_up(*told: Fact | tuple[Fact, int] | Event) -> Counts:
    """Count what was issued and cancelled."""
    counts = summed(count(told).values())
    return {key: n for key, n in counts.items() if key == "issued" or key.startswith("cancelled")}


def test_what_was_given_up_and_issued_after_all_is_issued_and_no_more() -> None:
    late = count([GIVEN_UP, (ISSUED, 30 * HOUR)])
    assert list(late) == ["2026-05-30"], "it is taken off the day it was given up"
    assert given_up(GIVEN_UP, ISSUED) == {"issued": 1}
    assert given_up(GIVEN_UP, ISSUED, UNDONE, GIVEN_UP) == {"cancelled:unclaimed": 1}


def test_what_waits_longer_is_given_up_no_more() -> None:
    assert given_up(GIVEN_UP, LONGER) == {}
    assert given_up(GIVEN_UP, LONGER, (GIVEN_UP, 101 * HOUR)) == {"cancelled:unclaimed": 1}
    assert given_up(GIVEN_UP, LONGER, ISSUED) == {"issued": 1}
    surplus = visits.ParcelCancelled("P1", CancelReason.SURPLUS)
    assert given_up(surplus, LONGER) == {"cancelled:surplus": 1}, "a longer term lifts no surplus"
    assert given_up(surplus, LONGER, ISSUED) == {"issued": 1}


def test_a_parcel_is_cancelled_once_for_the_reason_told_last() -> None:
    theirs = visits.ParcelCancelled("P1", CancelReason.BY_CENTRAL)
    assert given_up(GIVEN_UP, GIVEN_UP) == {"cancelled:unclaimed": 1}
    assert given_up(GIVEN_UP, theirs) == {"cancelled:by_central": 1}


def test_what_the_customer_has_is_given_up_by_nobody() -> None:
    assert given_up(ISSUED, GIVEN_UP) == {"issued": 1}
    assert given_up(ISSUED, UNDONE, GIVEN_UP) == {"cancelled:unclaimed": 1}


def test_giving_up_before_a_longer_term_ends_counts_only_by_the_central() -> None:
    assert given_up(LONGER, GIVEN_UP) == {}
    assert given_up(LONGER, event(GIVEN_UP, actor=CENTRAL)) == {"cancelled:unclaimed": 1}


@pytest.mark.parametrize("told", list(permutations([GIVEN_UP, ISSUED, LONGER])))
def test_issued_is_issued_in_whichever_order_the_counters_tell(told: tuple[Fact, ...]) -> None:
    assert given_up(*told) == {"issued": 1}


def test_what_both_counters_tell_is_counted_once() -> None:
    assert count([ISSUED, event(ISSUED, actor="igor")]) == count([ISSUED])
    came = stockroom.ParcelReceived("P1", "D1")
    assert count([came, event(came, T0 + 1000, "igor")]) == count([came])
    other = visits.IssueUndone("P1", "s2")
    assert count([ISSUED, other]) == count([ISSUED]), "an undoing of another visit: it stands"


def test_what_the_driver_took_back_was_not_received() -> None:
    came, went = stockroom.ParcelReceived("P1", "D1"), stockroom.ParcelTurnedBack("P1", "D1", "wet")
    counts = count([came, went, (came, HOUR)])
    assert summed(counts.values())["received"] == 1
    assert "received" not in summed(count([came, went]).values())
    assert count([went]) == {}


def test_what_both_counters_told_is_taken_off_whoever_counted() -> None:
    came = stockroom.ParcelReceived("P1", "D1")
    went = stockroom.ParcelTurnedBack("P1", "D1")
    assert count([came, event(came, T0 + HOUR, "igor"), (went, 30 * HOUR)]) == {}
    assert count([ISSUED, event(ISSUED, T0 + HOUR, "igor"), (UNDONE, 30 * HOUR)]) == {}
    left = deciding.ParcelRefused("P1", "s1", "size")
    assert count([left, event(left, actor="igor")]) == count([left])


def test_a_cancelling_that_never_stood_does_not_hide_the_one_that_does() -> None:
    surplus = visits.ParcelCancelled("P1", CancelReason.SURPLUS)
    assert given_up(surplus, LONGER, GIVEN_UP) == {"cancelled:surplus": 1}
    assert given_up(surplus, LONGER, GIVEN_UP, ISSUED) == {"issued": 1}


def test_a_reason_is_no_person_and_never_empty() -> None:
    odd = deciding.ParcelRefused("P1", "s1", "a/b")
    assert count([odd])[DAY]["refused_why:a_b"] == 1
    why = Item("Shoes", decision=Decision.REFUSE, why="size")
    blank = Item("Hat", decision=Decision.REFUSE)
    split = deciding.ParcelSplit("P1", "P1-r", "s1", "looks", (why, blank))
    day = count([split])[DAY]
    assert (day["refused_why:size"], day["refused_why:looks"], day["items_refused"]) == (1, 1, 2)
