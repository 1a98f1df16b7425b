"""Drop-offs at the counter: packed, allowed, weighed, put with the direct flow, with a paper."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from kiosk.core import messages
from kiosk.core.dropoffs import Declared
from kiosk.core.facts.fact import CellSpec, Item
from kiosk.core.receipts import Text
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import BoxClass, Flow, ParcelKind, ParcelState, Size, Zone
from kiosk.hw.ports import Rhythm
from kiosk.workflows.brought import DropOffCard, Taken
from kiosk.workflows.dropoffs import DropOffs
from tests.workflows.conftest import CELLS, Point

SEEN = Declared(is_packed=True, is_allowed=True, weight_g=4_200, size=Size.M)
CODE = "48219001-0001-1"
DIRECT = CellSpec("T-01", "T", Size.XL, Zone.DIRECT, 40)


@pytest.fixture
def dropped(point: Point) -> DropOffs:
    """A counter with a shelf for the direct flow; Anna, a clerk, is signed in."""
    point.counter.ensure_cell_map((*CELLS, DIRECT))
    return point.desk.dropoffs


def why(found: object) -> Reason | None:
    return found.reason if isinstance(found, Refused) else None


def take(dropped: DropOffs, code: str = CODE, **more: object) -> Taken:
    taken = dropped.accept(code, SEEN, **more)  # type: ignore[arg-type]
    assert isinstance(taken, Taken), taken
    return taken


def test_an_unknown_parcel_is_taken_in_and_its_cell_blinks(dropped: DropOffs, point: Point) -> None:
    assert dropped.look(CODE) == DropOffCard(CODE)
    taken = take(dropped)
    assert (taken.parcel.kind, taken.parcel.state, taken.parcel.provisional) == (
        ParcelKind.DROP_OFF,
        ParcelState.RECEIVED,
        True,
    )
    assert taken.cell == "T-01"
    assert {c: lamp.rhythm for c, lamp in point.lights.now.items()} == {"T-01": Rhythm.PUT}
    stored = point.desk.place.store(CODE, "T-01")
    assert not isinstance(stored, Refused)
    assert stored.parcel.state is ParcelState.STORED


def test_the_senders_paper_has_the_whole_number(dropped: DropOffs, point: Point) -> None:
    taken = take(dropped)
    (receipt,) = point.take_papers()  # no label printer: what has a label needs no sticker
    assert (receipt.kind, taken.sticker) == ("receipt", False)
    told = [e.left for e in receipt.elements if isinstance(e, Text)]
    assert CODE in told
    assert "Weight: 4.2 kg" in told


def test_a_label_printer_prints_its_sticker(point: Point) -> None:
    point.label_printer = True
    point.restart()
    assert take(point.desk.dropoffs).sticker
    assert [doc.kind for doc in point.take_papers()] == ["label", "receipt"]


def test_a_second_scan_tells_its_cell_again(dropped: DropOffs, point: Point) -> None:
    take(dropped)
    again = dropped.look(CODE)
    assert isinstance(again, DropOffCard)
    assert again.taken
    assert again.taken.cell == "T-01"
    assert take(dropped).receipt_job is None
    assert len(point.events("dropoff.accepted")) == 1
    point.desk.place.store(CODE, "T-01")
    lying = dropped.look(CODE)
    assert isinstance(lying, DropOffCard)
    assert lying.taken
    assert lying.taken.parcel.cell == "T-01"
    assert point.lights.now == {}, "it is put away"


def test_what_was_announced_is_known(dropped: DropOffs, point: Point) -> None:
    point.mail(messages.DropoffExpected(CODE, "s1", Size.L, (Item("Books"),)))
    card = dropped.look(CODE)
    assert isinstance(card, DropOffCard)
    assert card.known
    assert card.known.sender_ref == "s1"
    assert not take(dropped).parcel.provisional


def test_a_late_letter_confirms_it(dropped: DropOffs, point: Point) -> None:
    take(dropped)
    point.mail(messages.DropoffExpected(CODE, "s1"), messages.DropoffExpected(CODE, "s1"))
    assert point.outcomes()[-2:] == [("applied", ""), ("rejected", "stale")]
    parcel = point.store.parcels.get(CODE)
    assert parcel
    assert (parcel.provisional, parcel.sender_ref) == (False, "s1")


@pytest.mark.parametrize(
    ("declared", "reason"),
    [
        (replace(SEEN, is_packed=False), Reason.NOT_PACKED),
        (replace(SEEN, is_allowed=False), Reason.FORBIDDEN),
        (replace(SEEN, weight_g=2_001), Reason.TOO_HEAVY),
    ],
)
def test_what_is_not_taken_is_said_and_journaled(
    dropped: DropOffs,
    point: Point,
    policy_letter: Callable[..., messages.PolicySet],
    declared: Declared,
    reason: Reason,
) -> None:
    point.mail(policy_letter(dropoff_max_kg=2))
    assert why(dropped.accept(CODE, declared)) is reason
    (refused,) = point.events("issue.refused")
    assert refused.facts.reason == reason.value  # type: ignore[attr-defined]
    assert point.store.parcels.get(CODE) is None
    assert point.take_papers() == []


def test_a_parcel_of_a_delivery_is_none(dropped: DropOffs, point: Point) -> None:
    point.stock("c1", "P1")
    assert why(dropped.look("P1")) is Reason.WRONG_STATE
    assert why(dropped.accept("P1", SEEN)) is Reason.WRONG_STATE


def test_no_room_with_the_direct_flow_is_the_floor(point: Point) -> None:
    assert take(point.desk.dropoffs).cell == "Z-01", "there is no such zone here"


def test_a_trainee_needs_a_second_person(dropped: DropOffs, point: Point) -> None:
    point.sign_in("igor")
    point.desk.access.set_pin("igor", "739152")
    point.sign_in("leila")
    assert why(dropped.accept(CODE, SEEN)) is Reason.WITNESS_NEEDED
    point.vouch("igor", "739152")
    take(dropped, witness="igor")
    assert point.events("dropoff.accepted")[0].witness == "igor"


@pytest.mark.parametrize("who", ["oleg", ""])
def test_others_may_not(dropped: DropOffs, point: Point, who: str) -> None:
    point.counter.signed_in = who or None
    expected = Reason.NOT_ALLOWED if who else Reason.NOT_SIGNED_IN
    assert why(dropped.look(CODE)) is why(dropped.accept(CODE, SEEN)) is expected


def test_before_the_first_mail_nothing_is_taken(bare: Point) -> None:
    bare.mail(messages.StaffUpsert("anna", "Anna K.", "clerk"))  # type: ignore[arg-type]
    bare.sign_in("anna")
    assert why(bare.desk.dropoffs.accept(CODE, SEEN)) is Reason.NOT_SYNCED


def test_it_leaves_in_a_box_of_its_own_flow(dropped: DropOffs, point: Point) -> None:
    take(dropped)
    ship = point.desk.ship
    ship.begin("BOX:DIRECT-1", Flow.DIRECT, BoxClass.DIRECT)
    ship.begin("BOX:BACK-01", Flow.REVERSE, BoxClass.NORMAL)
    assert why(ship.pack("BOX:BACK-01", CODE)) is Reason.WRONG_FLOW
    assert not isinstance(ship.pack("BOX:DIRECT-1", CODE), Refused)
