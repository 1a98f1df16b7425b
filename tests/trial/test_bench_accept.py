"""The figures of a check-in: a few parcels are taken in, and each row tells its target."""

import math

import pytest
from gpiozero import Device

from kiosk.trial import bench_accept
from kiosk.trial.bench_search import processor
from kiosk.trial.sizes import SHORT


def test_a_few_parcels_are_taken_in_and_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_accept, "SIZES", SHORT)
    monkeypatch.setattr(bench_accept, "PARCELS", 4)
    before = Device.pin_factory
    rows = bench_accept.rows()
    assert Device.pin_factory is before
    on = f"check-in, {processor()}"
    assert [(row.name, row.target, row.is_duration) for row in rows] == [
        (f"{on}: parcels a minute by scanner", 60.0, False),
        (f"{on}: scan to lit cell, p50 ms", 30.0, True),
        (f"{on}: scan to lit cell, p95 ms", 30.0, True),
    ]
    assert all(math.isfinite(row.value) and row.value > 0 for row in rows)
