"""Some digits of a torn label: the parcels that fit are compared by their goods and tapped."""

import msgspec
import pytest

from kiosk.core.books import Subject
from kiosk.core.facts.stockroom import DeliveryAnnounced, ParcelExpected
from kiosk.core.labels import parcel_sticker
from kiosk.core.receipts import Doc
from kiosk.core.words import How, ParcelState
from kiosk.ui.kit.cells import CellBadge
from kiosk.ui.kit.widget import walk
from kiosk.ui.screens.accept_fits import MOST_FITS
from tests.ui.screens.conftest import Room

_TORN = "77777"


def begin(room: Room, fitting: int, elsewhere: int = 0) -> list[str]:
    """Let so many parcels be expected whose numbers hold the digits that can be read."""
    delivery, other = room.show.plan.trucks[0].delivery, "D-OTHER"
    parcels = [f"{_TORN}00{n}-0001-1" for n in range(fitting + elsewhere)]
    counter = room.show.desk.counter
    with counter.unit():
        told = (ParcelExpected(p, delivery, customer_ref=p) for p in parcels[:fitting])
        also = (ParcelExpected(p, other, customer_ref=p) for p in parcels[fitting:])
        announced = DeliveryAnnounced(other, "Meridian", counter.clock().at)
        counter.record(*told, announced, *also, actor="central")
    room.open(room.show.office.doors.accept(delivery))
    room.tap("accept.arrive")
    room.tap("accept.digits")
    room.type("digits.code", _TORN)
    room.tap("digits.code.enter")
    return parcels


def test_one_of_the_parcels_that_fit_is_tapped_and_gets_a_new_label(room: Room) -> None:
    parcels = begin(room, MOST_FITS)
    for parcel in parcels:
        assert room.loop.screen.find(f"fits.{parcel}") is not None
    room.tap(f"fits.{parcels[2]}")
    states = {p: room.show.file.parcels.get(p).state for p in parcels}  # type: ignore[union-attr]
    assert [p for p in parcels if states[p] is ParcelState.RECEIVED] == [parcels[2]]
    facts = [e.facts for e in room.show.file.journal.about(Subject("parcel", parcels[2]))]
    assert [getattr(fact, "how", None) for fact in facts if hasattr(fact, "how")] == [How.DIGITS]
    newest = msgspec.json.decode(room.show.file.prints.in_state("queued")[-1].doc, type=Doc)
    cell = room.show.file.parcels.get(parcels[2]).suggested  # type: ignore[union-attr]
    assert newest == parcel_sticker(parcels[2], str(cell))
    assert room.loop.screen.find("fits.none") is None


def test_more_than_fit_on_the_sheet_ask_for_more_digits(room: Room) -> None:
    begin(room, MOST_FITS + 1)
    assert room.said == f"{MOST_FITS + 1} parcels fit. Type more digits"
    assert room.loop.screen.find("fits.none") is None


def test_none_of_them_is_set_aside_under_a_fresh_code(room: Room) -> None:
    begin(room, 2)
    room.tap("fits.none")
    (aside,) = room.show.file.parcels.in_state(ParcelState.QUARANTINED)
    assert aside.reason == "no_code"
    assert room.loop.screen.find("fits.none") is None


def lit(room: Room) -> set[str]:
    desk = room.show.desk
    return {
        load.cell.cell
        for load in room.show.file.cells.loads()
        if desk.lamps.colour_of(load.cell.cell)
    }


def test_the_cells_of_what_fits_shine_beside_their_goods(room: Room) -> None:
    parcels = begin(room, 1, elsewhere=1)
    shown = {
        widget.lit
        for widget in walk(room.loop.screen.root)  # type: ignore[arg-type]
        if isinstance(widget, CellBadge) and widget.lit
    }
    assert lit(room) == shown != set()
    assert "another delivery" in room.words()
    room.tap(f"fits.{parcels[1]}")
    received = room.show.file.parcels.get(parcels[1])
    assert received is not None
    assert received.state is ParcelState.RECEIVED
    assert lit(room) == {received.suggested}


@pytest.mark.parametrize("way", ["fits.digits", "fits.close", "rail.menu"])
def test_the_lamps_go_out_when_the_sheet_does(room: Room, way: str) -> None:
    begin(room, 2)
    assert lit(room)
    room.tap(way)
    if way == "fits.digits":
        room.tap("digits.close")
    assert lit(room) == set()


def test_the_only_one_that_fits_is_asked_about_where_another_truck_should_bring_it(
    room: Room,
) -> None:
    (parcel,) = begin(room, 0, elsewhere=1)
    assert room.loop.screen.find(f"fits.{parcel}") is not None
    room.scan(parcel)  # its label can be read after all
    assert room.loop.screen.find("fits.none") is None
    assert room.show.file.parcels.get(parcel).state is ParcelState.RECEIVED  # type: ignore[union-attr]
