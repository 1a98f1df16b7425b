"""Forgetting customers at the central: asked of every box that knows them, done point by point.

A point's own copy here goes when one of its boxes tells that it is done; what the network knows of
the customer's codes goes with the last of them. Events name customers by reference alone and stay.
A box speaks for its own point: it neither opens nor ends what the network was asked for elsewhere,
and for one that was replaced or revoked nobody waits.
"""

import logging
from collections.abc import Iterable, Iterator
from typing import Annotated

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from kiosk.central.outgoing import REPLACED, Outgoing
from kiosk.central.sql import Sql
from kiosk.core import messages
from kiosk.core.facts.privacy import Basis, CustomerErased, ErasureAsked
from kiosk.core.letter import Letter
from kiosk.core.messages import (
    CodesSet,
    DeliveryPart,
    ElsewhereSet,
    EraseRequest,
    ReturnExpected,
    SnapshotPart,
)
from kiosk.core.words import Ref
from kiosk.sync.protocol import REVOKED

log = logging.getLogger(__name__)

DAYS = 30  # within a month, as European law has it
DAY_MS = 24 * 3600 * 1000


class EraseWish(Struct, frozen=True, tag="erase", forbid_unknown_fields=True):
    """Forget a customer at every point that knows them.

    Args:
        request: a fresh name.
        days: until when it must be done.
    """

    request: Ref
    customer_ref: Ref
    days: Annotated[int, Meta(ge=0, le=365)] = DAYS

    def due_at(self, at: int) -> int:
        """Return when it must be done, asked at a moment; ms UTC."""
        return at + self.days * DAY_MS

    def said(self, boxes: int) -> str:
        """Say what was done, in one line."""
        if not boxes:
            return f"{self.request}: no box was told of the customer; nothing is kept here"
        return f"{self.request}: {boxes} boxes are asked to forget the customer"


class Asked(Struct, frozen=True):
    """An erasure and how it stands at each box.

    Args:
        basis: the network was asked, or the customer asked at a counter.
        due_at, done_at: ms UTC; None where there is no date, or it is not done.
        boxes: asked, waiting, erased or gone, by box; since when, ms UTC.
    """

    request: str
    customer_ref: str
    basis: str
    asked_at: int
    due_at: int | None
    done_at: int | None
    boxes: dict[str, tuple[str, int]]


