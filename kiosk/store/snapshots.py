"""A snapshot on its way into the books: it gathers beside them and takes their place at once.

Gathering is done in small units between frames; `put_in_place` is a few statements over whole
tables, so that a pulled plug leaves either the old rows or the new ones (PROTOCOL.md 9).
"""

from collections.abc import Iterable, Mapping

import msgspec
from msgspec import Struct
from sqlite_utils import Database

from kiosk.core import elsewhere, snapshots
from kiosk.core.books import KINDS, State, Subject
from kiosk.core.events import Event
from kiosk.core.messages import CodesSet, ConfigSet, CustomerLine, ElsewhereSet, SellerSet
from kiosk.core.policy import Policy
from kiosk.core.snapshots import PersonLine, Row
from kiosk.store import rows, search

_GATHER = {
    "parcel": "REPLACE INTO shadow_parcel (parcel, state, kind, place, cell, size, order_no,"
    " customer_ref, delivery, session, store_until, changed_at, box, seller_ref, body)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "delivery": "REPLACE INTO shadow_delivery VALUES (?, ?, ?, ?)",
    "session": "REPLACE INTO shadow_session VALUES (?, ?, ?, ?, ?, ?)",
    "cell": "REPLACE INTO shadow_cell VALUES (?, ?, ?, ?, ?)",
    "staff": "REPLACE INTO shadow_staff VALUES (?, ?, ?)",
    "policy": "REPLACE INTO shadow_policy VALUES (?, ?)",
    "stocktake": "REPLACE INTO shadow_stocktake VALUES (?, ?, ?, ?)",
    "count": "REPLACE INTO shadow_cell_count VALUES (?, ?, ?, ?)",
    "shipment": "REPLACE INTO shadow_shipment VALUES (?, ?, ?, ?)",
    "box": "REPLACE INTO shadow_box VALUES (?, ?, ?, ?, ?)",
    "act": "REPLACE INTO shadow_act VALUES (?, ?, ?)",
    "return": "REPLACE INTO shadow_return VALUES (?, ?, ?, ?, ?, ?, ?)",
    "payment": "REPLACE INTO shadow_payment VALUES (?, ?, ?, ?, ?)",
    "opening": "REPLACE INTO shadow_opening VALUES (?, ?, ?, ?)",
    "day": "REPLACE INTO shadow_day VALUES (?, ?, ?)",
}
_CLEAR = (
    "DELETE FROM snapshot",
    "DELETE FROM shadow_part",
    "DELETE FROM shadow_parcel",
    "DELETE FROM shadow_delivery",
    "DELETE FROM shadow_session",
    "DELETE FROM shadow_cell",
    "DELETE FROM shadow_staff",
    "DELETE FROM shadow_policy",
    "DELETE FROM shadow_stocktake",
    "DELETE FROM shadow_cell_count",
    "DELETE FROM shadow_shipment",
    "DELETE FROM shadow_box",
    "DELETE FROM shadow_act",
    "DELETE FROM shadow_return",
    "DELETE FROM shadow_payment",
    "DELETE FROM shadow_opening",
    "DELETE FROM shadow_day",
    "DELETE FROM shadow_seller",
    "DELETE FROM shadow_seller_code",
    "DELETE FROM shadow_customer",
    "DELETE FROM shadow_code",
    "DELETE FROM shadow_elsewhere",
    "DELETE FROM shadow_elsewhere_name",
    "DELETE FROM shadow_person",
    "DELETE FROM shadow_rules",
    "DELETE FROM shadow_config",
)
# What is over and not in the snapshot stays: it is old, and the central did not send it again.
_SWAP = (
    "DELETE FROM parcel WHERE state NOT IN ('issued', 'shipped', 'given_back', 'lost', 'disposed')",
    "REPLACE INTO parcel SELECT * FROM shadow_parcel",
    "DELETE FROM delivery WHERE state NOT IN ('closed', 'cancelled')",
    "REPLACE INTO delivery SELECT * FROM shadow_delivery",
    "DELETE FROM session WHERE state NOT IN ('completed', 'cancelled', 'abandoned')",
    "REPLACE INTO session SELECT * FROM shadow_session",
    "DELETE FROM cell",
    "INSERT INTO cell SELECT * FROM shadow_cell",
    "DELETE FROM staff",
    "INSERT INTO staff SELECT * FROM shadow_staff",
    "DELETE FROM policy",
    "INSERT INTO policy SELECT * FROM shadow_policy",
    "DELETE FROM stocktake WHERE state NOT IN ('applied', 'discarded')",
    "REPLACE INTO stocktake SELECT * FROM shadow_stocktake",
    "DELETE FROM cell_count",
    "INSERT INTO cell_count SELECT * FROM shadow_cell_count",
    "DELETE FROM shipment WHERE state <> 'confirmed'",
    "REPLACE INTO shipment SELECT * FROM shadow_shipment",
    "DELETE FROM box WHERE state NOT IN ('handed_over', 'dropped')",
    "REPLACE INTO box SELECT * FROM shadow_box",
    "DELETE FROM act",
    "INSERT INTO act SELECT * FROM shadow_act",
    "DELETE FROM return WHERE state NOT IN ('accepted', 'rejected')",
    "REPLACE INTO return SELECT * FROM shadow_return",
    "DELETE FROM payment WHERE state NOT IN ('failed', 'paid', 'reversed')",
    "REPLACE INTO payment SELECT * FROM shadow_payment",
    "DELETE FROM opening",
    "INSERT INTO opening SELECT * FROM shadow_opening",
    "DELETE FROM day WHERE state <> 'closed'",
    "REPLACE INTO day SELECT * FROM shadow_day",
    "DELETE FROM seller",
    "INSERT INTO seller SELECT * FROM shadow_seller",
    "REPLACE INTO seller_code SELECT * FROM shadow_seller_code",
    "DELETE FROM pickup_code",
    "INSERT INTO pickup_code SELECT * FROM shadow_code",
    "DELETE FROM elsewhere",
    "INSERT INTO elsewhere SELECT * FROM shadow_elsewhere",
    "DELETE FROM elsewhere_name",
    "INSERT INTO elsewhere_name SELECT * FROM shadow_elsewhere_name",
    "DELETE FROM base",
    "INSERT INTO base SELECT 'parcel', parcel, body FROM shadow_parcel",
    "INSERT INTO base SELECT 'delivery', delivery, body FROM shadow_delivery",
    "INSERT INTO base SELECT 'session', session, body FROM shadow_session",
    "INSERT INTO base SELECT 'cell', cell, body FROM shadow_cell",
    "INSERT INTO base SELECT 'staff', staff, body FROM shadow_staff",
    "INSERT INTO base SELECT 'policy', policy, body FROM shadow_policy",
    "INSERT INTO base SELECT 'stocktake', stocktake, body FROM shadow_stocktake",
    "INSERT INTO base SELECT 'count', cell, body FROM shadow_cell_count",
    "INSERT INTO base SELECT 'shipment', shipment, body FROM shadow_shipment",
    "INSERT INTO base SELECT 'box', box, body FROM shadow_box",
    "INSERT INTO base SELECT 'act', act_no, body FROM shadow_act",
    "INSERT INTO base SELECT 'return', return, body FROM shadow_return",
    "INSERT INTO base SELECT 'payment', payment, body FROM shadow_payment",
    "INSERT INTO base SELECT 'opening', opening, body FROM shadow_opening",
    "INSERT INTO base SELECT 'day', day, body FROM shadow_day",
)


