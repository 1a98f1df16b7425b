"""What follows from an event beside the books, whenever it is folded: claims, and whose photos."""

from kiosk.central.claims import Claims
from kiosk.central.evidence import Evidence
from kiosk.central.sql import Sql
from kiosk.core.events import Event
from kiosk.core.facts.evidence import PhotoTaken


class Following:
    """Follows events as they are folded: on arrival, taken in again, known only by now.

    Args:
        conn: inside a transaction whenever a method is called.
    """

    def __init__(self, conn: Sql) -> None:
        self._claims, self._evidence = Claims(conn), Evidence(conn)

    def told(
        self, device: str, point: str, event: Event, at: int, *, is_late: bool = False
    ) -> None:
        """Note whose a photo is, or open or close a claim.

        Args:
            device: that told it.
            point: it worked for then.
            event: what it told.
            at: now, ms UTC.
            is_late: it is followed long after it came; its box has told more since.
        """
        if isinstance(event.facts, PhotoTaken):
            photo, taken_at = event.facts, event.recorded_at
            self._evidence.told(device, point, photo, taken_at, at, is_late=is_late)
        else:
            self._claims.told(point, event, at)
