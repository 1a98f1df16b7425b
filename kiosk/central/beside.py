"""What a point was told beside its books: customers, codes, names, rules and settings.

Events name a customer by reference only, so a box that takes a point over needs these as well.
"""

from collections.abc import Iterator, Sequence

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from kiosk.central.sql import Sql
from kiosk.core.letter import Letter
from kiosk.core.messages import (
    CodesSet,
    ConfigSet,
    DeliveryPart,
    ElsewhereSet,
    PolicySet,
    ReturnExpected,
    SellerSet,
    StaffUpsert,
)
from kiosk.core.opening_letters import OpeningAround
from kiosk.core.posts import MessagePosted, MessageWithdrawn
from kiosk.core.snapshots import PersonLine

# letters of their own, also beside a snapshot
POST, AROUND = "post", "around"
_encode = msgspec.json.Encoder(order="deterministic").encode


class Ended(Struct, frozen=True):
    """What a point was told of a customer's parcels elsewhere, and is over in part or whole.

    Args:
        customer_ref: whose.
        was: what stands there.
        now: what is left of it, None for nothing.
    """

    customer_ref: str
    was: bytes
    now: bytes | None


class Beside:
    """The table `beside`.

    Args:
        conn: inside a transaction whenever a method is called.
    """

    def __init__(self, conn: Sql) -> None:
        self._conn = conn

    def name(self, point: str, line: PersonLine) -> None:
        """Keep a name that a counter told."""
        self._keep([(point, "person", line.staff, _encode(line))], 0)

    def note(self, point: str, letters: Sequence[Letter], at: int) -> None:
        """Keep what letters tell a point, and when, ms UTC; the last word stands."""
        self._conn.executemany(
            "DELETE FROM beside WHERE point = ? AND kind = ? AND id = ?",
            [(point, POST, one.post) for one in letters if isinstance(one, MessageWithdrawn)],
        )
        self._keep([(point, *row) for letter in letters for row in _rows(letter)], at)

    def _keep(self, rows: Sequence[tuple[str, str, str, bytes]], at: int) -> None:
        self._conn.executemany(
            "INSERT INTO beside (point, kind, id, body, told_at) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (point, kind, id) DO UPDATE SET body = excluded.body,"
            " told_at = excluded.told_at",
            [(*row, at) for row in rows],
        )

    def posts(self, point: str, at: int) -> list[MessagePosted]:
        """Return the lines for the staff that a point was told and that are not over at `at`."""
        found = self._conn.execute(
            "SELECT body FROM beside WHERE point = ? AND kind = ? ORDER BY id", [point, POST]
        ).fetchall()
        told = (msgspec.json.decode(bytes(body), type=MessagePosted) for (body,) in found)
        return [one for one in told if one.until > at]

    def over(self, point: str, at: int, before: int) -> list[Ended]:
        """Return what waited at other points and does so no more.

        Args:
            point: who was told.
            at: now, ms UTC; terms before it have ended.
            before: what was true before this moment is believed no more, ms UTC.
        """
        found = self._conn.execute(
            "SELECT id, body FROM beside WHERE point = ? AND kind = 'elsewhere' ORDER BY id",
            [point],
        ).fetchall()
        left = ((str(id_), bytes(body), _left(bytes(body), at, before)) for id_, body in found)
        return [Ended(ref, was, now) for ref, was, now in left if was != now]

    def end(self, point: str, ended: Sequence[Ended]) -> None:
        """Keep what is left of what is over; what was told anew since stays as it is."""
        self._conn.executemany(
            "UPDATE beside SET body = ? WHERE point = ? AND kind = 'elsewhere' AND id = ?"
            " AND body = ?",
            [(one.now, point, one.customer_ref, one.was) for one in ended if one.now is not None],
        )
        self._conn.executemany(
            "DELETE FROM beside WHERE point = ? AND kind = 'elsewhere' AND id = ? AND body = ?",
            [(point, one.customer_ref, one.was) for one in ended if one.now is None],
        )

    def around(self, point: str) -> list[OpeningAround]:
        """Return what a point that is being opened was told of the points around it."""
        found = self._conn.execute(
            "SELECT beside.body FROM beside JOIN book ON book.point = beside.point"
            " AND book.id = beside.id WHERE beside.point = ? AND beside.kind = ?"
            " AND book.kind = 'opening' AND state NOT IN ('launched', 'withdrawn', 'expired')"
            " ORDER BY beside.id",
            [point, AROUND],
        ).fetchall()
        return [msgspec.json.decode(bytes(body), type=OpeningAround) for (body,) in found]

    def all(self, point: str) -> list[tuple[str, str, bytes]]:
        """Return (kind, id, body) of all that goes into a snapshot, by kind and id."""
        found = self._conn.execute(
            "SELECT kind, id, body FROM beside WHERE point = ? AND kind NOT IN (?, ?)"
            " ORDER BY kind, id",
            [point, POST, AROUND],
        ).fetchall()
        return [(str(kind), str(id_), bytes(body)) for kind, id_, body in found]


def _left(body: bytes, at: int, before: int) -> bytes | None:
    told = msgspec.json.decode(body, type=ElsewhereSet)
    if told.as_of < before:
        return None
    parcels = tuple(one for one in told.parcels if one.until is None or one.until > at)
    if len(parcels) == len(told.parcels):
        return body
    named = {one.point for one in parcels}
    points = tuple(one for one in told.points if one.point in named)
    return _encode(replace(told, parcels=parcels, points=points))


def _rows(letter: Letter) -> Iterator[tuple[str, str, bytes]]:
    match letter:
        case DeliveryPart():
            for line in letter.customers:
                yield "customer", line.customer_ref, _encode(line)
        case ReturnExpected(customer=line) if line is not None:
            yield "customer", line.customer_ref, _encode(line)
        case CodesSet() | ElsewhereSet():
            kind = "codes" if isinstance(letter, CodesSet) else "elsewhere"
            yield kind, letter.customer_ref, _encode(letter)
        case SellerSet():
            yield "seller", letter.seller_ref, _encode(letter)
        case StaffUpsert():
            yield "person", letter.staff, _encode(PersonLine(letter.staff, letter.name))
        case PolicySet():
            yield "rules", "", bytes(letter.policy)  # one policy is in force at a point
        case MessagePosted(post=id_) | OpeningAround(opening=id_):
            yield POST if isinstance(letter, MessagePosted) else AROUND, id_, _encode(letter)
        case ConfigSet():
            yield "config", "", _encode(letter)
        case _:
            return
