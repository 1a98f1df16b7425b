"""Stickers at the check-in: once for each parcel, where the point wants them, again when asked."""

import pytest

from kiosk.core import messages
from kiosk.core.labels import parcel_sticker
from kiosk.core.messages import ManifestLine
from kiosk.core.receipts import Doc
from kiosk.core.refusals import Reason, Refused
from kiosk.core.stickers import StickerRules, StickersOn
from kiosk.core.words import How, ParcelState, Size, Zone
from kiosk.workflows.papers import Papers
from kiosk.workflows.views import Received
from tests.workflows.conftest import T0, Point

LINES = (ManifestLine("P1001"), ManifestLine("P1002", size=Size.XL), ManifestLine("P2001"))


def truck(point: Point, rules: StickerRules, *, label_printer: bool) -> Point:
    """Let the delivery D1 arrive at a point with such rules."""
    point.stickers, point.label_printer = rules, label_printer
    point.restart()
    point.mail(
        messages.DeliveryAnnounced("D1", "Meridian", T0), messages.DeliveryPart("D1", 1, LINES)
    )
    point.desk.accept.arrive("D1")
    point.take_papers()
    return point


@pytest.fixture
def labelled(point: Point) -> Point:
    """The delivery stands at a point with a label printer and the usual rules."""
    return truck(point, StickerRules(), label_printer=True)


def received(point: Point, parcel: str, how: How = How.CODE) -> Received:
    answer = point.desk.accept.receive("D1", parcel, how)
    assert isinstance(answer, Received)
    return answer


def stickers(point: Point) -> list[Doc]:
    return [doc for doc in point.take_papers() if doc.kind == "label"]


def test_a_received_parcel_gets_one_sticker_with_its_cell(labelled: Point) -> None:
    first = received(labelled, "P1001")
    assert (first.cell, first.sticker) == ("A-01", True)
    assert stickers(labelled) == [parcel_sticker("P1001", "A-01")]


def test_a_repeated_scan_prints_none(labelled: Point) -> None:
    received(labelled, "P1001")
    labelled.take_papers()
    again = received(labelled, "P1001")
    assert (again.again, again.sticker) == (True, False)
    assert stickers(labelled) == []


@pytest.mark.parametrize(
    ("rules", "label_printer", "printed"),
    [
        (StickerRules(), True, 2),
        (StickerRules(), False, 0),
        (StickerRules(StickersOn.ANY_PRINTER), False, 2),
        (StickerRules(StickersOn.NONE), True, 0),
        (StickerRules(skip_sizes=(Size.XL,)), True, 1),
        (StickerRules(skip_zones=(Zone.FLOOR,)), True, 1),
        (StickerRules(skip_zones=(Zone.MAIN,)), True, 1),
    ],
)
def test_the_point_says_what_needs_a_sticker(
    point: Point, rules: StickerRules, *, label_printer: bool, printed: int
) -> None:
    truck(point, rules, label_printer=label_printer)
    assert (received(point, "P1001").cell, received(point, "P1002").cell) == ("A-01", "Z-01")
    assert len(stickers(point)) == printed


def test_a_surplus_parcel_gets_none_by_itself(labelled: Point) -> None:
    assert not received(labelled, "P9999").sticker
    assert stickers(labelled) == []


def test_a_torn_label_gets_a_new_one_from_any_printer(point: Point) -> None:
    truck(point, StickerRules(StickersOn.NONE), label_printer=False)
    assert received(point, "P1001", How.DIGITS).sticker
    assert stickers(point) == [parcel_sticker("P1001", "A-01")]


def test_the_sticker_and_the_parcel_are_one_unit(
    labelled: Point, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unplugged(*_: object, **__: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(Papers, "queue", unplugged)
    with pytest.raises(KeyboardInterrupt):
        labelled.desk.accept.receive("D1", "P1001")
    monkeypatch.undo()
    labelled.restart()
    found = labelled.store.parcels.get("P1001")
    assert found is not None
    assert found.state is ParcelState.EXPECTED
    assert received(labelled, "P1001").sticker


def test_a_person_prints_a_sticker_again_with_where_the_parcel_lies_now(labelled: Point) -> None:
    received(labelled, "P1001")
    labelled.desk.place.move("P1001", "A-03")
    labelled.take_papers()
    assert labelled.desk.accept.print_sticker("P1001") is None
    assert stickers(labelled) == [parcel_sticker("P1001", "A-03")]


def test_no_sticker_is_printed_of_what_is_not_here(labelled: Point) -> None:
    gone = labelled.desk.accept.print_sticker("P1001")
    assert isinstance(gone, Refused)
    assert gone.reason is Reason.WRONG_STATE
    assert labelled.desk.accept.print_sticker("P8") == Refused(Reason.NOT_KNOWN_HERE)
    assert stickers(labelled) == []


def test_a_parcel_without_any_label_is_set_aside_under_a_fresh_code(point: Point) -> None:
    truck(point, StickerRules(StickersOn.NONE), label_printer=False)
    aside = point.desk.accept.without_code("D1")
    assert isinstance(aside, Received)
    code = aside.parcel.parcel
    assert (aside.parcel.state, aside.parcel.reason) == (ParcelState.QUARANTINED, "no_code")
    assert (code[:2], aside.cell, aside.sticker) == ("P:", "Q-01", True)
    assert list(point.lights.now) == ["Q-01"]
    assert stickers(point) == [parcel_sticker(code, "Q-01")]
    other = point.desk.accept.without_code("D1")
    assert isinstance(other, Received)
    assert other.parcel.parcel != code
    point.desk.place.store(code, "Q-01")
    stored = point.store.parcels.get(code)
    assert stored is not None
    assert stored.cell == "Q-01"


def test_what_has_no_label_stays_aside_when_the_delivery_closes(labelled: Point) -> None:
    aside = labelled.desk.accept.without_code("D1")
    assert isinstance(aside, Received)
    labelled.sign_in("igor")
    labelled.desk.accept.close("D1", seen=True)
    found = labelled.store.parcels.get(aside.parcel.parcel)
    assert found is not None
    assert (found.state, found.reason) == (ParcelState.QUARANTINED, "no_code")


def test_nothing_without_a_label_is_set_aside_of_a_delivery_that_is_not_here(
    labelled: Point,
) -> None:
    assert labelled.desk.accept.without_code("D9") == Refused(Reason.NOT_KNOWN_HERE)
    labelled.mail(messages.DeliveryAnnounced("D2", "Meridian", T0))
    early = labelled.desk.accept.without_code("D2")
    assert isinstance(early, Refused)
    assert early.reason is Reason.NOT_ARRIVED
