"""The central's books in one SQLite file, with one writing connection."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from kiosk.central.intake import Intake
from kiosk.central.questions import Questions
from kiosk.central.schema_sqlite import TABLES
from kiosk.central.store import Opened, Packet, Point, Reply, StoreTrouble, Taken
from kiosk.core import messages
from kiosk.core.messages import MAX_MESSAGE_BYTES, Letter, Message
from kiosk.sync.protocol import Hello

_OWN_TROUBLE = ("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_BUSY")


class SqliteStore(Questions):
    """The reference central's store (see `central.store.Store`).

    Args:
        path: of the file; made if it is not there.
        new_id: makes UUIDv7s.
        nonce: makes 16 hex digits.
    """

    def __init__(self, path: Path, new_id: Callable[[], str], nonce: Callable[[], str]) -> None:
        super().__init__(sqlite3.connect(path, isolation_level=None, timeout=5.0))
        self._new_id = new_id
        self._conn.execute("PRAGMA journal_mode=WAL").fetchone()
        self._conn.execute("PRAGMA synchronous=FULL")
        self._conn.execute("PRAGMA foreign_keys=ON")
        self._intake = Intake(self._conn, self._ledger, nonce)
        with self.unit():
            for table in TABLES:
                self._conn.execute(table)

    @contextmanager
    def unit(self) -> Iterator[None]:
        """One transaction: all of it, or nothing.

        Raises:
            StoreTrouble: the disk's trouble; everything was rolled back.
        """
        try:
            self._conn.execute("BEGIN IMMEDIATE")
            yield
            self._conn.execute("COMMIT")
        except sqlite3.Error as error:
            self._roll_back()
            if str(getattr(error, "sqlite_errorname", "")).startswith(_OWN_TROUBLE):
                raise StoreTrouble(str(error)) from error
            raise
        except BaseException:
            self._roll_back()
            raise

    def _roll_back(self) -> None:
        if self._conn.in_transaction:
            self._conn.execute("ROLLBACK")

    def close(self) -> None:
        """Checkpoint and close."""
        self._conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        self._conn.close()

    # -- registry --------------------------------------------------------------------------------

    def register(self, point: Point, device: str) -> None:
        """Register a point with its box, or change what is known of them."""
        with self.unit():
            self._conn.execute(
                "INSERT INTO point (point, name, point_key, policy) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (point) DO UPDATE SET name = excluded.name,"
                " point_key = excluded.point_key, policy = excluded.policy",
                [point.point, point.name, point.point_key, point.policy],
            )
            self._conn.execute(
                "INSERT INTO device (device, point) VALUES (?, ?)"
                " ON CONFLICT (device) DO UPDATE SET point = excluded.point",
                [device, point.point],
            )

    def block(self, device: str, reason: str) -> None:
        """Turn a device away from now on; an empty reason lets it in again."""
        with self.unit():
            self._conn.execute("UPDATE device SET blocked = ? WHERE device = ?", [reason, device])

    def code_secret(self, customer_ref: str, point: str, fresh: bytes) -> bytes:
        """Return the secret a customer's pickup codes are made from; `fresh` for a new one."""
        with self.unit():
            self._conn.execute(
                "INSERT INTO customer (customer_ref, point, code_secret) VALUES (?, ?, ?)"
                " ON CONFLICT DO NOTHING",
                [customer_ref, point, fresh],
            )
            row = self._conn.execute(
                "SELECT code_secret FROM customer WHERE customer_ref = ?", [customer_ref]
            ).fetchone()
        return bytes(row[0])

    # -- up --------------------------------------------------------------------------------------

    def take(self, packets: Sequence[Packet], at: int) -> Taken:
        """Keep a group of packets for good and say what to answer."""
        replies: list[Reply] = []
        opened: list[Opened] = []
        with self.unit():
            for packet in packets:
                if isinstance(packet.body, Hello):
                    welcome, down = self._intake.greet(packet.device, packet.body)
                    replies.append(Reply(packet.device, welcome))
                    opened += [down] if down else []
                    continue
                answer = self._intake.take(packet, at)
                if isinstance(answer, Reply):
                    replies.append(answer)
        return Taken(tuple(replies), tuple(opened))

    # -- down ------------------------------------------------------------------------------------

    def queue(self, point: str, letters: Sequence[Letter], at: int) -> int:
        """Queue letters for every device of a point; return how many letters were queued."""
        with self.unit():
            devices = self._conn.execute(
                "SELECT device FROM device WHERE point = ? ORDER BY device", [point]
            ).fetchall()
            for (device,) in devices:
                self._queue_for(device, letters, at)
        return len(letters) * len(devices)

    def _queue_for(self, device: str, letters: Sequence[Letter], at: int) -> None:
        row = self._conn.execute(
            "SELECT coalesce(max(seq), 0) FROM message WHERE device = ?", [device]
        ).fetchone()
        head = int(row[0])
        for seq, letter in enumerate(letters, start=head + 1):
            message = Message(self._new_id(), messages.type_of(letter), 1, at, "console", letter)
            raw = messages.encode(message)
            if len(raw) > MAX_MESSAGE_BYTES:
                raise ValueError(f"{message.type} has {len(raw)} bytes, more than 64 KB")
            self._conn.execute(
                "INSERT INTO message (device, seq, id, type, raw, state)"
                " VALUES (?, ?, ?, ?, ?, 'queued')",
                [device, seq, message.id, message.type, raw],
            )
        self._conn.execute(
            "UPDATE down_stream SET head = ? WHERE device = ?", [head + len(letters), device]
        )

    def above(self, device: str, seq: int, most: int, most_bytes: int) -> tuple[int, list[bytes]]:
        """Return the first number and the letters after `seq`, at least one if there is any."""
        rows = self._conn.execute(
            "SELECT seq, raw FROM message WHERE device = ? AND seq > ? ORDER BY seq LIMIT ?",
            [device, seq, most],
        ).fetchall()
        raws: list[bytes] = []
        size = 0
        for _number, raw in rows:
            size += len(raw)
            if raws and size > most_bytes:
                break
            raws.append(bytes(raw))
        return (int(rows[0][0]) if rows else 0, raws)

    def message_id(self, device: str, seq: int) -> str:
        """Return the id of a letter by its number."""
        row = self._conn.execute(
            "SELECT id FROM message WHERE device = ? AND seq = ?", [device, seq]
        ).fetchone()
        return str(row[0]) if row else ""

    def note_sent(self, device: str, upto: int) -> None:
        """Letters up to `upto` were acknowledged by the device."""
        with self.unit():
            self._conn.execute(
                "UPDATE message SET state = 'received' WHERE device = ? AND seq <= ?"
                " AND state = 'queued'",
                [device, upto],
            )
            self._conn.execute(
                "UPDATE down_stream SET acked = max(acked, ?) WHERE device = ?", [upto, device]
            )
