"""One identity, one box: tells a card in another board and a cloned card by their greetings.

PROTOCOL.md 6 (epochs). A box that is suspected stays blocked until the console confirms it.
"""

from kiosk.central.sql import Sql
from kiosk.sync.protocol import Hello

MOVED, CLONE = "moved", "clone"
_RETURNS = 2  # a packet that was late on the road may bring a past boot back once
_BOOTS_KEPT = 20


class Twins:
    """The tables `board` and `boot`.

    Args:
        conn: inside a transaction whenever a method is called.
    """

    def __init__(self, conn: Sql) -> None:
        self._conn = conn

    def suspicion(self, device: str, hello: Hello) -> str:
        """Return why a box that greets must be blocked: `moved`, `clone`, or empty for nothing."""
        if self._is_other_board(device, hello.hw):
            return MOVED
        return CLONE if self._returns(device, hello.boot) >= _RETURNS else ""

    def trust(self, device: str) -> None:
        """A person looked: the next board and boot that greet are the box's."""
        self._conn.execute("DELETE FROM board WHERE device = ?", [device])
        self._conn.execute("DELETE FROM boot WHERE device = ?", [device])

    def _is_other_board(self, device: str, hw: str) -> bool:
        if not hw:  # a machine that cannot tell its board is believed
            return False
        row = self._conn.execute("SELECT hw FROM board WHERE device = ?", [device]).fetchone()
        if row is None:
            self._conn.execute("INSERT INTO board (device, hw) VALUES (?, ?)", [device, hw])
        return row is not None and row[0] != hw

    def _returns(self, device: str, boot: str) -> int:
        """Return how often `boot` came back after another was seen; two live boxes take turns."""
        last = self._conn.execute(
            "SELECT boot, n FROM boot WHERE device = ? ORDER BY n DESC LIMIT 1", [device]
        ).fetchone()
        if last is not None and last[0] == boot:
            return 0
        number = int(last[1]) + 1 if last else 1
        self._conn.execute(
            "INSERT INTO boot (device, boot, n, returned) VALUES (?, ?, ?, 0)"
            " ON CONFLICT (device, boot) DO UPDATE SET n = excluded.n,"
            " returned = boot.returned + 1",
            [device, boot, number],
        )
        self._conn.execute(
            "DELETE FROM boot WHERE device = ? AND n < ?", [device, number - _BOOTS_KEPT]
        )
        row = self._conn.execute(
            "SELECT returned FROM boot WHERE device = ? AND boot = ?", [device, boot]
        ).fetchone()
        return int(row[0])
