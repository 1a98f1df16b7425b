"""Lines of the central: taken, said anew, withdrawn, bounded, forgotten when they are over."""

import pytest

from kiosk.core.notice_words import Level, NoticeKind
from kiosk.core.posts import MOST_POSTS, MessagePosted, MessageWithdrawn
from kiosk.core.words import ClockQuality
from kiosk.store.notices import Mark
from tests.workflows.conftest import HOUR_MS, T0, Point


def line(name: str = "m1", *, hours: int = 1, words: str = "Close early") -> MessagePosted:
    return MessagePosted(name, Level.ACT, T0 + hours * HOUR_MS, en=(words,))


def standing(point: Point) -> list[str]:
    return [post.letter.post for post in point.store.notices.posts()]


def test_a_line_is_taken_and_withdrawn(point: Point) -> None:
    point.mail(line())
    assert standing(point) == ["m1"]
    point.mail(MessageWithdrawn("m1"), MessageWithdrawn("m1"))
    assert standing(point) == []
    assert point.outcomes()[-3:] == [("applied", "")] * 2 + [("rejected", "not_here")]


def test_the_same_name_says_it_anew(point: Point) -> None:
    point.mail(line(), line(words="Close late"))
    (post,) = point.store.notices.posts()
    assert post.letter.lines("en") == ("Close late",)


@pytest.mark.input
def test_a_flood_of_lines_is_bounded(point: Point) -> None:
    point.mail(*(line(f"m{n}") for n in range(MOST_POSTS + 2)), line("m0", words="Anew"))
    assert len(standing(point)) == MOST_POSTS
    assert point.outcomes()[-3:] == [("rejected", "too_many")] * 2 + [("applied", "")]


@pytest.mark.input
def test_a_line_that_says_nothing_is_refused(point: Point) -> None:
    point.mail(line(words="\u200b"), MessagePosted("m2", Level.INFO, T0 + 1))
    assert standing(point) == []
    assert point.outcomes()[-2:] == [("rejected", "bad_value")] * 2


def test_one_that_came_too_late_is_not_kept_unless_the_clock_is_unsure(point: Point) -> None:
    point.mail(line(hours=0))
    assert standing(point) == []
    point.clock.doubt(ClockQuality.UNSURE)
    point.mail(line(hours=0))
    assert standing(point) == ["m1"]


def test_what_is_over_is_forgotten(point: Point) -> None:
    point.mail(line(), line("m2", hours=3))
    point.clock.pass_ms(2 * HOUR_MS)
    point.desk.notices.tick()
    assert standing(point) == ["m2"]


def test_what_is_said_anew_in_other_words_is_unread(point: Point) -> None:
    point.mail(line())
    seen = Mark("anna", NoticeKind.MESSAGE, "m1")
    with point.counter.unit():
        point.store.notices.mark(seen)
    point.mail(line())  # as after a snapshot
    assert seen in point.store.notices.marks()
    point.mail(line(words="Close late"))
    assert seen not in point.store.notices.marks()
