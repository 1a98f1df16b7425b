"""What the network has to say to the staff becomes a letter, or is refused in words."""

import pytest

from kiosk.central.beside import Beside
from kiosk.central.post_wishes import PostWish
from kiosk.core.notice_words import Level
from kiosk.core.posts import MessagePosted, MessageWithdrawn
from kiosk.core.words import Right
from tests.central.conftest import T0
from tests.central.test_wishes import Spool, spool

__all__ = ["spool"]

SAY = PostWish("p1", "m1", until=T0 + 5, level=Level.ACT, en=("Close early",), right=Right.TEAM)


def test_it_is_said_and_said_no_more(spool: Spool) -> None:
    assert spool.ask(SAY).lines == ("message m1: on its way to point p1",)
    answer = spool.ask(PostWish("p1", "m1", withdraw=True), "w2")
    assert answer.lines == ("message m1: point p1 is told that it is no longer meant",)
    assert spool.letters() == [
        MessagePosted("m1", Level.ACT, T0 + 5, en=("Close early",), right=Right.TEAM),
        MessageWithdrawn("m1"),
    ]


UNREAD = "the wish cannot be read"
TOLD = {"type": "post", "point": "p1", "post": "m1", "until": T0 + 5}


@pytest.mark.input
@pytest.mark.parametrize(
    ("wish", "told"),
    [
        (PostWish("p9", "m1", until=T0 + 5, en=("x",)), "there is no point 'p9'"),
        (PostWish("p1", "m1", until=T0, en=("x",)), "that moment is over already"),
        (PostWish("p1", "m1", until=T0 + 5), "it says nothing that can be shown"),
        (PostWish("p1", "m1", until=T0 + 5, ru=("\u200b",)), "it says nothing that can be shown"),
        (TOLD | {"en": ["x" * 201]}, UNREAD),
        (TOLD | {"en": ["x"] * 6}, UNREAD),
        (TOLD | {"en": ["\x1b@"]}, UNREAD),
        (TOLD | {"level": "loud"}, UNREAD),
        (TOLD | {"fr": ["x"]}, UNREAD),
    ],
)
def test_what_cannot_be_said_sends_nothing(spool: Spool, wish: object, told: str) -> None:
    answer = spool.ask(wish)
    assert (answer.ok, answer.lines[0].startswith(told)) == (False, True)
    assert spool.letters() == []


def test_a_box_that_takes_the_point_over_is_told_what_stands(spool: Spool) -> None:
    spool.ask(SAY)
    spool.ask(PostWish("p1", "m2", until=T0 + 9, en=("Other",)), "w2")
    spool.ask(PostWish("p1", "m3", until=T0 + 9, en=("Third",)), "w3")
    spool.ask(PostWish("p1", "m3", withdraw=True), "w4")
    beside = Beside(spool.central.store._conn)
    assert [one.post for one in beside.posts("p1", T0)] == ["m1", "m2"]
    assert [one.post for one in beside.posts("p1", T0 + 5)] == ["m2"]
    assert beside.posts("p2", T0) == []
    assert "post" not in {kind for kind, _, _ in beside.all("p1")}
