"""The tables of counter.db, as numbered migrations; one that was released is never edited.

The tables of the folded states keep each state whole in `body` and repeat in columns what is asked
for. So a new field of a state needs no migration, and a new question needs an index.
"""

from sqlite_utils import Database

from kiosk.store import (
    barcodes,
    days,
    deeds,
    deliveries,
    elsewhere,
    forgetting,
    notices,
    numbers,
    openings,
    payments,
    people,
    tally_sets,
    updates,
)
from kiosk.store.schema_begun import schema

__all__ = ["schema"]


@schema()
def m008_shipments(db: Database) -> None:
    """Boxes and shipments for the warehouse, acts, sellers and their give-out codes."""
    db.execute("ALTER TABLE parcel ADD COLUMN box TEXT")
    db.execute("ALTER TABLE parcel ADD COLUMN seller_ref TEXT")
    db.execute("CREATE INDEX parcel_box ON parcel(box, state) WHERE box IS NOT NULL")
    db.execute("CREATE INDEX parcel_seller ON parcel(seller_ref) WHERE seller_ref IS NOT NULL")
    db.execute(
        "CREATE TABLE shipment (shipment TEXT PRIMARY KEY, state TEXT NOT NULL,"
        " handed_at INTEGER NOT NULL, body BLOB NOT NULL) STRICT"
    )
    db.execute("CREATE INDEX shipment_state ON shipment(state, handed_at)")
    # `seals` holds every number a box ever had, each between two blanks
    db.execute(
        "CREATE TABLE box (box TEXT PRIMARY KEY, state TEXT NOT NULL, shipment TEXT,"
        " seals TEXT NOT NULL, body BLOB NOT NULL) STRICT"
    )
    db.execute("CREATE INDEX box_state ON box(state)")
    db.execute("CREATE INDEX box_shipment ON box(shipment) WHERE shipment IS NOT NULL")
    db.execute(
        "CREATE TABLE act (act_no TEXT PRIMARY KEY, subject TEXT NOT NULL, body BLOB NOT NULL)"
        " STRICT"
    )
    db.execute("CREATE INDEX act_subject ON act(subject)")
    db.execute(
        "CREATE TABLE seller (seller_ref TEXT PRIMARY KEY, name TEXT NOT NULL,"
        " made_at INTEGER NOT NULL) STRICT"
    )
    # older codes stay, to tell one that was reset from one that is wrong
    db.execute(
        "CREATE TABLE seller_code (digest TEXT PRIMARY KEY, seller_ref TEXT NOT NULL,"
        " made_at INTEGER NOT NULL) STRICT"
    )
    _shadows_of_shipments(db)
    db.execute("PRAGMA user_version = 8")


def _shadows_of_shipments(db: Database) -> None:
    """Make what a snapshot gathers of them in."""
    db.execute("ALTER TABLE shadow_parcel ADD COLUMN box TEXT")
    db.execute("ALTER TABLE shadow_parcel ADD COLUMN seller_ref TEXT")
    db.execute(
        "CREATE TABLE shadow_shipment (shipment TEXT PRIMARY KEY, state TEXT NOT NULL,"
        " handed_at INTEGER NOT NULL, body BLOB NOT NULL) STRICT"
    )
    db.execute(
        "CREATE TABLE shadow_box (box TEXT PRIMARY KEY, state TEXT NOT NULL, shipment TEXT,"
        " seals TEXT NOT NULL, body BLOB NOT NULL) STRICT"
    )
    db.execute(
        "CREATE TABLE shadow_act (act_no TEXT PRIMARY KEY, subject TEXT NOT NULL,"
        " body BLOB NOT NULL) STRICT"
    )
    db.execute(
        "CREATE TABLE shadow_seller (seller_ref TEXT PRIMARY KEY, name TEXT NOT NULL,"
        " made_at INTEGER NOT NULL) STRICT"
    )
    db.execute(
        "CREATE TABLE shadow_seller_code (digest TEXT PRIMARY KEY, seller_ref TEXT NOT NULL,"
        " made_at INTEGER NOT NULL) STRICT"
    )


