"""What became of a parcel or an order: rows of the books, and every event that names it."""

from collections.abc import Mapping

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from kiosk.central.evidence import why_gone
from kiosk.central.sql import Sql, plain

MOST_FOUND, MOST_EVENTS = 50, 500
_LEAST = 4  # letters of an id's beginning that are worth a search


class Found(Struct, frozen=True):
    """A row of the books that answers a search."""

    point: str
    kind: str
    id: str
    state: str


class Told(Struct, frozen=True):
    """An event in a history.

    Args:
        at: as the box's clock had it, ms UTC; is_unsure where it could not be believed.
        type, actor, device: what, who, at which box.
        facts: what it says, as it was sent: without what stands there by default.
        photo: the digest of the picture it names, empty for none.
        gone: in a word why that picture is here no more (`evidence.Gone`); empty for one that is.
    """

    at: int
    is_unsure: bool
    type: str
    actor: str
    device: str
    facts: Mapping[str, object]
    photo: str
    gone: str = ""


class _Body(Struct, frozen=True):
    type: str
    recorded_at: int
    actor: str
    clock: str
    facts: object = None


_decoder = msgspec.json.Decoder(_Body)


def search(books: Sql, wanted: str) -> list[Found]:
    """Return parcels, returns, deliveries, boxes and shipments by id, or parcels by their order.

    Args:
        books: read.
        wanted: the whole of an id or an order, or the first letters of an id.
    """
    word = plain(wanted)
    rows = books.execute(
        "SELECT point, kind, id, state FROM book WHERE id = ?"
        " AND kind IN ('parcel', 'return', 'delivery', 'box', 'shipment')"
        " ORDER BY point, kind LIMIT ?",
        [word, MOST_FOUND],
    ).fetchall()
    if not rows and word:
        rows = books.execute(
            "SELECT point, kind, id, state FROM book WHERE kind = 'parcel'"
            " AND json_extract(CAST(body AS TEXT), '$.order') = ? ORDER BY point, id LIMIT ?",
            [word, MOST_FOUND],
        ).fetchall()
    if not rows and len(word) >= _LEAST:
        rows = books.execute(
            "SELECT point, kind, id, state FROM book WHERE id >= ? AND id < ?"
            " AND kind IN ('parcel', 'return', 'delivery', 'box', 'shipment')"
            " ORDER BY id, point LIMIT ?",
            [word, word + "\U0010ffff", MOST_FOUND],
        ).fetchall()
    return [Found(*row) for row in rows]


def row_of(books: Sql, point: str, kind: str, id_: str) -> Mapping[str, object] | None:
    """Return a row of a point's books as it stands."""
    row = books.execute(
        "SELECT body FROM book WHERE point = ? AND kind = ? AND id = ?",
        [plain(point), plain(kind), plain(id_)],
    ).fetchone()
    return None if row is None else msgspec.json.decode(bytes(row[0]), type=dict[str, object])


def history(books: Sql, point: str, id_: str) -> list[Told]:
    """Return what a point's boxes told about something, the oldest first.

    Args:
        books: read.
        point: whose boxes.
        id_: what must stand in the event.
    """
    named = msgspec.json.encode(plain(id_)).decode()
    rows = books.execute(
        # what is indexed, then what came after it
        "SELECT device, body, n FROM (SELECT event.device, event.body, event.n FROM about"
        " JOIN event ON event.n = about.event WHERE about.id = ?"
        " UNION ALL SELECT event.device, event.body, event.n FROM event"
        " WHERE event.n > (SELECT coalesce(max(n), 0) FROM about_upto)"
        " AND instr(event.body, ?) > 0) AS named"
        " WHERE device IN (SELECT device FROM device WHERE point = ?) ORDER BY n DESC LIMIT ?",
        [plain(id_), named.encode(), plain(point), MOST_EVENTS],
    ).fetchall()
    read = [(str(device), _read(bytes(body))) for device, body, _ in reversed(rows)]
    # it may stand somewhere else in the event
    told = [_told(device, body) for device, body in read if body and named in _text(body.facts)]
    gone = why_gone(books, [one.photo for one in told if one.photo])
    return [replace(one, gone=gone.get(one.photo, "")) for one in told]


def _read(body: bytes) -> _Body | None:
    """Return an event as a page shows it, None where it has what is no text: a box may err."""
    try:
        return _decoder.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def _told(device: str, body: _Body) -> Told:
    known = body.facts if isinstance(body.facts, dict) else {}
    facts = {str(name): value for name, value in known.items()}
    photo = str(known.get("sha256", "")) if body.type == "photo.taken" else ""
    unsure = body.clock == "unsure"
    return Told(body.recorded_at, unsure, body.type, body.actor, device, facts, photo)


def _text(value: object) -> str:
    return msgspec.json.encode(value).decode()
