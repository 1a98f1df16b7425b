"""The two sizes of a day: the one of WORKFLOWS.md 8, and one that has a bit of everything."""

import pytest

from kiosk.trial.sizes import FULL, SHORT, Sizes, Trouble, Twist


def test_the_full_day_has_the_figures_of_the_design() -> None:
    assert (FULL.stock, FULL.customers, FULL.issued, FULL.visits) == (600, 380, 508, 318)
    assert sum(parcels for _, parcels in FULL.trucks) == 512
    assert (FULL.missing, FULL.surplus, FULL.damaged, FULL.unreadable) == (3, 2, 4, 5)
    assert (FULL.unclaimed, FULL.twists.count(Twist.WRONG_CODE)) == (14, 9)


@pytest.mark.parametrize("sizes", [FULL, SHORT])
def test_a_day_has_every_trouble_once_in_an_order_that_mends_it(sizes: Sizes) -> None:
    hitches = [hitch.trouble for hitch in sorted(sizes.hitches, key=lambda h: h.minute)]
    assert hitches == list(Trouble)
