"""The letters of the central on their way: queued, received, and what became of them."""

from collections.abc import Callable, Sequence

from kiosk.central.sql import Sql
from kiosk.core import messages
from kiosk.core.facts.box import MessageDone
from kiosk.core.letter import Letter
from kiosk.core.messages import MAX_MESSAGE_BYTES, Message
from kiosk.sync.protocol import Ack

KEPT_MS = 30 * 24 * 3600 * 1000  # letters, after their outcome (PROTOCOL.md 7)
REPLACED = "replaced"  # why a box is turned away whose point another one works for
_OFFERS = frozenset({"update.available", "update.withdrawn"})  # of one box, and its row's


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

    def first(self, device: str) -> int:
        """Return the first letter of a device's present epoch."""
        row = self._conn.execute("SELECT first FROM down_stream WHERE device = ?", [device])
        return int(row.fetchone()[0])

    def oldest(self, device: str) -> int:
        """Return the number of the first letter of a device that is still kept, 0 for none."""
        row = self._conn.execute(
            "SELECT coalesce(min(seq), 0) FROM message WHERE device = ?", [device]
        ).fetchone()
        return int(row[0])

    def with_old(self, at: int) -> tuple[str, ...]:
        """Return the devices with letters whose outcome is old."""
        devices = self._conn.execute(
            "SELECT DISTINCT device FROM message WHERE done_at < ? ORDER BY device", [at - KEPT_MS]
        ).fetchall()
        return tuple(str(device) for (device,) in devices)

    def forget(self, device: str, at: int) -> int:
        """Drop a device's letters whose outcome is old, up to the first that is not.

        Its last letter stays, so that numbers go on behind it.

        Returns:
            How many were dropped.
        """
        self._conn.hold([device])
        self._end_stranded(device, at)  # also those of before they were ended as they fell behind
        before = at - KEPT_MS
        (first,) = self._conn.execute(
            "SELECT min(seq) FROM message WHERE device = ? AND (done_at IS NULL OR done_at >= ?)",
            [device, before],
        ).fetchone()
        dropped = self._conn.execute(
            "DELETE FROM message WHERE device = ? AND seq < ?",
            [device, self.head(device) if first is None else int(first)],
        )
        return dropped.rowcount

    def begin_anew(self, device: str, at: int) -> str:
        """Begin a new epoch after all letters there are, and return it.

        What a box is told again is a snapshot, and after it the letters it has not answered. What
        it was offered it may have lost: roll-outs offer anew.
        """
        epoch, head = self._nonce(), self.head(device)
        self._conn.execute(
            "UPDATE down_stream SET epoch = ?, acked = ?, first = ? WHERE device = ?",
            [epoch, head, head + 1, device],
        )
        self._end_stranded(device, at)
        self._conn.execute(
            "UPDATE rollout_box SET step = 'held', cause = '' WHERE device = ?"
            " AND step IN ('offered', 'accepted')",
            [device],
        )
        return epoch

    def _end_stranded(self, device: str, at: int) -> None:
        """End what a snapshot says again, of a device's earlier epochs: nobody answers it."""
        self._conn.execute(
            "UPDATE message SET state = 'expired', reason = 'begun_anew', done_at = ?"
            " WHERE device = ? AND state IN ('queued', 'received')"
            " AND type IN ('snapshot.begin', 'snapshot.part', 'snapshot.end', 'sibling.events')"
            " AND seq < (SELECT first FROM down_stream WHERE down_stream.device = message.device)",
            [at, device],
        )

    def queue_again(self, device: str, at: int) -> None:
        """Queue what nobody answered: of an earlier life of the box, and of the box before it.

        Where several boxes share a point, each obeys for itself, so theirs are copied. Offers of
        releases are not: they may have been withdrawn since, and roll-outs offer by themselves.
        """
        found = self._conn.execute(
            "SELECT message.id, message.type, message.raw, theirs.blocked, theirs.device"
            " FROM message"
            " JOIN device AS theirs ON theirs.device = message.device"
            " JOIN device AS mine ON mine.point = theirs.point"
            " JOIN down_stream ON down_stream.device = mine.device"
            " WHERE mine.device = ? AND message.state IN ('queued', 'received')"
            " AND message.type NOT IN ('snapshot.begin', 'snapshot.part', 'snapshot.end',"
            " 'sibling.events')"
            " AND (message.device <> mine.device OR message.seq < down_stream.first)"
            " ORDER BY message.device, message.seq",
            [device],
        ).fetchall()
        letters = [
            messages.decode(bytes(raw)).facts
            for _id, word, raw, _blocked, _theirs in found
            if word not in _OFFERS
        ]
        self.queue(device, letters, at, "system")
        self._conn.executemany(
            "UPDATE message SET state = 'expired', reason = 'sent_again', done_at = ? WHERE id = ?",
            [(at, id_) for id_, _, _, why, theirs in found if theirs == device or why == REPLACED],
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

    def type_of(self, device: str, message: str) -> str:
        """Return the type of a letter of a device by its id, empty for none."""
        row = self._conn.execute(
            "SELECT type FROM message WHERE id = ? AND device = ?", [message, device]
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

    def done(self, device: str, fact: MessageDone, at: int) -> None:
        """The device told what became of one of its letters; the first word stands."""
        self._conn.execute(
            "UPDATE message SET state = ?, reason = ?, done_at = ? WHERE id = ? AND device = ?"
            " AND state IN ('queued', 'received')",
            [fact.outcome.value, fact.reason, at, fact.message, device],
        )
