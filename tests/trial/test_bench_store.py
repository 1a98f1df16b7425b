"""The figures of the counter's file: each row tells its target and whether it is met."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.core.words import ParcelState
from kiosk.store.counter_file import CounterFile
from kiosk.trial import bench_search, bench_store
from kiosk.trial.figures import seconds


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    few = {"_PARCELS": 400, "_LOOKUPS": 100, "_ISSUES": 6, "_A_UNIT": 200}
    for name, number in few.items():
        monkeypatch.setattr(bench_store, name, number)
    monkeypatch.setattr(bench_search, "PARCELS", 300)
    monkeypatch.setattr(bench_search, "_TYPED", 2)


@pytest.mark.slow
def test_each_row_tells_its_target_and_whether_it_is_met() -> None:
    rows = bench_store.rows()
    assert [row.target for row in rows][:2] == [5.0, 1.25]
    assert all(row.ok == (row.value <= row.target) and row.value > 0 for row in rows)
    assert len(rows) == 12


def test_both_sides_issue_alike_and_take_turns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of the issues leave three events each, the other half none, and all leave the rows."""
    file = CounterFile(tmp_path / "counter.db", "bench", epoch="0" * 16, at=0)
    heads: list[int] = []

    def watched(work: Callable[[], object]) -> float:
        before = file.journal.head().seq
        took = seconds(work)
        heads.append(file.journal.head().seq - before)
        return took

    monkeypatch.setattr(bench_store, "seconds", watched)
    bench_store._fill(file)
    assert bench_store._journal_cost(tmp_path, file) > 0
    issued, jobs = file.parcels.count_by_state()[ParcelState.ISSUED], file.prints.in_state("queued")
    file.close()
    assert heads == [0, 3] * 6
    assert (issued, len(jobs)) == (24, 12)
