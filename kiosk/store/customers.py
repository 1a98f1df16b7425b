"""Questions about customers: the little a point may know, apart from the journal."""

from msgspec import Struct
from sqlite_utils import Database

from kiosk.store import search

_FORGET_ALL = (
    "DELETE FROM found WHERE rowid IN (SELECT n FROM findable WHERE kind = 'customer')",
    "DELETE FROM findable WHERE kind = 'customer'",
    "INSERT INTO found (found) VALUES ('optimize')",  # else its old segments keep the words
    "DELETE FROM customer",
    "DELETE FROM pickup_code",
    "DELETE FROM elsewhere",
    "DELETE FROM elsewhere_name",
    "DELETE FROM code_try",
    "DELETE FROM only_named",
    "DELETE FROM return_words",
    "DELETE FROM shadow_customer",
    "DELETE FROM shadow_code",
    "DELETE FROM shadow_elsewhere",
    "DELETE FROM shadow_elsewhere_name",
)


class Customer(Struct, frozen=True):
    """A customer; name and digits are personal."""

    customer_ref: str
    masked_name: str
    last_four: str


class Customers:
    """Finds and keeps customers."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, customer_ref: str) -> Customer | None:
        """Return the customer, or None once erased or never heard of."""
        sql = "SELECT customer_ref, masked_name, last_four FROM customer WHERE customer_ref = ?"
        row = self._db.execute(sql, [customer_ref]).fetchone()
        return Customer(*row) if row else None

    def with_last_four(self, last_four: str) -> tuple[Customer, ...]:
        """Return the customers whose phone ends in these four digits."""
        sql = (
            "SELECT customer_ref, masked_name, last_four FROM customer WHERE last_four = ?"
            " ORDER BY masked_name LIMIT 50"
        )
        return tuple(Customer(*row) for row in self._db.execute(sql, [last_four]).fetchall())

    def all(self) -> tuple[Customer, ...]:
        """Return everybody; personal."""
        sql = "SELECT customer_ref, masked_name, last_four FROM customer"
        return tuple(Customer(*row) for row in self._db.execute(sql).fetchall())

    def are_known(self) -> bool:
        """Whether anything is kept of any customer."""
        sql = (
            "SELECT EXISTS (SELECT 1 FROM customer) OR EXISTS (SELECT 1 FROM pickup_code)"
            " OR EXISTS (SELECT 1 FROM return_words) OR EXISTS (SELECT 1 FROM elsewhere)"
            " OR EXISTS (SELECT 1 FROM elsewhere_name)"
        )
        return bool(self._db.execute(sql).fetchone()[0])

    def forget_all(self) -> None:
        """Keep nothing of any customer but the references in the books; within a unit."""
        for sql in _FORGET_ALL:
            self._db.execute(sql)

    def keep(self, customer: Customer) -> None:
        """Keep what the central told; within a unit."""
        self._db.execute(
            "INSERT INTO customer (customer_ref, masked_name, last_four) VALUES (?, ?, ?)"
            " ON CONFLICT (customer_ref) DO UPDATE SET masked_name = excluded.masked_name,"
            " last_four = excluded.last_four",
            [customer.customer_ref, customer.masked_name, customer.last_four],
        )
        search.note(self._db, "customer", customer.customer_ref, customer.masked_name)
