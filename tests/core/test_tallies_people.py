"""How long people were signed in and the central away: ended, cut off, and what is known so far."""

from datetime import UTC

from kiosk.core.day_counts import Counts, added
from kiosk.core.facts import link, people
from kiosk.core.facts.fact import Fact
from kiosk.core.facts.returning import DropoffAccepted
from kiosk.core.tallies import Running, so_far
from tests.core.counting import DAY, HOUR, T0, count, told_of

IN, OUT = people.ShiftOpened("anna"), people.ShiftClosed("anna")


def known(told: list[Fact | tuple[Fact, int]], after: int) -> dict[str, Counts]:
    """What is known so long after T0, ms: counted, and under way."""
    running, days = told_of(told)
    for one in so_far(running, T0 + after, UTC):
        days[one.day] = added(days.get(one.day, {}), {one.key: one.n})
    return days


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


def test_a_shift_that_is_open_counts_until_now() -> None:
    assert known([IN], HOUR)[DAY] == {"shift_ms/anna": HOUR}
    assert known([IN, (OUT, HOUR)], 2 * HOUR)[DAY] == {"shift_ms/anna": HOUR}, "it is over"
    assert known([IN], 5 * HOUR).keys() == {DAY, "2026-05-29"}, "past midnight"
    assert known([IN], -HOUR) == {}, "the clock went back"


def test_what_is_open_is_counted_once_when_it_ends() -> None:
    running, days = told_of([IN, (OUT, HOUR)])
    assert so_far(running, T0 + 2 * HOUR, UTC) == ()
    assert days[DAY]["shift_ms/anna"] == HOUR


def test_a_link_that_is_broken_counts_until_now() -> None:
    assert known([link.LinkLost(T0)], HOUR)[DAY] == {"offline_ms": HOUR}
    restored = [link.LinkLost(T0), (link.LinkRestored(), HOUR)]
    assert known(restored, 3 * HOUR)[DAY] == {"offline_ms": HOUR}


def test_whoever_lost_the_power_was_here_until_the_last_thing_they_did() -> None:
    cut_off = [IN, (DropoffAccepted("P1"), HOUR)]
    again = [*cut_off, (IN, 4 * HOUR), (OUT, 5 * HOUR)]
    assert sum(day.get("shift_ms/anna", 0) for day in count(again).values()) == 2 * HOUR
    other = [*cut_off, (people.ShiftOpened("igor"), 2 * HOUR)]
    day = known(other, 3 * HOUR)[DAY]
    assert (day["shift_ms/anna"], day["shift_ms/igor"]) == (HOUR, HOUR)


def test_a_stay_that_nobody_ended_for_a_day_counts_until_they_were_last_seen() -> None:
    told = [IN, (DropoffAccepted("P1"), HOUR)]
    assert known(told, 30 * HOUR)[DAY]["shift_ms/anna"] == HOUR
    ended = count([*told, (OUT, 30 * HOUR)])
    assert ended[DAY]["shift_ms/anna"] == HOUR
    assert list(ended) == [DAY]
    forgotten = count([*told, (people.ShiftOpened("igor"), 30 * HOUR)])
    assert forgotten[DAY]["shift_ms/anna"] == HOUR


def test_in_a_trial_nobody_is_at_work() -> None:
    running, _ = told_of([IN])
    assert so_far(Running(here=running.here, tries=True), T0 + HOUR, UTC) == ()
