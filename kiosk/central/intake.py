"""Taking in what the devices send: greetings, batches of events, presence; within one transaction.

The receiver's table of PROTOCOL.md 6, over SQLite. Nothing here commits; `store_sqlite` does.
"""

import hashlib
import sqlite3
from collections.abc import Callable

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from kiosk.central.books import Ledger
from kiosk.central.store import Opened, Packet, Reply
from kiosk.core import events
from kiosk.core.events import Event, UnknownFact
from kiosk.core.facts.box import MessageDone
from kiosk.sync.protocol import (
    Ack,
    Action,
    Batch,
    DownState,
    Health,
    Hello,
    Skip,
    State,
    UpState,
    Welcome,
)
from kiosk.sync.streams import SeqReceiver

_KEPT_OF_BAD = 200  # bytes of an undecodable packet worth keeping (PROTOCOL.md 6)
_BAD_EVENT = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


class _Bad(Struct, frozen=True):
    device: str
    epoch: str | None
    seq: int | None
    raw: bytes
    reason: str


class _Up(Struct, frozen=True):
    epoch: str | None
    upto: int
    hash: bytes
    doubt: bool


class Intake:
    """Takes packets of known devices into the tables.

    Args:
        conn: inside a transaction whenever a method is called.
        ledger: the books.
        nonce: makes 16 hex digits, for a new epoch of letters.
    """

    def __init__(self, conn: sqlite3.Connection, ledger: Ledger, nonce: Callable[[], str]) -> None:
        self._conn, self._ledger, self._nonce = conn, ledger, nonce

    def take(self, packet: Packet, at: int) -> Reply | Opened | None:
        """Take one packet; return its answer, if it has one."""
        row = self._conn.execute(
            "SELECT point, blocked FROM device WHERE device = ?", [packet.device]
        ).fetchone()
        if row is None or row[1]:
            self._turn_away(packet, row[1] if row else "unknown")
            return None
        match packet.body:
            case Batch() as batch:
                return Reply(packet.device, self._batch(packet.device, row[0], batch, at))
            case State() as state:
                self._presence(packet.device, state, at)
            case Health() as health:
                self._health(packet.device, health, at)
            case None:
                return self._malformed(packet, at)
            case _:
                pass
        return None

    # -- greetings -------------------------------------------------------------------------------

    def greet(self, device: str, hello: Hello) -> tuple[Welcome, Opened | None]:
        """Answer a greeting: where both streams stand, or why there is nothing to be had."""
        row = self._conn.execute("SELECT blocked FROM device WHERE device = ?", [device]).fetchone()
        if row is None or row[0]:
            why = row[0] if row else "unknown"
            none = DownState("0" * 16, 1, 0)
            up = UpState(hello.up.epoch, 0)
            return (
                Welcome(nonce=hello.nonce, up=up, down=none, action=Action.BLOCKED, reason=why),
                None,
            )
        up, action, from_seq = self._up_after(device, hello)
        down, opened = self._down_after(device, hello)
        welcome = Welcome(nonce=hello.nonce, up=up, down=down, action=action, from_seq=from_seq)
        return welcome, opened if action is Action.NONE else None

    def _up_after(self, device: str, hello: Hello) -> tuple[UpState, Action, int | None]:
        had = self._up(device)
        if had.epoch != hello.up.epoch:
            upto = self._common(device, hello)
            chain = self._chain_at(device, upto)
            self._set_up(device, _Up(hello.up.epoch, upto, chain, doubt=False))
            return UpState(hello.up.epoch, upto), Action.NONE, None
        if hello.up.head < had.upto or not self._tails_agree(device, hello, had.upto):
            common = self._common(device, hello)
            return UpState(hello.up.epoch, common), Action.NEW_EPOCH, common + 1
        return UpState(hello.up.epoch, had.upto), Action.NONE, None

    def _common(self, device: str, hello: Hello) -> int:
        """Return the highest number both histories share."""
        for mark in sorted(hello.tail, key=lambda m: -m.seq):
            if self._id_at(device, mark.seq) == mark.id:
                return mark.seq
        return max(0, hello.up.first - 1)

    def _tails_agree(self, device: str, hello: Hello, upto: int) -> bool:
        ours = ((self._id_at(device, mark.seq), mark.id) for mark in hello.tail if mark.seq <= upto)
        return all(our is None or our == their for our, their in ours)

    def _id_at(self, device: str, seq: int) -> str | None:
        row = self._conn.execute(
            "SELECT id FROM event WHERE device = ? AND seq = ? ORDER BY n DESC LIMIT 1",
            [device, seq],
        ).fetchone()
        return str(row[0]) if row else None

    def _chain_at(self, device: str, seq: int) -> bytes:
        row = self._conn.execute(
            "SELECT hash FROM event WHERE device = ? AND seq = ? ORDER BY n DESC LIMIT 1",
            [device, seq],
        ).fetchone()
        return bytes(row[0]) if row else hashlib.sha256(device.encode()).digest()

    def _down_after(self, device: str, hello: Hello) -> tuple[DownState, Opened]:
        row = self._conn.execute(
            "SELECT epoch, head FROM down_stream WHERE device = ?", [device]
        ).fetchone()
        if row is None:
            row = (self._nonce(), 0)
            self._conn.execute(
                "INSERT INTO down_stream (device, epoch, head, acked) VALUES (?, ?, 0, 0)",
                [device, row[0]],
            )
        epoch, head = str(row[0]), int(row[1])
        upto = hello.down.upto if hello.down.epoch == epoch else 0
        if upto > head:  # we were restored: letters begin a new epoch
            epoch, upto = self._nonce(), 0
            self._conn.execute(
                "UPDATE down_stream SET epoch = ?, acked = 0 WHERE device = ?", [epoch, device]
            )
        return DownState(epoch, 1, head), Opened(device, epoch, upto)

    # -- events ----------------------------------------------------------------------------------

    def _batch(self, device: str, point: str, batch: Batch, at: int) -> Ack:
        had = self._up(device)
        receiver = SeqReceiver(had.epoch, had.upto)
        found = receiver.sort(batch)
        if found.skip is not None:
            self._skip(device, batch, found.skip, had, at)
            receiver.keep(found.skip.to)
        elif found.fresh:
            whole = len(found.fresh) == len(batch.items)
            broken = whole and batch.prev is not None and bytes.fromhex(batch.prev) != had.hash
            if broken and not had.doubt:
                self._set_up(device, replace(had, doubt=True))
                return Ack(epoch=batch.epoch, upto=had.upto, hello=True)
            chain = bytes.fromhex(batch.prev) if broken and batch.prev else had.hash
            if broken:
                self._count(device, "chain_broken")
            for seq, raw in found.fresh:
                body = bytes(raw)
                chain = hashlib.sha256(chain + body).digest()
                self._event(device, point, batch.epoch, (seq, body, chain), at)
            receiver.keep(found.fresh[-1][0])
            self._set_up(device, _Up(batch.epoch, receiver.upto, chain, doubt=False))
        elif found.need is None and not found.hello:
            self._count(device, "duplicates", len(batch.items))
        return receiver.ack(found)

    def _event(
        self, device: str, point: str, epoch: str, row: tuple[int, bytes, bytes], at: int
    ) -> None:
        seq, body, _chain = row
        try:
            event = events.decode(body)
        except UnknownFact as unknown:
            self._store_unknown(device, epoch, row, str(unknown), at)
            return
        except _BAD_EVENT as bad:
            row_of = _Bad(device, epoch, seq, body, type(bad).__name__)
            self._quarantine(row_of, hashlib.sha256(body).hexdigest(), at)
            return
        if self._is_known(event.id):
            self._count(device, "duplicates")
            return
        flag = "echo" if event.via else self._fold(point, event, at)
        self._insert(device, epoch, row, (event.id, event.type, event.via, flag), at)
        if isinstance(event.facts, MessageDone):
            self._conn.execute(
                "UPDATE message SET state = ?, reason = ? WHERE id = ?",
                [event.facts.outcome.value, event.facts.reason, event.facts.message],
            )

    def _fold(self, point: str, event: Event, at: int) -> str:
        trouble = self._ledger.fold(point, event)
        for subject, reason in trouble:
            self._conn.execute(
                "INSERT INTO conflict (point, event, kind, id, reason, taken_at)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                [point, event.id, subject.kind, subject.id, reason, at],
            )
        return "conflict" if trouble else "folded"

    def _store_unknown(
        self, device: str, epoch: str, row: tuple[int, bytes, bytes], word: str, at: int
    ) -> None:
        id_ = msgspec.json.decode(row[1], type=_Id).id
        if not self._is_known(id_):
            self._insert(device, epoch, row, (id_, word[:64], None, "unhandled"), at)

    def _insert(
        self,
        device: str,
        epoch: str,
        row: tuple[int, bytes, bytes],
        meaning: tuple[str, str, str | None, str],
        at: int,
    ) -> None:
        seq, body, chain = row
        self._conn.execute(
            "INSERT INTO event (device, epoch, seq, body, hash, id, type, via, flag, taken_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [device, epoch, seq, body, chain, *meaning, at],
        )

    def _skip(self, device: str, batch: Batch, skip: Skip, had: _Up, at: int) -> None:
        id_ = skip.id.encode()
        bad = _Bad(device, batch.epoch, skip.to, id_, f"skipped: {skip.why.value}")
        self._quarantine(bad, hashlib.sha256(id_).hexdigest(), at)
        chain = bytes.fromhex(skip.hash) if skip.hash else had.hash
        self._set_up(device, _Up(batch.epoch, skip.to, chain, doubt=False))

    def _is_known(self, id_: str) -> bool:
        row = self._conn.execute("SELECT 1 FROM event WHERE id = ?", [id_]).fetchone()
        return row is not None

    # -- presence, quarantine, marks -------------------------------------------------------------

    def _presence(self, device: str, state: State, at: int) -> None:
        if state.online:
            self._conn.execute(
                "INSERT INTO presence (device, online, conn, heard_at) VALUES (?, 1, ?, ?)"
                " ON CONFLICT (device) DO UPDATE SET online = 1, conn = excluded.conn,"
                " heard_at = excluded.heard_at",
                [device, state.conn, at],
            )
        else:  # a late will of an older connection says nothing
            self._conn.execute(
                "UPDATE presence SET online = 0 WHERE device = ? AND conn = ?",
                [device, state.conn],
            )

    def _health(self, device: str, health: Health, at: int) -> None:
        self._conn.execute(
            "UPDATE presence SET heard_at = ?, unsent = ? WHERE device = ?",
            [at, health.unsent, device],
        )

    def _malformed(self, packet: Packet, at: int) -> Reply | None:
        bad = _Bad(packet.device, None, None, packet.raw[:_KEPT_OF_BAD], packet.why)
        self._quarantine(bad, packet.seen_sha256, at)
        if packet.rest != "up/events":
            return None
        had = self._up(packet.device)
        epoch = had.epoch or "0" * 16
        ack = Ack(epoch=epoch, upto=had.upto, need=had.upto + 1, split=True)
        return Reply(packet.device, ack)

    def _turn_away(self, packet: Packet, why: str) -> None:
        self._count(packet.device[:40], f"turned_away_{why}"[:64])

    def _quarantine(self, bad: _Bad, sha256: str, at: int) -> None:
        self._conn.execute(
            "INSERT INTO quarantine (device, epoch, seq, raw, reason, sha256, taken_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [bad.device, bad.epoch, bad.seq, bad.raw, bad.reason[:64], sha256, at],
        )

    def _count(self, device: str, what: str, more: int = 1) -> None:
        self._conn.execute(
            "INSERT INTO counted (device, what, n) VALUES (?, ?, ?)"
            " ON CONFLICT (device, what) DO UPDATE SET n = n + excluded.n",
            [device, what, more],
        )

    def _up(self, device: str) -> _Up:
        row = self._conn.execute(
            "SELECT epoch, upto, hash, doubt FROM up_stream WHERE device = ?", [device]
        ).fetchone()
        if row is None:
            return _Up(None, 0, hashlib.sha256(device.encode()).digest(), doubt=False)
        return _Up(row[0], int(row[1]), bytes(row[2]), bool(row[3]))

    def _set_up(self, device: str, up: _Up) -> None:
        self._conn.execute(
            "INSERT INTO up_stream (device, epoch, upto, hash, doubt) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (device) DO UPDATE SET epoch = excluded.epoch, upto = excluded.upto,"
            " hash = excluded.hash, doubt = excluded.doubt",
            [device, up.epoch, up.upto, up.hash, int(up.doubt)],
        )


class _Id(Struct):
    id: str
