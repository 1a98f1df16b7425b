"""What lies in a box: packed by one, while another knew nothing of it."""

import pytest
from msgspec.structs import replace

from kiosk.core import conflicts
from kiosk.core.conflicts import Rule
from kiosk.core.events import Event
from kiosk.core.facts import shipping, visits
from kiosk.core.facts.fact import Fact
from kiosk.core.parcels import Parcel
from kiosk.core.words import ParcelState, Place
from tests.core.test_conflicts import (
    STORED,
    T0,
    P,
    cancel,
    event,
    extend,
    heard,
    interleaved,
    issue,
    move,
    stands,
)

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


GONE = [event(shipping.ParcelDisposed("P1"), T0 + 9)]


@pytest.mark.parametrize(
    ("other", "state", "claims"),
    [
        (extend(), ParcelState.DISPOSED, {"disposed"}),
        (move("R-02", T0 + 5), ParcelState.DISPOSED, {"disposed"}),
        ([event(shipping.ParcelPacked("P1", "b2"))], ParcelState.DISPOSED, {"disposed"}),
        (GONE, ParcelState.DISPOSED, {"disposed"}),
        (issue("s1", 5), ParcelState.ISSUED, {"disposed", "issued_after_cancel"}),
        (cancel(), ParcelState.DISPOSED, set()),
    ],
)
def test_what_was_disposed_of_is_no_more_whoever_is_heard_first(
    other: list[Event], state: ParcelState, claims: set[str]
) -> None:
    told = [heard(order, BACK) for order in interleaved(GONE, other)]
    assert {parcel.state for parcel, _ in told} == {state}
    assert len({stands(parcel) for parcel, _ in told}) == 1
    said = [{clash.claim for clash in clashes if clash.claim} for _, clashes in told]
    assert all(claims >= one for one in said)
    assert set().union(*said) == claims
