"""Whoever was erased stays so, at whatever step of a recovery the plug is pulled."""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.core.facts.privacy import Basis, EraseCancelled, ErasureAsked
from kiosk.store import backups, ladder, tombstones
from kiosk.store.backups import DAY_MS
from kiosk.store.counter_file import CounterFile
from kiosk.store.customers import Customer
from kiosk.store.erasures import UNTOLD
from kiosk.store.ladder import Rung
from kiosk.store.replay import Replay
from kiosk.store.tombstones import Tombstone
from tests.store.conftest import T0
from tests.store.test_ladder import LATER, PEPPER, Open, Place

MARK = tombstones.mark_of(PEPPER, "c1")


@pytest.fixture
def place(open_ledger: Open) -> Place:
    return Place(open_ledger())


def replay_of(place: Place, acked: int = 0) -> Replay:
    return Replay(tombstones.read(place.data / tombstones.NAME), PEPPER, acked)


# -- a kill at each step of the ladder -------------------------------------------------------------

STEPS: tuple[tuple[object, str], ...] = (
    (ladder, "sync_folder"), (ladder, "sync_file"), (backups, "sync_file"),
    (backups, "sync_folder"), (Path, "rename"), (Path, "unlink"), (Path, "write_bytes"),
    (Path, "mkdir"), (CounterFile, "unit"), (CounterFile, "close"), (CounterFile, "__init__"),
)  # fmt: skip


def dies_at(step: int, work: Callable[[], object]) -> bool:
    """Do work in a process that is killed before its n-th step; whether it was."""
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        return os.waitstatus_to_exitcode(status) == 9
    left = [step]

    def killing(real: Callable[..., object]) -> Callable[..., object]:
        def stepping(*args: object, **kwargs: object) -> object:
            if not left[0]:
                os._exit(9)
            left[0] -= 1
            return real(*args, **kwargs)

        return stepping

    for owner, name in STEPS:
        setattr(owner, name, killing(getattr(owner, name)))
    try:
        work()
    finally:
        os._exit(0)


def facts(file: CounterFile) -> list[str]:
    return [row.type for row in file.journal.since(0, 10_000)]


@pytest.mark.parametrize(
    ("rung", "stride"),
    [
        (Rung.BACKUP, 4),
        pytest.param(Rung.BACKUP, 1, marks=pytest.mark.slow),
        pytest.param(Rung.RESTORED, 1, marks=pytest.mark.slow),
        pytest.param(Rung.SALVAGE, 1, marks=pytest.mark.slow),
    ],
)
def test_a_kill_at_any_step_brings_nobody_back_and_loses_no_row(
    place: Place, rung: Rung, stride: int
) -> None:
    place.meet()
    made = None if rung is Rung.SALVAGE else place.back_up()
    place.work(5, "late")
    place.erase()
    head = place.work(1, "last")
    place.stop()
    if rung is not Rung.RESTORED:
        with sqlite3.connect(place.file) as db:
            db.execute("UPDATE journal SET hash = x'00' WHERE seq = ?", [head])
        db.close()
    before = {path: path.read_bytes() for path in place.data.rglob("*") if path.is_file()}
    mend = (
        (lambda: place.ladder().take(made))
        if rung is Rung.RESTORED and made
        else place.ladder().climb
    )
    died = 0
    while dies_at(died, mend):
        found = place.ladder(at=LATER + 1).climb()
        with_c1 = place.reopened()
        told = facts(with_c1)
        assert with_c1.customers.get("c1") is None, f"back after a kill at step {died}"
        assert with_c1.journal.audit().differing == ()
        assert with_c1.parcels.get("late4"), f"a row was lost by a kill at step {died}"
        assert told.count("storage.recovered") == 1 or (found is None and rung is Rung.RESTORED)
        with_c1.close()
        assert not (place.data / "counter.db.part").exists()
        assert not list(place.data.glob("evidence/[0-9]*/*.json"))
        _put_back(place.data, before)
        died += stride
    assert died > 10, "else nothing was tried"


def _put_back(folder: Path, files: dict[Path, bytes]) -> None:
    for path in [p for p in folder.rglob("*") if p.is_file()]:
        path.unlink()
    for path in sorted((p for p in folder.rglob("*") if p.is_dir()), reverse=True):
        path.rmdir()
    for path, raw in files.items():
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(raw)


# -- what is remembered of whom the copy does not know ---------------------------------------------


def recovered_without(place: Place, *, seq: int, acked: int) -> CounterFile:
    """Return a file from before the erased customer was known, her tombstone beside it."""
    with place.ledger.file.unit():
        place.ledger.file.customers.forget_all()
        place.ledger.file.db.execute("UPDATE parcel SET customer_ref = NULL")
    tombstones.add(place.data / tombstones.NAME, Tombstone("r1", T0, MARK, seq))
    file = place.ledger.file
    with file.unit():
        assert replay_of(place, acked).on_copy(file, place.ledger.event) == 0
    return file


