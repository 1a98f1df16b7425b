"""Requests to forget a customer: asked of every box that knows them, done point by point.

A point's own copy here goes when one of its boxes tells that it is done; what the network knows of
the customer's codes goes with the last of them (`forgetting`).
A box speaks for its own point: it neither opens nor ends what the network was asked for elsewhere,
and for one that was replaced or revoked nobody waits. A request may be taken back until the last
box is done: each answers for itself, so one that was quicker stands as erased (decision 0050).
"""

import logging
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from msgspec import Struct

from kiosk.central.erase_wishes import DAY_MS, DAYS
from kiosk.central.forgetting import Forgetting
from kiosk.central.outgoing import REPLACED, Outgoing
from kiosk.central.sql import Sql, json_list, plain
from kiosk.core.erase_letters import EraseWithdrawn
from kiosk.core.facts.privacy import Basis, CustomerErased, EraseCancelled, ErasureAsked
from kiosk.core.letter import Letter
from kiosk.core.messages import EraseRequest
from kiosk.sync.protocol import REVOKED

log = logging.getLogger(__name__)

Told: TypeAlias = ErasureAsked | CustomerErased | EraseCancelled


class NoErasure(Exception):
    """It cannot be taken back; the word says why: `unknown`, `done` or `before`."""


class Asked(Struct, frozen=True):
    """An erasure and how it stands at each box.

    Args:
        basis: the network was asked, or the customer asked at a counter.
        due_at, done_at: ms UTC; None where there is no date, or it is not done.
        boxes: asked, waiting, erased, gone, asked_back or kept, by box; since when, ms UTC.
        withdrawn_at, withdrawn_by, why: it was taken back; by whom, or at which box.
    """

    request: str
    customer_ref: str
    basis: str
    asked_at: int
    due_at: int | None
    done_at: int | None
    boxes: dict[str, tuple[str, int]]
    withdrawn_at: int | None = None
    withdrawn_by: str = ""
    why: str = ""


