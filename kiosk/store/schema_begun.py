"""The first tables of counter.db; store.schema goes on.

The tables of the folded states keep each state whole in `body` and repeat in columns what is asked
for. So a new field of a state needs no migration, and a new question needs an index.
"""

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

schema = Migrations("counter")


@schema()
def m001_journal(db: Database) -> None:
    """The journal with its epochs, and how far the central's letters were obeyed."""
    # AUTOINCREMENT, as SQLite reuses plain row numbers
    db.execute(
        "CREATE TABLE journal (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,"
        " type TEXT NOT NULL, body BLOB NOT NULL, hash BLOB NOT NULL) STRICT"
    )
    db.execute(
        "CREATE TABLE touched (kind TEXT NOT NULL, id TEXT NOT NULL, seq INTEGER NOT NULL,"
        " PRIMARY KEY (kind, id, seq)) STRICT, WITHOUT ROWID"
    )
    db.execute(
        "CREATE TABLE epoch (n INTEGER PRIMARY KEY AUTOINCREMENT, epoch TEXT NOT NULL UNIQUE,"
        " first_seq INTEGER NOT NULL, started_at INTEGER NOT NULL, reason TEXT NOT NULL) STRICT"
    )
    db.execute(
        "CREATE TABLE applied (epoch TEXT PRIMARY KEY, seq INTEGER NOT NULL,"
        " offset INTEGER NOT NULL, tries INTEGER NOT NULL) STRICT"
    )
    db.execute(
        "CREATE TABLE applied_message (id TEXT PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT"
    )
    db.execute("PRAGMA user_version = 1")


@schema()
def m002_books(db: Database) -> None:
    """One table a kind of folded state."""
    db.execute(
        "CREATE TABLE parcel (parcel TEXT PRIMARY KEY, state TEXT NOT NULL, kind TEXT NOT NULL,"
        " place TEXT NOT NULL, cell TEXT, size TEXT NOT NULL, order_no TEXT, customer_ref TEXT,"
        " delivery TEXT, session TEXT, store_until INTEGER, changed_at INTEGER NOT NULL,"
        " body BLOB NOT NULL) STRICT"
    )
    # these two hold all that the figures of home and the load of the shelves ask for
    db.execute("CREATE INDEX parcel_state ON parcel(state, kind, store_until)")
    db.execute("CREATE INDEX parcel_cell ON parcel(cell, size, customer_ref) WHERE cell NOT NULL")
    db.execute("CREATE INDEX parcel_order ON parcel(order_no) WHERE order_no IS NOT NULL")
    db.execute("CREATE INDEX parcel_customer ON parcel(customer_ref)")
    db.execute("CREATE INDEX parcel_delivery ON parcel(delivery, state)")
    db.execute(
        "CREATE TABLE delivery (delivery TEXT PRIMARY KEY, state TEXT NOT NULL,"
        " due_at INTEGER NOT NULL, body BLOB NOT NULL) STRICT"
    )
    db.execute(
        "CREATE TABLE session (session TEXT PRIMARY KEY, state TEXT NOT NULL,"
        " customer_ref TEXT NOT NULL, opened_at INTEGER NOT NULL, closed_at INTEGER NOT NULL,"
        " body BLOB NOT NULL) STRICT"
    )
    db.execute("CREATE INDEX session_state ON session(state)")
    db.execute("CREATE INDEX session_closed ON session(closed_at)")
    db.execute(
        "CREATE TABLE cell (cell TEXT PRIMARY KEY, rack TEXT NOT NULL, zone TEXT NOT NULL,"
        " walk INTEGER NOT NULL, body BLOB NOT NULL) STRICT"
    )
    db.execute(
        "CREATE TABLE staff (staff TEXT PRIMARY KEY, role TEXT NOT NULL, body BLOB NOT NULL) STRICT"
    )
    db.execute("CREATE TABLE policy (policy TEXT PRIMARY KEY, body BLOB NOT NULL) STRICT")
    db.execute("PRAGMA user_version = 2")


