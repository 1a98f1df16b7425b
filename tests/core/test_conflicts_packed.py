"""What lies in a box: packed by one, while another knew nothing of it."""

import pytest
from msgspec.structs import replace

from kiosk.core import conflicts
from kiosk.core.conflicts import Rule
from kiosk.core.facts import shipping, visits
from kiosk.core.facts.fact import Fact
from kiosk.core.parcels import Parcel
from kiosk.core.words import ParcelState, Place
from tests.core.test_conflicts import STORED, T0, P, cancel, event, extend, move

BACK = replace(STORED, state=ParcelState.TO_RETURN, reason="unclaimed")
PACKED = replace(BACK, state=ParcelState.PACKED, place=Place.BOX, cell=None, box="b1")
ISSUED = replace(STORED, state=ParcelState.ISSUED, place=Place.OUT, cell=None, session="s1")


@pytest.mark.parametrize(
    ("before", "fact", "state", "box", "rule"),
    [
        (PACKED, extend()[0].facts, ParcelState.PACKED, "b1", Rule.ALREADY_PACKED),
        (PACKED, cancel()[0].facts, ParcelState.PACKED, "b1", Rule.ALREADY_PACKED),
        (PACKED, move("A-02", T0)[0].facts, ParcelState.PACKED, "b1", Rule.ALREADY_PACKED),
        (STORED, shipping.ParcelPacked("P1", "b2"), ParcelState.PACKED, "b2", Rule.ALREADY_PACKED),
        (PACKED, shipping.ParcelPacked("P1", "b2"), ParcelState.PACKED, "b2", Rule.ALREADY_PACKED),
        (STORED, shipping.ParcelShipped("P1", "sh1"), "shipped", None, Rule.ALREADY_PACKED),
        (ISSUED, shipping.ParcelPacked("P1", "b2"), ParcelState.ISSUED, None, Rule.ISSUE_STANDS),
        (ISSUED, shipping.ParcelShipped("P1", "sh1"), "issued", None, Rule.ISSUE_STANDS),
        (PACKED, visits.ParcelIssued("P1", "s1", "code"), "issued", None, Rule.ISSUE_STANDS),
        (BACK, shipping.ParcelPacked("P1", "b2"), ParcelState.PACKED, "b2", None),
    ],
)
def test_what_one_packed_and_another_knew_nothing_of_is_settled(
    before: Parcel, fact: Fact, state: ParcelState, box: str | None, rule: Rule | None
) -> None:
    settled = conflicts.settle(P, before, event(fact))
    after = settled.state
    assert isinstance(after, Parcel)
    assert (after.state, after.box) == (state, box)
    assert (settled.clash and settled.clash.rule) is rule
