from collections.abc import Callable

import pygame
from hypothesis import given
from hypothesis import strategies as st

from kiosk.trial import gallery
from kiosk.trial.stand import Stand
from kiosk.ui.kit.caches import Lru, weight


@given(st.lists(st.tuples(st.integers(0, 30), st.booleans()), max_size=80))
def test_a_cache_never_holds_more_than_it_may(asked: list[tuple[int, bool]]) -> None:
    one = weight(pygame.Surface((10, 10)))
    cache = Lru(one * 7, 5)
    for key, personal in asked:
        cache.get(key, lambda: pygame.Surface((10, 10)), personal=personal)
        assert len(cache) <= 5
        assert cache.bytes == one * len(cache) <= cache.limit
    cache.forget_personal()
    cache.clear()
    assert (len(cache), cache.bytes) == (0, 0)


def test_bytes_are_bounded_where_the_number_is_not() -> None:
    one = weight(pygame.Surface((10, 10)))
    cache = Lru(one * 3)
    for key in range(10):
        cache.get(key, lambda: pygame.Surface((10, 10)))
    assert (len(cache), cache.bytes) == (3, one * 3)


def test_the_least_used_goes_first() -> object:
    cache = Lru(10**9, 2)
    made = []

    def make(key: str) -> object:
        return lambda: made.append(key) or pygame.Surface((1, 1))

    for key in "abacab":
        cache.get(key, make(key))
    assert made == ["a", "b", "c", "b"]


def test_what_is_personal_is_forgotten_alone() -> None:
    cache = Lru(10**9)
    cache.get("name", lambda: pygame.Surface((1, 1)), personal=True)
    cache.get("word", lambda: pygame.Surface((1, 1)))
    cache.forget_personal()
    assert len(cache) == 1


def test_many_switches_leave_the_caches_as_large_as_a_few(
    stand: Callable[..., Stand], goods: dict[str, bytes]
) -> object:
    s = stand()
    loop = s.open(gallery.LockSample())
    screens = gallery.samples(goods)

    def switch(times: int) -> object:
        for i in range(times):
            loop.go(screens[i % len(screens)])
            loop.draw()
            loop._stack[:-1] = []
        return loop.skin.held_bytes

    early = switch(40)
    assert switch(160) <= early * 1.02
    assert early < 32 * 1024 * 1024
