"""The benchmark of the map pans over real tiles, and its figures are durations."""

from kiosk.trial import bench_map
from kiosk.trial.city import Plan


def test_a_pan_is_measured_warm_and_cold() -> None:
    warm, cold = bench_map.rows(Plan(side=2))
    assert (warm.target, warm.is_duration) == (16.0, True)
    assert (cold.is_duration, cold.value > 0, warm.value > 0) == (True, True, True)
