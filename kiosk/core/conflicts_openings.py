"""An opening goes one way, whoever is heard late: rows of `conflicts` about openings of points."""

from kiosk.core.events import Event
from kiosk.core.facts import opening as facts
from kiosk.core.facts.fact import Fact
from kiosk.core.opening_words import OpeningStage, ShotState
from kiosk.core.openings import Opening

S = OpeningStage
_JUDGED = frozenset({ShotState.SUBMITTED, ShotState.APPROVED})


def is_crossed(opening: Opening, event: Event) -> bool:
    """Whether it was launched at one counter and given up at another: people must look."""
    fact = event.facts
    if isinstance(fact, facts.OpeningWithdrawn):
        return opening.state is S.LAUNCHED
    is_launch = isinstance(fact, facts.OpeningStageSet) and fact.stage is S.LAUNCHED
    return is_launch and opening.state is S.WITHDRAWN


def is_given_up(opening: Opening, event: Event) -> bool:
    """Whether it ran out at one counter and was given up at another: the partner's word stands."""
    return opening.state is S.EXPIRED and isinstance(event.facts, facts.OpeningWithdrawn)


def is_for_all(fact: Fact) -> bool:
    """Whether what one counter obeyed holds at the others, whatever they did meanwhile.

    Each obeys the central's letters by itself; one that had gone on refuses the end of the term as
    late, and would never hear that the opening has ended.
    """
    return isinstance(fact, facts.OpeningStageSet) and fact.stage is S.EXPIRED


def is_known(opening: Opening, event: Event) -> bool:
    """Whether an opening has gone on from what is told of it, so that this changes nothing.

    Two counters obey the same letter, and one that was cut off tells late: what it did was done on
    an older version, or another counter has done it. That a term ran out is true of any version.
    """
    match event.facts:
        case facts.OpeningSaid():
            return False
        case facts.OpeningInvited():
            return True
        case facts.OpeningStageSet(stage=S.EXPIRED):
            return opening.is_over
        case facts.OpeningStageSet(version=seen) | facts.OpeningSubmitted(version=seen):
            return opening.is_over or (seen is not None and seen < opening.version)
        case facts.OpeningReportSubmitted(round=number):
            return opening.is_over or number <= opening.round
        case facts.ShotTaken(shot=shot):
            had = opening.shot(shot)
            return opening.is_over or (had is not None and had.state in _JUDGED)
        case facts.EquipmentChecked():
            return opening.is_over or opening.state is S.TRIAL_DELIVERY
        case _:
            return opening.is_over
