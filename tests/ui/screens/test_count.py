"""Counting: scans, cells and cards are answered, a customer goes first, a restart goes on."""

import pytest

from kiosk.core.codes import tail
from kiosk.core.words import StocktakeScope
from kiosk.hw.ports import ButtonPressed
from kiosk.ui.kit.lint import findings
from tests.ui.screens.conftest import Room


def cells(room: Room, n: int = 3) -> tuple[str, ...]:
    loads = room.show.file.cells.loads()
    return tuple(load.cell.cell for load in loads if load.units)[:n]


def lying(room: Room, cell: str) -> list[str]:
    return [parcel.parcel for parcel in room.show.file.parcels.in_cell(cell)]


def begin(room: Room, n: int = 3) -> tuple[str, ...]:
    chosen = cells(room, n)
    room.show.desk.count.start(StocktakeScope.CELLS, chosen=chosen)
    room.open(room.show.office.doors.count())
    return chosen


def in_hand(room: Room) -> str:
    card = room.show.desk.count.card()
    return getattr(card, "cell", None) or ""


def test_a_cell_is_counted_scan_by_scan_and_the_next_one_shines(room: Room) -> None:
    first, second, _ = begin(room)
    lamps = room.show.desk.lamps
    assert lamps.shown.lit == {first}
    assert f"Then {second}" in room.words()
    for parcel in lying(room, first):
        room.scan(parcel)
        assert room.said.startswith("Counted")
        room.scan(parcel)
        assert room.said.startswith("Scanned before")
    room.tap("count.next")
    assert lamps.shown.lit == {second}
    assert "1 of 3 cells" in room.words()


def test_nothing_tells_how_many_are_expected(room: Room) -> None:
    first, *_ = begin(room)
    here = lying(room, first)
    before = room.words()
    assert "0 parcels scanned here" in before
    titles = [p.items[0].title for p in room.show.file.parcels.in_cell(first) if p.items]
    assert not any(title in before for title in titles)
    room.scan(here[0])
    assert "1 parcel scanned here" in room.words()


def test_next_and_empty_are_pressed_by_cards(room: Room) -> None:
    first, second, _ = begin(room)
    room.scan("CMD:next")
    assert room.said.startswith("Scan a parcel, or say that it is empty")
    room.scan("CMD:empty")
    assert in_hand(room) == second
    for parcel in lying(room, second):
        room.scan(parcel)
    room.scan("CMD:empty")
    assert room.said.startswith("Parcels were scanned here")
    room.scan("CMD:next")
    assert in_hand(room) not in {first, second}


def test_the_label_of_a_cell_leads_there(room: Room) -> None:
    _, _, third = begin(room)
    room.scan(f"CELL:{third}")
    assert in_hand(room) == third
    assert room.said.startswith(f"Cell {third}")
    assert room.show.desk.lamps.shown.lit == {third}
    room.scan("CELL:F-40")
    assert room.said.startswith("F-40 is not in this count")


def test_a_customer_goes_first_and_the_count_waits(room: Room) -> None:
    first, *_ = begin(room)
    room.scan(lying(room, first)[0])
    card = room.show.serve(0)
    room.stand.signals.clear()
    room.open(room.show.office.doors.count())
    room.scan("41234560*8301")
    assert room.screen == "customer"
    wanted = {parcel.cell for parcel in card.ready}
    assert room.show.desk.lamps.shown.lit == wanted
    room.tap("bar.back")
    assert room.screen == "count"
    assert "1 parcel scanned here" in room.words()
    assert first in room.show.desk.lamps.shown.lit


def test_a_count_that_waits_offers_itself_at_home(room: Room) -> None:
    begin(room)
    room.tap("count.pause")
    assert room.screen == "home"
    assert room.show.desk.lamps.shown.lit == frozenset()
    assert "Stocktake 0/3" in room.words()
    room.tap("home.count")
    assert room.screen == "count"


def test_a_count_is_thrown_away_after_a_question(room: Room) -> None:
    begin(room)
    room.tap("count.discard")
    room.tap("discard.no")
    assert room.show.desk.count.under_way()
    room.tap("count.discard")
    screen = room.loop.screen
    assert screen.over() is not None
    screen._discard()  # type: ignore[attr-defined]  # held
    assert room.show.desk.count.under_way() is None


def test_the_button_at_the_shelf_goes_on(room: Room) -> None:
    first, second, _ = begin(room)
    room.scan(lying(room, first)[0])
    name = next(n for n, mine in room.show.sections.items() if first in mine)
    room.stand.signals.append(ButtonPressed(name, held=False, at=room.stand.time))
    room.stand.turn()
    assert in_hand(room) == second
    room.stand.signals.append(ButtonPressed("nowhere", held=False, at=room.stand.time))
    room.stand.turn()
    assert room.said.startswith("No lamp is lit at this button")


def test_what_differs_is_counted_again_and_said(room: Room) -> None:
    begin(room, 2)
    room.tap("count.empty")
    room.tap("count.empty")
    assert "once more" in room.said
    assert "Second count" in room.words()
    assert "You counted it before" in room.words()
    room.tap("count.empty")
    assert room.said.startswith("You counted this cell before")
    room.tap("count.empty")
    room.tap("count.empty")
    assert room.screen == "count_review"


def test_a_count_that_is_over_says_so(room: Room) -> None:
    begin(room)
    room.show.desk.count.discard("x")
    room.open(room.loop.screen)
    assert "This is no longer so" in room.words()
    assert findings(room.loop.screen, frozenset()) == []


@pytest.mark.parametrize("code", ["99887766-0001-1", "12345678-0001-1"])
def test_a_code_nobody_knows_is_counted_like_any_other(room: Room, code: str) -> None:
    begin(room)
    room.scan(code)
    assert room.said.startswith("Counted")
    assert f"Parcel …{tail(code)}" in room.words()
