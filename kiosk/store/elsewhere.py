"""What waits for customers at other points of the network, as the central told it."""

import msgspec
from sqlite_utils import Database

from kiosk.core import elsewhere
from kiosk.core.messages import ElsewhereSet


class Elsewhere:
    """Finds it by customer, or by the number of a parcel or an order; keeps the last word."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def of_customer(self, customer_ref: str) -> ElsewhereSet | None:
        """Return what was told of a customer, None when nothing ever was."""
        sql = "SELECT body FROM elsewhere WHERE customer_ref = ?"
        row = self._db.execute(sql, [customer_ref]).fetchone()
        return msgspec.json.decode(row[0], type=ElsewhereSet) if row else None

    def named(self, name: str) -> ElsewhereSet | None:
        """Return what was told of the customer with a parcel or an order of this number."""
        sql = "SELECT customer_ref FROM elsewhere_name WHERE name = ? LIMIT 1"
        row = self._db.execute(sql, [name]).fetchone()
        return self.of_customer(str(row[0])) if row else None

    def keep(self, told: ElsewhereSet) -> None:
        """Keep what the central told in place of its last word; within a unit."""
        who = told.customer_ref
        self._db.execute(
            "REPLACE INTO elsewhere (customer_ref, as_of, body) VALUES (?, ?, ?)",
            [who, told.as_of, msgspec.json.encode(told)],
        )
        self._db.execute("DELETE FROM elsewhere_name WHERE customer_ref = ?", [who])
        for name in elsewhere.names(told):
            sql = "INSERT INTO elsewhere_name (name, customer_ref) VALUES (?, ?)"
            self._db.execute(sql, [name, who])


def begin(db: Database) -> None:
    """Make its tables; a step of the schema, never edited once it was released."""
    db.execute(
        "CREATE TABLE elsewhere (customer_ref TEXT PRIMARY KEY, as_of INTEGER NOT NULL,"
        " body BLOB NOT NULL) STRICT"
    )
    db.execute(
        "CREATE TABLE elsewhere_name (name TEXT NOT NULL, customer_ref TEXT NOT NULL,"
        " PRIMARY KEY (name, customer_ref)) STRICT, WITHOUT ROWID"
    )
    db.execute("CREATE INDEX elsewhere_name_customer ON elsewhere_name(customer_ref)")
    db.execute(
        "CREATE TABLE shadow_elsewhere (customer_ref TEXT PRIMARY KEY, as_of INTEGER NOT NULL,"
        " body BLOB NOT NULL) STRICT"
    )
    db.execute(
        "CREATE TABLE shadow_elsewhere_name (name TEXT NOT NULL, customer_ref TEXT NOT NULL,"
        " PRIMARY KEY (name, customer_ref)) STRICT, WITHOUT ROWID"
    )
