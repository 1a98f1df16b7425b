"""Events that come late, of which their box has told a later word: the books keep that one.

Of a person, a cell and what was counted in it, a visit, a day or the rules of a point the last word
counts, and it came in its turn. Of all else `core.conflicts` and the states themselves say which of
two facts does: one that only adds something is welcome, however late. That a customer is erased
undoes nothing of one who was told of again since.
"""

from collections.abc import Iterable, Iterator

from kiosk.central.books import Refusal
from kiosk.central.items import Read, Row
from kiosk.central.sql import Sql
from kiosk.core import books, events
from kiosk.core.books import Subject
from kiosk.core.events import Event
from kiosk.core.facts.privacy import CustomerErased

OVERTAKEN = "overtaken"
_LAST_WORD = frozenset({"staff", "cell", "count", "session", "day", "policy"})
_BESIDE = frozenset({"stocktake"})  # a count is one's of a stocktake, whose states decide
_AT_ONCE = 500


class LastWords:
    """What boxes told last of persons, cells, visits and days; each box's events are read once.

    Args:
        conn: inside one transaction all the while.
    """

    def __init__(self, conn: Sql) -> None:
        self._conn = conn
        # by device and epoch: from which number on it was read, and who was named last where
        self._told: dict[tuple[str, str], tuple[int, dict[Subject, int]]] = {}

    def overtaken(self, point: str, one: Read) -> Refusal | None:
        """Return why the books are not to follow an event any more; None where they are.

        It counts as told from here on.

        Args:
            point: its box worked for then.
            one: an event that the books did not follow when it came.
        """
        event = one.happened
        if event is None:
            return None
        about, row = books.subjects(event.facts), one.row
        later = self._came_back(point, event)
        if later is None and about and {each.kind for each in about} <= _LAST_WORD | _BESIDE:
            told = self._told_from(row)
            later = next((each for each in about if told.get(each, 0) > row.seq), None)
        _, told = self._told.get((row.device, row.epoch), (0, {}))
        _note(told, about, row.seq)
        return None if later is None else Refusal(event.id, later, OVERTAKEN)

    def _came_back(self, point: str, event: Event) -> Subject | None:
        """Return a customer whom an event erases, though their point was told of them after it."""
        fact = event.facts
        if not isinstance(fact, CustomerErased):
            return None
        found = self._conn.execute(
            "SELECT 1 FROM beside WHERE point = ? AND kind IN ('customer', 'codes', 'elsewhere')"
            " AND id = ? AND told_at > ? LIMIT 1",
            [point, fact.customer_ref, event.recorded_at],
        ).fetchone()
        return Subject("customer", fact.customer_ref) if found else None

    def _told_from(self, row: Row) -> dict[Subject, int]:
        """Return what a box told last of what, as far as it told that after an event."""
        since, told = self._told.get((row.device, row.epoch), (row.seq + 1, {}))
        if since > row.seq:
            since, told = row.seq, {}
            for seq, body in self._after(row):
                _note(told, books.subjects(events.decode(body).facts), seq)
            self._told[row.device, row.epoch] = since, told
        return told

    def _after(self, row: Row) -> Iterator[tuple[int, bytes]]:
        seq = row.seq
        # one that could not be followed says as much of what came later as one that was
        while rows := self._conn.execute(
            "SELECT seq, body FROM event WHERE device = ? AND epoch = ? AND seq > ?"
            " AND flag IN ('folded', 'conflict') ORDER BY seq LIMIT ?",
            [row.device, row.epoch, seq, _AT_ONCE],
        ).fetchall():
            for number, body in rows:
                seq = int(number)
                yield seq, bytes(body)


def _note(told: dict[Subject, int], about: Iterable[Subject], seq: int) -> None:
    told |= {row: seq for row in about if row.kind in _LAST_WORD and told.get(row, 0) < seq}