@schema()
def m009_counts(db: Database) -> None:
    """Stocktakes, how each cell was counted last, and what lies scanned but not yet counted."""
    db.execute(
        "CREATE TABLE stocktake (stocktake TEXT PRIMARY KEY, state TEXT NOT NULL,"
        " started_at INTEGER NOT NULL, body BLOB NOT NULL) STRICT"
    )
    db.execute(
        "CREATE TABLE cell_count (cell TEXT PRIMARY KEY, stocktake TEXT NOT NULL,"
        " counted_at INTEGER NOT NULL, body BLOB NOT NULL) STRICT"
    )
    # as above, without their indexes
    db.execute(
        "CREATE TABLE shadow_stocktake (stocktake TEXT PRIMARY KEY, state TEXT NOT NULL,"
        " started_at INTEGER NOT NULL, body BLOB NOT NULL) STRICT"
    )
    db.execute(
        "CREATE TABLE shadow_cell_count (cell TEXT PRIMARY KEY, stocktake TEXT NOT NULL,"
        " counted_at INTEGER NOT NULL, body BLOB NOT NULL) STRICT"
    )
    db.execute("CREATE INDEX stocktake_state ON stocktake(state)")
    db.execute("CREATE INDEX cell_count_stocktake ON cell_count(stocktake)")
    db.execute(
        "CREATE TABLE cell_in_hand (only_one INTEGER PRIMARY KEY CHECK (only_one = 1),"
        " stocktake TEXT NOT NULL, cell TEXT NOT NULL, parcels BLOB NOT NULL) STRICT"
    )
    db.execute("PRAGMA user_version = 9")


@schema()
def m010_numbers(db: Database) -> None:
    """Any four digits of a number, and which words there are; written by store.numbers."""
    db.execute("ALTER TABLE findable ADD COLUMN digits TEXT NOT NULL DEFAULT ''")
    db.execute("ALTER TABLE findable ADD COLUMN done INTEGER NOT NULL DEFAULT 0")
    # no text, no sizes, no places: the digits stand in `findable`, and nothing is ranked
    db.execute(
        "CREATE VIRTUAL TABLE found_open USING"
        " fts5(runs, content = '', detail = none, columnsize = 0, tokenize = 'ascii')"
    )
    db.execute(
        "CREATE VIRTUAL TABLE found_done USING"
        " fts5(runs, content = '', detail = none, columnsize = 0, tokenize = 'ascii')"
    )
    db.execute("CREATE VIRTUAL TABLE found_word USING fts5vocab(found, instance)")
    numbers.fill(db)
    db.execute("PRAGMA user_version = 10")


@schema()
def m011_delivery_boxes(db: Database) -> None:
    """Which deliveries name a box; written by store.deliveries."""
    db.execute(
        "CREATE TABLE delivery_box (box TEXT NOT NULL, delivery TEXT NOT NULL,"
        " PRIMARY KEY (box, delivery)) STRICT, WITHOUT ROWID"
    )
    deliveries.fill(db)
    db.execute("PRAGMA user_version = 11")


@schema()
def m012_returns(db: Database) -> None:
    """What customers bring back, or will."""
    db.execute(
        "CREATE TABLE return (return TEXT PRIMARY KEY, state TEXT NOT NULL, code TEXT NOT NULL,"
        " customer_ref TEXT, announced TEXT, changed_at INTEGER NOT NULL, body BLOB NOT NULL)"
        " STRICT"
    )
    db.execute("CREATE INDEX return_state ON return(state, changed_at)")
    db.execute("CREATE INDEX return_code ON return(code) WHERE code <> ''")
    db.execute("CREATE INDEX return_customer ON return(customer_ref)")
    db.execute("CREATE INDEX return_announced ON return(announced) WHERE announced IS NOT NULL")
    db.execute(
        "CREATE TABLE shadow_return (return TEXT PRIMARY KEY, state TEXT NOT NULL,"
        " code TEXT NOT NULL, customer_ref TEXT, announced TEXT, changed_at INTEGER NOT NULL,"
        " body BLOB NOT NULL) STRICT"
    )
    db.execute("PRAGMA user_version = 12")


