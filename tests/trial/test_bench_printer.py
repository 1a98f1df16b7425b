"""The figures of the printer stand in one run, beside their targets."""

import pytest

from kiosk.trial import bench_printer


def test_all_figures_are_ratios_and_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.hw.escpos_printer._QUIET_S", 0.02)
    for name, few in (("ROUNDS", 1), ("RETURNS", 1), ("FAULTS", 3)):
        monkeypatch.setattr(bench_printer, name, few)
    rows = bench_printer.rows()
    assert [row.target for row in rows] == [0.8, 1.5, 0, 0, 0]
    assert [row.is_duration for row in rows] == [False] * 5
    assert all(row.ok for row in rows[2:])
