from kiosk.core.facts.visits import ParcelCancelled
from kiosk.core.words import CancelReason, ParcelState
from tests.ui.screens.conftest import Room


def test_the_tabs_show_what_is_ready_in_transit_and_finished(room: Room) -> None:
    room.open(room.show.office.doors.customer(room.show.serve(0)))
    for tab in ("transit", "finished", "ready"):
        room.tap(f"customer.tab.{tab}")
        assert room.loop.screen.tab == tab


def test_a_row_names_the_goods_the_cell_and_where_it_stands(room: Room) -> None:
    card = room.show.serve(0)
    room.open(room.show.office.doors.customer(card))
    words = room.words()
    assert card.ready[0].items[0].title in words
    assert str(card.ready[0].cell) in words
    assert "Still on the shelf" in words


def test_a_picture_opens_full_screen_on_a_tap(room: Room) -> None:
    card = room.show.serve(0)
    room.open(room.show.office.doors.customer(card))
    room.tap(f"row.{card.ready[0].parcel}")
    assert room.screen == "viewer"


def test_a_parcel_whose_term_is_over_is_still_handed_over(room: Room) -> None:
    customer = room.show.plan.customers[0].customer_ref
    counter = room.show.desk.counter
    with counter.unit():
        for parcel in room.show.file.parcels.of_customer(customer):
            if parcel.state is ParcelState.STORED:
                counter.record(ParcelCancelled(parcel.parcel, CancelReason.UNCLAIMED))
    card = room.show.serve(0)
    room.open(room.show.office.doors.customer(card))
    assert "Its term is over, still here" in room.words()
    assert "Take from" in room.words()
    room.tap("customer.notfound")
    assert room.loop.screen.find(f"notfound.{card.ready[0].parcel}") is not None
