"""Goods look the same on every screen: a tap on any picture shows it full screen, others follow."""

import pytest

from kiosk.core.facts.visits import ParcelCancelled
from kiosk.core.parcels import Parcel
from kiosk.core.words import BoxClass, CancelReason, Flow, Place, StocktakeScope
from kiosk.hw.ports import PictureCut
from kiosk.ui.screens.goods import photo_of, title_of
from tests.ui.screens.conftest import Room, end_terms

BOX = "BOX:7731-4417"


def packing(room: Room) -> tuple[str, ...]:
    parcels, counter = room.show._stored()[:3], room.show.desk.counter
    with counter.unit():
        for parcel in parcels:
            counter.record(ParcelCancelled(parcel.parcel, CancelReason.UNCLAIMED))
    room.show.desk.ship.begin(BOX, Flow.REVERSE, BoxClass.NORMAL)
    room.open(room.show.office.doors.ship_box(BOX))
    for parcel in parcels:
        room.scan(parcel.parcel)
    return tuple(p.parcel for p in room.show.desk.ship.box(BOX).parcels)  # type: ignore[union-attr]


def unclaimed(room: Room) -> tuple[str, ...]:
    end_terms(room)
    room.open(room.show.office.doors.unclaimed())
    return tuple(parcel.parcel for parcel in room.show.desk.unclaimed.due())  # type: ignore[union-attr]


def in_cell(room: Room) -> tuple[str, ...]:
    cell = next(load.cell.cell for load in room.show.file.cells.loads() if load.units > 1)
    room.open(room.show.office.doors.cell(cell))
    return tuple(parcel.parcel for parcel in room.show.file.parcels.in_cell(cell))


def counting(room: Room) -> tuple[str, ...]:
    lying = in_cell(room)
    cell = room.show.file.parcels.get(lying[0]).cell  # type: ignore[union-attr]
    room.show.desk.count.start(StocktakeScope.CELLS, chosen=(str(cell),))
    room.open(room.show.office.doors.count())
    for parcel in lying:
        room.scan(parcel)
    return tuple(reversed(lying))


def counted(room: Room) -> tuple[str, ...]:
    lying = in_cell(room)
    cell = room.show.file.parcels.get(lying[0]).cell  # type: ignore[union-attr]
    count = room.show.desk.count
    count.start(StocktakeScope.CELLS, chosen=(str(cell),))
    while getattr(count.card(), "cell", None):
        count.close_cell(empty=True)
    room.open(room.show.office.doors.count())
    return lying


SCREENS = {
    "ship_box": packing,
    "unclaimed": unclaimed,
    "cell": in_cell,
    "count": counting,
    "count_review": counted,
}


@pytest.mark.parametrize("name", SCREENS)
def test_a_tap_on_a_picture_shows_it_and_the_others_of_the_screen(room: Room, name: str) -> None:
    shown = SCREENS[name](room)
    assert room.screen == name
    room.tap(f"picture.{shown[0]}")
    assert room.screen == "viewer"
    viewer = room.loop.screen
    assert [p.parcel for p in viewer.parcels] == list(shown)
    assert viewer.at == 0
    if len(shown) > 1:
        room.tap("viewer.next")
        assert viewer.at == 1
    room.tap("viewer.close")
    assert room.screen == name


def test_a_parcel_without_a_picture_is_a_tile_with_its_name(room: Room) -> None:
    first = packing(room)[0]
    thumb = room.loop.screen.find(f"picture.{first}")
    assert (thumb.key, thumb.jpeg) == ("", None)
    room.tap(f"picture.{first}")
    parcel = room.loop.screen.parcels[0]
    assert room.loop.screen.find("viewer").text == parcel.items[0].title


def test_a_parcel_nobody_knows_has_nothing_to_open(room: Room) -> None:
    counting(room)
    room.scan("99887766-0001-1")
    assert "Parcel …0001-1" in room.words()
    assert room.loop.screen.find("picture.99887766-0001-1") is None


def test_the_card_of_a_parcel_in_a_cell_opens_beside_its_picture(room: Room) -> None:
    lying = in_cell(room)
    room.tap(f"row.{lying[0]}")
    assert room.screen == "parcel"


def test_without_goods_a_parcel_is_called_by_the_end_of_its_number(room: Room) -> None:
    stored = room.show._stored()[0]
    bare = Parcel("55210001-0001-1", stored.kind, stored.state, Place.COUNTER)
    room.open(room.show.office.doors.home())
    assert title_of(bare, room.loop.screen.phrases) == "Parcel …0001-1"
    assert photo_of(bare) == ""


def test_a_picture_that_came_shows_in_rows_drawn_before(room: Room) -> None:
    packing(room)
    room.loop.draw()
    rows = room.loop.skin.rows
    assert len(rows) > 0
    room.stand.signals.append(PictureCut("p", b"\xff\xd8", ""))
    room.loop._signals()
    assert len(rows) == 0