@schema()
def m003_beside(db: Database) -> None:
    """What is not folded: people, codes, papers, devices."""
    db.execute(
        "CREATE TABLE customer (customer_ref TEXT PRIMARY KEY, masked_name TEXT NOT NULL,"
        " last_four TEXT NOT NULL) STRICT"
    )
    db.execute("CREATE INDEX customer_last_four ON customer(last_four)")
    db.execute(
        "CREATE TABLE pickup_code (customer_ref TEXT NOT NULL, digest TEXT NOT NULL,"
        " from_at INTEGER NOT NULL, to_at INTEGER NOT NULL,"
        " PRIMARY KEY (customer_ref, digest, from_at)) STRICT"
    )
    db.execute("CREATE INDEX pickup_code_digest ON pickup_code(digest)")
    db.execute(
        "CREATE TABLE code_try (n INTEGER PRIMARY KEY, customer_ref TEXT, boot TEXT NOT NULL,"
        " mono INTEGER NOT NULL) STRICT"
    )
    db.execute(
        "CREATE TABLE person (staff TEXT PRIMARY KEY, name TEXT NOT NULL, initials TEXT NOT NULL,"
        " language TEXT NOT NULL DEFAULT '', pin_hash TEXT, wrong INTEGER NOT NULL DEFAULT 0,"
        " wait_boot TEXT NOT NULL DEFAULT '', wait_until INTEGER NOT NULL DEFAULT 0) STRICT"
    )
    db.execute("CREATE TABLE rules (policy TEXT PRIMARY KEY, body BLOB NOT NULL) STRICT")
    db.execute(
        "CREATE TABLE print_job (id TEXT PRIMARY KEY, kind TEXT NOT NULL, doc BLOB NOT NULL,"
        " blob BLOB, sha256 TEXT, state TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,"
        " detail TEXT NOT NULL DEFAULT '', copy_of TEXT, created_at INTEGER NOT NULL,"
        " ended_at INTEGER) STRICT"
    )
    db.execute("CREATE INDEX print_job_state ON print_job(state, created_at)")
    db.execute(
        "CREATE TABLE device_health (device TEXT PRIMARY KEY, kind TEXT NOT NULL,"
        " state TEXT NOT NULL, what TEXT NOT NULL, detail TEXT NOT NULL, facts BLOB NOT NULL,"
        " noted_at INTEGER NOT NULL) STRICT"
    )
    db.execute("CREATE TABLE picture (sha256 TEXT PRIMARY KEY, path TEXT NOT NULL) STRICT")
    db.execute("PRAGMA user_version = 3")


@schema()
def m004_search(db: Database) -> None:
    """Full-text search over names, titles and numbers; the rows are written by store.search."""
    db.execute(
        "CREATE TABLE findable (n INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL,"
        " UNIQUE (kind, id)) STRICT"
    )
    db.execute(
        "CREATE VIRTUAL TABLE found USING fts5(words, tokenize = 'unicode61 remove_diacritics 2')"
    )
    db.execute("PRAGMA user_version = 4")


@schema()
def m005_lamps(db: Database) -> None:
    """Which cell each LED of a chain is for, where a person has walked it."""
    db.execute(
        "CREATE TABLE lamp (chain TEXT NOT NULL, led INTEGER NOT NULL, cell TEXT NOT NULL,"
        " dark INTEGER NOT NULL, PRIMARY KEY (chain, led)) STRICT, WITHOUT ROWID"
    )
    db.execute("PRAGMA user_version = 5")


@schema()
def m006_photos(db: Database) -> None:
    """Photos the staff took, until the central has them; pictures of goods that are wanted."""
    db.execute(
        "CREATE TABLE photo (sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL, mime TEXT NOT NULL,"
        " urgent INTEGER NOT NULL, subject TEXT NOT NULL, purpose TEXT NOT NULL,"
        " taken_at INTEGER NOT NULL, ended_at INTEGER, refused TEXT NOT NULL DEFAULT '') STRICT"
    )
    db.execute("CREATE INDEX photo_waiting ON photo(urgent, taken_at) WHERE ended_at IS NULL")
    db.execute("CREATE INDEX photo_ended ON photo(taken_at) WHERE ended_at NOT NULL")
    db.execute("CREATE INDEX photo_subject ON photo(subject, purpose)")
    db.execute("DROP TABLE picture")  # never written
    db.execute("CREATE TABLE picture (sha256 TEXT PRIMARY KEY, state TEXT NOT NULL) STRICT")
    db.execute("CREATE INDEX picture_state ON picture(state)")
    db.execute("PRAGMA user_version = 6")