class Coming(Struct, frozen=True):
    """A snapshot that is gathering.

    Args:
        upto: the last row of our journal that the central had.
        parts, rows: how many there will be.
    """

    snapshot: str
    epoch: str
    upto: int
    parts: int
    rows: int


class Baseline(Struct, frozen=True):
    """What the last snapshot said, for the audit.

    Args:
        seq: the journal's row that put it in force.
        upto: the last row of our journal that the central had.
        states: its rows.
    """

    seq: int
    upto: int
    states: Mapping[Subject, State]


class Snapshots:
    """The tables `snapshot`, `shadow_*`, `base`, `base_mark` and `setting`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def begin(self, coming: Coming) -> None:
        """Forget what gathered before and begin to gather; within a unit."""
        self.drop()
        self._db.execute(
            "INSERT INTO snapshot (snapshot, epoch, upto, parts, rows) VALUES (?, ?, ?, ?, ?)",
            [coming.snapshot, coming.epoch, coming.upto, coming.parts, coming.rows],
        )

    def coming(self) -> Coming | None:
        """Return the snapshot that is gathering."""
        sql = "SELECT snapshot, epoch, upto, parts, rows FROM snapshot"
        row = self._db.execute(sql).fetchone()
        return Coming(*row) if row else None

    def drop(self) -> None:
        """Forget what gathered; within a unit."""
        for sql in _CLEAR:
            self._db.execute(sql)

    def digests(self) -> list[str]:
        """Return the digests of the parts that are here, in order."""
        sql = "SELECT sha256 FROM shadow_part ORDER BY n"
        return [str(row[0]) for row in self._db.execute(sql).fetchall()]

    def note_part(self, n: int, sha256: str) -> None:
        """Keep the digest of a part; within a unit."""
        self._db.execute("INSERT INTO shadow_part (n, sha256) VALUES (?, ?)", [n, sha256])

    def count(self) -> int:
        """Return how many rows gathered."""
        sql = (
            "SELECT (SELECT count(*) FROM shadow_parcel) + (SELECT count(*) FROM shadow_delivery)"
            " + (SELECT count(*) FROM shadow_session) + (SELECT count(*) FROM shadow_cell)"
            " + (SELECT count(*) FROM shadow_staff) + (SELECT count(*) FROM shadow_policy)"
            " + (SELECT count(*) FROM shadow_stocktake) + (SELECT count(*) FROM shadow_cell_count)"
            " + (SELECT count(*) FROM shadow_shipment) + (SELECT count(*) FROM shadow_box)"
            " + (SELECT count(*) FROM shadow_act) + (SELECT count(*) FROM shadow_seller)"
            " + (SELECT count(*) FROM shadow_payment) + (SELECT count(*) FROM shadow_day)"
            " + (SELECT count(*) FROM shadow_return) + (SELECT count(*) FROM shadow_opening)"
            " + (SELECT count(*) FROM shadow_customer) + (SELECT count(*) FROM shadow_person)"
            " + (SELECT count(*) FROM shadow_rules) + (SELECT count(*) FROM shadow_config)"
            " + (SELECT count(DISTINCT customer_ref) FROM shadow_code)"
            " + (SELECT count(*) FROM shadow_elsewhere)"
        )
        return int(self._db.execute(sql).fetchone()[0])

    def gather(self, table: str, row: Row, raw: bytes) -> None:
        """Keep one row beside the books; within a unit.

        Args:
            table: as in `core.snapshots`.
            row: what it holds.
            raw: its bytes.
        """
        match row:
            case CustomerLine():
                self._db.execute(
                    "REPLACE INTO shadow_customer VALUES (?, ?, ?)",
                    [row.customer_ref, row.masked_name, row.last_four],
                )
            case CodesSet():
                for code in row.codes:
                    self._db.execute(
                        "REPLACE INTO shadow_code VALUES (?, ?, ?, ?)",
                        [row.customer_ref, code.digest, code.from_at, code.to_at],
                    )
            case ElsewhereSet():
                told = [row.customer_ref, row.as_of, raw]
                self._db.execute("REPLACE INTO shadow_elsewhere VALUES (?, ?, ?)", told)
                for name in elsewhere.names(row):
                    sql = "REPLACE INTO shadow_elsewhere_name VALUES (?, ?)"
                    self._db.execute(sql, [name, row.customer_ref])
            case SellerSet():
                told = [row.seller_ref, row.name, row.made_at]
                self._db.execute("REPLACE INTO shadow_seller VALUES (?, ?, ?)", told)
                told = [row.digest, row.seller_ref, row.made_at]
                self._db.execute("REPLACE INTO shadow_seller_code VALUES (?, ?, ?)", told)
            case PersonLine():
                sql = "REPLACE INTO shadow_person VALUES (?, ?)"
                self._db.execute(sql, [row.staff, row.name])
            case Policy():
                self._db.execute("REPLACE INTO shadow_rules VALUES (?, ?)", [row.policy, raw])
            case ConfigSet():
                self._db.execute("REPLACE INTO shadow_config VALUES ('', ?)", [raw])
            case _:
                self._db.execute(_GATHER[table], rows.row_of(row))
                search.note_state(self._db, row)  # titles and numbers, nothing personal

    def put_in_place(self, own: Iterable[Event]) -> None:
        """Let what gathered take the place of the books; within a unit.

        Args:
            own: our acts above the snapshot's `upto`.
        """
        for sql in _SWAP:
            self._db.execute(sql)
        self._swap_customers()
        search.forget_gone(self._db)
        changed = snapshots.rebase(lambda subject: rows.load(self._db, subject), own)
        for state in changed.values():
            rows.save(self._db, state)
            search.note_state(self._db, state)

    def mark_base(self, seq: int, upto: int) -> None:
        """Note which journal row put the snapshot in force; within a unit."""
        self._db.execute(
            "INSERT INTO base_mark (only_one, seq, upto) VALUES (1, ?, ?)"
            " ON CONFLICT (only_one) DO UPDATE SET seq = excluded.seq, upto = excluded.upto",
            [seq, upto],
        )

    def baseline(self) -> Baseline | None:
        """Return what the last snapshot said, None where there was none."""
        mark = self._db.execute("SELECT seq, upto FROM base_mark").fetchone()
        if mark is None:
            return None
        found = self._db.execute("SELECT kind, id, body FROM base").fetchall()
        states = {
            Subject(str(kind), str(id_)): msgspec.json.decode(body, type=KINDS[kind])
            for kind, id_, body in found
        }
        return Baseline(int(mark[0]), int(mark[1]), states)

    def shadow_rules(self) -> tuple[str, bytes] | None:
        """Return the name and the whole of the policy that gathered."""
        row = self._db.execute("SELECT policy, body FROM shadow_rules").fetchone()
        return (str(row[0]), bytes(row[1])) if row else None

    def shadow_config(self) -> ConfigSet | None:
        """Return the settings that gathered."""
        row = self._db.execute("SELECT body FROM shadow_config").fetchone()
        return msgspec.json.decode(row[0], type=ConfigSet) if row else None

    def _swap_customers(self) -> None:
        gone = self._db.execute(
            "SELECT customer_ref FROM customer WHERE customer_ref NOT IN"
            " (SELECT customer_ref FROM shadow_customer)"
        ).fetchall()
        for (ref,) in gone:
            search.forget(self._db, "customer", str(ref))
        renamed = self._db.execute(
            "SELECT customer_ref, masked_name FROM shadow_customer WHERE NOT EXISTS"
            " (SELECT 1 FROM customer WHERE customer.customer_ref = shadow_customer.customer_ref"
            "  AND customer.masked_name = shadow_customer.masked_name)"
        ).fetchall()
        for ref, name in renamed:
            search.note(self._db, "customer", str(ref), str(name))
        self._db.execute("DELETE FROM customer")
        self._db.execute("INSERT INTO customer SELECT * FROM shadow_customer")

    def names(self) -> list[tuple[str, str]]:
        """Return everybody of the team with the name that gathered, else the one known here."""
        found = self._db.execute(
            "SELECT staff.staff, coalesce(shadow_person.name, person.name, staff.staff) FROM staff"
            " LEFT JOIN shadow_person USING (staff) LEFT JOIN person USING (staff)"
        ).fetchall()
        return [(str(staff), str(name)) for staff, name in found]

    # -- settings --------------------------------------------------------------------------------

    def setting(self, name: str) -> bool:
        """Return whether the central switched a setting on."""
        row = self._db.execute("SELECT value FROM setting WHERE name = ?", [name]).fetchone()
        return bool(row and row[0])

    def settings_version(self) -> int:
        """Return the version of the settings in force, 0 for none."""
        row = self._db.execute("SELECT max(version) FROM setting").fetchone()
        return int(row[0] or 0)

    def keep_settings(self, config: ConfigSet) -> None:
        """Keep settings of the central instead of the old ones; within a unit."""
        self._db.execute("DELETE FROM setting")
        for name, value in config.settings.items():
            self._db.execute(
                "INSERT INTO setting (name, value, version) VALUES (?, ?, ?)",
                [name, int(value), config.version],
            )
