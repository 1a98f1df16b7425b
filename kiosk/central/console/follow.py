"""What became of deliveries that were sent: at the point, and still on their way."""

from collections.abc import Mapping

import msgspec
from msgspec import Struct

from kiosk.central.sql import Sql

MOST = 200


class Carried(Struct, frozen=True):
    """A delivery as its point's books have it.

    Args:
        point, id, state: where, which, how far.
        carrier, due_at: by whom, when, ms UTC.
        parcels: by state.
    """

    point: str
    id: str
    state: str
    carrier: str
    due_at: int
    parcels: Mapping[str, int]


class _Delivery(Struct, frozen=True):
    carrier: str = ""
    due_at: int = 0


def deliveries(books: Sql) -> list[Carried]:
    """Return the latest deliveries of all points, those due last first."""
    rows = books.execute(
        "SELECT point, id, state, body FROM book WHERE kind = 'delivery'"
        " ORDER BY coalesce(CAST(json_extract(CAST(body AS TEXT), '$.due_at') AS BIGINT), 0) DESC,"
        " id DESC, point LIMIT ?",
        [MOST],
    ).fetchall()
    parcels: dict[tuple[str, str], dict[str, int]] = {}
    for point, delivery, state, n in books.execute(
        "SELECT point, json_extract(CAST(body AS TEXT), '$.delivery') AS delivery, state, count(*)"
        " FROM book WHERE kind = 'parcel'"
        " GROUP BY point, json_extract(CAST(body AS TEXT), '$.delivery'), state"
    ).fetchall():
        parcels.setdefault((str(point), str(delivery)), {})[str(state)] = int(n)
    found = []
    for point, id_, state, body in rows:
        told = msgspec.json.decode(bytes(body), type=_Delivery)
        of = parcels.get((str(point), str(id_)), {})
        found.append(Carried(str(point), str(id_), str(state), told.carrier, told.due_at, of))
    return sorted(found, key=lambda one: one.due_at, reverse=True)


def on_the_way(books: Sql) -> list[tuple[str, str, int]]:
    """Return (point, box, letters) of deliveries that their boxes have not obeyed yet."""
    rows = books.execute(
        "SELECT point, device, count(*) FROM message JOIN device USING (device)"
        " WHERE state IN ('queued', 'received')"
        " AND type IN ('delivery.announced', 'delivery.part')"
        " GROUP BY point, device ORDER BY point, device"
    ).fetchall()
    return [(str(point), str(device), int(n)) for point, device, n in rows]
