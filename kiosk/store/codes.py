"""Questions about pickup codes: digests, windows, wrong tries."""

from collections.abc import Iterable

from sqlite_utils import Database

from kiosk.core.pickup import CodeWindow


class Codes:
    """Finds windows by digest and counts wrong tries."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def owner_of(self, digest: str) -> str | None:
        """Return whose code has this digest, the newest first; long codes only."""
        sql = "SELECT customer_ref FROM pickup_code WHERE digest = ? ORDER BY to_at DESC LIMIT 1"
        row = self._db.execute(sql, [digest]).fetchone()
        return str(row[0]) if row else None

    def windows(self, customer_ref: str) -> tuple[CodeWindow, ...]:
        """Return every window stored for a customer."""
        sql = "SELECT digest, from_at, to_at FROM pickup_code WHERE customer_ref = ?"
        return tuple(CodeWindow(*row) for row in self._db.execute(sql, [customer_ref]).fetchall())

    def replace(self, customer_ref: str, windows: Iterable[CodeWindow]) -> None:
        """Keep these windows for a customer instead of the old ones; within a unit."""
        self._db.execute("DELETE FROM pickup_code WHERE customer_ref = ?", [customer_ref])
        for window in windows:
            self._db.execute(
                "INSERT INTO pickup_code (customer_ref, digest, from_at, to_at)"
                " VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                [customer_ref, window.digest, window.from_at, window.to_at],
            )

    def add_try(
        self, customer_ref: str | None, boot: str, mono: int, *, at_door: bool = False
    ) -> int:
        """Count a try before its code is compared; within a unit.

        Args:
            customer_ref: whose code was tried, None when nobody was chosen.
            boot: of the moment; a wait is in full again after a restart of the box.
            mono: ms since that boot.
            at_door: nobody of the staff stood there.

        Returns:
            The try's number, to clear it when the code was right.
        """
        cursor = self._db.execute(
            "INSERT INTO code_try (customer_ref, boot, mono, at_door) VALUES (?, ?, ?, ?)",
            [customer_ref, boot, mono, int(at_door)],
        )
        return int(cursor.lastrowid or 0)

    def clear_try(self, number: int) -> None:
        """The code was right: this try does not count; within a unit."""
        self._db.execute("DELETE FROM code_try WHERE n = ?", [number])

    def tries(
        self, customer_ref: str | None, boot: str, since: int, now: int, *, at_door: bool = True
    ) -> list[int]:
        """Return when the wrong tries since a moment were, the oldest first.

        Args:
            customer_ref: one customer's tries, or None for all at this counter.
            boot: the present one; a try of another counts as of now.
            since: the moment, ms since that boot.
            now: likewise.
            at_door: of all customers, count those made at the door, too.
        """
        sql = (
            "SELECT CASE boot WHEN ?1 THEN mono ELSE ?3 END AS at FROM code_try"
            " WHERE (boot <> ?1 OR mono >= ?2) AND CASE WHEN ?4 IS NULL THEN at_door <= ?5"
            " ELSE customer_ref = ?4 END ORDER BY at"
        )
        found = self._db.execute(sql, [boot, since, now, customer_ref, int(at_door)]).fetchall()
        return [int(row[0]) for row in found]

    def carry_tries_over(self, boot: str, mono: int) -> None:
        """After a restart of the box: tries of earlier boots begin anew now; within a unit."""
        sql = "UPDATE code_try SET boot = ?, mono = ? WHERE boot <> ?"
        self._db.execute(sql, [boot, mono, boot])

    def forget_tries(self, boot: str, before_mono: int) -> None:
        """Drop tries that no lock looks at any more; within a unit."""
        self._db.execute("DELETE FROM code_try WHERE boot = ? AND mono < ?", [boot, before_mono])
