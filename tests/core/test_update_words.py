"""Rings come one after the other, and only what is a release's own fault counts against it."""

import pytest

from kiosk.core.update_words import Cause, Ring, Step, is_bad_sign


def test_rings_come_in_their_order() -> None:
    assert [ring.next for ring in Ring] == [Ring.EARLY, Ring.ALL, None]
    assert Ring.CANARY.reached == (Ring.CANARY,)
    assert Ring.ALL.reached == tuple(Ring)


@pytest.mark.parametrize(
    ("step", "cause", "counts"),
    [
        (Step.ROLLED_BACK, Cause.CRASHED, True),
        (Step.ROLLED_BACK, "a newer box's word", True),
        (Step.FAILED, Cause.BAD_SIGNATURE, True),
        (Step.FAILED, Cause.DISK_SHORT, False),
        (Step.FAILED, "a newer box's word", False),
        (Step.CONFIRMED, "", False),
    ],
)
def test_what_counts_against_a_release(step: Step, cause: str, *, counts: bool) -> None:
    assert is_bad_sign(step, cause) is counts
