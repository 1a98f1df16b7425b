"""A counter that was put back to an older copy: its history goes on, and nothing new is lost."""

import sqlite3
from pathlib import Path

import pytest

from kiosk.central.manifests import Manifest
from kiosk.central.wish_forms import DeliveryWish
from kiosk.core.facts.fact import CellSpec
from kiosk.core.facts.visits import IssueRefused
from kiosk.core.messages import ManifestLine
from kiosk.core.words import Size, Zone
from kiosk.trial.stage import DEVICE, POINT, Setting, Stage

CELLS = tuple(CellSpec(f"A-0{n}", "A", Size.S, Zone.MAIN, n) for n in range(1, 4))


def _work(stage: Stage, times: int) -> None:
    counter = stage.app.desk.counter
    for _ in range(times):
        with counter.unit():
            counter.record(IssueRefused("code_wrong"))


def _deliver(stage: Stage, name: str) -> None:
    lines = (ManifestLine(f"P-{name}"),)
    stage.wish(DeliveryWish(POINT, Manifest(name, "Meridian", stage.clock.wall(), lines, ())))
    stage.until(lambda: stage.app.file.parcels.get(f"P-{name}"), f"{name} is announced")


def _copy(source: Path, target: Path) -> None:
    with sqlite3.connect(source) as db:
        db.execute("VACUUM INTO ?", [str(target)])
    db.close()


def take_place(stage: Stage, copy: Path) -> None:
    """Put another counter.db in the place of the counter's."""
    data = stage.counter_folder / "data"
    for name in ("counter.db-wal", "counter.db-shm"):
        (data / name).unlink(missing_ok=True)
    copy.replace(data / "counter.db")


@pytest.mark.crash
@pytest.mark.slow
def test_an_older_counter_goes_on_in_a_new_epoch_and_tells_all(tmp_path: Path) -> None:
    stage = Stage(Setting(tmp_path, CELLS))
    try:
        stage.open_point()
        _deliver(stage, "D-1")
        _work(stage, 6)
        stage.until(stage.is_settled, "all is told")
        live, copy = tmp_path / "counter/data/counter.db", tmp_path / "older.db"
        _copy(live, copy)
        _deliver(stage, "D-2")
        _work(stage, 10)
        stage.until(stage.is_settled, "all is told")
        before = stage.app.file.journal.epoch()

        stage.restart(lambda: take_place(stage, copy))
        _work(stage, 4)
        journal = stage.app.file.journal
        stage.until(lambda: journal.epoch() != before, "a new epoch begins")
        stage.until(lambda: stage.app.file.parcels.get("P-D-2"), "the delivery comes again")
        stage.until(stage.is_settled, "all is told")

        books = stage.books()
        here = [(row.seq, row.id) for row in journal.since(0, 1000)]
        there = books.event_ids(DEVICE)
        counts = books.counts(POINT)
        books.close()
        assert set(here) <= set(there)
        assert len(there) == len(set(there))
        assert journal.count_types()["journal.epoch_started"] == 1
        assert counts.alarms["history_parted"] > 0
        assert journal.audit().broken_at is None
    finally:
        stage.close()
