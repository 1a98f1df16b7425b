"""The counts of each day, kept beside the journal that they are made of (core.tallies).

They follow the journal by a mark: counting an event and moving the mark are one unit, and whoever
reads counts what is new on top. So they never say more or less than the journal does.
"""

from datetime import tzinfo
from typing import TypeAlias

import msgspec
from msgspec import Struct
from sqlite_utils import Database

from kiosk.core import events, tallies
from kiosk.core.books import Subject
from kiosk.core.events import Event
from kiosk.core.facts.fact import Fact
from kiosk.core.facts.link import LinkLost
from kiosk.core.tallies import COUNTED, Counts, Running, added
from kiosk.store.rows import body_of

_Days: TypeAlias = dict[tuple[str, bool], Counts]  # by day, and whether this counter did it

_MOST = 10_000_000  # events: all there are
_SLICE = 1_000
_counts = msgspec.json.Decoder(Counts).decode
_running = msgspec.json.Decoder(Running).decode
_COUNTED = frozenset(map(events.word_of, COUNTED))


class Mark(Struct, frozen=True):
    """How far the journal is counted.

    Args:
        seq: the last row that is, 0 for none.
        hash: of the chain there; another one means another journal.
        zone: by which days were told apart.
        running: what is under way there.
    """

    seq: int = 0
    hash: bytes = b""
    zone: str = ""
    running: Running = Running()


class Ahead(Struct, frozen=True):
    """What the journal says after a mark.

    Args:
        mark: where it was read to.
        days: what it adds to each day, yyyy-mm-dd, of ours and of other counters of the point.
        anew: the mark before was none of this journal: all days are told anew.
    """

    mark: Mark
    days: _Days
    anew: bool


def begin(db: Database) -> None:
    """Make the tables; counting begins with the journal's first row."""
    db.execute("CREATE TABLE day_tally (day TEXT PRIMARY KEY, body BLOB NOT NULL) STRICT")
    db.execute(
        "CREATE TABLE tally_mark (only_one INTEGER PRIMARY KEY CHECK (only_one = 1),"
        " seq INTEGER NOT NULL, hash BLOB NOT NULL, zone TEXT NOT NULL, running BLOB NOT NULL)"
        " STRICT"
    )
    db.execute(
        "CREATE INDEX journal_link ON journal(seq) WHERE type IN ('link.lost', 'link.restored')"
    )


def part(db: Database) -> None:
    """Keep what other counters of the point did apart; counted anew where there ever were any."""
    db.execute("ALTER TABLE day_tally RENAME TO whole_tally")
    db.execute(
        "CREATE TABLE day_tally (day TEXT NOT NULL, ours INTEGER NOT NULL, body BLOB NOT NULL,"
        " PRIMARY KEY (day, ours)) STRICT, WITHOUT ROWID"
    )
    db.execute("INSERT INTO day_tally SELECT day, 1, body FROM whole_tally")
    db.execute("DROP TABLE whole_tally")
    db.execute(
        "DELETE FROM tally_mark WHERE EXISTS (SELECT 1 FROM setting WHERE name = 'point.siblings')"
    )