class Erasures:
    """The tables `erasure` and `erasure_box`, and all that is kept of a customer beside them.

    Args:
        conn: inside a transaction whenever a method is called.
        outgoing: the letters.

    Attributes:
        must_scrub: something was erased, and the database's log still has it.
    """

    def __init__(self, conn: Sql, outgoing: Outgoing) -> None:
        self._conn, self._outgoing = conn, outgoing
        self.must_scrub = True  # an earlier life may have ended between the two

    def ask(self, request: str, customer_ref: str, at: int, due_at: int) -> int:
        """Ask every box of a point that was told of a customer; return how many we wait for.

        Where there is none, what is kept here is gone at once. One that is let in no more is asked
        too, in case it comes back.
        """
        asked = ErasureAsked(request, customer_ref, Basis.CENTRAL, due_at)
        self._open(asked, at)
        found = self._conn.execute(
            "SELECT device FROM device WHERE role = 'counter' AND point IN"
            " (SELECT point FROM beside WHERE id = ?"
            "  AND kind IN ('customer', 'codes', 'elsewhere')"
            "  UNION SELECT point FROM told WHERE customer_ref = ?) ORDER BY device",
            [customer_ref, customer_ref],
        ).fetchall()
        self._ask_boxes(asked, due_at, (str(row[0]) for row in found), at)
        self.let_go(at)
        return self._open_boxes(request)

    def told(self, device: str, point: str, fact: ErasureAsked | CustomerErased, at: int) -> None:
        """A box told that an erasure waits there, or that it is done."""
        is_done = isinstance(fact, CustomerErased)
        if self._is_of(fact, point) or self._begins(device, point, fact, at):
            self._stands(fact.request, device, "erased" if is_done else "waiting", at)
        else:
            log.warning("%s tells of the erasure %s, asked of no box there", device, fact.request)
        if is_done:  # of what its own point knew its word is enough
            self._forget_at(point, fact.customer_ref)
            self._end_if_over(fact.request, at)

    def let_go(self, at: int) -> None:
        """Wait no longer for boxes that were replaced or revoked, and end what that ends."""
        gone = self._conn.execute(
            "SELECT erasure_box.request, erasure_box.device, erasure.customer_ref, device.point"
            " FROM erasure_box JOIN erasure ON erasure.request = erasure_box.request"
            " JOIN device ON device.device = erasure_box.device WHERE erasure.done_at IS NULL"
            " AND erasure_box.state IN ('asked', 'waiting') AND device.blocked IN (?, ?)"
            " ORDER BY erasure_box.request, erasure_box.device",
            [REPLACED, REVOKED],
        ).fetchall()
        for request, device, customer_ref, point in gone:
            self._stands(str(request), str(device), "gone", at)
            self._forget_at(str(point), str(customer_ref))
        waits_for_nobody = self._conn.execute(
            "SELECT request FROM erasure WHERE done_at IS NULL AND NOT EXISTS"
            " (SELECT 1 FROM erasure_box WHERE erasure_box.request = erasure.request"
            "  AND erasure_box.state IN ('asked', 'waiting')) ORDER BY request"
        ).fetchall()
        for (request,) in waits_for_nobody:
            self._end_if_over(str(request), at)

    def _is_of(self, fact: ErasureAsked | CustomerErased, point: str) -> bool:
        """Whether we know an erasure of this customer by this name, and asked a box of the point.

        A box that took a place over answers what its forerunner was asked.
        """
        row = self._conn.execute(
            "SELECT 1 FROM erasure JOIN erasure_box ON erasure_box.request = erasure.request"
            " JOIN device ON device.device = erasure_box.device"
            " WHERE erasure.request = ? AND erasure.customer_ref = ? AND device.point = ?",
            [fact.request, fact.customer_ref, point],
        ).fetchone()
        return row is not None

    def _begins(
        self, device: str, point: str, fact: ErasureAsked | CustomerErased, at: int
    ) -> bool:
        """Open what a customer asked for at a counter, and ask the point's other counters."""
        known = self._conn.execute("SELECT 1 FROM erasure WHERE request = ?", [fact.request])
        if fact.basis is not Basis.REQUEST or known.fetchone():
            return False
        asked = ErasureAsked(fact.request, fact.customer_ref, fact.basis)
        self._open(asked, at)
        others = self._conn.execute(
            "SELECT device FROM device WHERE point = ? AND device <> ? AND role = 'counter'"
            " AND blocked <> ? ORDER BY device",
            [point, device, REPLACED],
        ).fetchall()
        self._ask_boxes(asked, at + DAYS * DAY_MS, (str(row[0]) for row in others), at)
        return True

    def _ask_boxes(self, asked: ErasureAsked, due_at: int, devices: Iterable[str], at: int) -> None:
        letter = EraseRequest(asked.request, asked.customer_ref, due_at)
        for device in devices:
            self._outgoing.queue(device, [letter], at, "console")
            self._stands(asked.request, device, "asked", at)

    def _open_boxes(self, request: str) -> int:
        row = self._conn.execute(
            "SELECT count(*) FROM erasure_box WHERE request = ? AND state IN ('asked', 'waiting')",
            [request],
        ).fetchone()
        return int(row[0])

    def _end_if_over(self, request: str, at: int) -> None:
        row = self._conn.execute(
            "SELECT customer_ref FROM erasure WHERE request = ? AND done_at IS NULL", [request]
        ).fetchone()
        if row is not None and not self._open_boxes(request):
            self._end(request, str(row[0]), at)

    def _open(self, fact: ErasureAsked, at: int) -> None:
        self._conn.execute(
            "INSERT INTO erasure (request, customer_ref, basis, asked_at, due_at)"
            " VALUES (?, ?, ?, ?, ?) ON CONFLICT (request) DO NOTHING",
            [fact.request, fact.customer_ref, fact.basis.value, at, fact.due_at],
        )

    def _stands(self, request: str, device: str, state: str, at: int) -> None:
        self._conn.execute(
            "INSERT INTO erasure_box (request, device, state, at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (request, device) DO UPDATE SET state = excluded.state, at = excluded.at"
            " WHERE erasure_box.state <> 'erased'",
            [request, device, state, at],
        )

    def _end(self, request: str, customer_ref: str, at: int) -> None:
        """The last box has told it: the network forgets what its codes are made of."""
        basis = self._conn.execute(
            "SELECT basis FROM erasure WHERE request = ?", [request]
        ).fetchone()[0]
        self._conn.execute("UPDATE erasure SET done_at = ? WHERE request = ?", [at, request])
        if basis == Basis.CENTRAL:
            self._conn.execute("DELETE FROM told WHERE customer_ref = ?", [customer_ref])
            self._conn.execute("DELETE FROM customer WHERE customer_ref = ?", [customer_ref])
            self.must_scrub = True

    def _forget_at(self, point: str, customer_ref: str) -> None:
        """Keep nothing of a customer among what a point was told."""
        self._conn.execute(
            "DELETE FROM beside WHERE point = ? AND id = ?"
            " AND kind IN ('customer', 'codes', 'elsewhere')",
            [point, customer_ref],
        )
        self._conn.execute(
            "DELETE FROM told WHERE point = ? AND customer_ref = ?", [point, customer_ref]
        )
        found = self._conn.execute(
            "SELECT message.device, message.seq, message.raw FROM message"
            " JOIN device ON device.device = message.device WHERE device.point = ?"
            " AND message.type IN ('delivery.part', 'codes.set', 'elsewhere.set',"
            " 'return.expected', 'snapshot.part') ORDER BY message.device, message.seq",
            [point],
        ).fetchall()
        needle = f'"{customer_ref}"'.encode()
        self._conn.executemany(
            "UPDATE message SET raw = ? WHERE device = ? AND seq = ?",
            [
                (_without(bytes(raw), customer_ref), device, seq)
                for device, seq, raw in found
                if needle in bytes(raw)
            ],
        )
        self.must_scrub = True


