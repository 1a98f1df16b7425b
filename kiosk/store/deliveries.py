"""Questions about deliveries."""

from sqlite_utils import Database

from kiosk.core.books import Subject
from kiosk.core.deliveries import Delivery
from kiosk.store import rows


class Deliveries:
    """Finds deliveries; reads only."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, delivery: str) -> Delivery | None:
        """Return the delivery with this id."""
        found = rows.load(self._db, Subject("delivery", delivery))
        return found if isinstance(found, Delivery) else None

    def open(self) -> tuple[Delivery, ...]:
        """Return those that are coming or being checked in, the arrived first, then by due time."""
        sql = (
            "SELECT body FROM delivery WHERE state IN ('announced', 'arrived')"
            " ORDER BY state = 'announced', due_at, delivery"
        )
        return tuple(rows.delivery_of(body) for (body,) in self._db.execute(sql).fetchall())

    def recent(self, limit: int = 20) -> tuple[Delivery, ...]:
        """Return the latest deliveries in any state."""
        sql = "SELECT body FROM delivery ORDER BY due_at DESC, delivery DESC LIMIT ?"
        return tuple(rows.delivery_of(b) for (b,) in self._db.execute(sql, [limit]).fetchall())
