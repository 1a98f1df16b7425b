"""Questions about deliveries, and the index of the boxes they come in."""

from collections.abc import Iterable

import msgspec
from msgspec import Struct
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

    def of_box(self, box: str) -> Delivery | None:
        """Return the delivery that a box comes with, or came with; of several the live one."""
        # boxes travel again: what is being checked in counts most, then what is on its way
        sql = (
            "SELECT body FROM delivery_box CROSS JOIN delivery USING (delivery) WHERE box = ?"
            " ORDER BY CASE state WHEN 'arrived' THEN 0 WHEN 'announced' THEN 1 ELSE 2 END,"
            " due_at DESC, delivery DESC LIMIT 1"
        )
        row = self._db.execute(sql, [box]).fetchone()
        return rows.delivery_of(row[0]) if row else None


def note(db: Database, delivery: Delivery) -> None:
    """Make a delivery found by its boxes; within a unit."""
    _put(db, delivery.delivery, (*delivery.boxes, *(one.box for one in delivery.opened)))


def forget_gone(db: Database) -> None:
    """Take the deliveries that a snapshot left out of the index; within a unit."""
    db.execute("DELETE FROM delivery_box WHERE delivery NOT IN (SELECT delivery FROM delivery)")


class _Told(Struct):
    """What any version of a file says of a delivery's boxes."""

    delivery: str
    boxes: tuple[str, ...] = ()


def fill(db: Database) -> None:
    """Index the boxes of a file that had no such index; within a unit."""
    for (body,) in db.execute("SELECT body FROM delivery").fetchall():
        told = msgspec.json.decode(body, type=_Told)
        _put(db, told.delivery, told.boxes)


def _put(db: Database, delivery: str, boxes: Iterable[str]) -> None:
    sql = "INSERT INTO delivery_box (box, delivery) VALUES (?, ?) ON CONFLICT DO NOTHING"
    for box in boxes:
        db.execute(sql, [box, delivery])
