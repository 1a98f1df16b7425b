"""The figures of an issue: a few customers are served, and each row tells its target."""

import math

import pytest
from gpiozero import Device

from kiosk.trial import bench_issue
from kiosk.trial.bench_search import processor
from kiosk.trial.sizes import SHORT


def test_a_few_customers_are_served_and_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_issue, "SIZES", SHORT)
    monkeypatch.setattr(bench_issue, "VISITS", 2)
    before = Device.pin_factory
    rows = bench_issue.rows()
    assert Device.pin_factory is before
    on = f"issue of 2 parcels, {processor()}"
    assert [(row.name, row.target, row.is_duration) for row in rows] == [
        (f"{on}: code to receipt sent, p50 ms", 250.0, True),
        (f"{on}: code to receipt sent, p95 ms", 250.0, True),
    ]
    assert all(math.isfinite(row.value) and row.value > 0 for row in rows)
