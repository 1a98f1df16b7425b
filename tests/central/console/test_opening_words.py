"""Every stage of an opening and every decision has its words."""

from kiosk.central.console.opening_words import ACTIONS, STAGES
from kiosk.central.openings import ACTIONS as DECISIONS
from kiosk.core.opening_words import OpeningStage


def test_every_word_of_an_opening_has_one_here() -> None:
    assert set(STAGES) == {stage.value for stage in OpeningStage}
    assert set(ACTIONS) == set(DECISIONS)
