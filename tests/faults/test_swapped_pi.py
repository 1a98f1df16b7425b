"""Swap the Pi with real processes: broker, carrier and central run, and the plug is pulled."""

from pathlib import Path

import pytest

from kiosk.central.manifests import Manifest
from kiosk.central.wish_forms import DeliveryWish, PointWish
from kiosk.core.books import KINDS
from kiosk.core.facts.fact import CellSpec
from kiosk.core.messages import CustomerLine, ManifestLine
from kiosk.core.words import Size, Zone
from kiosk.store import rows
from kiosk.trial.stage import DEVICE, POINT, TEAM, Setting, Stage

CELLS = tuple(CellSpec(f"A-0{n}", "A", Size.S, Zone.MAIN, n) for n in range(1, 4))
PARCELS = 300
NEW = "kiosk-7732"


def _deliver(stage: Stage) -> None:
    lines = tuple(ManifestLine(f"P-{n:03d}", customer_ref=f"c{n % 9}") for n in range(PARCELS))
    people = tuple(CustomerLine(f"c{n}", f"Maria {n}", "0931") for n in range(9))
    stage.wish(DeliveryWish(POINT, Manifest("D-1", "Meridian", stage.clock.wall(), lines, people)))
    last = lines[-1].parcel
    stage.until(lambda: stage.app.file.parcels.get(last), "the delivery is announced")
    stage.until(stage.is_settled, "all is told")


def _put_another_box_in(stage: Stage) -> None:
    """The old Pi is gone; an empty one with another identity stands in its place."""
    stage.sync.kill()
    stage.sync.wait()
    stage.app.close()
    (stage.counter_folder / "data").rename(stage.setting.folder / "burnt")
    for name in ("device.key", "device.crt", "ca.crt"):
        (stage.counter_folder / "identity" / name).unlink()
    settings = stage.counter_folder / "kiosk.toml"
    settings.write_text(settings.read_text("utf-8").replace(DEVICE, NEW), encoding="utf-8")
    stage.app = stage._open_counter()


@pytest.mark.crash
@pytest.mark.slow
def test_a_new_pi_takes_over_even_if_its_plug_is_pulled_in_the_middle(tmp_path: Path) -> None:
    stage = Stage(Setting(tmp_path, CELLS))
    try:
        stage.open_point()
        _deliver(stage)
        stage.block("A-02")
        stage.until(stage.is_settled, "all is told")
        _put_another_box_in(stage)
        stage.wish(PointWish(POINT, "Point 7731", NEW, stage.point_key))
        assert not stage.office.enrol(POINT, stage.counter_folder / "kiosk.toml")
        stage.sync = stage._start("sync", stage.counter_folder)
        stage.until(stage.app.file.snapshots.coming, "a snapshot gathers")
        stage.pull_plug()
        assert not stage.app.file.parcels.count_by_state(), "the old state: nothing"
        stage.until(stage.app.file.parcels.count_by_state, "it is in place")
        stage.until(stage.is_settled, "all is told")

        store = stage.app.file
        assert sum(store.parcels.count_by_state().values()) == PARCELS
        here = {(k, i): b for k in KINDS for i, b in rows.everything(store.db, k)}
        books = stage.books()
        there = {(kind, id_): body for kind, id_, body in books.books(POINT)}
        alarms = books.counts(POINT).alarms
        books.close()
        assert here == there
        assert alarms == {}
        assert {p.staff for p in stage.app.desk.access.people()} == {m.staff for m in TEAM}
        assert store.codes.windows("c1")
        audit = store.journal.audit()
        assert (audit.broken_at, audit.differing) == (None, ())
    finally:
        stage.close()
