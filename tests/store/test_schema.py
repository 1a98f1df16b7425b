"""The tables of counter.db: made in steps, strict, and the same from any start."""

from collections.abc import Callable
from datetime import UTC
from pathlib import Path

import pytest
from msgspec.json import encode
from msgspec.structs import replace
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from kiosk.core import tallies as core_tallies
from kiosk.core.day_counts import day_of
from kiosk.core.facts.fact import Fact
from kiosk.core.facts.people import RightGranted, StaffAdded
from kiosk.core.facts.stockroom import DeliveryAnnounced, ParcelReceived
from kiosk.core.words import Right, Role
from kiosk.store import numbers
from kiosk.store.counter_file import CounterFile
from kiosk.store.db import open_reader, open_writer, version
from kiosk.store.people import LOST, PersonRow
from kiosk.store.schema import schema
from tests.store.conftest import T0, Ledger

STEPS = (
    "m001_journal",
    "m002_books",
    "m003_beside",
    "m004_search",
    "m005_lamps",
    "m006_photos",
    "m007_snapshots",
    "m008_shipments",
    "m009_counts",
    "m010_numbers",
    "m011_delivery_boxes",
    "m012_returns",
    "m013_stills",
    "m014_elsewhere",
    "m015_tickets",
    "m016_payments",
    "m017_slotting",
    "m018_recoveries",
    "m019_badges",
    "m020_receipts",
    "m021_team",
    "m022_item_codes",
    "m023_tallies",
    "m024_erasures",
    "m025_session_customer",
    "m026_notices",
    "m027_openings",
    "m028_settings",
    "m029_days",
    "m030_forgetting",
    "m031_tallies_anew",
    "m032_updates",
    "m033_own_tallies",
    "m034_short_pins",
    "m035_counting_rules",
)
POWER = RightGranted("anna", Right.OVERRIDE)


@pytest.fixture
def old(ledger: Ledger) -> Ledger:
    """A file of the version before PINs without their badge were dropped."""
    ledger.db.execute("DELETE FROM _sqlite_migrations WHERE name = 'm034_short_pins'")
    ledger.db.execute("PRAGMA user_version = 33")
    return ledger


def shape(ledger: Ledger) -> list[tuple[str, str]]:
    sql = "SELECT name, sql FROM sqlite_schema WHERE sql NOT NULL ORDER BY name"
    return [tuple(row) for row in ledger.db.execute(sql).fetchall()]


def test_the_version_of_a_file_is_the_number_of_its_steps(ledger: Ledger) -> None:
    assert version(ledger.db) == len(schema.applied(ledger.db)) == len(STEPS)


@pytest.mark.parametrize("until", range(1, len(STEPS)))
def test_a_file_of_any_earlier_version_becomes_the_same_file(
    until: int, ledger: Ledger, open_ledger: Callable[[], Ledger]
) -> None:
    wanted = shape(ledger)
    ledger.file.close()
    ledger.path.unlink()
    old = open_writer(ledger.path, Migrations("nothing"))
    schema.apply(old.db, stop_before=STEPS[until])
    assert version(old.db) == until
    old.close()
    assert shape(open_ledger()) == wanted


