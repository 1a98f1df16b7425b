"""The closed sets of a day."""

from kiosk.core.daywords import BY_HAND, CarryReason, LooseKind
from kiosk.core.facts.day import MOST_LOOSE


def test_nobody_says_by_hand_that_nobody_was_there() -> None:
    assert set(BY_HAND) == set(CarryReason) - {CarryReason.UNTENDED}


def test_everything_that_may_be_unfinished_fits_one_closing() -> None:
    assert len(LooseKind) <= MOST_LOOSE
