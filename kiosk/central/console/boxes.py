"""How points and their boxes stand, as pages show it."""

from collections.abc import Iterable

from msgspec import Struct

from kiosk.central.openings import OpeningBook
from kiosk.central.questions import Questions
from kiosk.central.sql import Sql
from kiosk.central.standings import Standing

_STALE_MS = 15 * 60_000  # unsent for so long is worth a look
WORDS = ("blocked", "offline", "ill", "late", "new", "online")  # the worst first


class Place(Struct, frozen=True):
    """Where a point lies, in degrees."""

    lat: float
    lon: float


class Row(Struct, frozen=True):
    """A box in the list of points.

    Args:
        box: how it stands.
        word: `online`, `late`, `ill`, `offline`, `blocked` or `new`.
        version: of the program on it; empty where it never said.
        place: where its point lies, None where nobody said.
    """

    box: Standing
    word: str
    version: str
    place: Place | None


def rows(books: Sql, at: int) -> list[Row]:
    """Return every box, by point.

    Args:
        books: read.
        at: now, ms UTC.
    """
    placed = OpeningBook(books).placed()
    places = {one.point: Place(one.lat / 1e6, one.lon / 1e6) for one in placed}
    told = books.execute("SELECT device, app FROM presence").fetchall()
    versions = {str(device): str(app) for device, app in told}
    return [
        Row(box, word_of(box, at), versions.get(box.device, ""), places.get(box.point))
        for box in Questions(books).boxes(at)
    ]


def word_of(box: Standing, at: int) -> str:
    """Say in a word how a box is: the worst that is true of it."""
    if box.blocked:
        return "blocked"
    if box.presence is None or not box.presence.heard_at:
        return "new"
    if not box.presence.online:
        return "offline"
    if box.ill or (box.health is not None and box.health.parked):
        return "ill"
    is_stale = box.oldest_at is not None and at - box.oldest_at > _STALE_MS
    return "late" if box.presence.unsent and is_stale else "online"


def summed(found: Iterable[Row]) -> dict[str, int]:
    """Count boxes by their word, the worst first."""
    words = [row.word for row in found]
    return {word: words.count(word) for word in WORDS if word in words}
