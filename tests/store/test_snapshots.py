"""A snapshot gathers beside the books, as its tables stand there."""

import pytest
from sqlite_utils import Database

from kiosk.core.books import KINDS
from kiosk.core.messages import ConfigSet
from kiosk.store import rows
from kiosk.store.snapshots import Coming
from tests.store.conftest import Ledger
from tests.store.test_rows import STATES

PAIRS = ("parcel", "delivery", "session", "cell", "staff", "policy", "customer")
PAIRS += ("stocktake", "cell_count")
PAIRS += ("return", "payment", "opening")
PAIRS += ("shipment", "box", "act", "seller", "seller_code", "elsewhere", "elsewhere_name")


def _columns(db: Database, table: str) -> list[tuple[object, ...]]:
    return [tuple(row[1:4]) for row in db.execute(f"PRAGMA table_info({table})").fetchall()]


def test_each_table_gathers_in_one_of_the_same_columns(ledger: Ledger) -> None:
    for table in PAIRS:
        assert _columns(ledger.db, f"shadow_{table}") == _columns(ledger.db, table)
    assert _columns(ledger.db, "shadow_code") == _columns(ledger.db, "pickup_code")


def test_what_gathers_is_forgotten_whole(ledger: Ledger) -> None:
    snapshots = ledger.file.snapshots
    with ledger.file.unit():
        snapshots.begin(Coming("s1", "e" * 16, 3, 1, 1))
        snapshots.note_part(1, "ab" * 32)
    assert snapshots.coming() == Coming("s1", "e" * 16, 3, 1, 1)
    assert (snapshots.digests(), snapshots.count()) == (["ab" * 32], 0)
    with ledger.file.unit():
        snapshots.drop()
    assert (snapshots.coming(), snapshots.digests()) == (None, [])


@pytest.mark.parametrize("kind", KINDS)
def test_a_row_of_every_kind_that_gathers_is_counted(kind: str, ledger: Ledger) -> None:
    snapshots, state = ledger.file.snapshots, STATES[kind]
    with ledger.file.unit():
        snapshots.begin(Coming("s1", "e" * 16, 3, 1, 1))
        snapshots.gather(kind, state, rows.body_of(state))
    assert snapshots.count() == 1


def test_settings_of_the_central_are_kept_whole(ledger: Ledger) -> None:
    snapshots = ledger.file.snapshots
    assert (snapshots.setting("point.siblings"), snapshots.settings_version()) == (False, 0)
    with ledger.file.unit():
        snapshots.keep_settings(ConfigSet(2, {"point.siblings": True}))
    assert (snapshots.setting("point.siblings"), snapshots.settings_version()) == (True, 2)
    with ledger.file.unit():
        snapshots.keep_settings(ConfigSet(3, {"point.siblings": False}))
    assert (snapshots.setting("point.siblings"), snapshots.settings_version()) == (False, 3)


def test_without_a_snapshot_the_audit_begins_at_the_beginning(ledger: Ledger) -> None:
    assert ledger.file.snapshots.baseline() is None
