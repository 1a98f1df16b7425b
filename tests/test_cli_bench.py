import pytest

from tests.terminal import kiosk


@pytest.mark.parametrize(
    "broker", ["nowhere", "host:", "host:0", "host:99999", "a b:1883", ":1883"]
)
def test_what_is_no_address_is_refused_in_words(broker: str) -> None:
    told = kiosk("bench", "fleet", "--broker", broker)
    assert told.exit_code == 2
    assert "is no address, such as 192.168.1.60:1883" in told.output


@pytest.mark.parametrize("words", [("--kiosks", "0"), ("--every", "0"), ("--seconds", "-1")])
def test_a_fleet_of_nothing_is_refused(words: tuple[str, str]) -> None:
    assert kiosk("bench", "fleet", *words).exit_code == 2


def test_a_broker_that_is_not_there_is_told_in_words_and_exits_2() -> None:
    told = kiosk("bench", "fleet", "--kiosks", "1", "--broker", "127.0.0.1:1")
    assert told.exit_code == 2
    assert "the fleet cannot be held" in told.output
