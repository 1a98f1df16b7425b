"""The screen beside the eye, measured for a moment: one ratio, and nothing left behind."""

import math
import multiprocessing

import pytest

from kiosk.trial import bench_beside


def test_the_screens_frame_is_measured_with_and_without_an_eye(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bench_beside, "ROUNDS", 1)
    monkeypatch.setattr(bench_beside, "RUN_S", 0.3)
    ratio, frame = bench_beside.rows()
    assert (ratio.name, ratio.target) == ("screen frame with the eye / without", 1.2)
    assert (ratio.is_duration, frame.is_duration) == (False, True)
    assert all(math.isfinite(row.value) and row.value > 0 for row in (ratio, frame))
    assert multiprocessing.active_children() == []
