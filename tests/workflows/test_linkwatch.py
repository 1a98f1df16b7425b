"""A lost link is told once it is gone for a minute, and once it is back; not when it flickers."""

from kiosk.core.facts.link import LinkLost, LinkRestored
from tests.workflows.conftest import T0, Point


def watch(point: Point, seconds: int) -> None:
    for _ in range(seconds // 10):
        point.clock.pass_ms(10_000)
        point.desk.linkwatch.tick()


def told(point: Point) -> list[object]:
    return [event.facts for event in point.events("link.")]


def link(point: Point, *, up: bool) -> None:
    point.mailbox.note({"welcomed": "1" if up else "0"})


def test_a_point_that_never_had_a_link_loses_none(point: Point) -> None:
    watch(point, 300)
    assert told(point) == []


def test_a_lost_link_is_told_after_a_minute_and_its_return_at_once(point: Point) -> None:
    link(point, up=True)
    watch(point, 30)
    assert told(point) == [LinkRestored()], "there is one"
    link(point, up=False)
    watch(point, 60)
    assert told(point) == [LinkRestored()], "it may come back"
    watch(point, 40)
    assert told(point) == [LinkRestored(), LinkLost(T0 + 40_000)]
    watch(point, 600)
    link(point, up=True)
    watch(point, 30)
    assert told(point)[2:] == [LinkRestored()]
    assert {event.actor for event in point.events("link.")} == {"system"}


def test_a_link_that_flickers_is_not_lost(point: Point) -> None:
    link(point, up=True)
    watch(point, 10)
    for _ in range(5):
        link(point, up=False)
        watch(point, 50)
        link(point, up=True)
        watch(point, 10)
    assert told(point) == [LinkRestored()]


def test_a_link_lost_before_a_restart_comes_back_after_it(point: Point) -> None:
    link(point, up=True)
    watch(point, 10)
    link(point, up=False)
    watch(point, 80)
    point.restart()
    watch(point, 80)
    link(point, up=True)
    watch(point, 10)
    assert [type(fact) for fact in told(point)] == [LinkRestored, LinkLost, LinkRestored]
