"""How often somebody may ask."""

from kiosk.central.console.pace import BURST, PER_S, Pace


def test_some_at_once_then_a_few_a_second() -> None:
    now = 0.0
    pace = Pace(lambda: now)
    assert [pace.may_ask("10.0.0.1") for _ in range(int(BURST) + 1)] == [True] * int(BURST) + [
        False
    ]
    assert pace.may_ask("10.0.0.2")
    now = 1.0
    assert sum(pace.may_ask("10.0.0.1") for _ in range(20)) == int(PER_S)


def test_a_whole_net_of_ipv6_is_one() -> None:
    pace = Pace(lambda: 0.0)
    for number in range(int(BURST)):
        assert pace.may_ask(f"2001:db8::{number:x}")
    assert not pace.may_ask("2001:db8::ffff")


def test_strangers_fill_no_memory() -> None:
    pace = Pace(lambda: 0.0)
    for number in range(10_100):
        pace.may_ask(f"10.{number // 65536}.{number // 256 % 256}.{number % 256}")
    assert len(pace._left) == 10_000
