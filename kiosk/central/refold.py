"""Events of a type that an older central did not know: folded once a newer one does."""

import msgspec

from kiosk.central.books import Ledger
from kiosk.central.claims import Claims
from kiosk.central.evidence import Evidence
from kiosk.central.sql import Sql
from kiosk.core import events
from kiosk.core.events import UnknownFact
from kiosk.core.facts.evidence import PhotoTaken

_AT_ONCE = 1000
_BAD = (UnknownFact, msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


def refold(conn: Sql, at: int) -> int:
    """Fold what was kept unhandled and is known by now; return how many events that were.

    Args:
        conn: of the store, inside a transaction.
        at: now, ms UTC.
    """
    # Several workers may come at once: who holds the boxes later finds nothing left to do.
    conn.hold(str(device) for (device,) in _boxes(conn))
    ledger, claims, evidence = Ledger(conn), Claims(conn), Evidence(conn)
    last = count = 0
    while rows := _unhandled(conn, last):
        for number, device, point, body in rows:
            last = int(number)
            try:
                event = events.decode(bytes(body))
            except _BAD:
                continue  # still not known, or known now as a form it does not have
            refused = () if event.via else ledger.fold([(str(point), event)])
            for one in refused:
                claims.conflict(str(point), one, at)
            if not event.via:
                claims.told(str(point), event, at)
                if isinstance(event.facts, PhotoTaken):
                    evidence.told(str(device), str(point), event.facts, event.recorded_at, at)
            flag = "echo" if event.via else "conflict" if refused else "folded"
            conn.execute("UPDATE event SET flag = ? WHERE n = ?", [flag, number])
            count += 1
    return count


def _boxes(conn: Sql) -> list[tuple[str]]:
    """Return whose events wait, and who works where those boxes worked when they told them."""
    return conn.execute(
        "SELECT device FROM event WHERE flag = 'unhandled'"
        " UNION SELECT device.device FROM device JOIN moved ON moved.point = device.point"
        " WHERE moved.device IN (SELECT device FROM event WHERE flag = 'unhandled')"
    ).fetchall()


def _unhandled(conn: Sql, last: int) -> list[tuple[int, str, str, bytes]]:
    return conn.execute(
        "SELECT event.n, event.device, coalesce((SELECT moved.point FROM moved"
        "  WHERE moved.device = event.device AND moved.event >= event.n"
        "  ORDER BY moved.n LIMIT 1), device.point), event.body FROM event"
        " JOIN device ON device.device = event.device"
        " WHERE event.flag = 'unhandled' AND event.n > ? ORDER BY event.n LIMIT ?",
        [last, _AT_ONCE],
    ).fetchall()
