import pytest

from kiosk.trial import bench_ui


def test_each_row_tells_its_target_and_whether_it_is_met() -> None:
    rows = bench_ui.pressing()
    assert [r.name for r in rows] == [
        "press to pressed look, p95 ms",
        "frames drawn while idle for 10 s",
    ]
    assert all(r.ok == (r.value <= r.target) for r in rows)


def test_an_idle_screen_draws_no_frame() -> None:
    idle = bench_ui.pressing()[-1]
    assert (idle.value, idle.ok) == (0, True)


def test_a_key_is_timed_until_the_list_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_ui, "TYPED", 2)
    (row,) = bench_ui.typing()
    assert (row.target, row.is_duration) == (100.0, True)
    assert row.value > 0
