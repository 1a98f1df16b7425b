"""What of an opening its partner should hear: a step that waits for them, the network's word."""

from collections.abc import Iterator

from msgspec import Struct

from kiosk.core.events import CENTRAL
from kiosk.core.opening_thread import is_centrals
from kiosk.core.opening_words import OpeningStage
from kiosk.core.openings import Opening, is_partners_turn

NEWS_DAYS = 7  # so long the end of an opening is news
_STEP, _SAID = "step", "said"
_LONGEST = 40  # of the opening's name: a subject has 64 signs
_ENDS = frozenset({OpeningStage.LAUNCHED, OpeningStage.EXPIRED})
_DAY_MS = 24 * 3_600_000


class Heard(Struct, frozen=True):
    """One thing to hear.

    Args:
        subject: the opening, and which stage or which line of its thread.
        at: the step's deadline, or since when, ms UTC.
        asks: whether the partner must act.
    """

    subject: str
    at: int
    asks: bool = False


def heard(opening: Opening, at: int) -> Iterator[Heard]:
    """Yield what the partner should hear at `at`, ms UTC.

    A stage has its own subject: who has seen the last one is told of the next.
    """
    name = opening.opening[-_LONGEST:]
    step = f"{name}:{opening.version}:{_STEP}"
    last = opening.steps[-1].by if opening.steps else ""
    if opening.state in _ENDS:
        if at < opening.changed_at + NEWS_DAYS * _DAY_MS:
            yield Heard(step, opening.changed_at)
    elif is_partners_turn(opening):
        yield Heard(step, opening.deadline_at or opening.changed_at, asks=True)
    elif last == CENTRAL:
        yield Heard(step, opening.changed_at)
    line = opening.said[-1] if opening.said else None
    if line is not None and is_centrals(line) and not opening.is_over:
        yield Heard(f"{name}:{line.at}:{_SAID}", line.at)


def is_line(subject: str) -> bool:
    """Whether a subject is a line of the thread, not a stage."""
    return subject.endswith(f":{_SAID}")
