"""Visits: how they begin, last and end."""

import itertools

from kiosk.central.console.sessions import Session, Sessions, Stage


class Clock:
    def __init__(self) -> None:
        self.now = 0.0
        numbers = itertools.count(1)
        self.all = Sessions(
            lambda: self.now, lambda: next(numbers).to_bytes(32, "big"), idle_s=60, most_s=300
        )

    def begin(self, user: str = "anna") -> tuple[str, Session]:
        return self.all.begin(user, Stage.FULL, 1)


def test_a_visit_is_found_by_its_token_alone() -> None:
    clock = Clock()
    token, session = clock.begin()
    assert clock.all.find(token) is session
    assert clock.all.find(session.digest) is None
    assert clock.all.find("") is None
    assert clock.all.find("\ud800 é" * 1000) is None


def test_a_visit_ends_when_nobody_asks() -> None:
    clock = Clock()
    token, _ = clock.begin()
    clock.now = 59
    assert clock.all.find(token)
    clock.now = 119
    assert clock.all.find(token)
    clock.now = 180
    assert clock.all.find(token) is None


def test_a_page_that_renews_itself_is_nobody() -> None:
    clock = Clock()
    token, _ = clock.begin()
    clock.now = 59
    assert clock.all.find(token, touch=False)
    clock.now = 61
    assert clock.all.find(token, touch=False) is None


def test_a_visit_ends_whatever_happens() -> None:
    clock = Clock()
    token, _ = clock.begin()
    for clock.now in range(0, 300, 50):
        assert clock.all.find(token)
    clock.now = 301
    assert clock.all.find(token) is None


def test_somebodys_visits_end_together() -> None:
    clock = Clock()
    mine, also, other = clock.begin(), clock.begin(), clock.begin("boris")
    clock.all.end_of("anna")
    assert [clock.all.find(token) for token, _ in (mine, also)] == [None, None]
    assert clock.all.find(other[0]) is other[1]


def test_the_oldest_of_too_many_ends() -> None:
    clock = Clock()
    tokens = [clock.begin()[0] for _ in range(6)]
    assert [clock.all.find(token) is not None for token in tokens] == [False, *[True] * 5]


def test_no_two_visits_share_a_token() -> None:
    clock = Clock()
    (one, first), (two, second) = clock.begin(), clock.begin()
    assert len({one, two, first.csrf, second.csrf}) == 4
