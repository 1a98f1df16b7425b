"""Drop-offs: packed, allowed, not too heavy; announced or provisional; taken in once."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from kiosk.core import checkin, dropoffs, messages, parcels
from kiosk.core.cells import zone_of
from kiosk.core.deliveries import Delivery
from kiosk.core.dropoffs import Declared
from kiosk.core.events import Event
from kiosk.core.facts import returning, stockroom
from kiosk.core.facts.fact import Fact, Item
from kiosk.core.parcels import Contradiction, Parcel
from kiosk.core.policy import Policy
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import DeliveryState, ParcelKind, ParcelState, Place, Size, Zone

SEEN = Declared(is_packed=True, is_allowed=True, weight_g=4_200, size=Size.M)
LETTER = messages.DropoffExpected("P1", "s1", Size.L, (Item("Books"),))


def facts(found: object) -> tuple[Fact, ...]:
    assert isinstance(found, tuple), found
    return found


def test_an_unknown_parcel_is_taken_in_provisionally(
    lived: Callable[..., Parcel], policy: Policy
) -> None:
    parcel = lived(*facts(dropoffs.accept(None, "P1", SEEN, "T-01", policy)))
    assert (parcel.kind, parcel.state, parcel.place, parcel.provisional) == (
        ParcelKind.DROP_OFF,
        ParcelState.RECEIVED,
        Place.COUNTER,
        True,
    )
    assert (parcel.weight_g, parcel.size, parcel.suggested) == (4_200, Size.M, "T-01")
    assert zone_of(parcel) is Zone.DIRECT


def test_an_announced_one_is_not_provisional(lived: Callable[..., Parcel], policy: Policy) -> None:
    expected = lived(*facts(dropoffs.expect(None, LETTER)))
    assert (expected.state, expected.place, expected.sender_ref) == (
        ParcelState.EXPECTED,
        Place.OUT,
        "s1",
    )
    parcel = lived(
        *facts(dropoffs.expect(None, LETTER)),
        *facts(dropoffs.accept(expected, "P1", SEEN, None, policy)),
    )
    assert (parcel.state, parcel.provisional, parcel.sender_ref, parcel.size) == (
        ParcelState.RECEIVED,
        False,
        "s1",
        Size.M,
    )


def test_a_late_letter_confirms_it(lived: Callable[..., Parcel], policy: Policy) -> None:
    taken = facts(dropoffs.accept(None, "P1", SEEN, "T-01", policy))
    stored = stockroom.ParcelStored("P1", "T-01")
    late = facts(dropoffs.expect(lived(*taken, stored), LETTER))
    parcel = lived(*taken, stored, *late)
    assert (parcel.state, parcel.cell, parcel.provisional) == (ParcelState.STORED, "T-01", False)
    assert (parcel.weight_g, parcel.size, parcel.sender_ref) == (4_200, Size.M, "s1")
    assert isinstance(dropoffs.expect(parcel, LETTER), Refused)


@pytest.mark.parametrize(
    ("declared", "why"),
    [
        (replace(SEEN, is_packed=False), Reason.NOT_PACKED),
        (replace(SEEN, is_allowed=False), Reason.FORBIDDEN),
        (replace(SEEN, weight_g=20_001), Reason.TOO_HEAVY),
        (replace(SEEN, weight_g=20_000), None),
    ],
)
def test_what_is_not_taken(declared: Declared, why: Reason | None, policy: Policy) -> None:
    decided = dropoffs.accept(None, "P1", declared, None, policy)
    assert (decided.reason if isinstance(decided, Refused) else None) is why


@pytest.mark.parametrize("state", [ParcelState.RECEIVED, ParcelState.STORED])
def test_a_second_scan_is_no_error(state: ParcelState, policy: Policy) -> None:
    here = Parcel("P1", ParcelKind.DROP_OFF, state, Place.COUNTER)
    assert dropoffs.accept(here, "P1", Declared(), None, policy) == ()


@pytest.mark.parametrize(
    ("parcel", "why"),
    [
        (Parcel("P1", ParcelKind.ORDER, ParcelState.EXPECTED, Place.OUT), Reason.WRONG_FLOW),
        (Parcel("P1", ParcelKind.ORDER, ParcelState.ISSUED, Place.OUT), Reason.WRONG_STATE),
        (Parcel("P1", ParcelKind.DROP_OFF, ParcelState.SHIPPED, Place.OUT), Reason.WRONG_STATE),
    ],
)
def test_what_came_another_way_is_no_drop_off(parcel: Parcel, why: Reason, policy: Policy) -> None:
    decided = dropoffs.accept(parcel, "P1", SEEN, None, policy)
    assert isinstance(decided, Refused)
    assert decided.reason is why


def test_a_senders_parcel_is_not_checked_in_with_a_delivery() -> None:
    expected = Parcel("P1", ParcelKind.DROP_OFF, ParcelState.EXPECTED, Place.OUT)
    arrived = Delivery("D1", DeliveryState.ARRIVED)
    decided = checkin.receive(expected, "P1", arrived, None)
    assert decided == Refused(Reason.WRONG_FLOW, {"flow": "direct"})


@pytest.mark.parametrize(
    "first",
    [
        stockroom.ParcelExpected("P1", "D1"),
        stockroom.ParcelReceived("P1", "D1"),
    ],
)
def test_no_parcel_of_a_delivery_becomes_a_drop_off(
    first: Fact, lived: Callable[..., Parcel], told: Callable[..., Event]
) -> None:
    for fact in (returning.DropoffAccepted("P1"), returning.DropoffExpected("P1")):
        with pytest.raises(Contradiction):
            parcels.evolve(lived(first), told(fact))
