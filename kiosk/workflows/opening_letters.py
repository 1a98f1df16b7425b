"""What the central tells of the opening of this point."""

from kiosk.core import opening_letters as letters
from kiosk.core import opening_thread, openings
from kiosk.core.facts.fact import Fact
from kiosk.core.facts.opening import OpeningStageSet
from kiosk.core.messages import Message
from kiosk.core.openings import Opening
from kiosk.core.refusals import Reason, Refused
from kiosk.workflows.counter import Counter

_NOT_HERE = Refused(Reason.NOT_KNOWN_HERE)


class OpeningLetters:
    """Decides what a letter about an opening means; within the mailroom's unit.

    Args:
        counter: what all activities share.
    """

    def __init__(self, counter: Counter) -> None:
        self._openings, self._deliveries = counter.store.openings, counter.store.deliveries

    def decide(self, message: Message) -> tuple[Fact, ...] | Refused | None:
        """Return what becomes true by a letter, why it is refused, or None for another's letter."""
        match message.facts:
            case letters.OpeningInvited(opening=name):
                known = self._openings.get(name)
                if known is None and self._works():
                    return Refused(Reason.WRONG_STATE)  # no letter shuts it, nor tries it anew
                return openings.invite(known, name)
            case (
                letters.OpeningStageSet(opening=name)
                | letters.OpeningSaid(opening=name)
                | letters.OpeningAround(opening=name)
            ):
                known = self._openings.get(name)
                return self._told(known, message) if known else _NOT_HERE
            case _:
                return None

    def _works(self) -> bool:
        """Whether the point was launched, or has worked without ever being opened."""
        found = self._openings.all()
        return openings.is_launched(found) and bool(found or self._deliveries.recent(1))

    def _told(self, known: Opening, message: Message) -> tuple[Fact, ...] | Refused | None:
        match message.facts:
            case letters.OpeningStageSet() as word:
                told = (word.comment, word.deadline_at, word.shots, word.version)
                said = OpeningStageSet(word.opening, word.stage, *told)
                return openings.set_stage(known, said, word.version)
            case letters.OpeningSaid(text=text, line=line):
                return opening_thread.hear(known, text, line)
            case letters.OpeningAround() as around:
                return self._around(around)
            case _:
                return None

    def _around(self, told: letters.OpeningAround) -> tuple[Fact, ...] | Refused:
        had = self._openings.around(told.opening)
        if had is not None and had.as_of > told.as_of:
            return Refused(Reason.STALE)
        self._openings.keep_around(told)
        return ()
