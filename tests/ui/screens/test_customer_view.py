from kiosk.ui.kit.cells import CellBadge
from kiosk.ui.kit.widget import walk
from tests.ui.screens.conftest import Room


def badges(room: Room) -> list[CellBadge]:
    return [w for w in walk(room.loop.screen.root) if isinstance(w, CellBadge) and w.lit]


def test_a_lamp_is_drawn_for_cells_that_shine_and_no_others(room: Room) -> None:
    card = room.show.serve(0)
    room.open(room.show.office.doors.customer(card))
    assert {b.lit for b in badges(room)} == {p.cell for p in card.ready}


def test_with_the_lights_down_the_cell_is_named_without_a_lamp(room: Room) -> None:
    room.show.lights.close()
    card = room.show.serve(0)
    room.open(room.show.office.doors.customer(card))
    assert badges(room) == []
    assert "Take from this cell" in room.words()


def test_the_document_is_asked_for_and_remembered(room: Room) -> None:
    for exhibit in room.show.exhibits():
        screen = exhibit.make()
        if exhibit.name == "customer_document":
            room.open(screen)
            assert room.loop.screen.find("document.yes") is not None
            return
    raise AssertionError("the exhibit is gone")
