"""Names of people who joined at a counter: half of each comes as an event, half as a file.

The event tells who, and the SHA-256 of an attachment; the attachment tells the name. Either may
come first. Together they stand beside the books: a box that takes the point over is told them.
"""

import logging

from msgspec import Struct

from kiosk.central.beside import Beside
from kiosk.central.sql import Sql
from kiosk.core import attachments
from kiosk.core.attachments import BadAttachment
from kiosk.core.facts.people import StaffNamed
from kiosk.core.refusals import Refused
from kiosk.core.snapshots import PersonLine
from kiosk.core.staffing import StaffName, clean_name

log = logging.getLogger(__name__)


class Named(Struct, frozen=True):
    """A person whose name stands beside the books of a point."""

    point: str
    staff: str


class Names:
    """The table `person_name`.

    Args:
        conn: inside a transaction whenever a method is called.
    """

    def __init__(self, conn: Sql) -> None:
        self._conn, self._beside = conn, Beside(conn)

    def told(self, point: str, fact: StaffNamed) -> Named | None:
        """An event said whose name a file holds; what was said of the person before is over.

        Returns:
            Who has a name now, where the file came before.
        """
        self._conn.execute(
            "UPDATE person_name SET old = 1, name = ''"
            " WHERE point = ? AND staff = ? AND sha256 <> ?",
            [point, fact.staff, fact.sha256],
        )
        self._conn.execute(
            "INSERT INTO person_name (sha256, point, staff, name, old) VALUES (?, ?, ?, '', 0)"
            " ON CONFLICT (sha256) DO UPDATE SET point = excluded.point, staff = excluded.staff",
            [fact.sha256, point, fact.staff],
        )
        return self._join(fact.sha256)

    def came(self, sha256: str, raw: bytes) -> Named | None:
        """A whole attachment is here; whatever holds no name is let be.

        Args:
            sha256: its name.
            raw: its bytes, proved.

        Returns:
            Who has a name now, where the event came before.
        """
        try:
            found = attachments.fields_of(attachments.read(raw), StaffName)
        except BadAttachment:
            return None
        name = clean_name(found.name)
        if isinstance(name, Refused):
            log.warning("attachment %s holds no name a person can have", sha256[:16])
            return None
        self._conn.execute(
            "INSERT INTO person_name (sha256, point, staff, name, old) VALUES (?, '', '', ?, 0)"
            " ON CONFLICT (sha256) DO UPDATE SET name = excluded.name WHERE person_name.old = 0",
            [sha256, name],
        )
        return self._join(sha256)

    def _join(self, sha256: str) -> Named | None:
        """Put the halves together once both are here; the name then stands in one place."""
        row = self._conn.execute(
            "SELECT point, staff, name FROM person_name"
            " WHERE sha256 = ? AND old = 0 AND staff <> '' AND name <> ''",
            [sha256],
        ).fetchone()
        if row is None:
            return None
        point, staff, name = map(str, row)
        self._beside.name(point, PersonLine(staff, name))
        self._conn.execute("UPDATE person_name SET name = '' WHERE sha256 = ?", [sha256])
        return Named(point, staff)
