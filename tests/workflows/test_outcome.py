"""What became of a letter."""

from kiosk.core.words import Outcome
from kiosk.workflows.outcome import Done, rejected


def test_a_letter_that_is_not_obeyed_says_why() -> None:
    assert rejected("stale") == Done(outcome=Outcome.REJECTED, reason="stale")
    assert Done().outcome is Outcome.APPLIED
