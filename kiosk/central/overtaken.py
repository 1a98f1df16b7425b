"""Events that come late, of which their box has told a later word: the books keep that one.

Of a parcel, a return and an opening the rules of `core.conflicts` say which of two facts counts. Of
a person, a cell, a visit or a day the last word does, and it came in its turn.
"""

from collections.abc import Iterable, Sequence

from kiosk.central.books import Refusal
from kiosk.central.items import Read
from kiosk.central.sql import Sql
from kiosk.core import books, events
from kiosk.core.books import Subject

OVERTAKEN = "a later word of its box stands"
_SETTLED = frozenset({"parcel", "return", "opening"})
_AT_ONCE = 500


def overtaken(conn: Sql, late: Iterable[Read]) -> list[Refusal]:
    """Return those of some events that the books are not to follow any more.

    Args:
        conn: inside a transaction.
        late: events that were put aside, and are taken in now.
    """
    found = []
    for one in late:
        event = one.happened
        about = books.subjects(event.facts) if event is not None else ()
        if event is None or not about or {row.kind for row in about} & _SETTLED:
            continue
        later = _later(conn, one, frozenset(about))
        if later is not None:
            found.append(Refusal(event.id, later, OVERTAKEN))
    return found


def _later(conn: Sql, one: Read, about: frozenset[Subject]) -> Subject | None:
    """Return a row of an event that its box told something of after it."""
    seq = one.row.seq
    while rows := _after(conn, one, seq):
        for number, body in rows:
            seq = int(number)
            told = books.subjects(events.decode(bytes(body)).facts)
            if both := [row for row in told if row in about]:
                return both[0]
    return None


def _after(conn: Sql, one: Read, seq: int) -> Sequence[tuple[int, bytes]]:
    # one that could not be followed says as much of what came later as one that was
    return conn.execute(
        "SELECT seq, body FROM event WHERE device = ? AND epoch = ? AND seq > ?"
        " AND flag IN ('folded', 'conflict') ORDER BY seq LIMIT ?",
        [one.row.device, one.row.epoch, seq, _AT_ONCE],
    ).fetchall()
