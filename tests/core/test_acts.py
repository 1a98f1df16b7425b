"""Acts: numbers that are given once, and papers that name every box and parcel."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from kiosk.core import acts
from kiosk.core.acts import Act, Signed
from kiosk.core.boxes import Box
from kiosk.core.events import Event
from kiosk.core.facts.evidence import ActPrinted
from kiosk.core.facts.fact import Item
from kiosk.core.papers import Wording, utc_date
from kiosk.core.parcels import Contradiction, Parcel
from kiosk.core.receipts import Doc, Qr, Text
from kiosk.core.shipments import Shipment
from kiosk.core.words import (
    ActKind,
    BoxClass,
    Flow,
    ParcelKind,
    ParcelState,
    Place,
    ShipmentState,
)

T0 = 1_780_000_000_000
EN = Wording("7731", str, lambda n, c: f"{n / 100:.2f} {c}", lambda at: f"at {at}")
SIGNED = Signed("7731-20260528-2", T0, "AK")
GONE = Shipment("sh1", Flow.REVERSE, ShipmentState.HANDED_OVER, "North", T0, "A123BC")
BOXES = (
    Box("BOX:01", Flow.REVERSE, BoxClass.NORMAL, seal="S-101", count=12, weight_g=4_200),
    Box("BOX:02", Flow.REVERSE, BoxClass.DEFECT, seal="S-102", count=3),
)


def words(doc: Doc) -> str:
    texts = [e for e in doc.elements if isinstance(e, Text)]
    return "\n".join(f"{text.left} | {text.right}" for text in texts)


def test_the_day_of_a_point_gives_its_acts_their_numbers() -> None:
    begins = acts.head("7731", utc_date(T0))
    assert begins == "7731-20260528-"
    assert acts.number(begins, ()) == "7731-20260528-1"
    assert acts.number(begins, (f"{begins}9", f"{begins}10")) == f"{begins}11"


def test_each_of_several_counters_numbers_its_own_acts() -> None:
    begins = acts.head("7731", "20260528", "box-2")
    assert acts.number(begins, ()) == "7731-20260528-box-2-1"
    both = ("7731-20260528-box-2-4", "7731-20260528-7")
    assert acts.number(begins, both) == "7731-20260528-box-2-5"
    assert acts.number("7731-20260528-", both) == "7731-20260528-8"


def test_a_number_is_given_once(told: Callable[..., Event]) -> None:
    printed = told(ActPrinted("7731-1", ActKind.HANDOVER, "sh1", "ab" * 32))
    act = acts.evolve(None, printed)
    assert act == Act("7731-1", ActKind.HANDOVER, "sh1", "ab" * 32, T0, "anna")
    with pytest.raises(Contradiction):
        acts.evolve(act, printed)


def test_a_hand_over_act_names_every_box_with_its_seal() -> None:
    doc = acts.handover(GONE, BOXES, SIGNED, EN)
    said = words(doc)
    for part in (
        "No. 7731-20260528-2 | \nPoint 7731 | at",
        "Driver: A123BC | ",
        "To North",
        "Parcels | 15",
    ):
        assert part in said
    assert "BOX:01 | \nSeal S-101 | Parcels: 12\nWeight | 4.2 kg\n" in said
    assert "BOX:02 | \nSeal S-102 | Parcels: 3\nBoxes | 2" in said
    assert "Handed over: AK | ____" in said
    assert Qr(SIGNED.act_no) in doc.elements
    assert doc.kind == "act"


def test_what_nobody_knows_is_left_out_of_the_act() -> None:
    said = words(acts.handover(replace(GONE, to="", driver=""), BOXES[1:], SIGNED, EN))
    assert "To " not in said
    assert "Weight" not in said
    assert "Driver: " not in said


def test_a_long_code_of_a_box_is_told_by_its_end() -> None:
    long = replace(BOXES[0], box="WB-MP-" + "0" * 16 + "4821")
    assert "…4821 | \nSeal S-101" in words(acts.handover(GONE, (long,), SIGNED, EN))


def test_a_sellers_act_tells_what_was_left_behind() -> None:
    def parcel(code: str, state: ParcelState) -> Parcel:
        return Parcel(code, ParcelKind.SELLER, state, Place.OUT, items=(Item(f"Shoe {code}"),))

    waited = [
        parcel("P-1001", ParcelState.GIVEN_BACK),
        parcel("P-1002", ParcelState.NOT_FOUND),
        parcel("P-1003", ParcelState.STORED),
    ]
    said = words(acts.seller("Meridian Shoes", waited, SIGNED, EN))
    assert "Seller: Meridian Shoes" in said
    assert "Given back: 1 | \nParcel …1001 | \nShoe P-1001" in said
    assert "Not found: 1 | \nParcel …1002 | \nShoe P-1002" in said
    assert "Left behind: 1 | \nParcel …1003 | \nShoe P-1003" in said


def test_the_digest_is_of_what_the_act_says() -> None:
    doc = acts.handover(GONE, BOXES, SIGNED, EN)
    assert acts.digest(doc) == acts.digest(acts.handover(GONE, BOXES, SIGNED, EN))
    assert acts.digest(doc) != acts.digest(acts.handover(GONE, BOXES[:1], SIGNED, EN))


def test_weights_are_written_as_the_point_writes_numbers() -> None:
    russian = replace(EN, number=lambda number: f"{number}".replace(".", ","))
    said = words(acts.handover(GONE, BOXES, SIGNED, russian))
    assert said.count("Weight | 4,2 kg") == 2, "the box's, and all together"
