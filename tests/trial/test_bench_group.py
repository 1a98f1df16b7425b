"""The figure of the group commit, on a handful of kiosks; what is timed is taken into the books."""

import math
from pathlib import Path

import pytest

from kiosk import moments
from kiosk.central.store_sqlite import SqliteStore
from kiosk.trial import bench_group


def test_the_figure_is_finite_named_and_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_group, "_KIOSKS", 5)
    monkeypatch.setattr(bench_group, "_ALONE", 5)
    (row,) = bench_group.rows()
    assert (row.target, row.least, row.is_duration) == (8.0, True, False)
    assert math.isfinite(row.value)
    assert row.value > 0


def test_every_packet_that_was_timed_is_in_the_books(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench_group, "_KIOSKS", 3)
    store = SqliteStore(tmp_path / "central.db", moments.new_id, moments.nonce)
    fleet = bench_group._Fleet(store)
    assert fleet.per_s(2, 7) > 0
    kept = [len(store.questions.event_ids(f"fleet-{n:05d}")) for n in range(3)]
    assert kept == [12, 8, 8]
    store.close()
