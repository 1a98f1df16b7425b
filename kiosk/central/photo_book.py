"""What became of each device's photos: the tables `photo` and `photo_day`."""

from msgspec import Struct

from kiosk.central.sql import Sql


class PhotoRow(Struct, frozen=True):
    """One photo of one device.

    Args:
        state: coming, done or refused; reason: why it was refused.
        wrong: how often it arrived with another hash.
        at: of the last change, ms UTC.
    """

    device: str
    sha256: str
    size: int
    mime: str
    state: str
    reason: str
    wrong: int
    at: int


class PhotoBook:
    """Keeps and finds them.

    Args:
        conn: inside a transaction whenever something is written.
    """

    def __init__(self, conn: Sql) -> None:
        self._conn = conn

    def get(self, device: str, sha256: str) -> PhotoRow | None:
        """Return a photo of a device."""
        found = self._conn.execute(
            "SELECT device, sha256, size, mime, state, reason, wrong, at FROM photo"
            " WHERE device = ? AND sha256 = ?",
            [device, sha256],
        ).fetchone()
        return PhotoRow(*found) if found else None

    def keep(self, row: PhotoRow) -> None:
        """Keep a photo as it stands now."""
        self._conn.execute(
            "INSERT INTO photo (device, sha256, size, mime, state, reason, wrong, at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (device, sha256) DO UPDATE SET"
            " size = excluded.size, mime = excluded.mime, state = excluded.state,"
            " reason = excluded.reason, wrong = excluded.wrong, at = excluded.at",
            [row.device, row.sha256, row.size, row.mime, row.state, row.reason, row.wrong, row.at],
        )

    def taken(self, device: str, day: int) -> int:
        """Return how many bytes were taken from a device on a day since 1970."""
        found = self._conn.execute(
            "SELECT bytes FROM photo_day WHERE device = ? AND day = ?", [device, day]
        ).fetchone()
        return int(found[0]) if found else 0

    def keep_taken(self, device: str, day: int, taken: int) -> None:
        """Keep how many bytes were taken from a device on a day; forget its days before."""
        self._conn.execute("DELETE FROM photo_day WHERE device = ? AND day < ?", [device, day])
        self._conn.execute(
            "INSERT INTO photo_day (device, day, bytes) VALUES (?, ?, ?)"
            " ON CONFLICT (device, day) DO UPDATE SET bytes = excluded.bytes",
            [device, day, taken],
        )
