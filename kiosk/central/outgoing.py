"""The letters of the central on their way: queued, received, and what became of them."""

from collections.abc import Callable, Sequence

from kiosk.central.sql import Sql
from kiosk.core import messages
from kiosk.core.facts.box import MessageDone
from kiosk.core.messages import MAX_MESSAGE_BYTES, Letter, Message
from kiosk.sync.protocol import Ack


class Outgoing:
    """The tables `message` and `down_stream`.

    Args:
        conn: inside a transaction whenever something is written.
        new_id: makes UUIDv7s.
        nonce: makes 16 hex digits, for an epoch.
    """

    def __init__(self, conn: Sql, new_id: Callable[[], str], nonce: Callable[[], str]) -> None:
        self._conn, self._new_id, self._nonce = conn, new_id, nonce

    def begin(self, device: str) -> None:
        """Open the down stream of a new device."""
        self._conn.execute(
            "INSERT INTO down_stream (device, epoch, acked) VALUES (?, ?, 0)"
            " ON CONFLICT (device) DO NOTHING",
            [device, self._nonce()],
        )

    def queue(self, device: str, letters: Sequence[Letter], at: int, by: str) -> None:
        """Queue letters for a device.

        Raises:
            ValueError: a letter is larger than a message may be; whoever made it should have known.
        """
        self._conn.hold([device])  # two who number letters at once must not choose the same
        seen = self._conn.execute(
            "SELECT coalesce(max(upto), 0) FROM up_stream WHERE device = ?", [device]
        ).fetchone()[0]
        for seq, letter in enumerate(letters, start=self.head(device) + 1):
            word = messages.type_of(letter)
            message = Message(self._new_id(), word, 1, at, by, letter, seen=int(seen))
            raw = messages.encode(message)
            if len(raw) > MAX_MESSAGE_BYTES:
                raise ValueError(f"{word} has {len(raw)} bytes, more than {MAX_MESSAGE_BYTES}")
            self._conn.execute(
                "INSERT INTO message (device, seq, id, type, raw, state)"
                " VALUES (?, ?, ?, ?, ?, 'queued')",
                [device, seq, message.id, word, raw],
            )

    def head(self, device: str) -> int:
        """Return the number of the last letter of a device."""
        row = self._conn.execute(
            "SELECT coalesce(max(seq), 0) FROM message WHERE device = ?", [device]
        ).fetchone()
        return int(row[0])

    def epoch(self, device: str) -> str:
        """Return the epoch of a device's down stream."""
        row = self._conn.execute("SELECT epoch FROM down_stream WHERE device = ?", [device])
        return str(row.fetchone()[0])

    def begin_anew(self, device: str) -> str:
        """Begin a new epoch: the device has letters that we do not know of; return it."""
        epoch = self._nonce()
        self._conn.execute(
            "UPDATE down_stream SET epoch = ?, acked = 0 WHERE device = ?", [epoch, device]
        )
        return epoch

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

    def acked(self, device: str, ack: Ack) -> None:
        """The device has every letter up to `ack.upto`; what it cannot have says nothing."""
        if ack.epoch != self.epoch(device) or ack.upto > self.head(device):
            return
        changed = self._conn.execute(
            "UPDATE down_stream SET acked = ? WHERE device = ? AND acked < ?",
            [ack.upto, device, ack.upto],
        )
        if changed.rowcount:
            self._conn.execute(
                "UPDATE message SET state = 'received'"
                " WHERE device = ? AND seq <= ? AND state = 'queued'",
                [device, ack.upto],
            )

    def done(self, device: str, fact: MessageDone) -> None:
        """The device told what became of one of its letters; the first word stands."""
        self._conn.execute(
            "UPDATE message SET state = ?, reason = ? WHERE id = ? AND device = ?"
            " AND state IN ('queued', 'received')",
            [fact.outcome.value, fact.reason, fact.message, device],
        )
