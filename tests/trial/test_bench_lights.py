"""The figures of the lamps on a few cells: named, judged, and the pins let go."""

import math

import pytest
from gpiozero import Device

from kiosk.trial import bench_lights


def test_a_frame_is_measured_against_the_bare_transfer(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, number in {"_CELLS": 80, "_ROUNDS": 3, "_SHOWS": 5}.items():
        monkeypatch.setattr(bench_lights, name, number)
    before = Device.pin_factory
    rows = bench_lights.rows()
    assert Device.pin_factory is before
    assert [(row.name, row.target) for row in rows] == [
        ("hc595: 80 cells built and sent / bare transfer", 2.0),
        ("hc595: transfers a show", 1.0),
        ("apa102: 80 cells built and sent / bare transfer", 2.0),
        ("apa102: transfers a show", 1.0),
        ("show a plan, p50 ms", 1.0),
    ]
    assert all(math.isfinite(row.value) and row.value > 0 for row in rows)
    assert [row.value for row in rows[1::2]] == [1.0, 1.0]
