"""Photos that an older central took in: whose they are, and which had to go by now.

Events are read here and not by a statement: one may hold what a database refuses (PostgreSQL a NUL,
or bytes that are no UTF-8) in a field that nobody here asks for. Each of these runs once, with the
step of `schema` it belongs to, and knows the tables as that step found them.
"""

import logging
from collections.abc import Iterator

import msgspec
from msgspec import Struct

from kiosk.central.about import ids_in
from kiosk.central.sql import Sql, plain
from kiosk.core.words import Sha256

log = logging.getLogger(__name__)

_AT_ONCE = 500  # events, of 16 KB at most
_UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


class _Facts(Struct):
    sha256: Sha256
    subject: str
    purpose: str


class _Body(Struct):
    facts: _Facts
    recorded_at: int = 0


class _Photo(Struct, frozen=True):
    """A photo as its event tells of it; `at` is when that came, ms UTC."""

    device: str
    at: int
    told: _Body


_decoder = msgspec.json.Decoder(_Body)


def _photos(conn: Sql) -> Iterator[list[_Photo]]:
    """Yield what was told of photos, some events at a time."""
    last = 0
    while rows := conn.execute(
        "SELECT n, device, taken_at, body FROM event WHERE type = 'photo.taken'"
        " AND flag IN ('folded', 'conflict') AND n > ? ORDER BY n LIMIT ?",
        [last, _AT_ONCE],
    ).fetchall():
        last = int(rows[-1][0])
        yield [one for row in rows if (one := _photo(*row)) is not None]


def _photo(n: int, device: str, at: int, body: bytes) -> _Photo | None:
    try:
        return _Photo(device, at, _decoder.decode(bytes(body)))
    except _UNREADABLE as fault:
        log.warning("event %d of %s tells of a photo, but not of which: %s", n, device, fault)
        return None


def _row(photo: _Photo, point: str) -> tuple[str, str, str, str, str]:
    told = photo.told.facts
    return photo.device, told.sha256, point, plain(told.subject), plain(told.purpose)


def claim_photos(conn: Sql) -> None:
    """Note of each photo what it shows.

    Args:
        conn: in the step that made the table `evidence`.
    """
    points = dict(conn.execute("SELECT device, point FROM device").fetchall())
    for photos in _photos(conn):
        conn.executemany(
            "INSERT INTO evidence (device, sha256, point, subject, purpose)"
            " VALUES (?, ?, ?, ?, ?) ON CONFLICT (device, sha256) DO NOTHING",
            [_row(one, points[one.device]) for one in photos if one.device in points],
        )


def drop_erased(conn: Sql) -> None:
    """Let photos go of customers who were erased before it was known whose they are.

    Args:
        conn: inside a transaction.
    """
    _drop(conn, is_late=False)


def drop_erased_late(conn: Sql) -> None:
    """Let photos go that a box had taken before an erasure and told of after it.

    One that was replaced, or works for another point by now, tells of no erasure itself: what it
    brought late is judged by when it was taken.

    Args:
        conn: inside a transaction.
    """
    _bring_home(conn)
    _drop(conn, is_late=True)


def _drop(conn: Sql, *, is_late: bool) -> None:
    rows = conn.execute(
        "SELECT evidence.device, evidence.sha256, max(erasure_box.at) FROM evidence"
        " JOIN device AS owner ON owner.device = evidence.device JOIN book"
        " ON book.point = evidence.point AND book.id = evidence.subject"
        " AND book.kind IN ('parcel', 'session', 'return') JOIN erasure"
        " ON erasure.customer_ref = json_extract(CAST(body AS TEXT), '$.customer_ref')"
        " JOIN erasure_box ON erasure_box.request = erasure.request"
        " JOIN device ON device.device = erasure_box.device AND device.point = evidence.point"
        " WHERE evidence.gone_at IS NULL"
        " AND (? = 0 OR owner.blocked = 'replaced' OR owner.point <> evidence.point)"
        " AND (erasure_box.state = 'erased' OR erasure_box.state = 'gone'"
        "  AND erasure.withdrawn_at IS NULL AND erasure.done_at IS NOT NULL)"
        " GROUP BY evidence.device, evidence.sha256",
        [int(is_late)],
    ).fetchall()
    until = {(str(device), str(sha256)): int(at) for device, sha256, at in rows}
    if not until:
        return
    last = conn.execute("SELECT coalesce(max(taken_at), 0) FROM event").fetchone()
    now = int(last[0]) if last else 0  # as far as the books know
    for photos in _photos(conn):
        conn.executemany(
            "UPDATE evidence SET why = 'erased', gone_at = ?"
            " WHERE device = ? AND sha256 = ? AND gone_at IS NULL",
            [
                (now, one.device, one.told.facts.sha256)
                for one in photos
                if (min(one.at, one.told.recorded_at) if is_late else one.at)
                <= until.get((one.device, one.told.facts.sha256), -1)
            ],
        )


def _told_of(conn: Sql, device: str) -> set[str]:
    """Return what a box told of that the books followed, photos aside."""
    last, told = 0, set[str]()
    while rows := conn.execute(
        "SELECT n, body FROM event WHERE device = ? AND n > ? AND flag = 'folded'"
        " AND type <> 'photo.taken' ORDER BY n LIMIT ?",
        [device, last, _AT_ONCE],
    ).fetchall():
        last = int(rows[-1][0])
        told.update(one for _, body in rows for one in ids_in(bytes(body)))
    return told


def _bring_home(conn: Sql) -> None:
    """Give photos back to the point they were taken at, of boxes that had moved since.

    Where they moved from was noted nowhere then. The books tell it: what a photo shows stands in
    those of one other point, and not in those of the point that the box works for; and they have
    it from this box.
    """
    rows = conn.execute(
        "SELECT DISTINCT evidence.device, evidence.subject, (SELECT min(book.point) FROM book"
        "  WHERE book.id = evidence.subject AND book.kind IN ('parcel', 'session', 'return'))"
        " FROM evidence JOIN device ON device.device = evidence.device"
        " AND device.point = evidence.point WHERE gone_at IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM book WHERE book.point = evidence.point"
        "  AND book.kind IN ('parcel', 'session', 'return') AND book.id = evidence.subject)"
        " AND 1 = (SELECT count(DISTINCT book.point) FROM book WHERE book.id = evidence.subject"
        "  AND book.kind IN ('parcel', 'session', 'return'))"
    ).fetchall()
    homes: dict[str, dict[str, str]] = {}
    for device, subject, point in rows:
        homes.setdefault(str(device), {})[str(subject)] = str(point)
    for device, known in homes.items():
        told = known.keys() & _told_of(conn, device)
        log.warning("photos of %d dealings of %s are of where it worked before", len(told), device)
        conn.executemany(
            "UPDATE evidence SET point = ? WHERE device = ? AND subject = ? AND gone_at IS NULL",
            [(known[subject], device, subject) for subject in told],
        )
    conn.execute(  # their term is looked for where a box is known to have worked
        "INSERT INTO moved (device, point, event, aside)"
        " SELECT DISTINCT evidence.device, evidence.point, 0, 0 FROM evidence"
        " JOIN device ON device.device = evidence.device"
        " WHERE evidence.point NOT IN ('', device.point) AND NOT EXISTS (SELECT 1 FROM moved"
        "  AS known WHERE known.device = evidence.device AND known.point = evidence.point)"
    )
