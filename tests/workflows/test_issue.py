"""Handing over: the whole way, every refusal, undo, and what a pulled plug leaves."""

from tests.workflows.conftest import Point


def test_a_parcel_is_issued_once(point: Point) -> None:
    point.stock("c1", "P1", "P2")
    issue = point.desk.issue
    card = issue.open(point.shown("c1"))
    print(card)
    assert [p.parcel for p in card.ready] == ["P1", "P2"]
    session = card.session.session
    print(point.lights.now)
    card = issue.pick(session, "P1")
    issue.pick(session, "P2")
    done = issue.complete(session)
    print(done)
    assert len(done.parcels) == 2
    assert point.desk.prints.pump()
