"""Events that come late, of which their box has told a later word: the books keep that one.

Of a parcel, a return and an opening the rules of `core.conflicts` say which of two facts counts. Of
a person, a cell, a visit or a day the last word does, and it came in its turn. That a customer is
erased undoes nothing of one who was told of again since.
"""

from collections.abc import Iterable, Sequence

from kiosk.central.books import Refusal
from kiosk.central.items import Read
from kiosk.central.sql import Sql
from kiosk.core import books, events
from kiosk.core.books import Subject
from kiosk.core.events import Event
from kiosk.core.facts.privacy import CustomerErased

OVERTAKEN = "overtaken"
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
        if event is None:
            continue
        about = books.subjects(event.facts)
        later = _came_back(conn, one, event)
        if later is None and about and not {row.kind for row in about} & _SETTLED:
            later = _later(conn, one, frozenset(about))
        if later is not None:
            found.append(Refusal(event.id, later, OVERTAKEN))
    return found


def _came_back(conn: Sql, one: Read, event: Event) -> Subject | None:
    """Return a customer whom an event erases, though their point was told of them after it."""
    fact = event.facts
    if not isinstance(fact, CustomerErased):
        return None
    found = conn.execute(
        "SELECT 1 FROM beside JOIN device ON device.point = beside.point"
        " WHERE device = ? AND kind IN ('customer', 'codes', 'elsewhere') AND id = ?"
        " AND told_at > ? LIMIT 1",
        [one.row.device, fact.customer_ref, event.recorded_at],
    ).fetchone()
    return Subject("customer", fact.customer_ref) if found else None


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
