"""Whatever the power takes with it, what was confirmed is there, whole, and nothing by half."""

import random
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import Struct

from kiosk.core.facts import visits
from kiosk.core.words import How, SessionKind
from kiosk.store.counter_file import CounterFile
from kiosk.store.customers import Customer
from kiosk.store.prints import JobRow
from tests.faults import power
from tests.store.conftest import T0, Ledger

pytestmark = pytest.mark.powercut

CUTS, HUNT, PARCELS = 400, 100, 25
CHECKPOINT_PAGES = 100  # more often than the counter's own, so that many cuts fall into one
PRAGMAS = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "trusted_schema")
MEMORY = next((str(p) for p in [Path("/dev/shm")] if p.is_dir()), None)  # noqa: S108


class Day(Struct):
    """A day as it was played on the counter's own connection.

    Args:
        before: the files in the morning.
        spoken: every statement, in order.
        pragmas: the settings it was played in.
        ends: how many rows the journal had after each unit.
    """

    before: power.Files
    spoken: list[str]
    pragmas: dict[str, object]
    ends: set[int]


class Held(Struct):
    """What is found after the power came back.

    Args:
        sound: it opens, its pages, rows and chain are whole, and no unit is there by half.
    """

    rows: int
    told: int
    sound: bool


def play(ledger: Ledger) -> Iterator[int]:
    """Let parcels come and go, and tell the journal's length after each unit."""
    file = ledger.file
    for n in range(PARCELS):
        parcel, customer, session = f"P{n}", f"c{n}", f"s{n}"
        ledger.expect(parcel, customer_ref=customer, title="Чайник «Ёжик» 1,7 л")
        yield file.journal.head().seq
        with file.unit():
            file.customers.keep(Customer(customer, f"Пётр {n}.", f"{n:04}"))
        ledger.store(parcel, "A-01")
        yield file.journal.head().seq
        ledger.tell(
            visits.SessionOpened(session, SessionKind.CUSTOMER, customer, "code", How.CODE, "blue"),
            visits.ParcelPicked(parcel, session, "A-01"),
        )
        yield file.journal.head().seq
        issued = visits.ParcelIssued(parcel, session, "code")
        events = [ledger.event(fact) for fact in (issued, visits.SessionCompleted(session, 1))]
        with file.unit():
            file.journal.record(events)
            file.prints.keep(JobRow(f"j{n}", "receipt", b"{}" * 200, "queued", T0))
        yield file.journal.head().seq


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Day:
    path = tmp_path_factory.mktemp("day") / "counter.db"
    ledger = Ledger(path)
    ledger.map_cells("A-01")
    ledger.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    before = {path.name: bytearray(path.read_bytes())}
    pragmas = {name: ledger.db.execute(f"PRAGMA {name}").fetchone()[0] for name in PRAGMAS}
    start = ledger.file.journal.head().seq
    spoken: list[str] = []
    ledger.db.conn.set_trace_callback(spoken.append)
    ends = {start, *play(ledger)}
    ledger.file.abandon()
    own = [sql for sql in spoken if not sql.startswith("--")]  # those are FTS5's inner work
    return Day(before, own, pragmas, ends)


def logged(day: Day, folder: Path, **pragmas: object) -> power.Log:
    path = folder / "counter.db"
    path.write_bytes(day.before[path.name])
    wanted = day.pragmas | {"wal_autocheckpoint": CHECKPOINT_PAGES} | pragmas
    return power.replay(path, day.spoken, wanted)


def after_a_cut(day: Day, log: power.Log, rng: random.Random) -> Held:
    files, told = power.cut(log, rng.randrange(len(log) + 1), day.before, rng)
    folder = Path(tempfile.mkdtemp(dir=MEMORY))
    for name, held in files.items():
        (folder / name).write_bytes(held)
    try:
        return _held(day, folder / "counter.db", told)
    finally:
        shutil.rmtree(folder)


def _held(day: Day, path: Path, told: int) -> Held:
    try:
        file = CounterFile(path, "box-1", epoch="b" * 16, at=T0)
    except sqlite3.DatabaseError:
        return Held(0, told, sound=False)
    try:
        if file.db.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            return Held(0, told, sound=False)
        audit = file.journal.audit()
        whole = (audit.broken_at, audit.differing) == (None, ())
        return Held(audit.rows, told, whole and audit.rows in day.ends)
    except sqlite3.DatabaseError:
        return Held(0, told, sound=False)
    finally:
        file.abandon()


@pytest.mark.parametrize("cuts", [CUTS // 10, pytest.param(CUTS, marks=pytest.mark.slow)])
def test_what_was_confirmed_is_there_after_any_power_cut(
    day: Day, tmp_path: Path, cuts: int
) -> None:
    rng = random.Random(20260201)
    log = logged(day, tmp_path)
    assert len({entry.file for entry in log if isinstance(entry, power.Sync)}) == 2  # checkpoints
    for _ in range(cuts):
        held = after_a_cut(day, log, rng)
        assert held.sound
        assert held.rows >= held.told


def test_a_gentler_flush_is_caught_losing_what_was_confirmed(day: Day, tmp_path: Path) -> None:
    rng = random.Random(20260202)
    log = logged(day, tmp_path, synchronous="NORMAL")
    found = [after_a_cut(day, log, rng) for _ in range(HUNT)]
    assert all(held.sound for held in found)
    assert any(held.rows < held.told for held in found)


def test_no_flush_at_all_is_caught_in_ruins(day: Day, tmp_path: Path) -> None:
    rng = random.Random(20260203)
    log = logged(day, tmp_path, synchronous="OFF")
    assert any(not after_a_cut(day, log, rng).sound for _ in range(HUNT))
