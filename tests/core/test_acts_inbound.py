"""The acts of a delivery: what a driver brought, and where it differs from the list."""

import pytest
from msgspec.structs import replace

from kiosk.core import acts_inbound
from kiosk.core.acts import Signed
from kiosk.core.deliveries import Delivery, OpenedBox
from kiosk.core.facts.fact import Item
from kiosk.core.papers import Wording
from kiosk.core.parcels import Parcel
from kiosk.core.policy import Check
from kiosk.core.receipts import Doc, Qr, Text
from kiosk.core.words import DeliveryState, ParcelKind, ParcelState, Place
from kiosk.hw.printing import Paper, print_bytes
from kiosk.workflows.prints import MOST_BYTES

T0 = 1_780_000_000_000
EN = Wording("7731", str, lambda n, c: f"{n / 100:.2f} {c}", lambda at: f"at {at}")
SIGNED = Signed("7731-20260528-2", T0, "AK")
HERE = Delivery("D-1", DeliveryState.ARRIVED, "Meridian", boxes=("B1", "B2"), arrived_at=T0)
UNASKED = Delivery("D-2", DeliveryState.ARRIVED, announced=False, arrived_at=T0)


def parcel(code: str, state: ParcelState, reason: str = "", *, listed: bool = True) -> Parcel:
    found = Parcel(code, ParcelKind.ORDER, state, Place.COUNTER, reason=reason)
    return replace(found, items=(Item(f"Shoe {code}"),), provisional=not listed)


GOOD = parcel("P-1001", ParcelState.STORED)
MISSING = parcel("P-1002", ParcelState.MISSING)
SURPLUS = parcel("P-1003", ParcelState.TO_RETURN, "surplus", listed=False)
DAMAGED = parcel("P-1004", ParcelState.QUARANTINED, "damaged")
BARE = replace(parcel("P:00AB1005", ParcelState.QUARANTINED, "no_code", listed=False), items=())


def words(doc: Doc) -> str:
    texts = [e for e in doc.elements if isinstance(e, Text)]
    return "\n".join(f"{text.left} | {text.right}" for text in texts)


def test_an_arrival_act_names_the_delivery_and_how_much_is_listed() -> None:
    doc = acts_inbound.arrival(HERE, (GOOD, MISSING), SIGNED, EN)
    said = words(doc)
    assert "Arrival act | \nNo. 7731-20260528-2 | \nPoint 7731 | at" in said
    assert f"Delivery | D-1\nCarrier | Meridian\nArrived | at {T0}" in said
    assert "Boxes | 2\nParcels on the list | 2" in said
    assert "Received: AK | ____" in said
    assert Qr(SIGNED.act_no) in doc.elements
    assert doc.kind == "act"


def test_a_delivery_without_a_list_says_so() -> None:
    said = words(acts_inbound.arrival(UNASKED, (), SIGNED, EN))
    assert "It came without a list." in said
    assert "Parcels on the list" not in said
    assert "Carrier" not in said


def test_a_discrepancy_act_names_every_difference_under_its_kind() -> None:
    every = (GOOD, MISSING, SURPLUS, DAMAGED, BARE)
    said = words(acts_inbound.discrepancy(HERE, every, SIGNED, EN))
    assert "Missing | 1\nP-1002 | \nShoe P-1002 | " in said
    assert "Surplus | 1\nP-1003 | \nShoe P-1003 | " in said
    assert "Damaged | 1\nP-1004 | \nShoe P-1004 | " in said
    assert "Without a label | 1\nP:00AB1005 | \n" in said
    assert "P-1001" not in said
    assert "Parcels on the list | 3\nReceived of them | 2" in said


def test_a_discrepancy_act_tells_what_is_wrong_with_what_came_damaged() -> None:
    wet = replace(DAMAGED, damage="wet")
    bitten = replace(parcel("P-1006", ParcelState.QUARANTINED, "damaged"), damage="bitten")
    back = replace(MISSING, turned_back=True, damage="torn")
    ours = (Check("bitten", {"en": "A dog had it"}),)
    said = words(acts_inbound.discrepancy(HERE, (GOOD, wet, bitten, back), SIGNED, EN, ours))
    assert "Damaged | 2\nP-1004 | \nShoe P-1004 | \nIt is wet | " in said
    assert "Shoe P-1006 | \nA dog had it | " in said
    head = "Given back to the driver, damaged | 1"
    assert f"{head}\nP-1002 | \nShoe P-1002 | \nThe packing is torn | " in said
    assert "Missing" not in said
    assert "Received of them | 3" in said


def test_what_came_without_a_list_is_only_counted() -> None:
    unlisted = (replace(GOOD, provisional=True), BARE)
    said = words(acts_inbound.discrepancy(UNASKED, unlisted, SIGNED, EN))
    assert "It came without a list. | \nReceived | 2" in said


def test_an_act_stays_short_enough_to_print_and_says_what_it_leaves_out() -> None:
    many = [parcel(f"P-{n}", ParcelState.MISSING) for n in range(acts_inbound.MOST_NAMED + 7)]
    said = words(acts_inbound.discrepancy(HERE, (*many, SURPLUS), SIGNED, EN))
    assert said.count("Shoe ") == acts_inbound.MOST_NAMED
    assert "and more that are not named here: 7" in said
    assert "Surplus | 1\nand more that are not named here: 1" in said


@pytest.mark.parametrize(
    ("parcels", "there"),
    [((GOOD,), False), *(((GOOD, bad), True) for bad in (MISSING, SURPLUS, DAMAGED, BARE))],
)
def test_only_a_delivery_with_differences_needs_their_act(
    *, parcels: tuple[Parcel, ...], there: bool
) -> None:
    assert acts_inbound.differs(HERE, parcels) is there


BROKEN = OpenedBox("B1", T0, "anna", seal_ok=False)
MORE = OpenedBox("B9", T0, "anna")


@pytest.mark.parametrize(
    ("delivery", "there"),
    [
        (replace(HERE, opened=(replace(BROKEN, seal_ok=True),)), False),
        (replace(HERE, opened=(BROKEN,)), True),
        (replace(HERE, opened=(MORE,)), True),
        (replace(HERE, missed=("B2",)), True),
        (replace(UNASKED, opened=(MORE,)), False),
        (replace(UNASKED, opened=(BROKEN,)), True),
    ],
)
def test_boxes_are_differences_too(*, delivery: Delivery, there: bool) -> None:
    assert acts_inbound.differs(delivery, (GOOD,)) is there


def test_a_discrepancy_act_names_boxes_before_parcels() -> None:
    closed = replace(HERE, opened=(BROKEN, MORE), missed=("B2",))
    said = words(acts_inbound.discrepancy(closed, (GOOD, MISSING), SIGNED, EN))
    assert (
        "Boxes missing | 1\nB2 | \nBoxes with a broken seal | 1\nB1 | \n"
        "Boxes not on the list | 1\nB9 | \nMissing | 1\nP-1002 | " in said
    )
    assert "Boxes on the list | 2\nCame of them | 1\nParcels on the list | 2" in said


def test_the_longest_act_is_still_taken_by_the_print_queue() -> None:
    line = replace(MISSING, parcel="8" * 64, items=(Item("Щ" * 190),))
    doc = acts_inbound.discrepancy(HERE, [line] * 500, SIGNED, EN)
    names = [e.left for e in doc.elements if isinstance(e, Text) and "Щ" in e.left]
    assert {len(name) for name in names} == {49}
    assert max(len(print_bytes(doc, Paper(width=width))) for width in (384, 576)) < MOST_BYTES
