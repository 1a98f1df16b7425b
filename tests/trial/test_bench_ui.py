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
