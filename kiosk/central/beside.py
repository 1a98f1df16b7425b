"""What a point was told beside its books: customers, codes, names, rules and settings.

Events name a customer by reference only, so a box that takes a point over needs these as well.
"""

from collections.abc import Iterator, Sequence

import msgspec

from kiosk.central.sql import Sql
from kiosk.core.messages import (
    CodesSet,
    ConfigSet,
    DeliveryPart,
    ElsewhereSet,
    Letter,
    PolicySet,
    ReturnExpected,
    SellerSet,
    StaffUpsert,
)
from kiosk.core.snapshots import PersonLine

_encode = msgspec.json.Encoder(order="deterministic").encode


class Beside:
    """The table `beside`.

    Args:
        conn: inside a transaction whenever a method is called.
    """

    def __init__(self, conn: Sql) -> None:
        self._conn = conn

    def note(self, point: str, letters: Sequence[Letter]) -> None:
        """Keep what letters tell a point; the last word stands."""
        self._conn.executemany(
            "INSERT INTO beside (point, kind, id, body) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (point, kind, id) DO UPDATE SET body = excluded.body",
            [(point, *row) for letter in letters for row in _rows(letter)],
        )

    def all(self, point: str) -> list[tuple[str, str, bytes]]:
        """Return (kind, id, body) of all that a point was told, by kind and id."""
        found = self._conn.execute(
            "SELECT kind, id, body FROM beside WHERE point = ? ORDER BY kind, id", [point]
        ).fetchall()
        return [(str(kind), str(id_), bytes(body)) for kind, id_, body in found]


def _rows(letter: Letter) -> Iterator[tuple[str, str, bytes]]:
    match letter:
        case DeliveryPart():
            for line in letter.customers:
                yield "customer", line.customer_ref, _encode(line)
        case ReturnExpected(customer=line) if line is not None:
            yield "customer", line.customer_ref, _encode(line)
        case CodesSet():
            yield "codes", letter.customer_ref, _encode(letter)
        case ElsewhereSet():
            yield "elsewhere", letter.customer_ref, _encode(letter)
        case SellerSet():
            yield "seller", letter.seller_ref, _encode(letter)
        case StaffUpsert():
            yield "person", letter.staff, _encode(PersonLine(letter.staff, letter.name))
        case PolicySet():
            yield "rules", "", bytes(letter.policy)  # one policy is in force at a point
        case ConfigSet():
            yield "config", "", _encode(letter)
        case _:
            return
