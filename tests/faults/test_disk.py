"""Wherever the disk ends: a unit is whole or absent, its end has a name, and work goes on after."""

import contextlib
import itertools
import resource
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.core.facts import visits
from kiosk.core.facts.fact import Fact
from kiosk.core.words import How, ParcelState, SessionKind
from kiosk.store.counter_file import CounterFile
from kiosk.store.db import StorageFull, StorageReadOnly, is_locked
from kiosk.store.journal import Audit
from kiosk.store.prints import JobRow
from kiosk.sync.mailbox import Letter, Mailbox, Mark
from tests.families import first_quickly
from tests.faults import mutants
from tests.store.conftest import T0, Ledger

pytestmark = pytest.mark.disk

STEP = 1024  # bytes of storage more at each try; a page of the -wal is 4,120
RECEIPT = JobRow("j1", "receipt", b"{}" * 200, "queued", T0)
VISIT: tuple[Fact, ...] = (
    visits.SessionOpened("s1", SessionKind.CUSTOMER, "c1", "code", How.CODE, "blue"),
    visits.ParcelPicked("P1", "s1", "A-01"),
    visits.ParcelIssued("P1", "s1", "code"),
    visits.SessionCompleted("s1", 1),
)


@contextlib.contextmanager
def no_file_beyond(most_bytes: int) -> Iterator[None]:
    """Let no file grow beyond a size; Python ignores the signal, so writing fails."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A counter with a parcel that waits for its customer."""
    made = Ledger(tmp_path / "counter.db")
    made.map_cells("A-01")
    made.expect("P1", customer_ref="c1", title="Лампа")
    made.store("P1", "A-01")
    yield made
    made.file.abandon()


def issue(ledger: Ledger) -> None:
    with ledger.file.unit():
        ledger.file.journal.record([ledger.event(fact) for fact in VISIT])
        ledger.file.prints.keep(RECEIPT)


def seen(ledger: Ledger) -> tuple[object, ...]:
    """Return all an issue changes."""
    parcel = ledger.file.parcels.get("P1")
    assert parcel
    head = ledger.file.journal.head()
    return (parcel, head, ledger.file.sessions.live(), ledger.file.prints.in_state("queued"))


def assert_sound(ledger: Ledger) -> None:
    audit = ledger.file.journal.audit()
    assert (audit.broken_at, audit.differing) == (None, ())
    assert ledger.db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def assert_issued(ledger: Ledger) -> None:
    parcel = ledger.file.parcels.get("P1")
    assert parcel
    assert parcel.state is ParcelState.ISSUED
    assert ledger.file.prints.get("j1") == RECEIPT
    assert_sound(ledger)


def wal_of(ledger: Ledger) -> int:
    return Path(f"{ledger.path}-wal").stat().st_size


def test_an_issue_is_whole_or_absent_wherever_the_storage_ends(ledger: Ledger) -> None:
    before, failed = seen(ledger), 0
    for most in itertools.count(wal_of(ledger), STEP):
        try:
            with no_file_beyond(most):
                issue(ledger)
            break
        except (StorageFull, StorageReadOnly):
            failed += 1
            assert not ledger.db.conn.in_transaction
            assert seen(ledger) == before
            assert_sound(ledger)
    assert failed > 10
    assert_issued(ledger)


def test_a_unit_that_is_none_is_caught_torn(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CounterFile, "unit", mutants.autocommit)
    before = seen(ledger)
    with (
        no_file_beyond(wal_of(ledger) + 40 * STEP),
        contextlib.suppress(sqlite3.OperationalError),
    ):
        issue(ledger)
    assert seen(ledger) != before
    with pytest.raises(AssertionError):
        assert_issued(ledger)


