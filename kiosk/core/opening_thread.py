"""The thread between a partner and the central: who says what, and what is heard once."""

from kiosk.core.events import CENTRAL
from kiosk.core.facts.fact import Fact
from kiosk.core.facts.opening import OpeningSaid
from kiosk.core.openings import Opening, Said
from kiosk.core.refusals import Reason, Refused


def say(opening: Opening, text: str) -> tuple[Fact, ...]:
    """Say something; the thread is never shut."""
    return (OpeningSaid(opening.opening, text),)


def hear(opening: Opening, text: str, line: str) -> tuple[Fact, ...] | Refused:
    """Take a line of the central's; one that stands in the thread is not taken again.

    Args:
        opening: as it stands.
        text: what is said.
        line: its name; empty from an older central.
    """
    if line in opening.heard:
        return Refused(Reason.STALE)
    return (OpeningSaid(opening.opening, text, line),)


def is_centrals(said: Said) -> bool:
    """Whether a line of the thread is the network's."""
    return said.by == CENTRAL
