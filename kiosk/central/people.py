"""People of the points as the network knows them: what they may is in the books, names beside.

A change that is on its way counts as done, so that the next one builds on it.
"""

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from kiosk.central.outgoing import REPLACED
from kiosk.central.sql import Sql
from kiosk.core import messages
from kiosk.core.messages import StaffUpsert
from kiosk.core.snapshots import PersonLine
from kiosk.core.team import GRANTABLE, Staff
from kiosk.sync.protocol import REVOKED

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
        """Return everybody of a point, by id, with what is on its way there."""
        rows = self._conn.execute(
            "SELECT book.body, beside.body FROM book LEFT JOIN beside"
            " ON beside.point = book.point AND beside.kind = 'person' AND beside.id = book.id"
            " WHERE book.point = ? AND book.kind = 'staff' ORDER BY book.id",
            [point],
        ).fetchall()
        told = [
            Known(_staff.decode(body), _line.decode(line).name if line is not None else "")
            for body, line in rows
        ]
        team = {one.staff.staff: one for one in told}
        for letter in self._on_the_way(point):
            team[letter.staff] = _after(team.get(letter.staff), letter)
        return tuple(one for _, one in sorted(team.items()))

    def _on_the_way(self, point: str) -> list[StaffUpsert]:
        rows = self._conn.execute(
            "SELECT raw FROM message JOIN device USING (device) WHERE point = ?"
            " AND type = 'staff.upsert' AND state IN ('queued', 'received')"
            " AND device.blocked NOT IN (?, ?) ORDER BY device, seq",
            [point, REPLACED, REVOKED],
        ).fetchall()
        letters = [messages.decode(bytes(raw)).facts for (raw,) in rows]
        return [letter for letter in letters if isinstance(letter, StaffUpsert)]


def _after(had: Known | None, letter: StaffUpsert) -> Known:
    """Return a person as the point will have it (core.team.upsert)."""
    staff = had.staff if had else Staff(letter.staff, letter.role)
    if letter.active:
        granted = frozenset(letter.rights) & GRANTABLE.get(letter.role, frozenset())
        staff = Staff(letter.staff, letter.role, granted)
    else:
        staff = replace(staff, blocked=True)
    return Known(staff, letter.name)
