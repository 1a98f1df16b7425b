"""What was put aside, looked at and taken in again once the cause is mended (PROTOCOL.md 16).

An item of a batch was kept whole and its number counts as received: nobody will send it again. Read
by a program that understands it by now, it goes the same way as on arrival: found to be new by its
id, kept, folded, followed, told to the boxes beside. A packet is cut after 200 bytes, and its box
sends it again by itself, in pieces; a number that was skipped never comes: of both there is nothing
to take in, and people leave them with a reason.
"""

import hashlib
import logging
from collections.abc import Callable
from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, Struct

from kiosk.central.answers import Answer, NotDone
from kiosk.central.items import Read, Row, read
from kiosk.central.marks import root_of
from kiosk.central.moves import Moves
from kiosk.central.notes import Bad
from kiosk.central.overtaken import OVERTAKEN
from kiosk.central.pile import Sender
from kiosk.central.sql import Sql, Undone, plain
from kiosk.central.users import Deed as UserDeed
from kiosk.central.users import Users

# What a strange event may make us raise; the database's own trouble is none of these.
_BROKEN = (
    ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError, TypeError,
    ValueError,
)  # fmt: skip
log = logging.getLogger(__name__)

Deed: TypeAlias = Literal["replay", "leave"]
TAKEN = "taken in again"  # stands beside one that was
ITEM = "event: "  # how the reason of an item begins
_MOST_BACK = 1000  # items put aside one after another, whose chain is gone through
BROKE = Answer("aside_broke")


class NoReplay(NotDone):
    """It stays in quarantine as it was."""


class QuarantineWish(Struct, frozen=True, tag="quarantine", forbid_unknown_fields=True):
    """Take something out of quarantine in again, or leave it there with a reason.

    Args:
        n: its number.
        action: `replay` or `leave`.
        words: why it is left.
    """

    n: Annotated[int, Meta(ge=1, le=2**53 - 1)]
    action: Deed
    words: Annotated[str, Meta(max_length=200)] = ""


class Aside(Struct, frozen=True):
    """Something in quarantine.

    Args:
        n: its number.
        device, epoch, seq, to_seq: whose, and the numbers it stands for; 0 for none.
        reason: why, in the central's words.
        times, at: how often it came, and when first, ms UTC.
        raw: its bytes, or their beginning.
        is_known: it was taken in by now.
        by, words: who said what about it; empty while nobody did.
        blanked_at: when its bytes went, ms UTC; None while they are here.
    """

    n: int
    device: str
    epoch: str
    seq: int
    to_seq: int
    reason: str
    times: int
    at: int
    raw: bytes
    is_known: bool
    by: str
    words: str
    blanked_at: int | None

    @property
    def is_item(self) -> bool:
        """Whether it is an event that was kept whole."""
        return self.reason.startswith(ITEM) and self.seq > 0

    @property
    def fault(self) -> str:
        """Why this program cannot read it, in a word; empty where it can."""
        found = read(Row(self.device, self.epoch, self.seq, self.raw, b""))
        return found.reason.removeprefix(ITEM) if isinstance(found, Bad) else ""

    @property
    def may_replay(self) -> bool:
        """Whether it would be taken in now."""
        is_here = self.is_item and self.blanked_at is None
        return is_here and not self.is_known and not self.fault


def asides(conn: Sql, most: int, n: int = 0) -> list[Aside]:
    """Return what is in quarantine: what nobody has said anything about first, the newest first.

    Args:
        conn: of the store, or of a reader beside it.
        most: how many.
        n: this one alone; 0 for all.
    """
    rows = conn.execute(
        "SELECT quarantine.n, device, epoch, seq, to_seq, reason, times, taken_at, raw,"
        " EXISTS (SELECT 1 FROM event WHERE event.device = quarantine.device"
        " AND event.seq = quarantine.seq AND event.body = quarantine.raw),"
        " coalesce(user_name, ''), coalesce(words, ''), blanked_at FROM quarantine"
        " LEFT JOIN decided"
        " ON decided.kind = 'quarantine' AND decided.n = quarantine.n"
        " WHERE ? IN (0, quarantine.n)"
        " ORDER BY user_name IS NOT NULL, quarantine.n DESC LIMIT ?",
        [n, most],
    ).fetchall()
    told = ((*row[:8], bytes(row[8]), bool(row[9]), *row[10:]) for row in rows)
    return [Aside(*one) for one in told]