@schema()
def m013_stills(db: Database) -> None:
    """Stills that the camera was asked for, until they are told as taken or as skipped."""
    db.execute(
        "CREATE TABLE still (request TEXT PRIMARY KEY, subject TEXT NOT NULL,"
        " purpose TEXT NOT NULL, actor TEXT NOT NULL) STRICT"
    )
    db.execute("PRAGMA user_version = 13")


@schema()
def m014_elsewhere(db: Database) -> None:
    """What waits for customers at other points, and by which numbers it is asked for."""
    elsewhere.begin(db)
    db.execute("PRAGMA user_version = 14")


@schema()
def m015_tickets(db: Database) -> None:
    """The line of those who showed their code at the door, and which tries were made there."""
    db.execute(
        "CREATE TABLE ticket (day TEXT NOT NULL, number INTEGER NOT NULL,"
        " customer_ref TEXT NOT NULL, session TEXT, taken_at INTEGER NOT NULL,"
        " printed INTEGER NOT NULL, over INTEGER NOT NULL DEFAULT 0,"
        " PRIMARY KEY (day, number)) STRICT, WITHOUT ROWID"
    )
    db.execute("ALTER TABLE code_try ADD COLUMN at_door INTEGER NOT NULL DEFAULT 0")
    db.execute("PRAGMA user_version = 15")


@schema()
def m016_payments(db: Database) -> None:
    """Payments, and what the terminal has yet to say."""
    payments.begin(db)
    db.execute("PRAGMA user_version = 16")


@schema()
def m017_slotting(db: Database) -> None:
    """The moves proposed last night; written by store.slots."""
    db.execute(
        "CREATE TABLE slotting (only_one INTEGER PRIMARY KEY CHECK (only_one = 1),"
        " day TEXT NOT NULL, moves BLOB NOT NULL) STRICT"
    )
    db.execute("PRAGMA user_version = 17")


@schema()
def m018_recoveries(db: Database) -> None:
    """Finds the few rows of the journal that tell of the file itself."""
    db.execute(
        "CREATE INDEX journal_storage ON journal(seq)"
        " WHERE type IN ('storage.recovered', 'storage.confirmed')"
    )
    db.execute("PRAGMA user_version = 18")


@schema()
def m019_badges(db: Database) -> None:
    """Whose badge is whose, by its keyed hash; a person has one."""
    db.execute(
        "CREATE TABLE badge (staff TEXT PRIMARY KEY, digest TEXT NOT NULL UNIQUE)"
        " STRICT, WITHOUT ROWID"
    )
    db.execute("PRAGMA user_version = 19")


@schema()
def m020_receipts(db: Database) -> None:
    """What a receipt is of, and the language it is written in: it is found and copied by them."""
    db.execute("ALTER TABLE print_job ADD COLUMN subject TEXT NOT NULL DEFAULT ''")
    db.execute("ALTER TABLE print_job ADD COLUMN language TEXT NOT NULL DEFAULT ''")
    db.execute("CREATE INDEX print_job_subject ON print_job(subject) WHERE subject != ''")
    db.execute("PRAGMA user_version = 20")


@schema()
def m021_team(db: Database) -> None:
    """Who did what, tries at this box by whomever, and the day of a person's last wrong one."""
    db.execute("ALTER TABLE person ADD COLUMN wrong_day INTEGER NOT NULL DEFAULT 0")
    db.execute(
        "CREATE TABLE sign_in_try (n INTEGER PRIMARY KEY, boot TEXT NOT NULL,"
        " mono INTEGER NOT NULL) STRICT"
    )
    deeds.fill(db)
    db.execute("PRAGMA user_version = 21")