def test_what_failed_on_a_full_disk_is_absent_after_a_restart_too(ledger: Ledger) -> None:
    before = seen(ledger)
    for more in (0, 5_000, 9_000):
        with no_file_beyond(wal_of(ledger) + more), pytest.raises(StorageReadOnly):
            issue(ledger)
        ledger.file.abandon()
        ledger.file = CounterFile(ledger.path, "box-1", epoch="b" * 16, at=T0)
        assert seen(ledger) == before
    issue(ledger)
    assert_issued(ledger)


def test_a_full_file_is_told_as_full_and_the_same_issue_works_once_there_is_room(
    ledger: Ledger,
) -> None:
    ledger.db.execute("VACUUM")  # what the schema's steps dropped left pages free
    pages = ledger.db.execute("PRAGMA page_count").fetchone()[0]
    assert ledger.db.execute("PRAGMA freelist_count").fetchone()[0] == 0
    before = seen(ledger)
    ledger.db.conn.execute(f"PRAGMA max_page_count = {pages}").fetchone()
    large = JobRow("j1", "receipt", b"x" * 20_000, "queued", T0)
    with pytest.raises(StorageFull), ledger.file.unit():  # noqa: PT012
        ledger.file.journal.record([ledger.event(fact) for fact in VISIT])
        ledger.file.prints.keep(large)
    assert seen(ledger) == before
    ledger.db.conn.execute("PRAGMA max_page_count = 100000").fetchone()
    issue(ledger)
    assert_issued(ledger)


def test_a_full_disk_does_not_stop_reading(ledger: Ledger) -> None:
    with no_file_beyond(0):
        with pytest.raises(StorageReadOnly):
            issue(ledger)
        assert ledger.file.search("лампа") == (("parcel", "P1"),)
        assert ledger.file.cells.load("A-01")
        assert_sound(ledger)


@pytest.mark.parametrize("step", first_quickly([8 * STEP, STEP]))
def test_a_first_start_on_a_full_disk_is_told_by_name_and_can_be_tried_again(
    tmp_path: Path, step: int
) -> None:
    path = tmp_path / "counter.db"
    for most in itertools.count(0, step):
        try:
            with no_file_beyond(most):
                file = CounterFile(path, "box-1", epoch="a" * 16, at=T0)
            break
        except (StorageFull, StorageReadOnly):
            assert not is_locked(path)
    assert file.db.execute("SELECT epoch FROM epoch").fetchall() == [("a" * 16,)]
    assert file.journal.audit() == Audit(0, None, ())
    file.close()


def test_a_start_with_a_day_on_a_full_disk_loses_nothing(ledger: Ledger) -> None:
    before = seen(ledger)
    ledger.file.abandon()
    with no_file_beyond(0), pytest.raises(StorageReadOnly):
        CounterFile(ledger.path, "box-1", epoch="b" * 16, at=T0)
    ledger.file = CounterFile(ledger.path, "box-1", epoch="b" * 16, at=T0)
    assert seen(ledger) == before


def test_a_start_where_nothing_may_be_written_is_told_by_name(tmp_path: Path) -> None:
    with pytest.raises(StorageReadOnly, match="cannot be made"):
        CounterFile(tmp_path / "nowhere" / "counter.db", "box-1", epoch="a" * 16, at=T0)


def test_mail_that_does_not_fit_is_not_acknowledged(tmp_path: Path) -> None:
    mailbox = Mailbox(tmp_path / "mail.db")
    letters = [Letter(seq, f"id-{seq}", "codes.set", b"x" * 3_000, None) for seq in (1, 2, 3)]
    failed = 0
    for most in itertools.count((tmp_path / "mail.db-wal").stat().st_size, STEP):
        try:
            with no_file_beyond(most):
                mailbox.receive(Mark("e" * 16, 3), letters)
            break
        except (StorageFull, StorageReadOnly):
            failed += 1
            assert (mailbox.mark("down"), mailbox.waiting()) == (None, 0)
    assert failed > 5
    assert (mailbox.mark("down"), mailbox.waiting()) == (Mark("e" * 16, 3), 3)
    mailbox.close()
