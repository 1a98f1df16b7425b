"""Questions about today's tickets; they never leave the box and go with their day."""

from typing import Any

from sqlite_utils import Database

from kiosk.core.tickets import Ticket


class Tickets:
    """Finds and keeps them."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def live(self, day: str) -> tuple[Ticket, ...]:
        """Return the day's tickets whose visit is not over, by number."""
        sql = (
            "SELECT t.day, t.number, t.customer_ref, t.session, t.taken_at, t.printed"
            " FROM ticket t LEFT JOIN session s ON s.session = t.session WHERE t.day = ?"
            " AND NOT t.over AND (t.session IS NULL OR s.state IN ('open', 'paying'))"
            " ORDER BY t.number"
        )
        return tuple(_ticket(row) for row in self._db.execute(sql, [day]).fetchall())

    def next_number(self, day: str) -> int:
        """Return the number the next customer of a day gets."""
        sql = "SELECT coalesce(max(number), 0) + 1 FROM ticket WHERE day = ?"
        return int(self._db.execute(sql, [day]).fetchone()[0])

    def keep(self, ticket: Ticket) -> None:
        """Keep a ticket as given; within a unit."""
        self._db.execute(
            "INSERT INTO ticket (day, number, customer_ref, session, taken_at, printed)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (day, number) DO UPDATE SET"
            " session = excluded.session, printed = excluded.printed",
            [
                ticket.day,
                ticket.number,
                ticket.customer_ref,
                ticket.session,
                ticket.taken_at,
                int(ticket.printed),
            ],
        )

    def is_used(self) -> bool:
        """Whether there is any ticket."""
        return self._db.execute("SELECT 1 FROM ticket LIMIT 1").fetchone() is not None

    def forget(self, ticket: Ticket) -> None:
        """Forget one, though its number is not given out again that day; within a unit."""
        sql = "UPDATE ticket SET over = 1 WHERE day = ? AND number = ?"
        self._db.execute(sql, [ticket.day, ticket.number])

    def forget_but(self, day: str) -> None:
        """Forget the tickets of all other days; within a unit."""
        self._db.execute("DELETE FROM ticket WHERE day <> ?", [day])


def _ticket(row: tuple[Any, ...]) -> Ticket:
    day, number, customer_ref, session, taken_at, printed = row
    return Ticket(day, number, customer_ref, session, taken_at, bool(printed))
