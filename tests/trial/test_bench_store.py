"""The figures of the counter's file: each row tells its target and whether it is met."""

import pytest

from kiosk.trial import bench_store


def test_each_row_tells_its_target_and_whether_it_is_met(monkeypatch: pytest.MonkeyPatch) -> None:
    few = {"_PARCELS": 400, "_LOOKUPS": 100, "_ISSUES": 5, "_A_UNIT": 200}
    for name, number in few.items():
        monkeypatch.setattr(bench_store, name, number)
    rows = bench_store.rows()
    assert [row.target for row in rows] == [5.0, 1.25]
    assert all(row.ok == (row.value <= row.target) and row.value > 0 for row in rows)
