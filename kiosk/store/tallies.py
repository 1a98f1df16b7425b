"""The counts of each day, kept beside the journal that they are made of (core.tallies).

They follow the journal by a mark: counting an event and moving the mark are one unit, and whoever
reads counts what is new on top. So they never say more or less than the journal does.

When the rules of counting change (`core.tallies.RULES`), the journal is counted anew into a set of
its own; until that has reached the journal's end the days counted before are told, and said to be.
"""

from collections.abc import Iterator
from datetime import date, tzinfo
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace
from sqlite_utils import Database

from kiosk.core import events, tallies, tallies_shelf
from kiosk.core.books import Subject
from kiosk.core.day_counts import Counts, added, day_of, summed
from kiosk.core.events import Event
from kiosk.core.facts.fact import Fact
from kiosk.core.facts.link import LinkLost
from kiosk.core.tallies import COUNTED, Running
from kiosk.store.tally_sets import Mark, TallySets

_Days: TypeAlias = dict[tuple[str, bool], Counts]  # by day, and whether this counter did it

_MOST = 10_000_000  # events: all there are
_SLICE = 1_000
_MOST_TYPES = 6  # of which events are looked for
_LAST_DAY = "9999"
_COUNTED = frozenset(map(events.word_of, COUNTED))


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


class Tallies:
    """Counts the journal by day.

    Args:
        db: an open connection.
    """

    def __init__(self, db: Database) -> None:
        self._db, self._sets = db, TallySets(db)

    def count(self, zone: tzinfo, most: int = _MOST) -> int:
        """Count up to so many new events of the journal; within a unit.

        Args:
            zone: the point's; another one than before has everything counted anew.
            most: how many events.

        Returns:
            How many rows of the journal were read.
        """
        mark = self._mark(zone)
        ahead, rules = self._ahead(mark, zone, most), mark.rules
        if ahead.anew:
            self._sets.clear(rules)
        after = replace(ahead.mark, whole=mark.whole or ahead.mark.seq >= self._last())
        if after == mark and not ahead.anew:
            return 0
        for (day, ours), counts in ahead.days.items():
            before = self._sets.day(rules, day, ours=ours)
            self._sets.keep(rules, day, added(before, counts), ours=ours)
        self._sets.keep_mark(after)
        if after.whole:
            self._sets.leave_only(rules)
        return after.seq - mark.seq

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
        mark = self._shown(zone)
        ahead = self._ahead(mark, zone, _MOST)
        kept = {} if ahead.anew else self._sets.since(mark.rules, first)
        return _told(_whole(kept), ahead, first, last, now, zone)

    def own(self, day: str, zone: tzinfo, now: int) -> Counts:
        """Return the counts of what this counter did on a day, and no sibling of its point.

        By today's rules always: what a day told once it tells for good.

        Args:
            day: yyyy-mm-dd.
            zone: the point's.
            now: ms UTC; what is under way is told up to then.
        """
        mark = self._mark(zone)
        ahead = self._ahead(mark, zone, _MOST)
        kept = {} if ahead.anew else self._sets.day(mark.rules, day, ours=True)
        begun = tallies.so_far(ahead.mark.running, now, zone)
        counts = added(kept, ahead.days.get((day, True), {}))
        return added(counts, {one.key: one.n for one in begun if one.day == day})

    def recount(self, zone: tzinfo, now: int) -> dict[str, Counts]:
        """Return the counts of every day as the journal tells them from its first row on.

        Args:
            zone: the point's.
            now: ms UTC.
        """
        ahead = self._ahead(Mark(tallies.RULES, zone=str(zone)), zone, _MOST)
        first = min((day for day, _ in ahead.days), default=day_of(now, zone))
        return _told({}, ahead, first, _LAST_DAY, now, zone)

    def counted(self, zone: tzinfo) -> int:
        """Return the number of the last row that is counted by today's rules, 0 for none."""
        return self._mark(zone).seq

    def older(self, zone: tzinfo) -> int | None:
        """Return up to which row the days told were counted by other rules than today's.

        Returns:
            None once the journal is counted by today's, or where nothing was counted before.
        """
        shown = self._shown(zone)
        return None if shown.rules == tallies.RULES else shown.seq

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
        """Return how far this journal is counted by this zone and by today's rules."""
        mark = self._sets.mark(tallies.RULES)
        fresh = Mark(tallies.RULES, zone=str(zone))
        return mark if mark and self._is_of_this(mark, zone) else fresh

    def _shown(self, zone: tzinfo) -> Mark:
        """Return the set that is told: that of other rules until today's are through."""
        mine = self._mark(zone)
        if mine.whole:
            return mine
        others = self._sets.others(mine.rules)
        fit = (one for one in others if one.whole and self._is_of_this(one, zone))
        return next(fit, mine)

    def _is_of_this(self, mark: Mark, zone: tzinfo) -> bool:
        sql = "SELECT hash FROM journal WHERE seq = ?"
        here = self._db.execute(sql, [mark.seq]).fetchone()
        is_ours = mark.seq == 0 or (here is not None and bytes(here[0]) == mark.hash)
        return is_ours and mark.zone == str(zone)

    def _last(self) -> int:
        return int(self._db.execute("SELECT ifnull(max(seq), 0) FROM journal").fetchone()[0])

    def _ahead(self, mark: Mark, zone: tzinfo, most: int) -> Ahead:
        anew, days, left = mark.seq == 0, _Days(), most
        while left > 0 and (rows := self._rows(mark.seq, min(left, _SLICE))):
            running = mark.running
            for seq, word, body, _ in rows:
                if word in _COUNTED:
                    running = self._counted(seq, body, running, zone, days)
            mark = replace(mark, seq=int(rows[-1][0]), hash=bytes(rows[-1][3]), running=running)
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
