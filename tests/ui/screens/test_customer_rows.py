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
