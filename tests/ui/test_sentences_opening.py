"""Refusals about an opening are sentences like all others."""

from kiosk.core.refusals import Reason
from kiosk.ui.sentences import SENTENCES
from kiosk.ui.sentences_opening import OPENING


def test_they_stand_among_all_others() -> None:
    assert OPENING.items() <= SENTENCES.items()
    assert {Reason.NOT_LAUNCHED, Reason.TRIAL_OPEN, Reason.SHOTS_MISSING} <= set(OPENING)
