"""Events of a type that an older central did not know: folded once a newer one does."""

from kiosk.central.books import Ledger
from kiosk.central.claims import Claims
from kiosk.central.following import Following
from kiosk.central.items import Read, Row, read
from kiosk.central.moves import Moves
from kiosk.central.notes import Bad
from kiosk.central.overtaken import LastWords
from kiosk.central.sql import Sql

_AT_ONCE = 1000


def refold(conn: Sql, at: int) -> int:
    """Fold what was kept unhandled and is known by now; return how many events that were.

    Args:
        conn: of the store, inside a transaction.
        at: now, ms UTC.
    """
    # Several workers may come at once: who holds the boxes later finds nothing left to do.
    moves = Moves(conn)
    boxes = _boxes(conn)
    conn.hold([*boxes, *moves.successors(boxes)])
    folding = _Folding(conn)
    last = count = 0
    while rows := _unhandled(conn, last):
        for last, row in rows:
            found = read(row)
            if isinstance(found, Bad) or found.event is None:
                continue  # still not known, or known now as a form it does not have
            flag = folding.fold(moves.point_at(row.device, "event", last), found, at)
            conn.execute("UPDATE event SET flag = ? WHERE n = ?", [flag, last])
            count += 1
    return count


class _Folding:
    """Folds one event after another, long after it came: its box may have said more since."""

    def __init__(self, conn: Sql) -> None:
        self._ledger, self._claims = Ledger(conn), Claims(conn)
        self._following, self._last = Following(conn), LastWords(conn)

    def fold(self, point: str, one: Read, at: int) -> str:
        """Fold an event; return the word for what became of it."""
        event = one.happened
        if event is None:
            return one.flag(conflicts=False)
        over = self._last.overtaken(point, one)
        refused = self._ledger.fold([(point, event)]) if over is None else [over]
        for each in refused:
            self._claims.conflict(point, each, at)
        # whatever was said later: that a seal was broken, or a photo taken, did happen
        self._following.told(one.row.device, point, event, at, is_late=True)
        return one.flag(conflicts=bool(refused))


def _boxes(conn: Sql) -> list[str]:
    """Return whose events wait."""
    rows = conn.execute("SELECT DISTINCT device FROM event WHERE flag = 'unhandled'").fetchall()
    return [str(device) for (device,) in rows]


def _unhandled(conn: Sql, last: int) -> list[tuple[int, Row]]:
    rows = conn.execute(
        "SELECT event.n, event.device, epoch, seq, body, hash FROM event"
        " JOIN device ON device.device = event.device"
        " WHERE event.flag = 'unhandled' AND event.n > ? ORDER BY event.n LIMIT ?",
        [last, _AT_ONCE],
    ).fetchall()
    return [
        (int(n), Row(str(device), str(epoch), int(seq), bytes(body), bytes(chain)))
        for n, device, epoch, seq, body, chain in rows
    ]
