"""The counts of each day, kept beside the journal that they are made of (core.tallies).

They follow the journal by a mark: counting an event and moving the mark are one unit, and whoever
reads counts what is new on top. So they never say more or less than the journal does.
"""

from collections.abc import Iterator
from datetime import date, tzinfo
from typing import TypeAlias

import msgspec
from msgspec import Struct
from sqlite_utils import Database

from kiosk.core import events, tallies, tallies_shelf
from kiosk.core.books import Subject
from kiosk.core.day_counts import Counts, added, day_of, summed
from kiosk.core.events import Event
from kiosk.core.facts.fact import Fact
from kiosk.core.facts.link import LinkLost
from kiosk.core.tallies import COUNTED, Running
from kiosk.store.rows import body_of

_Days: TypeAlias = dict[tuple[str, bool], Counts]  # by day, and whether this counter did it

_MOST = 10_000_000  # events: all there are
_SLICE = 1_000
_MOST_TYPES = 6  # of which events are looked for
_LAST_DAY = "9999"
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

    def days(self, first: str, last: str, zone: tzinfo, now: int) -> dict[str, Counts]:
        """Return the counts of each day that has any, up to now; writes nothing.

        What is new in the journal is counted on top, and so is what is under way, as far as it is
        known. Days with nothing but a shelf tell how full that was.

        Args:
            first: the first day, yyyy-mm-dd.
            last: the last day.
            zone: the point's.
            now: ms UTC.
        """
        ahead = self._ahead(self._mark(zone), zone, _MOST)
        sql = "SELECT day, ours, body FROM day_tally WHERE day >= ?"
        kept = [] if ahead.anew else self._db.execute(sql, [first]).fetchall()
        days = _whole({(str(day), bool(ours)): _counts(body) for day, ours, body in kept})
        return _told(days, ahead, first, last, now, zone)

    def own(self, day: str, zone: tzinfo, now: int) -> Counts:
        """Return the counts of what this counter did on a day, and no sibling of its point.

        Args:
            day: yyyy-mm-dd.
            zone: the point's.
            now: ms UTC; what is under way is told up to then.
        """
        ahead = self._ahead(self._mark(zone), zone, _MOST)
        kept = {} if ahead.anew else self._day(day, ours=True)
        begun = tallies.so_far(ahead.mark.running, now, zone)
        counts = added(kept, ahead.days.get((day, True), {}))
        return added(counts, {one.key: one.n for one in begun if one.day == day})

    def recount(self, zone: tzinfo, now: int) -> dict[str, Counts]:
        """Return the counts of every day as the journal tells them from its first row on.

        Args:
            zone: the point's.
            now: ms UTC.
        """
        ahead = self._ahead(Mark(zone=str(zone)), zone, _MOST)
        first = min((day for day, _ in ahead.days), default=day_of(now, zone))
        return _told({}, ahead, first, _LAST_DAY, now, zone)

    def counted(self, zone: tzinfo) -> int:
        """Return the number of the last row that is counted, 0 for none."""
        return self._mark(zone).seq

    def lost_since(self) -> int | None:
        """Return since when the central cannot be reached; 0: it can; None: it never could."""
        sql = (  # names what the index journal_link is of, so that it is used
            "SELECT body FROM journal WHERE type IN ('link.lost', 'link.restored')"
            " ORDER BY seq DESC"
        )
        last = next(self._readable(sql, []), None)
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
        def memory(subject: Subject, types: tuple[type[Fact], ...]) -> Iterator[Event]:
            return self._before(subject, types, seq)

        event = events.readable(body)
        if event is None:  # counts as nothing: the audit names it
            return running
        told = tallies.tell(event, running, zone, memory)
        for change in told.changes:
            counts = days.setdefault((change.day, change.ours), {})
            counts[change.key] = counts.get(change.key, 0) + change.n
        return told.running

    def _before(self, subject: Subject, types: tuple[type[Fact], ...], seq: int) -> Iterator[Event]:
        words = [*map(events.word_of, types), *[""] * _MOST_TYPES][:_MOST_TYPES]
        sql = (
            "SELECT journal.body FROM touched JOIN journal USING (seq)"
            " WHERE touched.kind = ? AND touched.id = ? AND touched.seq < ?"
            " AND journal.type IN (?, ?, ?, ?, ?, ?) ORDER BY touched.seq DESC"
        )
        return self._readable(sql, [subject.kind, subject.id, seq, *words])

    def _readable(self, sql: str, values: list[str | int]) -> Iterator[Event]:
        """Tell the events found that can be read."""
        found = (events.readable(bytes(body)) for (body,) in self._db.execute(sql, values))
        return (event for event in found if event)

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


def _told(
    days: dict[str, Counts], ahead: Ahead, first: str, last: str, now: int, zone: tzinfo
) -> dict[str, Counts]:
    """Return the days of a period: as they are kept, what is new, and what is under way.

    Args:
        days: as kept, from the first day on, past the last one.
        ahead: what the journal says after them.
        first: of the period.
        last: likewise.
        now: ms UTC.
        zone: the point's.
    """
    running = ahead.mark.running
    for day, counts in _whole(ahead.days).items():
        days[day] = added(days.get(day, {}), counts)
    for one in tallies.so_far(running, now, zone):
        days[one.day] = added(days.get(one.day, {}), {one.key: one.n})
    upto = min(last, day_of(now, zone))
    later = summed(counts for day, counts in days.items() if day > upto)
    found = {day: counts for day, counts in days.items() if first <= day <= last}
    if first <= upto:
        level = (tallies_shelf.taken(running.shelf), tallies_shelf.roomy(running.shelf))
        begin, end = date.fromisoformat(first), date.fromisoformat(upto)
        found = tallies_shelf.filled(found, begin, end, level, later)
    return {day: found[day] for day in sorted(found) if found[day]}


def _whole(days: _Days) -> dict[str, Counts]:
    """Return the counts of the whole point by day: of this counter and of its siblings."""
    whole: dict[str, Counts] = {}
    for (day, _), counts in days.items():
        whole[day] = added(whole.get(day, {}), counts)
    return whole
