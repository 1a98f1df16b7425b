"""What an update brought is shown once to each person, and never over an open visit."""

import pytest

from kiosk.core.facts.noticing import NotesRead
from kiosk.core.refusals import Reason, Refused
from kiosk.workflows.news import News, Release
from tests.workflows.conftest import Point


def begin(point: Point, version: str) -> News:
    """A counter that starts with a version."""
    news = News(point.counter, Release(version))
    with point.counter.unit():
        news.start()
    return news


@pytest.fixture
def updated(point: Point) -> News:
    """One that began with an older version."""
    point.counter.signed_in = None
    begin(point, "0.1.0")
    point.sign_in("anna")
    return begin(point, "0.2.0")


def test_the_version_a_box_began_with_is_no_news(point: Point) -> None:
    assert not begin(point, "0.1.0").is_due()


def test_a_box_where_people_worked_before_this_was_noted_was_updated(point: Point) -> None:
    point.desk.access.set_pin("anna", "284617")
    assert begin(point, "0.1.0").is_due()


def test_each_person_is_shown_it_once(point: Point, updated: News) -> None:
    assert updated.is_due()
    assert updated.read("0.2.0") is None
    assert updated.read("0.2.0") is None
    assert [e.facts for e in point.events("notes.")] == [NotesRead("0.2.0")]
    assert not updated.is_due()
    assert not begin(point, "0.2.0").is_due(), "nor after a restart"
    point.sign_in("igor")
    assert updated.is_due()
    assert begin(point, "0.3.0").is_due()


def test_not_behind_the_lock_and_not_without_a_version(point: Point, updated: News) -> None:
    assert not News(point.counter, Release()).is_due()
    point.counter.signed_in = None
    assert not updated.is_due()
    assert updated.read("0.2.0") == Refused(Reason.NOT_SIGNED_IN)


def test_never_over_an_open_visit(point: Point, updated: News) -> None:
    point.stock("c1", "P1")
    card = point.desk.issue.open(point.shown("c1"))
    session = card.session.session  # type: ignore[union-attr]
    assert not updated.is_due()
    point.desk.issue.park(session)
    assert updated.is_due(), "one that waits is nobody's at the counter"


def test_a_disk_that_takes_no_writes_shows_it_again(point: Point, updated: News) -> None:
    point.read_only()
    assert updated.read("0.2.0") == Refused(Reason.STORAGE_READ_ONLY)
    assert updated.is_due()
