"""The stage's clock: it begins at nine, goes on by itself and is skipped forward alone."""

from kiosk.trial.stage_clock import StageClock

HOUR_MS = 3_600_000


def test_a_day_begins_at_nine_and_is_skipped_but_never_back() -> None:
    clock = StageClock()
    assert 0 <= clock.wall() - clock.at(9 * 60) < HOUR_MS
    clock.go_to(12 * 60)
    assert 0 <= clock.wall() - clock.at(12 * 60) < HOUR_MS
    before = clock.wall()
    clock.go_to(10 * 60)
    assert clock.wall() >= before
    clock.skip(24 * HOUR_MS)
    assert clock.wall() - before >= 24 * HOUR_MS
    assert clock.stamp().at >= before


def test_passing_time_is_long_for_what_waits_and_skipping_is_not() -> None:
    clock = StageClock()
    before = clock.stamp()
    clock.skip(HOUR_MS)
    assert clock.stamp().mono - before.mono < HOUR_MS
    clock.pass_by(HOUR_MS)
    after = clock.stamp()
    assert after.mono - before.mono >= HOUR_MS
    assert after.at - before.at >= 2 * HOUR_MS
