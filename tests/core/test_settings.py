"""What is chosen at the counter, over what a file says."""

import pytest

from kiosk.core.refusals import Reason, Refused
from kiosk.core.settings import Chosen, InForce, Offer, beside, check, in_force

VOLUME = Offer("sound.volume", "70", tuple(str(n) for n in range(0, 101, 10)), at_once=True)
WIDTH = Offer("printer.width", "576", ("384", "512", "576"))


def test_the_file_counts_until_somebody_chooses() -> None:
    assert in_force([VOLUME, WIDTH], []).values == {"sound.volume": "70", "printer.width": "576"}
    chosen = in_force([VOLUME, WIDTH], [Chosen("sound.volume", "40", "70")])
    assert chosen.values == {"sound.volume": "40", "printer.width": "576"}


def test_the_newest_hand_wins_a_file_written_since_counts() -> None:
    old = Chosen("sound.volume", "40", "50")
    assert in_force([VOLUME], [old]) == InForce({"sound.volume": "70"}, overwritten=(old,))


def test_a_value_that_is_no_longer_there_falls_back_and_is_told() -> None:
    bad = Chosen("printer.width", "600", "576")
    assert in_force([WIDTH], [bad]) == InForce({"printer.width": "576"}, unfit=(bad,))


def test_a_choice_waits_for_its_device() -> None:
    assert in_force([], [Chosen("printer.width", "384", "576")]) == InForce({})


@pytest.mark.parametrize("value", ["", "71", "-10", "070", "7 0", "\u0667\u0660", "70\x00", "on"])
def test_only_what_is_offered_is_taken(value: str) -> None:
    assert check(VOLUME, value) == Refused(Reason.BAD_VALUE)
    assert check(None, value) == Refused(Reason.STALE)
    assert check(VOLUME, "100") is None


def test_the_steps_end_where_the_values_do() -> None:
    assert beside(VOLUME, "70", 1) == "80"
    assert beside(VOLUME, "100", 1) is None
    assert beside(VOLUME, "0", -1) is None
    assert VOLUME.section == "sound"
