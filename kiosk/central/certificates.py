"""Enrolment codes and certificates in the books: which box may come in, and with what."""

from msgspec import Struct

from kiosk.central.outgoing import REPLACED
from kiosk.central.sql import Sql
from kiosk.core.enrolment import BoxRole

_FORGET_MS = 30 * 86_400_000  # a stale code says nothing to anybody after so long


class Code(Struct, frozen=True):
    """A code somebody made at the console; of the code itself only a digest is kept.

    Args:
        point, device: whom it lets in.
        expires_at: ms UTC.
        serial: of the certificate it was used for, empty while it was not.
        role: what it lets the box in as.
    """

    point: str
    device: str
    expires_at: int
    serial: str
    role: BoxRole = BoxRole.COUNTER


class Certificate(Struct, frozen=True):
    """A certificate that was given out.

    Args:
        serial: hex.
        device: whose.
        pem: the whole of it.
        ends_at: ms UTC.
    """

    serial: str
    device: str
    pem: str
    ends_at: int


class Standing(Struct, frozen=True):
    """Where a box stands: its point, why it is turned away, if it is, and what it is."""

    point: str
    blocked: str
    role: BoxRole = BoxRole.COUNTER


class Certificates:
    """The tables `enrol_code`, `certificate` and `thrown_out`.

    Args:
        conn: inside a transaction whenever something is written.
    """

    def __init__(self, conn: Sql) -> None:
        self._conn = conn

    # -- codes -----------------------------------------------------------------------------------

    def add_code(self, digest: str, code: Code, at: int) -> None:
        """Keep a fresh code, and forget what is long stale."""
        self._conn.execute("DELETE FROM enrol_code WHERE expires_at < ?", [at - _FORGET_MS])
        self._conn.execute(
            "INSERT INTO enrol_code (digest, point, device, expires_at, serial, role)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [digest, code.point, code.device, code.expires_at, code.serial, code.role.value],
        )

    def code(self, digest: str) -> Code | None:
        """Return the code of a digest."""
        row = self._conn.execute(
            "SELECT point, device, expires_at, serial, role FROM enrol_code WHERE digest = ?",
            [digest],
        ).fetchone()
        if row is None:
            return None
        return Code(str(row[0]), str(row[1]), int(row[2]), str(row[3]), BoxRole(row[4]))

    def use_code(self, digest: str, serial: str) -> None:
        """Note that a code was used; it lets nobody else in."""
        self._conn.execute("UPDATE enrol_code SET serial = ? WHERE digest = ?", [serial, digest])

    # -- certificates ----------------------------------------------------------------------------

    def keep(self, given: Certificate, hw: str, at: int) -> None:
        """Keep a certificate before it is given out.

        Args:
            given: the certificate.
            hw: of the board it was asked from, hex, or empty.
            at: now, ms UTC.
        """
        self._conn.execute(
            "INSERT INTO certificate (serial, device, pem, hw, made_at, ends_at)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [given.serial, given.device, given.pem, hw, at, given.ends_at],
        )

    def valid(self, device: str) -> tuple[Certificate, ...]:
        """Return the certificates of a box that were not taken back, the newest first."""
        rows = self._conn.execute(
            "SELECT serial, device, pem, ends_at FROM certificate"
            " WHERE device = ? AND revoked_at IS NULL ORDER BY made_at DESC, serial",
            [device],
        ).fetchall()
        return tuple(Certificate(str(r[0]), str(r[1]), str(r[2]), int(r[3])) for r in rows)

    def hw(self, device: str) -> str:
        """Return the board a box was last enrolled from, empty if it never told."""
        row = self._conn.execute(
            "SELECT hw FROM certificate WHERE device = ? ORDER BY made_at DESC LIMIT 1", [device]
        ).fetchone()
        return str(row[0]) if row else ""

    def revoke(self, device: str, reason: str, at: int) -> int:
        """Take every certificate of a box back; return how many."""
        told = self._conn.execute(
            "UPDATE certificate SET revoked_at = ?, reason = ?"
            " WHERE device = ? AND revoked_at IS NULL",
            [at, reason, device],
        )
        return int(told.rowcount)

    def revoked(self, at: int) -> tuple[tuple[str, int], ...]:
        """Return serial and moment of what was taken back and would else be good still."""
        rows = self._conn.execute(
            "SELECT serial, revoked_at FROM certificate"
            " WHERE revoked_at IS NOT NULL AND ends_at >= ? ORDER BY serial",
            [at],
        ).fetchall()
        return tuple((str(row[0]), int(row[1])) for row in rows)

    def throw_out(self, device: str, at: int) -> None:
        """Note that a box was revoked, so that its link is ended, too."""
        self._conn.execute(
            "INSERT INTO thrown_out (device, at) VALUES (?, ?)"
            " ON CONFLICT (device) DO UPDATE SET at = excluded.at",
            [device, at],
        )

    def take_back(self, device: str) -> None:
        """Forget that a box was thrown out: it was enrolled anew."""
        self._conn.execute("DELETE FROM thrown_out WHERE device = ?", [device])

    def thrown_out(self, since: int) -> tuple[str, ...]:
        """Return the boxes that were revoked since a moment."""
        rows = self._conn.execute(
            "SELECT device FROM thrown_out WHERE at >= ? ORDER BY device", [since]
        ).fetchall()
        return tuple(str(row[0]) for row in rows)

    # -- whose -----------------------------------------------------------------------------------

    def standing(self, device: str) -> Standing | None:
        """Return where a box stands, None for one that was never registered."""
        row = self._conn.execute(
            "SELECT point, blocked, role FROM device WHERE device = ?", [device]
        ).fetchone()
        return Standing(str(row[0]), str(row[1]), BoxRole(row[2])) if row else None

    def boxes(self, point: str, role: BoxRole = BoxRole.COUNTER) -> tuple[str, ...]:
        """Return the boxes of a role that work for a point; one that was replaced does no more."""
        rows = self._conn.execute(
            "SELECT device FROM device WHERE point = ? AND role = ? AND blocked <> ?"
            " ORDER BY device",
            [point, role.value, REPLACED],
        ).fetchall()
        return tuple(str(row[0]) for row in rows)

    def add_node(self, point: str, device: str) -> None:
        """Register a shelf node of a point; no letter is ever queued for it."""
        self._conn.execute(
            "INSERT INTO device (device, point, role) VALUES (?, ?, ?)",
            [device, point, BoxRole.SHELF.value],
        )
