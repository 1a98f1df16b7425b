"""Who is being opened hears of a point that comes near, moves, or never will be."""

from kiosk.central.openings import Application
from kiosk.central.store import Store


def renew_around(store: Store, at: int) -> int:
    """Tell every open opening what has changed around it; return how many were told.

    Args:
        store: not within a unit.
        at: now, ms UTC.
    """
    store.has_moved = False  # first: what fails here is tried again within the hour, not each turn
    waiting = [one for one in store.openings.all() if not one.opening.is_over]
    return sum(_renewed(store, one, at) for one in waiting)


def _renewed(store: Store, one: Application, at: int) -> bool:
    book, opening = store.openings, one.opening
    told = book.told_around(one.point, opening.opening)
    known = opening.place or told
    spot = book.spot(one.point)
    if known is not None and known.lat is not None and known.lon is not None:
        spot = (known.lat, known.lon)
    if spot is None:
        return False  # nobody knows where it may be
    letter = book.around(opening.opening, one.point, *spot, at)
    if told is not None and told.points == letter.points:
        return False
    with store.unit():  # each by itself: a network's boxes are not held all at once
        store.queue(one.point, [letter], at, "system")
    return True
