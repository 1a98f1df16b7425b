"""The desk: all activities around one counter, taken up again where they were left."""

from kiosk.workflows.rights import Activity
from tests.workflows.conftest import Point


def test_every_activity_works_on_the_same_counter(point: Point) -> None:
    desk = point.desk
    activities = [getattr(desk, name) for name in desk.__struct_fields__]
    shared = {id(a.counter) for a in activities if isinstance(a, Activity)}
    assert shared == {id(desk.counter)}


def test_a_tick_lets_lamps_go_dark_and_answers_requests(point: Point) -> None:
    point.desk.find.light("A-01")
    (point.runtime / "x.ask").write_text("P9")
    point.clock.pass_ms(60_000)
    point.desk.tick(1.0)
    assert point.lights.now == {}
    assert (point.runtime / "x.told").exists()


def test_a_whole_day_agrees_with_its_journal(point: Point) -> None:
    for n in range(1, 4):
        point.stock(f"c{n}", f"P{n}", cell=f"A-0{n}")
        card = point.desk.issue.open(point.shown(f"c{n}"))
        session = card.session.session  # type: ignore[union-attr]
        point.desk.issue.pick(session, f"P{n}")
        point.desk.issue.complete(session)
    audit = point.store.journal.audit()
    assert (audit.broken_at, audit.differing) == (None, ())
    assert audit.rows == point.store.journal.head().seq
