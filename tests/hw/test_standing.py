"""The machine alone: what a standing becomes. The thread is in test_supervise.py."""

import itertools

import pytest

from kiosk.hw.ports import DeviceFault, DeviceState, Fault
from kiosk.hw.standing import Standing, asked_again, failed, looked, opened, overdue

OPENING = Standing(DeviceState.OPENING)
READY = Standing(DeviceState.READY, since=100.0)


def fault(what: Fault, *, permanent: bool = False) -> DeviceFault:
    return DeviceFault("hand", what, "so it is", permanent=permanent)


def after(*whats: Fault, standing: Standing = OPENING) -> list[Standing]:
    """Return the standings after one fault a minute."""
    told = itertools.accumulate(
        enumerate(whats, 1),
        lambda before, now: failed(before, fault(now[1]), now[0] * 60.0, 1.0),
        initial=standing,
    )
    return list(told)[1:]


def states(*whats: Fault) -> list[DeviceState]:
    return [standing.state for standing in after(*whats)]


# -- the machine: what went well -------------------------------------------------------------------


def test_a_device_that_opened_is_ready() -> None:
    facts = {"driver": "sim"}
    assert opened(OPENING, facts, 3.0) == Standing(DeviceState.READY, since=3.0, facts=facts)


def test_a_loss_degrades_and_is_told() -> None:
    facts = {"degraded": "paper_low"}
    low = opened(READY, facts, 105.0)
    assert low == Standing(DeviceState.DEGRADED, what="paper_low", since=105.0, facts=facts)


def test_a_degraded_device_is_ready_when_the_cause_is_gone() -> None:
    low = Standing(DeviceState.DEGRADED, what="paper_low", since=105.0)
    assert opened(low, {}, 120.0) == Standing(DeviceState.READY, since=120.0)


def test_since_is_when_it_began_to_be_so() -> None:
    low, out = {"degraded": "paper_low"}, {"degraded": "paper_out"}
    standings = [READY]
    for at, facts in ((105.0, {}), (110.0, low), (115.0, low), (120.0, out), (125.0, {})):
        standings.append(opened(standings[-1], facts, at))
    assert [s.since for s in standings] == [100.0, 100.0, 110.0, 110.0, 120.0, 125.0]


# -- the machine: what went wrong ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "state"),
    [
        (Fault.ABSENT, DeviceState.ABSENT),
        (Fault.LOST, DeviceState.ABSENT),
        (Fault.BUSY, DeviceState.OPENING),
        (Fault.TIMEOUT, DeviceState.OPENING),
        (Fault.PROTOCOL, DeviceState.OPENING),
        (Fault.FLOOD, DeviceState.FAILED),
    ],
)
def test_a_fault_leads_to_its_state(what: Fault, state: DeviceState) -> None:
    wait_s = 300.0 if state is DeviceState.FAILED else 0.5
    assert failed(READY, fault(what), 103.0, 1.0) == Standing(
        state,
        what=what.value,
        detail="so it is",
        faults=0 if what is Fault.ABSENT else 1,
        tries=1,
        since=103.0,
        retry_at=103.0 + wait_s,
    )


@pytest.mark.parametrize("what", [Fault.DENIED, Fault.MISSING_LIBRARY, Fault.MISCONFIGURED])
def test_a_permanent_fault_fails_at_once_and_is_not_tried_again(what: Fault) -> None:
    told = failed(OPENING, fault(what, permanent=True), 3.0, 1.0)
    assert (told.state, told.what, told.retry_at) == (DeviceState.FAILED, what.value, None)


def test_three_faults_in_a_row_fail_and_are_tried_again_after_five_minutes() -> None:
    told = after(Fault.BUSY, Fault.TIMEOUT, Fault.PROTOCOL)
    assert [s.state for s in told] == [DeviceState.OPENING] * 2 + [DeviceState.FAILED]
    assert told[-1].retry_at == told[-1].since + 300.0


def test_absences_are_no_faults() -> None:
    assert states(*[Fault.ABSENT] * 9, Fault.BUSY) == [DeviceState.ABSENT] * 9 + [
        DeviceState.OPENING
    ]
    told = states(Fault.BUSY, Fault.ABSENT, Fault.BUSY, Fault.ABSENT, Fault.BUSY)
    assert told[-1] is DeviceState.FAILED


def test_a_cable_that_is_pulled_again_and_again_is_never_failed() -> None:
    assert states(*[Fault.LOST] * 9) == [DeviceState.ABSENT] * 9