class Replaying:
    """Takes things out of quarantine in again.

    Args:
        conn: inside a transaction whenever a method is called.
        take: takes what a box told, as on arrival, at a moment in ms UTC.
    """

    def __init__(self, conn: Sql, take: Callable[[Sender, Read, int], None]) -> None:
        self._conn, self._take = conn, take

    def replay(self, n: int, by: str, at: int) -> Answer:
        """Take an event in that was put aside; return what came of it.

        Args:
            n: of the quarantine.
            by: who wants it.
            at: now, ms UTC.

        Raises:
            NoReplay: nothing was done.
            Undone: it broke; the transaction must end.
        """
        one = self._one(n)
        if not one.is_item:
            raise NoReplay("aside_no_event")
        if one.blanked_at is not None:
            raise NoReplay("aside_blanked")
        # before any row of it, as whoever takes in its mail
        self._conn.hold([one.device, *Moves(self._conn).successors([one.device])])
        sender = self._sender(one)
        found = read(Row(one.device, one.epoch, one.seq, one.raw, self._chain(one)))
        if isinstance(found, Bad):
            raise NoReplay("aside_unreadable")
        if self._is_kept(found.head.id):
            raise NoReplay("aside_known")
        try:
            self._take(sender, found, at)
        except _BROKEN as broke:  # as the consumer has it: one event must not stop all mail
            log.exception("%s: number %d cannot be taken in", one.device, one.seq)
            raise Undone(BROKE.said()) from broke
        self._conn.execute(
            "INSERT INTO decided (kind, n, user_name, at, words) VALUES ('quarantine', ?, ?, ?, ?)"
            " ON CONFLICT (kind, n) DO UPDATE SET user_name = excluded.user_name,"
            " at = excluded.at, words = excluded.words",  # left before its cause was mended
            [n, by, at, TAKEN],
        )
        return Answer(self._came_of(found.head.id), {"n": one.seq, "device": one.device})

    def _came_of(self, event: str) -> str:
        """Return how the books took an event, as a key of `ANSWERS`."""
        rows = self._conn.execute("SELECT reason FROM conflict WHERE event = ?", [event])
        reasons = [str(reason) for (reason,) in rows.fetchall()]
        if OVERTAKEN in reasons:
            return "aside_overtaken"
        return "aside_clash" if reasons else "aside_taken"

    def settle(self, wish: QuarantineWish, by: str, at: int) -> Answer:
        """Do what is wanted; return what came of it.

        Args:
            wish: what.
            by: who wants it.
            at: now, ms UTC.

        Raises:
            NoReplay: nothing was done.
            Undone: it broke; the transaction must end.
        """
        if wish.action == "replay":
            return self.replay(wish.n, by, at)
        one, words = self._one(wish.n), plain(wish.words).strip()
        if not words:
            raise NoReplay("aside_no_words")
        left = self._conn.execute(
            "INSERT INTO decided (kind, n, user_name, at, words) VALUES ('quarantine', ?, ?, ?, ?)"
            " ON CONFLICT (kind, n) DO NOTHING",
            [one.n, by, at, words],
        )
        if not left.rowcount:
            raise NoReplay("aside_decided")
        return Answer("aside_left", {"n": one.n})

    def noted(self, wish: QuarantineWish, by: str, at: int) -> tuple[bool, Answer]:
        """Do what is wanted, and note it; return whether it was done, and what came of it.

        Args:
            wish: what.
            by: who wants it.
            at: now, ms UTC.

        Raises:
            Undone: it broke; the transaction must end.
        """
        try:
            ok, said = True, self.settle(wish, by, at)
        except NoReplay as why:
            ok, said = False, Answer("aside_not", {"n": wish.n, "why": why.told})
        self.note(wish, by, at, None if ok else said)
        return ok, said

    def note(self, wish: QuarantineWish, by: str, at: int, no: Answer | None) -> None:
        """Note what somebody wanted, and what became of it.

        Args:
            wish: what.
            by: who wanted it.
            at: now, ms UTC.
            no: why nothing was done; None where it was.
        """
        outcome = ("done", ()) if no is None else (no.said(), (no,))
        deed = UserDeed(at, by, "", f"quarantine.{wish.action}", str(wish.n), *outcome)
        Users(self._conn).note(deed)

    def _one(self, n: int) -> Aside:
        found = asides(self._conn, 1, n)
        if not found:
            raise NoReplay("aside_none")
        return found[0]

    def _sender(self, one: Aside) -> Sender:
        """Return the box, and the point that it worked for when it told this."""
        row = self._conn.execute(
            "SELECT 1 FROM device WHERE device = ? AND blocked = '' AND role = 'counter'",
            [one.device],
        ).fetchone()
        if row is None:
            raise NoReplay("aside_blocked")
        point = Moves(self._conn).point_at(one.device, "quarantine", one.n)
        shares = self._conn.execute("SELECT 1 FROM shared_point WHERE point = ?", [point])
        return Sender(one.device, point, shares=shares.fetchone() is not None)

    def _is_kept(self, id_: str) -> bool:
        row = self._conn.execute("SELECT 1 FROM event WHERE id = ?", [id_]).fetchone()
        return row is not None

    def _chain(self, one: Aside) -> bytes:
        """Return the chain at an item; empty where what stood before it is not here."""
        bodies, seq = [one.raw], one.seq - 1
        while seq and len(bodies) < _MOST_BACK:
            row = self._conn.execute(
                "SELECT hash FROM event WHERE device = ? AND epoch = ? AND seq = ?",
                [one.device, one.epoch, seq],
            ).fetchone()
            if row is not None:
                return _chained(bytes(row[0]), bodies)
            row = self._conn.execute(
                "SELECT raw FROM quarantine WHERE device = ? AND epoch = ? AND seq = ?"
                " AND to_seq = ? AND reason LIKE 'event: %' AND blanked_at IS NULL",
                [one.device, one.epoch, seq, seq],
            ).fetchone()
            if row is None:
                return b""
            bodies.append(bytes(row[0]))
            seq -= 1
        return b"" if seq else _chained(root_of(one.device), bodies)


def _chained(chain: bytes, bodies: list[bytes]) -> bytes:
    for body in reversed(bodies):
        if not chain:
            break
        chain = hashlib.sha256(chain + body).digest()
    return chain
