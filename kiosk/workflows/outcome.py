"""What became of a letter of the central, or of a slice of it."""

from msgspec import Struct

from kiosk.core.words import Outcome

SLICE_ROWS = 20  # <= 8 ms between two frames (PROTOCOL.md 7)


class Done(Struct, frozen=True):
    """What became of a slice of a letter.

    Args:
        offset: rows of it applied so far, 0 once all of it is.
        outcome, reason: of the whole letter.
    """

    offset: int = 0
    outcome: Outcome = Outcome.APPLIED
    reason: str = ""


def rejected(reason: str) -> Done:
    """Return the answer to a letter that is not obeyed."""
    return Done(outcome=Outcome.REJECTED, reason=reason)