@schema()
def m022_item_codes(db: Database) -> None:
    """Which parcels hold goods with a bar code; written by store.barcodes."""
    barcodes.begin(db)
    db.execute("PRAGMA user_version = 22")


@schema()
def m023_tallies(db: Database) -> None:
    """The counts of each day, and how far the journal is counted; written by store.tally_sets."""
    tally_sets.begin(db)
    db.execute("PRAGMA user_version = 23")


@schema()
def m024_erasures(db: Database) -> None:
    """Who was forgotten, by keyed marks, and the few rows of the journal that tell of it."""
    db.execute(
        "CREATE TABLE tombstone (mark TEXT PRIMARY KEY, request TEXT NOT NULL,"
        " seq INTEGER NOT NULL) STRICT, WITHOUT ROWID"
    )
    db.execute(
        "CREATE INDEX journal_erasure ON journal(seq)"
        " WHERE type IN ('erasure.asked', 'customer.erased')"
    )
    db.execute("PRAGMA user_version = 24")


@schema()
def m025_session_customer(db: Database) -> None:
    """The visits of a customer: each card asks what was paid in them and could not go back."""
    db.execute("CREATE INDEX session_customer ON session(customer_ref)")
    db.execute("PRAGMA user_version = 25")


@schema()
def m026_notices(db: Database) -> None:
    """Who has seen which notice, lines of the central, and who has seen a version's notes."""
    notices.begin(db)
    db.execute("PRAGMA user_version = 26")


@schema()
def m027_openings(db: Database) -> None:
    """The opening of this point, its forms that are not sent yet, the points around."""
    openings.begin(db)
    db.execute("PRAGMA user_version = 27")


@schema()
def m028_settings(db: Database) -> None:
    """What people chose over the settings file, and the few rows of the journal that tell of it."""
    db.execute(
        "CREATE TABLE chosen (staff TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,"
        " filed TEXT NOT NULL, PRIMARY KEY (staff, key)) STRICT, WITHOUT ROWID"
    )
    db.execute("CREATE INDEX journal_setting ON journal(seq) WHERE type = 'setting.changed'")
    db.execute("PRAGMA user_version = 28")


@schema()
def m029_days(db: Database) -> None:
    """Days at the counter, and the few rows of the journal that tell what is in the drawer."""
    days.begin(db)
    db.execute("PRAGMA user_version = 29")


@schema()
def m030_forgetting(db: Database) -> None:
    """What a customer said of a return, apart from the journal; names that nothing else holds."""
    forgetting.begin(db)
    db.execute("PRAGMA user_version = 30")


@schema()
def m031_tallies_anew(db: Database) -> None:
    """Reasons, shelves and stays are counted as well: the journal is, from its first row on."""
    db.execute("DELETE FROM tally_mark")
    db.execute("PRAGMA user_version = 31")


@schema()
def m032_updates(db: Database) -> None:
    """The release that the network offers this box."""
    updates.begin(db)
    db.execute("PRAGMA user_version = 32")


@schema()
def m033_own_tallies(db: Database) -> None:
    """What this counter did, apart from what others of its point did: a day tells its own."""
    tally_sets.part(db)
    db.execute("PRAGMA user_version = 33")


@schema()
def m034_short_pins(db: Database) -> None:
    """A PIN that counts beside a badge alone, and whose badge is gone, is chosen anew."""
    people.drop_short_pins(db)
    db.execute("PRAGMA user_version = 34")


@schema()
def m035_counting_rules(db: Database) -> None:
    """By which rules each day was counted: other rules count the journal anew, beside it."""
    tally_sets.number(db)
    db.execute("PRAGMA user_version = 35")