class Tallies:
    """Counts the journal by day.

    Args:
        db: an open connection.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    def count(self, zone: tzinfo, most: int = _MOST) -> int:
        """Count up to so many new events of the journal; within a unit.

        Args:
            zone: the point's; another one than before has everything counted anew.
            most: how many events.

        Returns:
            How many rows of the journal were read.
        """
        mark = self._mark(zone)
        ahead = self._ahead(mark, zone, most)
        if ahead.anew:
            self._db.execute("DELETE FROM day_tally")
        if ahead.mark == mark and not ahead.anew:
            return 0
        for (day, ours), counts in ahead.days.items():
            self._keep(day, added(self._day(day, ours=ours), counts), ours=ours)
        self._keep_mark(ahead.mark)
        return ahead.mark.seq - mark.seq

    def days(self, first: str, last: str, zone: tzinfo) -> dict[str, Counts]:
        """Return the counts of each day that has any, new events included; writes nothing.

        Args:
            first: the first day, yyyy-mm-dd.
            last: the last day.
            zone: the point's.
        """
        return _whole(self._days(first, last, zone))

    def own(self, day: str, zone: tzinfo) -> Counts:
        """Return the counts of what this counter did on a day, and no sibling of its point.

        Args:
            day: yyyy-mm-dd.
            zone: the point's.
        """
        return self._days(day, day, zone).get((day, True), {})

    def recount(self, zone: tzinfo) -> dict[str, Counts]:
        """Return the counts of every day as the journal tells them from its first row on."""
        return _whole(self._ahead(Mark(zone=str(zone)), zone, _MOST).days)

    def _days(self, first: str, last: str, zone: tzinfo) -> _Days:
        ahead = self._ahead(self._mark(zone), zone, _MOST)
        sql = "SELECT day, ours, body FROM day_tally WHERE day BETWEEN ? AND ?"
        kept = [] if ahead.anew else self._db.execute(sql, [first, last]).fetchall()
        found = {(str(day), bool(ours)): _counts(body) for day, ours, body in kept}
        for key, counts in ahead.days.items():
            if first <= key[0] <= last:
                found[key] = added(found.get(key, {}), counts)
        return found

    def counted(self, zone: tzinfo) -> int:
        """Return the number of the last row that is counted, 0 for none."""
        return self._mark(zone).seq

    def lost_since(self) -> int | None:
        """Return since when the central cannot be reached; 0: it can; None: it never could."""
        sql = (  # names what the index journal_link is of, so that it is used
            "SELECT body FROM journal WHERE type IN ('link.lost', 'link.restored')"
            " ORDER BY seq DESC"
        )
        last = self._readable(sql, [])
        if last is None:
            return None
        return last.facts.since if isinstance(last.facts, LinkLost) else 0

    def _mark(self, zone: tzinfo) -> Mark:
        """Return how far this journal is counted by this zone; from its beginning if by another."""
        sql = "SELECT seq, hash, zone, running FROM tally_mark"
        row = self._db.execute(sql).fetchone()
        mark = Mark(int(row[0]), bytes(row[1]), str(row[2]), _running(row[3])) if row else Mark()
        sql = "SELECT hash FROM journal WHERE seq = ?"
        here = self._db.execute(sql, [mark.seq]).fetchone()
        is_ours = mark.seq == 0 or (here is not None and bytes(here[0]) == mark.hash)
        return mark if is_ours and mark.zone == str(zone) else Mark(zone=str(zone))

    def _ahead(self, mark: Mark, zone: tzinfo, most: int) -> Ahead:
        anew, days, left = mark.seq == 0, _Days(), most
        while left > 0 and (rows := self._rows(mark.seq, min(left, _SLICE))):
            running = mark.running
            for seq, word, body, _ in rows:
                if word in _COUNTED:
                    running = self._counted(seq, body, running, zone, days)
            mark = Mark(int(rows[-1][0]), bytes(rows[-1][3]), mark.zone, running)
            left -= len(rows)
        return Ahead(mark, days, anew)

    def _rows(self, after: int, most: int) -> list[tuple[int, str, bytes, bytes]]:
        sql = "SELECT seq, type, body, hash FROM journal WHERE seq > ? ORDER BY seq LIMIT ?"
        return [tuple(row) for row in self._db.execute(sql, [after, most]).fetchall()]

    def _counted(
        self, seq: int, body: bytes, running: Running, zone: tzinfo, days: _Days
    ) -> Running:
        def memory(subject: Subject, types: tuple[type[Fact], ...]) -> Event | None:
            return self._last(subject, types, seq)

        event = events.readable(body)
        if event is None:  # counts as nothing: the audit names it
            return running
        told = tallies.tell(event, running, zone, memory)
        for change in told.changes:
            counts = days.setdefault((change.day, change.ours), {})
            counts[change.key] = counts.get(change.key, 0) + change.n
        return told.running

    def _last(self, subject: Subject, types: tuple[type[Fact], ...], before: int) -> Event | None:
        words = [*map(events.word_of, types), "", ""][:3]
        sql = (
            "SELECT journal.body FROM touched JOIN journal USING (seq)"
            " WHERE touched.kind = ? AND touched.id = ? AND touched.seq < ?"
            " AND journal.type IN (?, ?, ?) ORDER BY touched.seq DESC"
        )
        return self._readable(sql, [subject.kind, subject.id, before, *words])

    def _readable(self, sql: str, values: list[str | int]) -> Event | None:
        """Return the first event found that can be read."""
        found = (events.readable(bytes(body)) for (body,) in self._db.execute(sql, values))
        return next((event for event in found if event), None)

    def _day(self, day: str, *, ours: bool) -> Counts:
        sql = "SELECT body FROM day_tally WHERE day = ? AND ours = ?"
        row = self._db.execute(sql, [day, ours]).fetchone()
        return _counts(row[0]) if row else {}

    def _keep(self, day: str, counts: Counts, *, ours: bool) -> None:
        sql = (
            "INSERT INTO day_tally (day, ours, body) VALUES (?, ?, ?)"
            " ON CONFLICT (day, ours) DO UPDATE SET body = excluded.body"
        )
        self._db.execute(sql, [day, ours, body_of(counts)])

    def _keep_mark(self, mark: Mark) -> None:
        sql = (
            "INSERT INTO tally_mark (only_one, seq, hash, zone, running) VALUES (1, ?, ?, ?, ?)"
            " ON CONFLICT (only_one) DO UPDATE SET seq = excluded.seq, hash = excluded.hash,"
            " zone = excluded.zone, running = excluded.running"
        )
        self._db.execute(sql, [mark.seq, mark.hash, mark.zone, body_of(mark.running)])


def _whole(days: _Days) -> dict[str, Counts]:
    """Return the counts of the whole point by day, in order; days without any are left out."""
    whole: dict[str, Counts] = {}
    for (day, _), counts in sorted(days.items()):
        whole[day] = added(whole.get(day, {}), counts)
    return {day: counts for day, counts in whole.items() if counts}
