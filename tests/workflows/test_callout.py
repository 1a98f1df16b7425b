"""Cells called out: where the hand goes next, once, in the clerk's language, never a name."""

import pytest
from msgspec.structs import replace

from kiosk.workflows.views import CustomerCard
from tests.workflows.conftest import Point


@pytest.fixture
def talking(point: Point) -> Point:
    """A point with a voice; c1 has parcels in A-02 and B-01, c2 one in A-03."""
    point.stock("c1", "P1", cell="B-01")
    point.stock("c1", "P2", cell="A-02")
    point.stock("c2", "P3", cell="A-03")
    point.desk.lamps.put(None)
    point.has_voice = True
    point.restart()
    point.said.clear()
    return point


def session_of(card: object) -> str:
    assert isinstance(card, CustomerCard)
    assert card.session is not None
    return card.session.session


def test_the_next_cell_is_called_in_walk_order_each_once(talking: Point) -> None:
    issue = talking.desk.issue
    session = session_of(issue.open(talking.shown("c1")))
    assert talking.said == [("ay, zero two", "en")]
    talking.desk.lamps.refresh()
    issue.pick(session, "P2")
    assert talking.said[1:] == [("bee, zero one", "en")]
    issue.pick(session, "P1")
    assert len(talking.said) == 2


def test_who_waits_at_the_door_is_not_called_out(talking: Point) -> None:
    issue = talking.desk.issue
    session = session_of(issue.open(talking.shown("c1")))
    issue.park(session)
    talking.said.clear()
    talking.desk.lamps.refresh()
    assert talking.said == []
    issue.resume(session)
    assert talking.said == [("ay, zero two", "en")]


def test_where_a_parcel_lies_or_goes_is_called(talking: Point) -> None:
    talking.desk.find.light("A-03")
    talking.desk.lamps.put("B-02")
    assert [words for words, _ in talking.said] == ["ay, zero three", "bee, zero two"]


def test_each_person_hears_their_own_language(talking: Point) -> None:
    row = talking.store.people.get("anna")
    assert row is not None
    with talking.counter.unit():
        talking.store.people.keep(replace(row, language="pt"))
    talking.desk.find.light("A-03")
    assert talking.said == [("á, zero três", "pt")]


def test_a_mute_voice_is_silent_and_can_still_be_tried(talking: Point) -> None:
    talking.desk.callout.mute(on=True)
    talking.desk.find.light("A-03")
    assert talking.said == []
    talking.desk.callout.tried()
    assert talking.said == [("ay, zero one", "en")]
    talking.desk.callout.mute(on=False)
    talking.desk.find.light("A-03")
    assert len(talking.said) == 2


def test_without_a_voice_nothing_is_said_and_all_goes_on(point: Point) -> None:
    point.desk.find.light("A-01")
    point.desk.callout.tried()
    assert point.said == []
