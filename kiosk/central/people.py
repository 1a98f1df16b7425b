"""People of the points as the network knows them: what they may is in the books, names beside."""

import msgspec
from msgspec import Struct

from kiosk.central.sql import Sql
from kiosk.core.snapshots import PersonLine
from kiosk.core.team import Staff

_staff: "msgspec.json.Decoder[Staff]" = msgspec.json.Decoder(Staff)
_line: "msgspec.json.Decoder[PersonLine]" = msgspec.json.Decoder(PersonLine)


class Known(Struct, frozen=True):
    """A person of a point; the name is empty where only the counter knows it."""

    staff: Staff
    name: str


class People:
    """Tells who works where.

    Args:
        conn: of the store, or of a reader of it.
    """

    def __init__(self, conn: Sql) -> None:
        self._conn = conn

    def of(self, point: str) -> tuple[Known, ...]:
        """Return everybody of a point, by id."""
        rows = self._conn.execute(
            "SELECT book.body, beside.body FROM book LEFT JOIN beside"
            " ON beside.point = book.point AND beside.kind = 'person' AND beside.id = book.id"
            " WHERE book.point = ? AND book.kind = 'staff' ORDER BY book.id",
            [point],
        ).fetchall()
        return tuple(
            Known(_staff.decode(body), _line.decode(line).name if line is not None else "")
            for body, line in rows
        )