def test_a_failed_device_that_opens_is_ready_and_fails_again_at_the_next_fault() -> None:
    failed_thrice = after(*[Fault.BUSY] * 3)[-1]
    again = opened(failed_thrice, {}, 500.0)
    assert again.state is DeviceState.READY
    assert failed(again, fault(Fault.BUSY), 505.0, 1.0).state is DeviceState.FAILED


def test_the_pause_doubles_up_to_half_a_minute() -> None:
    told = after(*[Fault.ABSENT] * 9)
    waits = [s.retry_at - n * 60.0 for n, s in enumerate(told, 1) if s.retry_at is not None]
    assert waits == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0]


def test_what_is_gone_already_is_tried_again_without_a_pause_but_once() -> None:
    gone = DeviceFault("camera", Fault.LOST, "it ended", at_once=True)
    first = failed(READY, gone, 200.0, 1.0)
    second = failed(first, gone, 201.0, 1.0)
    assert (first.retry_at, second.retry_at) == (200.0, 202.0)


def test_since_stays_while_the_same_is_wrong_and_the_next_try_does_not() -> None:
    told = after(*[Fault.ABSENT] * 3, Fault.LOST, Fault.BUSY, Fault.BUSY)  # the last is failed
    assert [s.since for s in told] == [60.0, 60.0, 60.0, 240.0, 300.0, 360.0]
    assert len({s.retry_at for s in told}) == 6


def test_jitter_stretches_the_pause() -> None:
    told = [failed(OPENING, fault(Fault.ABSENT), 0.0, jitter) for jitter in (0.8, 1.2)]
    assert [s.retry_at for s in told] == [0.4, 0.6]


def test_a_device_that_is_ready_for_ten_seconds_has_a_clean_slate() -> None:
    shaken = opened(after(Fault.BUSY, Fault.BUSY)[-1], {}, 200.0)
    assert (shaken.faults, shaken.tries) == (2, 2)
    early, late = opened(shaken, {}, 210.0), opened(shaken, {}, 210.1)
    assert (early.faults, early.tries) == (2, 2)
    assert (late.faults, late.tries, late.since) == (0, 0, 200.0)
    assert failed(late, fault(Fault.BUSY), 215.0, 1.0).retry_at == 215.5


# -- what is plugged in, and an opening that hangs -------------------------------------------------

HAND, LP0 = "by-id/hand 7", "usb/lp0 9"


def waiting(state: DeviceState, what: Fault = Fault.ABSENT) -> Standing:
    return Standing(state, what.value, tries=6, since=1.0, retry_at=30.0, nodes=frozenset({LP0}))


@pytest.mark.parametrize("nodes", [{LP0, HAND}, set(), {"usb/lp0 10"}])
@pytest.mark.parametrize("state", [DeviceState.ABSENT, DeviceState.FAILED])
def test_a_change_of_what_is_plugged_in_ends_the_wait_and_the_long_pauses(
    nodes: set[str], state: DeviceState
) -> None:
    told = looked(waiting(state), frozenset(nodes), 12.0)
    assert (told.state, told.tries, told.retry_at, told.since) == (state, 0, 12.0, 1.0)
    again = failed(told, fault(Fault.ABSENT), 12.0, 1.0)
    assert again.retry_at == 12.5


def test_nothing_new_plugged_in_changes_nothing() -> None:
    absent = waiting(DeviceState.ABSENT)
    assert looked(absent, frozenset({LP0}), 12.0) == absent


def test_a_device_that_is_tried_soon_anyway_waits_its_pause() -> None:
    busy = waiting(DeviceState.OPENING, Fault.BUSY)
    assert looked(busy, frozenset({HAND}), 12.0) == busy


def test_what_was_plugged_in_is_kept_over_faults_and_openings() -> None:
    absent = waiting(DeviceState.ABSENT)
    assert failed(absent, fault(Fault.ABSENT), 9.0, 1.0).nodes == {LP0}
    assert opened(absent, {}, 9.0).nodes == {LP0}


def test_an_opening_that_hangs_has_failed_and_nothing_is_tried_beside_it() -> None:
    told = overdue(waiting(DeviceState.ABSENT), 35.0)
    assert (told.state, told.what, told.since) == (DeviceState.FAILED, "timeout", 35.0)
    assert told.retry_at is None
    assert opened(told, {"driver": "sim"}, 60.0).state is DeviceState.READY


def test_asking_again_is_a_try_at_once_with_short_pauses() -> None:
    told = asked_again(waiting(DeviceState.FAILED, Fault.DENIED), 50.0)
    assert (told.retry_at, told.tries, told.what) == (50.0, 0, "denied")
