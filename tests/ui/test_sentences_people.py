"""Refusals about people are sentences like all others."""

from kiosk.core.refusals import Reason
from kiosk.ui.sentences import SENTENCES
from kiosk.ui.sentences_people import PEOPLE


def test_they_stand_among_all_others() -> None:
    assert PEOPLE.items() <= SENTENCES.items()
    team = {Reason.LAST_OWNER, Reason.NOT_YOURSELF, Reason.BLOCKED, Reason.HAS_PIN}
    assert team | {Reason.SIGN_IN_HELD, Reason.PIN_WITH_OWNER, Reason.WRONG_BADGE_OR_PIN} <= set(
        PEOPLE
    )
