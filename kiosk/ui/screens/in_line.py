"""Who showed the code at the door, as home and the lock tell: numbers, never names."""

from kiosk.ui.phrases import Phrases
from kiosk.workflows.doorline import Place


def numbered(number: int, phrases: Phrases) -> str:
    """Return how a ticket is called: by its number."""
    return phrases.text("No. {n}", n=number)


def line_words(places: tuple[Place, ...], phrases: Phrases) -> str:
    """Return who waits to be called: the number of the first, and how many more; or nothing."""
    waiting = [place for place in places if place.waits]
    if not waiting:
        return ""
    if len(waiting) == 1:
        return phrases.text("No. {n} waits", n=waiting[0].number)
    first = phrases.text("No. {n}", n=waiting[0].number)
    return phrases.count("{first} and {n} more wait", "{first} and {n} more wait",
                         len(waiting) - 1, first=first)  # fmt: skip
