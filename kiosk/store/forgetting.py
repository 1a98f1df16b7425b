"""Tables that exist so that things can be forgotten: apart from what must be kept."""

from sqlite_utils import Database

NOTE_ONLY_NAMED = (
    (
        "DELETE FROM only_named WHERE customer_ref NOT IN (SELECT customer_ref FROM customer)"
        " OR customer_ref IN (SELECT customer_ref FROM parcel WHERE customer_ref IS NOT NULL)"
        " OR customer_ref IN (SELECT customer_ref FROM return WHERE customer_ref IS NOT NULL)"
        " OR customer_ref IN (SELECT customer_ref FROM pickup_code)"
        " OR customer_ref IN (SELECT customer_ref FROM elsewhere)"
    ),
    (
        "INSERT INTO only_named (customer_ref, since) SELECT customer_ref, :at FROM customer WHERE"
        " customer_ref NOT IN (SELECT customer_ref FROM parcel WHERE customer_ref IS NOT NULL)"
        " AND customer_ref NOT IN (SELECT customer_ref FROM return WHERE customer_ref IS NOT NULL)"
        " AND customer_ref NOT IN (SELECT customer_ref FROM pickup_code)"
        " AND customer_ref NOT IN (SELECT customer_ref FROM elsewhere)"
        " ON CONFLICT (customer_ref) DO NOTHING"
    ),
)


def begin(db: Database) -> None:
    """Make the tables; a step of the schema, never edited once it was released."""
    db.execute(
        "CREATE TABLE only_named (customer_ref TEXT PRIMARY KEY, since INTEGER NOT NULL)"
        " STRICT, WITHOUT ROWID"
    )
    # with row numbers: what is salvaged of a damaged file is read by them
    db.execute(
        "CREATE TABLE return_words (return TEXT PRIMARY KEY, customer_ref TEXT NOT NULL,"
        " words TEXT NOT NULL) STRICT"
    )
    db.execute("CREATE INDEX return_words_customer ON return_words(customer_ref)")
    db.execute("DROP INDEX journal_erasure")
    db.execute(
        "CREATE INDEX journal_erasure ON journal(seq)"
        " WHERE type IN ('erasure.asked', 'customer.erased', 'erase.cancelled')"
    )