def test_an_erasure_that_the_central_heard_of_is_behind_what_it_writes_next(place: Place) -> None:
    file = recovered_without(place, seq=90, acked=95)
    assert file.erasures.buried_at(MARK) == file.journal.head().seq
    assert file.erasures.untold() == frozenset()


@pytest.mark.parametrize("seq", [0, 96])
def test_one_that_it_may_not_have_heard_of_is_asked_for_anew_when_she_is_met(
    place: Place, seq: int
) -> None:
    file = recovered_without(place, seq=seq, acked=95)
    assert file.erasures.buried_at(MARK) == UNTOLD
    assert file.erasures.untold() == {"r1"}
    with file.unit():
        assert file.erasures.dig_up(MARK) == "r1"
        assert file.erasures.dig_up(MARK) is None


# -- an old file that somebody put here by hand ----------------------------------------------------


def test_an_old_file_put_here_by_hand_is_cleaned_before_work_starts(place: Place) -> None:
    place.meet()
    place.stop()
    old = place.file.read_bytes()
    place.ledger.file = CounterFile(place.file, "box-1", epoch="a" * 16, at=T0)
    place.erase()
    place.stop()
    place.file.write_bytes(old)
    file = place.reopened()
    with file.unit():
        assert replay_of(place).on_start(file, place.ledger.event) == 1
    assert file.customers.get("c1") is None
    ((_, erased),) = file.erasures.done()
    assert (erased.request, erased.basis) == ("r1", Basis.RESTORED)
    with file.unit():
        assert replay_of(place).on_start(file, place.ledger.event) == 0
    file.close()


def test_what_was_asked_and_is_not_done_is_left_to_whoever_knows_what_is_open(
    place: Place,
) -> None:
    place.meet()
    file = place.ledger.file
    with file.unit():
        file.journal.record([place.ledger.event(ErasureAsked("r1", "c1", Basis.REQUEST))])
    tombstones.add(place.data / tombstones.NAME, Tombstone("r1", T0, MARK, 5))
    with file.unit():
        assert replay_of(place).on_start(file, place.ledger.event) == 0
    assert file.customers.get("c1") is not None


def test_a_week_later_a_mark_that_stayed_does_not_mend_a_good_file(place: Place) -> None:
    place.back_up()
    place.stop()
    folder = place.data / "evidence" / str(T0)
    folder.mkdir(parents=True)
    (folder / "making.json").write_bytes(b"{")
    assert place.ladder(at=LATER + DAY_MS).climb() is None
    assert not (folder / "making.json").exists()


def test_a_mark_that_cannot_be_read_is_finished_by_the_newest_backup(place: Place) -> None:
    place.back_up()
    place.stop()
    folder = place.data / "evidence" / str(T0)
    folder.mkdir(parents=True)
    place.file.rename(folder / "counter.db")
    (folder / "making.json").write_bytes(b"\xff{")
    found = place.ladder().climb()
    assert found is not None
    assert (found.rung, found.evidence) == (Rung.BACKUP, folder)


def test_who_came_back_after_a_recovery_is_not_erased_again(place: Place) -> None:
    file = recovered_without(place, seq=90, acked=95)
    with file.unit():
        file.customers.keep(Customer("c1", "Maria S.", "0417"))
        assert replay_of(place).on_start(file, place.ledger.event) == 0
    assert file.customers.get("c1") is not None


# -- what was taken back after the copy was made ---------------------------------------------------


def asked_then_kept(place: Place, *, is_noted: bool) -> backups.Backup:
    """Ask, back the file up, then take it back; as the plug left it, all behind the copy lost."""
    place.meet()
    file = place.ledger.file
    with file.unit():
        file.journal.record([place.ledger.event(ErasureAsked("r1", "c1", Basis.REQUEST))])
    made = place.back_up()
    if is_noted:
        stone = Tombstone("r1", T0, is_kept=True)
        tombstones.add(place.data / tombstones.NAME, stone)
    place.stop()
    place.file.write_bytes(b"\0" * 4096)
    return made


@pytest.mark.parametrize("is_noted", [True, False])
def test_a_backup_from_before_a_request_was_taken_back_does_not_want_it_again(
    place: Place, *, is_noted: bool
) -> None:
    asked_then_kept(place, is_noted=is_noted)
    found = place.ladder().climb()
    assert found is not None
    assert found.rung is Rung.BACKUP
    file = place.reopened()
    assert file.customers.get("c1") is not None
    if is_noted:
        assert file.erasures.waiting() == ()
        assert file.erasures.kept() == (EraseCancelled("r1", "c1"),)
    else:
        assert [one.request for one in file.erasures.waiting()] == ["r1"], "else it is blind"
    file.close()


def test_nor_does_a_copy_that_somebody_put_here_by_hand(place: Place) -> None:
    made = asked_then_kept(place, is_noted=True)
    place.file.write_bytes(made.path.read_bytes())
    file = place.reopened()
    with file.unit():
        assert replay_of(place).on_start(file, place.ledger.event) == 1
        assert replay_of(place).on_start(file, place.ledger.event) == 0, "once is enough"
    assert file.erasures.waiting() == ()
    assert file.customers.get("c1") is not None, "a mark of one who stays erases nobody"
    file.close()
