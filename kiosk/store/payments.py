"""Questions about payments."""

from sqlite_utils import Database

from kiosk.core.books import Subject
from kiosk.core.payments import Payment
from kiosk.store import rows


class Payments:
    """Finds payments; reads only."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, payment: str) -> Payment | None:
        """Return the payment with this id."""
        found = rows.load(self._db, Subject("payment", payment))
        return found if isinstance(found, Payment) else None

    def of_session(self, session: str) -> tuple[Payment, ...]:
        """Return a visit's payments, the oldest first."""
        sql = "SELECT body FROM payment WHERE session = ? ORDER BY rowid"
        return tuple(rows.payment_of(body) for (body,) in self._db.execute(sql, [session]))

    def of_customer(self, customer_ref: str) -> tuple[Payment, ...]:
        """Return the payments of all a customer's visits that count, the oldest first."""
        sql = (
            "SELECT payment.body FROM payment JOIN session USING (session)"
            " WHERE session.customer_ref = ? AND payment.state = 'paid' ORDER BY payment.rowid"
        )
        return tuple(rows.payment_of(body) for (body,) in self._db.execute(sql, [customer_ref]))

    def unsettled(self) -> tuple[Payment, ...]:
        """Return those whose outcome the terminal has yet to tell, the oldest first."""
        sql = "SELECT body FROM payment WHERE state IN ('asked', 'refunding') ORDER BY rowid"
        return tuple(rows.payment_of(body) for (body,) in self._db.execute(sql))


def begin(db: Database) -> None:
    """Make the tables of payments; a step of the schema, never edited once it was released."""
    db.execute(
        "CREATE TABLE payment (payment TEXT PRIMARY KEY, session TEXT NOT NULL,"
        " state TEXT NOT NULL, changed_at INTEGER NOT NULL, body BLOB NOT NULL) STRICT"
    )
    db.execute("CREATE INDEX payment_session ON payment(session)")
    db.execute("CREATE INDEX payment_open ON payment(state) WHERE state IN ('asked', 'refunding')")
    db.execute(
        "CREATE TABLE shadow_payment (payment TEXT PRIMARY KEY, session TEXT NOT NULL,"
        " state TEXT NOT NULL, changed_at INTEGER NOT NULL, body BLOB NOT NULL) STRICT"
    )
