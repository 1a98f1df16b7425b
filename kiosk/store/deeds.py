"""Who did what: the journal by person, in the table that also tells what touched which row."""

from collections.abc import Collection
from itertools import islice

from msgspec import Struct
from sqlite_utils import Database

from kiosk.core import events
from kiosk.core.events import CENTRAL, SYSTEM, Event

_NOBODY = 1 << 62  # above every number of a journal
REACH = 4_000  # deeds that one page looks through, however rare what it looks for: some 10 ms


class DeedRow(Struct, frozen=True):
    """An event of the journal, and its number."""

    seq: int
    event: Event


class Deeds:
    """Notes and finds what people did and what they vouched for."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def note(self, event: Event, seq: int) -> None:
        """Keep who is behind an event; within a unit."""
        for staff in {event.actor, event.witness} - {CENTRAL, SYSTEM, None}:
            sql = "INSERT INTO touched (kind, id, seq) VALUES ('by', ?, ?)"
            self._db.execute(sql, [staff, seq])

    def of(
        self, staff: str, types: Collection[str] = (), before: int | None = None, limit: int = 50
    ) -> tuple[DeedRow, ...]:
        """Return what a person did, the newest first; a row that cannot be read is left out.

        Looks through the last `REACH` of their deeds; `edge` tells where that ended.

        Args:
            staff: who.
            types: of events; none for all.
            before: only those with a smaller number.
            limit: at most so many.
        """
        sql = (
            "SELECT journal.seq, journal.body FROM (SELECT seq FROM touched"
            " WHERE kind = 'by' AND id = ?1 AND seq < ?2 ORDER BY seq DESC LIMIT ?4) AS theirs"
            " CROSS JOIN journal USING (seq)"
            " WHERE (?3 = '  ' OR instr(?3, ' ' || journal.type || ' '))"
            " ORDER BY theirs.seq DESC"
        )
        wanted = f" {' '.join(sorted(types))} "
        found = self._db.execute(sql, [staff, before or _NOBODY, wanted, REACH])
        read = ((int(seq), events.readable(bytes(body))) for seq, body in found)
        return tuple(islice((DeedRow(seq, event) for seq, event in read if event), limit))

    def edge(self, staff: str, before: int | None = None) -> int | None:
        """Return the last row that `of` looks at, None where it comes to the beginning."""
        sql = (
            "SELECT seq FROM touched WHERE kind = 'by' AND id = ? AND seq < ?"
            " ORDER BY seq DESC LIMIT 2 OFFSET ?"
        )
        found = self._db.execute(sql, [staff, before or _NOBODY, REACH - 1]).fetchall()
        return int(found[0][0]) if len(found) > 1 else None

    def last_seen(self, staff: str) -> int:
        """Return when a person did something here for the last time, ms UTC; 0 for never."""
        last = self.of(staff, limit=1)
        return last[0].event.recorded_at if last else 0


def fill(db: Database) -> None:
    """Note who is behind every event of a file from before this was kept; in a migration."""
    # a row that somebody tampered with must not keep the counter from starting: the audit names it
    db.execute(
        "INSERT OR IGNORE INTO touched (kind, id, seq) SELECT 'by', who, seq FROM"
        " (SELECT CASE WHEN json_valid(CAST(body AS TEXT))"
        "  THEN json_extract(CAST(body AS TEXT), '$.actor') END AS who, seq FROM journal)"
        " WHERE who NOT IN ('central', 'system')"
    )
    db.execute(
        "INSERT OR IGNORE INTO touched (kind, id, seq) SELECT 'by', who, seq FROM"
        " (SELECT CASE WHEN json_valid(CAST(body AS TEXT))"
        "  THEN json_extract(CAST(body AS TEXT), '$.witness') END AS who, seq FROM journal)"
        " WHERE who IS NOT NULL"
    )