class Erasures:
    """The tables `erasure` and `erasure_box`.

    Args:
        conn: inside a transaction whenever a method is called.
        outgoing: the letters.

    Attributes:
        forgetting: lets go of all that is kept of a customer beside them.
    """

    def __init__(self, conn: Sql, outgoing: Outgoing) -> None:
        self._conn, self._outgoing = conn, outgoing
        self.forgetting = Forgetting(conn)

    def ask(self, request: str, customer_ref: str, at: int, due_at: int) -> int:
        """Ask every box of a point that knows a customer; return how many we wait for.

        Where there is none, what is kept here is gone at once. One that is let in no more is asked
        too, in case it comes back.
        """
        points = self.forgetting.points_of(customer_ref)
        found = self._conn.execute(
            "SELECT device, point FROM device WHERE role = 'counter'"
            " AND point IN (SELECT value FROM json_each(?)) ORDER BY device",
            [json_list(points)],
        ).fetchall()
        devices = [str(row[0]) for row in found]
        # all at once and before any row: two that hold some more each in turn may cross
        self._conn.hold([*devices, *(device for _, device, _, _, _ in self._gone())])
        self._open(ErasureAsked(request, customer_ref, Basis.CENTRAL, due_at), at)
        self._ask_boxes(EraseRequest(request, customer_ref, due_at), devices, at)
        for point in sorted(set(points) - {str(row[1]) for row in found}):  # nobody can answer
            self.forgetting.erase(point, customer_ref, at)
        self.let_go(at)
        return self._open_boxes(request)

    def withdraw(self, request: str, why: str, by: str, at: int) -> int:
        """Take an erasure back; return how many boxes are told.

        Args:
            request: its name.
            why: in the words of who took it back.
            by: who did.
            at: now, ms UTC.

        Raises:
            NoErasure: there is none to take back.
        """
        row = self._conn.execute(
            "SELECT customer_ref, done_at, withdrawn_at FROM erasure WHERE request = ?", [request]
        ).fetchone()
        if row is None:
            raise NoErasure("unknown")
        if row[1] is not None:
            raise NoErasure("done")
        if row[2] is not None:
            raise NoErasure("before")
        return self._ask_back(request, str(row[0]), at, (by, why))

    def told(self, device: str, point: str, fact: Told, at: int) -> None:
        """A box told that an erasure waits there, that it is done, or was taken back."""
        if isinstance(fact, EraseCancelled):
            self._kept(device, point, fact, at)
            return
        is_done = isinstance(fact, CustomerErased)
        if self._is_of(fact, point) or self._begins(device, point, fact, at):
            self._stands(fact.request, device, "erased" if is_done else "waiting", at)
        else:
            log.warning("%s tells of the erasure %s, asked of no box there", device, fact.request)
        if is_done:  # of what its own point knew its word is enough
            self.forgetting.erase(point, fact.customer_ref, at)
            self._end_if_over(fact.request, at)

    def let_go(self, at: int) -> None:
        """Wait no longer for boxes that were replaced or revoked, and end what that ends."""
        gone = self._gone()
        self._conn.hold(device for _, device, _, _, _ in gone)
        for request, device, ref, point, is_kept in gone:
            self._stands(request, device, "gone", at)
            if not is_kept and not self._hand_over(request, point, at):
                self.forgetting.erase(point, ref, at)
        waits_for_nobody = self._conn.execute(
            "SELECT request FROM erasure WHERE done_at IS NULL AND NOT EXISTS"
            " (SELECT 1 FROM erasure_box WHERE erasure_box.request = erasure.request"
            "  AND erasure_box.state IN ('asked', 'waiting', 'asked_back')) ORDER BY request"
        ).fetchall()
        for (request,) in waits_for_nobody:
            self._end_if_over(str(request), at)

    def _hand_over(self, request: str, point: str, at: int) -> bool:
        """Ask whoever works for a point now; whether one of them still has to answer."""
        ref, due_at = self._conn.execute(
            "SELECT customer_ref, coalesce(due_at, asked_at + ?) FROM erasure WHERE request = ?",
            [DAYS * DAY_MS, request],
        ).fetchone()
        asked = EraseRequest(request, str(ref), int(due_at))
        self._ask_boxes(asked, self._untold(request, [point]), at)
        waits = self._conn.execute(
            "SELECT 1 FROM erasure_box JOIN device ON device.device = erasure_box.device"
            " WHERE request = ? AND point = ? AND blocked NOT IN (?, ?)"
            " AND state IN ('asked', 'waiting')",
            [request, point, REPLACED, REVOKED],
        ).fetchone()
        return waits is not None

    def _untold(self, request: str, points: Sequence[str]) -> list[str]:
        """Return the counters at points that came after the others were asked."""
        found = self._conn.execute(
            "SELECT device FROM device WHERE role = 'counter' AND blocked NOT IN (?, ?)"
            " AND point IN (SELECT value FROM json_each(?)) AND device NOT IN"
            " (SELECT device FROM erasure_box WHERE request = ?) ORDER BY device",
            [REPLACED, REVOKED, json_list(points), request],
        ).fetchall()
        return [str(row[0]) for row in found]

    def _gone(self) -> list[tuple[str, str, str, str, bool]]:
        """Return (request, box, customer, point, taken back) of boxes nobody waits for."""
        found = self._conn.execute(
            "SELECT erasure_box.request, erasure_box.device, erasure.customer_ref, device.point,"
            " erasure.withdrawn_at"
            " FROM erasure_box JOIN erasure ON erasure.request = erasure_box.request"
            " JOIN device ON device.device = erasure_box.device WHERE erasure.done_at IS NULL"
            " AND erasure_box.state IN ('asked', 'waiting', 'asked_back')"
            " AND device.blocked IN (?, ?) ORDER BY erasure_box.request, erasure_box.device",
            [REPLACED, REVOKED],
        ).fetchall()
        return [(str(r), str(d), str(c), str(p), back is not None) for r, d, c, p, back in found]

    def _ask_back(self, request: str, customer_ref: str, at: int, by: tuple[str, str]) -> int:
        """Note that an erasure is taken back, and tell the boxes that may still do it."""
        found = self._conn.execute(
            "SELECT erasure_box.device, state, point FROM erasure_box JOIN device"
            " ON device.device = erasure_box.device WHERE request = ?"
            " AND state IN ('asked', 'waiting', 'gone') ORDER BY erasure_box.device",
            [request],
        ).fetchall()
        self._conn.hold(str(device) for device, _, _ in found)
        # a box that took a place over was told again what the one before it had not answered
        after = self._untold(request, sorted({str(point) for _, _, point in found}))
        devices = [str(device) for device, state, _ in found if state != "gone"] + after
        self._conn.execute(
            "UPDATE erasure SET withdrawn_at = ?, withdrawn_by = ?, why = ? WHERE request = ?",
            [at, by[0], plain(by[1]), request],
        )
        # one that is gone would obey the request if it came back
        letter = EraseWithdrawn(request, customer_ref)
        self._send([*(str(device) for device, _, _ in found), *after], letter, at)
        for device in devices:
            self._stands(request, device, "asked_back", at)
        return len(devices)

    def _kept(self, device: str, point: str, fact: EraseCancelled, at: int) -> None:
        """A box told that it will not forget a customer.

        What was asked at a counter of its point it may take back; the network's own it only obeys.
        """
        row = self._conn.execute(
            "SELECT basis, withdrawn_at FROM erasure WHERE request = ?", [fact.request]
        ).fetchone()
        is_ours = row is not None and (row[1] is not None or row[0] == Basis.REQUEST)
        if not is_ours or not self._is_of(fact, point):
            log.warning("%s takes the erasure %s back, which is not its own", device, fact.request)
            return
        self._stands(fact.request, device, "kept", at)
        if row[1] is None:
            self._ask_back(fact.request, fact.customer_ref, at, (device, ""))
        self._end_if_over(fact.request, at)

    def _is_of(self, fact: Told, point: str) -> bool:
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
        self._open(ErasureAsked(fact.request, fact.customer_ref, fact.basis), at)
        others = self._conn.execute(
            "SELECT device FROM device WHERE point = ? AND device <> ? AND role = 'counter'"
            " AND blocked <> ? ORDER BY device",
            [point, device, REPLACED],
        ).fetchall()
        letter = EraseRequest(fact.request, fact.customer_ref, at + DAYS * DAY_MS)
        self._ask_boxes(letter, [str(row[0]) for row in others], at)
        return True

    def _ask_boxes(self, letter: EraseRequest, devices: Sequence[str], at: int) -> None:
        self._send(devices, letter, at)
        for device in devices:
            self._stands(letter.request, device, "asked", at)

    def _send(self, devices: Iterable[str], letter: Letter, at: int) -> None:
        for device in devices:
            self._outgoing.queue(device, [letter], at, "console")

    def _open_boxes(self, request: str) -> int:
        row = self._conn.execute(
            "SELECT count(*) FROM erasure_box WHERE request = ?"
            " AND state IN ('asked', 'waiting', 'asked_back')",
            [request],
        ).fetchone()
        return int(row[0])

    def _end_if_over(self, request: str, at: int) -> None:
        row = self._conn.execute(
            "SELECT customer_ref, withdrawn_at FROM erasure WHERE request = ? AND done_at IS NULL",
            [request],
        ).fetchone()
        if row is None or self._open_boxes(request):
            return
        if row[1] is None or self._was_too_late(request):
            self._end(request, str(row[0]), at)

    def _was_too_late(self, request: str) -> bool:
        """Whether every box had done what was taken back: then it is done, and to its end."""
        states = self._conn.execute(
            "SELECT DISTINCT state FROM erasure_box WHERE request = ?", [request]
        ).fetchall()
        return [str(row[0]) for row in states] == ["erased"]

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
            " WHERE erasure_box.state <> 'erased'"
            # told before our letter came
            " AND NOT (erasure_box.state IN ('asked_back', 'kept') AND excluded.state = 'waiting')",
            [request, device, state, at],
        )

    def _end(self, request: str, customer_ref: str, at: int) -> None:
        """The last box has told it: the network forgets what its codes are made of."""
        self._conn.execute("UPDATE erasure SET done_at = ? WHERE request = ?", [at, request])
        row = self._conn.execute("SELECT basis FROM erasure WHERE request = ?", [request])
        if row.fetchone()[0] == Basis.CENTRAL:
            self.forgetting.drop_codes(customer_ref)


def all_of(conn: Sql) -> list[Asked]:
    """Return every erasure, the newest first."""
    boxes: dict[str, dict[str, tuple[str, int]]] = {}
    found = conn.execute(
        "SELECT request, device, state, at FROM erasure_box ORDER BY request, device"
    ).fetchall()
    for request, device, state, at in found:
        boxes.setdefault(request, {})[device] = (state, at)
    asked = conn.execute(
        "SELECT request, customer_ref, basis, asked_at, due_at, done_at,"
        " withdrawn_at, withdrawn_by, why FROM erasure ORDER BY asked_at DESC, request"
    ).fetchall()
    return [
        Asked(request, ref, basis, asked_at, due_at, done_at, boxes.get(request, {}), *back)
        for request, ref, basis, asked_at, due_at, done_at, *back in asked
    ]
