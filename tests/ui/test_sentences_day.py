"""Refusals about the day are sentences like all others."""

from kiosk.core.refusals import Reason
from kiosk.ui.sentences import SENTENCES
from kiosk.ui.sentences_day import DAY


def test_they_stand_among_all_others() -> None:
    assert DAY.items() <= SENTENCES.items()
    assert {Reason.LOOSE_ENDS, Reason.DRAWER_DIFFERS, Reason.DAY_CLOSED} <= set(DAY)