def all_of(conn: Sql) -> list[Asked]:
    """Return every erasure, the newest first."""
    boxes: dict[str, dict[str, tuple[str, int]]] = {}
    found = conn.execute(
        "SELECT request, device, state, at FROM erasure_box ORDER BY request, device"
    ).fetchall()
    for request, device, state, at in found:
        boxes.setdefault(request, {})[device] = (state, at)
    asked = conn.execute(
        "SELECT request, customer_ref, basis, asked_at, due_at, done_at FROM erasure"
        " ORDER BY asked_at DESC, request"
    ).fetchall()
    return [
        Asked(request, ref, basis, asked_at, due_at, done_at, boxes.get(request, {}))
        for request, ref, basis, asked_at, due_at, done_at in asked
    ]


def _without(raw: bytes, customer_ref: str) -> bytes:
    """Return a letter that tells nothing of a customer; its parcels stay announced."""
    message = messages.decode(raw)
    return messages.encode(replace(message, facts=_letter_without(message.facts, customer_ref)))


def _letter_without(letter: Letter, ref: str) -> Letter:
    match letter:
        case DeliveryPart():
            others = tuple(one for one in letter.customers if one.customer_ref != ref)
            return replace(letter, customers=others)
        case CodesSet(customer_ref=whose) if whose == ref:
            return replace(letter, codes=())
        case ElsewhereSet(customer_ref=whose) if whose == ref:
            return replace(letter, parcels=(), points=())
        case ReturnExpected(customer_ref=whose) if whose == ref:
            return replace(letter, customer=None, reason="")
        case SnapshotPart(table="customer" | "codes" | "elsewhere"):
            # one that is still on its way is then not whole, and another one is written
            return replace(letter, rows=tuple(_others(letter, ref)))
        case _:
            return letter


class _Whose(Struct):
    customer_ref: str = ""


def _others(letter: SnapshotPart, ref: str) -> Iterator[msgspec.Raw]:
    for row in letter.rows:
        if msgspec.json.decode(row, type=_Whose).customer_ref != ref:
            yield row
