"""What the central notes beside the books: who is there, what was refused, what was counted."""

import logging
from collections.abc import Iterable

import msgspec
from msgspec import Struct

from kiosk.central.sql import Sql, plain
from kiosk.sync.protocol import Health, State

log = logging.getLogger(__name__)

UNKNOWN = "?"  # all unknown devices share one row, so that their names cannot fill the disk


class Bad(Struct, frozen=True):
    """Something that could not be taken.

    Args:
        device: whose.
        reason: in a word.
        sha256: of the whole, hex.
        raw: what is kept of it.
        epoch, seq, to_seq: the numbers it stands for; 0 for a packet that has none.
    """

    device: str
    reason: str
    sha256: str
    raw: bytes
    epoch: str = ""
    seq: int = 0
    to_seq: int = 0


class Notes:
    """The tables `presence`, `quarantine` and `counted`.

    Args:
        conn: inside a transaction whenever a method is called.
    """

    def __init__(self, conn: Sql) -> None:
        self._conn = conn
        self._counted: dict[tuple[str, str], int] = {}

    def forget(self) -> None:
        """Forget what was counted and not written: its transaction has ended."""
        self._counted = {}

    def count(self, device: str, what: str, more: int = 1) -> None:
        """Count something about a device, once `write` is called."""
        self._counted[device, what] = self._counted.get((device, what), 0) + more

    def write(self, heard: Iterable[str], at: int) -> None:
        """Write what was counted, and that packets of these devices came now."""
        if self._counted:
            self._conn.executemany(
                "INSERT INTO counted (device, what, n) VALUES (?, ?, ?)"
                " ON CONFLICT (device, what) DO UPDATE SET n = counted.n + excluded.n",
                [(device, what, more) for (device, what), more in self._counted.items()],
            )
        self.forget()
        self._conn.executemany(
            "INSERT INTO presence (device, online, conn, heard_at) VALUES (?, 0, '', ?)"
            " ON CONFLICT (device) DO UPDATE SET heard_at = excluded.heard_at",
            [(device, at) for device in heard],
        )

    def alarm(self, device: str, what: str) -> None:
        """Count something that people should look at, and say so."""
        log.warning("%s: %s", device, what)
        self.count(device, what)

    def quarantine(self, bad: Bad, at: int) -> None:
        """Keep what could not be taken; the same again is counted only."""
        why = plain(bad.reason)
        log.warning("%s: to quarantine: %s, %s", bad.device, why, bad.sha256[:16])
        self._conn.execute(
            "INSERT INTO quarantine (device, epoch, seq, to_seq, reason, sha256, raw, times,"
            " taken_at) VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?)"
            " ON CONFLICT (device, epoch, seq, sha256) DO UPDATE SET times = quarantine.times + 1",
            [bad.device, bad.epoch, bad.seq, bad.to_seq, why, bad.sha256, bad.raw, at],
        )

    def version(self, device: str, app: str) -> None:
        """Note which version of the program runs on a box."""
        self._conn.execute(
            "INSERT INTO presence (device, online, conn, heard_at, app) VALUES (?, 0, '', 0, ?)"
            " ON CONFLICT (device) DO UPDATE SET app = excluded.app",
            [device, plain(app)],
        )

    def state(self, device: str, state: State) -> None:
        """Note a birth or a will; a late will of an older connection says nothing."""
        if state.online:
            self._conn.execute(
                "INSERT INTO presence (device, online, conn, heard_at) VALUES (?, 1, ?, 0)"
                " ON CONFLICT (device) DO UPDATE SET online = 1, conn = excluded.conn",
                [device, state.conn],
            )
        else:
            self._conn.execute(
                "UPDATE presence SET online = 0 WHERE device = ? AND conn = ?",
                [device, state.conn],
            )

    def health(self, device: str, health: Health) -> None:
        """Note how a box is, and that it is there.

        Its birth may have come before anybody had registered it, and is not said again.
        """
        self._conn.execute(
            "INSERT INTO presence (device, online, conn, heard_at, unsent, oldest_at, health)"
            " VALUES (?, 1, '', 0, ?, ?, ?) ON CONFLICT (device) DO UPDATE SET online = 1,"
            " unsent = excluded.unsent, oldest_at = excluded.oldest_at, health = excluded.health",
            [device, health.unsent, health.oldest_at, msgspec.json.encode(health)],
        )
