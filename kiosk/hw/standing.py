"""Where a device stands: state and what happened in, state and the next try out.

Pure (HARDWARE.md 2); the thread around it is in supervise.py.
"""

from msgspec import Struct
from msgspec.structs import replace

from kiosk.hw.ports import DeviceFault, DeviceState, Facts, Fault

_BACKOFF_S = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0)
_STEADY_S = 10.0
_FAILED_RETRY_S = 300.0
_FAULTS_TO_FAIL = 3


class Standing(Struct, frozen=True):
    """Where a device stands.

    Args:
        state: as on the health screen.
        what, detail: of the last fault; empty when all is well.
        faults: in a row, absences not counted.
        tries: openings in a row that failed.
        since: monotonic seconds of the last change of state or of what is wrong.
        retry_at: monotonic seconds of the next opening, None for never or not needed.
        facts: what it told.
        nodes: what was plugged in when it was last tried.
    """

    state: DeviceState
    what: str = ""
    detail: str = ""
    faults: int = 0
    tries: int = 0
    since: float = 0.0
    retry_at: float | None = None
    facts: Facts = {}
    nodes: frozenset[str] = frozenset()


def opened(standing: Standing, facts: Facts, now: float) -> Standing:
    """Return the standing after `open` or `check` went well."""
    degraded = str(facts.get("degraded", ""))
    state = DeviceState.DEGRADED if degraded else DeviceState.READY
    same = standing.state is state and standing.what == degraded
    steady = standing.state is DeviceState.READY and now - standing.since > _STEADY_S
    return Standing(
        state,
        what=degraded,
        faults=0 if steady else standing.faults,
        tries=0 if steady else standing.tries,
        since=standing.since if same else now,
        facts=facts,
        nodes=standing.nodes,
    )


def failed(standing: Standing, fault: DeviceFault, now: float, jitter: float) -> Standing:
    """Return the standing after a fault.

    Args:
        standing: before.
        fault: what the device raised.
        now: monotonic seconds.
        jitter: 0.8..1.2, so that devices do not retry in step.
    """
    gone = fault.what in {Fault.ABSENT, Fault.LOST}
    faults = standing.faults + (0 if fault.what is Fault.ABSENT else 1)
    flood = fault.what is Fault.FLOOD
    is_failed = fault.permanent or flood or (faults >= _FAULTS_TO_FAIL and not gone)
    wait_s = _BACKOFF_S[min(standing.tries, len(_BACKOFF_S) - 1)] * jitter
    if is_failed:
        wait_s = _FAILED_RETRY_S
    elif fault.at_once and standing.tries == 0:
        wait_s = 0.0
    absent = DeviceState.ABSENT if gone else DeviceState.OPENING
    state, what = DeviceState.FAILED if is_failed else absent, fault.what.value
    same = (standing.state, standing.what) == (state, what)
    return Standing(
        state,
        what=what,
        detail=fault.detail,
        faults=faults,
        tries=standing.tries + 1,
        since=standing.since if same else now,
        retry_at=None if fault.permanent else now + wait_s,
        nodes=standing.nodes,
    )


def overdue(standing: Standing, now: float) -> Standing:
    """Return the standing while `open` does not come back: nothing is tried beside it."""
    return replace(
        standing,
        state=DeviceState.FAILED,
        what=Fault.TIMEOUT.value,
        detail="opening it does not come back; pull it out and plug it in, or restart the counter",
        since=now,
        retry_at=None,
    )


def asked_again(standing: Standing, now: float) -> Standing:
    """Return the standing after somebody changed something: a try now, short pauses again."""
    return replace(standing, retry_at=now, tries=0)


def looked(standing: Standing, nodes: frozenset[str], now: float) -> Standing:
    """Return the standing after a look at what is plugged in: any change ends the wait.

    Args:
        standing: of a device that waits for its next try.
        nodes: what is plugged in now.
        now: monotonic seconds.
    """
    # a failed device too: plugging it in anew is what a person tries first, and one that was tried
    # a moment before udev gave its node to the group is denied until its link appears
    waits = standing.state in {DeviceState.ABSENT, DeviceState.FAILED}
    return asked_again(standing, now) if waits and nodes != standing.nodes else standing
