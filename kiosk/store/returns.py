"""Questions about customers' returns."""

from collections.abc import Sequence

from sqlite_utils import Database

from kiosk.core.books import Subject
from kiosk.core.returns import Return
from kiosk.core.words import ReturnState
from kiosk.store import rows


class Returns:
    """Finds returns, and keeps what customers said of them."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, return_: str) -> Return | None:
        """Return the return by its name here."""
        found = rows.load(self._db, Subject("return", return_))
        return found if isinstance(found, Return) else None

    def called(self, name: str) -> Return | None:
        """Return the return by its name here, or by the one the central has for it."""
        sql = "SELECT body FROM return WHERE announced = ? LIMIT 1"
        return self.get(name) or self._first(sql, [name])

    def with_code(self, code: str) -> Return | None:
        """Return what a code stands for, the unfinished first, then the newest."""
        sql = (
            "SELECT body FROM return WHERE code = ? AND code <> ''"
            " ORDER BY state IN ('accepted', 'rejected'), changed_at DESC LIMIT 1"
        )
        return self._first(sql, [code])

    def with_digits(self, digits: str, limit: int) -> tuple[Return, ...]:
        """Return the unfinished returns whose code ends in these digits."""
        sql = (
            "SELECT body FROM return WHERE state IN ('expected', 'open')"
            " AND substr(code, -length(?1)) = ?1 ORDER BY code LIMIT ?2"
        )
        return self._all(sql, [digits, limit])

    def keep_words(self, return_: str, customer_ref: str, words: str) -> None:
        """Keep why a customer brings something back, as they said it; within a unit."""
        self._db.execute("DELETE FROM return_words WHERE return = ?", [return_])
        if words:
            self._db.execute(
                "INSERT INTO return_words (return, customer_ref, words) VALUES (?, ?, ?)",
                [return_, customer_ref, words],
            )

    def words(self, return_: str) -> str:
        """Return why a customer brings something back; personal, and empty once forgotten."""
        sql = "SELECT words FROM return_words WHERE return = ?"
        row = self._db.execute(sql, [return_]).fetchone()
        return str(row[0]) if row else ""

    def of_customer(self, customer_ref: str) -> tuple[Return, ...]:
        """Return what a customer brings or brought back, the unfinished first."""
        sql = (
            "SELECT body FROM return WHERE customer_ref = ?"
            " ORDER BY state IN ('accepted', 'rejected'), return"
        )
        return self._all(sql, [customer_ref])

    def in_state(self, state: ReturnState, limit: int) -> tuple[Return, ...]:
        """Return the returns in a state, the last changed first."""
        sql = "SELECT body FROM return WHERE state = ? ORDER BY changed_at DESC, return LIMIT ?"
        return self._all(sql, [state.value, limit])

    def _first(self, sql: str, params: Sequence[object]) -> Return | None:
        found = self._all(sql, params)
        return found[0] if found else None

    def _all(self, sql: str, params: Sequence[object]) -> tuple[Return, ...]:
        return tuple(rows.return_of(body) for (body,) in self._db.execute(sql, params).fetchall())