@pytest.mark.parametrize("step", range(len(STEPS)))
def test_a_step_that_is_interrupted_leaves_nothing_of_itself(
    step: int, tmp_path: Path, open_ledger: Callable[[], Ledger], monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(db: Database) -> None:
        done(db)
        raise KeyboardInterrupt

    broken = schema._migrations[step]
    done = broken.fn
    (tmp_path / "counter.db").touch()  # nothing yet: each step is still to come
    with monkeypatch.context() as patched:
        patched.setattr(broken, "fn", breaks)
        with pytest.raises(KeyboardInterrupt):
            open_ledger()
    reader = open_reader(tmp_path / "counter.db")
    assert version(reader) == len(schema.applied(reader)) == step
    reader.close()
    assert version(open_ledger().db) == len(STEPS)


def test_every_table_of_ours_is_strict(ledger: Ledger) -> None:
    sql = "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
    tables = dict(ledger.db.execute(sql).fetchall())
    loose = {name for name, strict in tables.items() if not strict}
    assert {n for n in loose if not n.startswith(("sqlite_", "_sqlite_", "found"))} == set()


def test_there_is_no_trigger(ledger: Ledger) -> None:
    assert ledger.db.triggers == []


def test_a_file_without_the_numbers_is_filled_with_those_that_are_there(
    ledger: Ledger, open_ledger: Callable[[], Ledger], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numbers, "_A_SLICE", 2)
    for n in range(5):
        ledger.expect(f"48210931-000{n}", order="7731-5555")
    before = ledger.db.execute("SELECT id, digits, done FROM findable ORDER BY n").fetchall()
    for table in ("found_open", "found_done", "found_word"):
        ledger.db.execute(f"DROP TABLE {table}")
    for column in ("digits", "done"):
        ledger.db.execute(f"ALTER TABLE findable DROP COLUMN {column}")
    ledger.db.execute("DELETE FROM _sqlite_migrations WHERE name = 'm010_numbers'")
    ledger.db.execute("PRAGMA user_version = 9")
    ledger.file.close()
    renewed = open_ledger()
    after = renewed.db.execute("SELECT id, digits, done FROM findable ORDER BY n").fetchall()
    assert after == before
    assert len(renewed.file.parcels.with_digits("315555", 50)) == 5
    assert [p.parcel for p in renewed.file.parcels.with_digits("0003", 50)] == ["48210931-0003"]


def test_a_file_without_the_boxes_is_filled_with_those_that_are_there(
    ledger: Ledger, open_ledger: Callable[[], Ledger]
) -> None:
    ledger.tell(DeliveryAnnounced("D1", "Meridian", T0, boxes=("B1", "B2")))
    ledger.db.execute("DROP TABLE delivery_box")
    ledger.db.execute("DELETE FROM _sqlite_migrations WHERE name = 'm011_delivery_boxes'")
    ledger.db.execute("PRAGMA user_version = 10")
    ledger.file.close()
    found = open_ledger().file.deliveries.of_box("B2")
    assert found is not None
    assert found.delivery == "D1"


def without_rules(ledger: Ledger) -> None:
    """Keep the counts of days as before their rules had a number."""
    db = ledger.db
    days = db.execute("SELECT day, ours, body FROM day_tally").fetchall()
    mark = db.execute("SELECT seq, hash, zone, running FROM tally_mark").fetchone()
    for table in ("day_tally", "tally_mark"):
        db.execute(f"DROP TABLE {table}")
    db.execute(
        "CREATE TABLE day_tally (day TEXT NOT NULL, ours INTEGER NOT NULL, body BLOB NOT NULL,"
        " PRIMARY KEY (day, ours)) STRICT, WITHOUT ROWID"
    )
    db.execute(
        "CREATE TABLE tally_mark (only_one INTEGER PRIMARY KEY CHECK (only_one = 1),"
        " seq INTEGER NOT NULL, hash BLOB NOT NULL, zone TEXT NOT NULL, running BLOB NOT NULL)"
        " STRICT"
    )
    for row in days:
        db.execute("INSERT INTO day_tally VALUES (?, ?, ?)", row)
    if mark:
        db.execute("INSERT INTO tally_mark VALUES (1, ?, ?, ?, ?)", mark)
    db.execute("DELETE FROM _sqlite_migrations WHERE name = 'm035_counting_rules'")
    db.execute("PRAGMA user_version = 34")


def test_days_counted_before_their_rules_had_a_number_are_of_the_first_ones(
    ledger: Ledger, open_ledger: Callable[[], Ledger], monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger.expect("P1")
    ledger.store("P1", "A-01")
    with ledger.file.unit():
        ledger.file.tallies.count(UTC)
    last, told = ledger.file.tallies.counted(UTC), ledger.file.tallies.recount(UTC, T0)
    without_rules(ledger)
    ledger.file.close()
    day = day_of(T0, UTC)
    for rules, older in ((1, None), (2, last)):
        monkeypatch.setattr(core_tallies, "RULES", rules)
        file = open_ledger().file
        assert file.tallies.counted(UTC) == (0 if older else last)
        assert file.tallies.older(UTC) == older
        assert file.tallies.days(day, day, UTC, T0) == told
        file.close()


@pytest.mark.parametrize("setting", [None, "point.siblings"])
def test_days_of_the_whole_point_are_told_apart_where_others_worked_for_it(
    setting: str | None, ledger: Ledger, open_ledger: Callable[[], Ledger]
) -> None:
    """Elsewhere all of it was this counter's own, and is not counted anew."""
    told = replace(ledger.event(ParcelReceived("P1", "D1")), via="told")
    ledger.expect("P1")
    with ledger.file.unit():
        ledger.file.journal.record([told])
        ledger.file.tallies.count(UTC)
    day = day_of(told.recorded_at, UTC)
    whole = ledger.file.tallies.days(day, day, UTC, T0)
    without_rules(ledger)
    ledger.db.execute("DROP TABLE day_tally")
    ledger.db.execute("CREATE TABLE day_tally (day TEXT PRIMARY KEY, body BLOB NOT NULL) STRICT")
    ledger.db.execute("INSERT INTO day_tally VALUES (?, ?)", [day, encode(whole[day])])
    if setting:
        ledger.db.execute("INSERT INTO setting VALUES (?, 0, 1)", [setting])
    ledger.db.execute("DELETE FROM _sqlite_migrations WHERE name = 'm033_own_tallies'")
    ledger.db.execute("PRAGMA user_version = 32")
    ledger.file.close()
    tallies = open_ledger().file.tallies
    assert tallies.days(day, day, UTC, T0) == whole
    assert tallies.own(day, UTC, T0) == ({} if setting else whole[day])
    assert (tallies.counted(UTC) == 0) is bool(setting)


@pytest.mark.parametrize(
    ("joined", "badge", "pin", "kept"),
    [
        ((StaffAdded("anna", Role.CLERK),), "", "hash", None),
        ((StaffAdded("anna", Role.TRAINEE),), "", "hash", None),
        ((StaffAdded("anna", Role.CLERK),), "digest", "hash", "hash"),
        ((StaffAdded("anna", Role.CLERK), POWER), "", "hash", "hash"),
        ((StaffAdded("anna", Role.MANAGER),), "", "hash", "hash"),
        ((StaffAdded("anna", Role.CLERK),), "", LOST, LOST),
        ((StaffAdded("anna", Role.CLERK),), "", None, None),
    ],
)
def test_short_pins_without_a_badge_are_chosen_anew(
    old: Ledger, joined: tuple[Fact, ...], badge: str, pin: str | None, kept: str | None
) -> None:
    old.tell(*joined)
    with old.file.unit():
        old.file.people.keep(PersonRow("anna", "Anna K.", "AK", pin_hash=pin))
        if badge:
            old.file.people.bind_badge("anna", badge)
    old.file.close()
    renewed = CounterFile(old.path, "box-1", epoch="b" * 16, at=T0)
    assert renewed.people.get("anna") == PersonRow("anna", "Anna K.", "AK", pin_hash=kept)
    renewed.close()
