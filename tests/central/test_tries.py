import pytest

from kiosk.central.tries import MOST_WRONG, Tries


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def wrong(tries: Tries, address: str, times: int = MOST_WRONG) -> None:
    for _ in range(times):
        assert tries.may_try(address)
        tries.was_wrong(address)


def test_the_sixth_try_of_an_hour_is_one_too_many(clock: Clock) -> None:
    tries = Tries(clock)
    wrong(tries, "10.0.0.1")
    assert not tries.may_try("10.0.0.1")
    assert tries.may_try("10.0.0.2")
    clock.now = 3599.0
    assert not tries.may_try("10.0.0.1")
    clock.now = 3600.5
    assert tries.may_try("10.0.0.1")


def test_whoever_has_one_address_of_a_net_has_all(clock: Clock) -> None:
    tries = Tries(clock)
    wrong(tries, "2001:db8:1:2::1")
    assert not tries.may_try("2001:db8:1:2:ffff::9")
    assert tries.may_try("2001:db8:1:3::1")


def test_an_old_address_in_new_clothes_is_the_old_one(clock: Clock) -> None:
    tries = Tries(clock)
    wrong(tries, "::ffff:10.0.0.1")
    assert not tries.may_try("10.0.0.1")


def test_many_strangers_do_not_fill_the_memory(clock: Clock) -> None:
    tries = Tries(clock)
    for n in range(10_100):
        tries.was_wrong(f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}")
    assert len(tries._wrong) == 10_000


def test_an_address_that_is_none_is_counted_all_the_same(clock: Clock) -> None:
    tries = Tries(clock)
    wrong(tries, "")
    assert not tries.may_try("")


def test_a_try_is_counted_before_it_is_looked_at(clock: Clock) -> None:
    tries = Tries(clock)
    assert [tries.begin("10.0.0.1") for _ in range(6)] == [True] * 5 + [False]
    tries.was_right("10.0.0.1")
    assert tries.begin("10.0.0.1")
    tries.was_right("10.0.0.9")
    assert tries.begin("10.0.0.9")