@schema()
def m007_snapshots(db: Database) -> None:
    """Where a snapshot waits until all of it is here, and what it said once it is in force."""
    db.execute(
        "CREATE TABLE snapshot (snapshot TEXT PRIMARY KEY, epoch TEXT NOT NULL,"
        " upto INTEGER NOT NULL, parts INTEGER NOT NULL, rows INTEGER NOT NULL) STRICT"
    )
    db.execute("CREATE TABLE shadow_part (n INTEGER PRIMARY KEY, sha256 TEXT NOT NULL) STRICT")
    # as the tables of the books, without their indexes: it is copied over in one go
    db.execute(
        "CREATE TABLE shadow_parcel (parcel TEXT PRIMARY KEY, state TEXT NOT NULL,"
        " kind TEXT NOT NULL, place TEXT NOT NULL, cell TEXT, size TEXT NOT NULL, order_no TEXT,"
        " customer_ref TEXT, delivery TEXT, session TEXT, store_until INTEGER,"
        " changed_at INTEGER NOT NULL, body BLOB NOT NULL) STRICT"
    )
    db.execute(
        "CREATE TABLE shadow_delivery (delivery TEXT PRIMARY KEY, state TEXT NOT NULL,"
        " due_at INTEGER NOT NULL, body BLOB NOT NULL) STRICT"
    )
    db.execute(
        "CREATE TABLE shadow_session (session TEXT PRIMARY KEY, state TEXT NOT NULL,"
        " customer_ref TEXT NOT NULL, opened_at INTEGER NOT NULL, closed_at INTEGER NOT NULL,"
        " body BLOB NOT NULL) STRICT"
    )
    db.execute(
        "CREATE TABLE shadow_cell (cell TEXT PRIMARY KEY, rack TEXT NOT NULL, zone TEXT NOT NULL,"
        " walk INTEGER NOT NULL, body BLOB NOT NULL) STRICT"
    )
    db.execute(
        "CREATE TABLE shadow_staff (staff TEXT PRIMARY KEY, role TEXT NOT NULL, body BLOB NOT NULL)"
        " STRICT"
    )
    db.execute("CREATE TABLE shadow_policy (policy TEXT PRIMARY KEY, body BLOB NOT NULL) STRICT")
    db.execute(
        "CREATE TABLE shadow_customer (customer_ref TEXT PRIMARY KEY, masked_name TEXT NOT NULL,"
        " last_four TEXT NOT NULL) STRICT"
    )
    db.execute(
        "CREATE TABLE shadow_code (customer_ref TEXT NOT NULL, digest TEXT NOT NULL,"
        " from_at INTEGER NOT NULL, to_at INTEGER NOT NULL,"
        " PRIMARY KEY (customer_ref, digest, from_at)) STRICT"
    )
    db.execute("CREATE TABLE shadow_person (staff TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT")
    db.execute("CREATE TABLE shadow_rules (policy TEXT PRIMARY KEY, body BLOB NOT NULL) STRICT")
    db.execute("CREATE TABLE shadow_config (id TEXT PRIMARY KEY, body BLOB NOT NULL) STRICT")
    # what the audit begins with: the rows as they came, and which event put them in force
    db.execute(
        "CREATE TABLE base (kind TEXT NOT NULL, id TEXT NOT NULL, body BLOB NOT NULL,"
        " PRIMARY KEY (kind, id)) STRICT, WITHOUT ROWID"
    )
    db.execute(
        "CREATE TABLE base_mark (only_one INTEGER PRIMARY KEY CHECK (only_one = 1),"
        " seq INTEGER NOT NULL, upto INTEGER NOT NULL) STRICT"
    )
    db.execute(
        "CREATE TABLE setting (name TEXT PRIMARY KEY, value INTEGER NOT NULL,"
        " version INTEGER NOT NULL) STRICT"
    )
    db.execute("PRAGMA user_version = 7")
