"""What a count found: told by verdict, applied after a question, by who may."""

from kiosk.core.words import ParcelState, StocktakeScope
from kiosk.ui.kit.cells import ShelfMap
from tests.ui.screens.conftest import Room
from tests.ui.screens.test_count import cells, lying

STRANGER = "99887766-0001-1"


def counted(room: Room, *, right: bool = False) -> tuple[str, ...]:
    """Count two cells; unless all is right, one parcel is in the other and a stranger is there."""
    count, chosen = room.show.desk.count, cells(room, 2)
    there = {cell: lying(room, cell) for cell in chosen}
    if not right:
        there = {chosen[0]: there[chosen[0]][1:], chosen[1]: [*there[chosen[1]], STRANGER]}
        there[chosen[1]].append(lying(room, chosen[0])[0])
    count.start(StocktakeScope.CELLS, chosen=chosen)
    for _ in range(6):
        cell = getattr(count.card(), "cell", None)
        for parcel in there.get(cell or "", []):
            count.scan(parcel)
        count.close_cell(empty=not there.get(cell or "", []))
    room.open(room.show.office.doors.count())
    assert room.screen == "count_review"
    return chosen


def test_what_differs_is_told_on_the_map_and_parcel_by_parcel(room: Room) -> None:
    one, two = counted(room)
    words = room.words()
    assert "2 differences" in words
    assert f"{one} → {two}" in words
    assert f"take it out of {two}" in words
    chart = room.loop.screen.find("count.map")
    assert isinstance(chart, ShelfMap)
    assert chart.lit == room.show.desk.lamps.shown.lit == {two}
    spots = {s.cell: s for rack in chart.racks for row in rack.rows for s in row}
    assert spots[one].taken


def test_the_books_follow_after_a_question(room: Room) -> None:
    one, two = counted(room)
    moved = lying(room, one)[0]
    room.tap("count.apply")
    assert "Elsewhere: 1 · Missing: 0 · Surplus: 1" in room.words()
    room.tap("apply.no")
    assert room.show.desk.count.under_way()
    room.tap("count.apply")
    room.tap("apply.yes")
    assert "The books follow the count" in room.words()
    found = room.show.file.parcels.get(moved)
    aside = room.show.file.parcels.get(STRANGER)
    assert found
    assert aside
    assert (found.cell, aside.state) == (two, ParcelState.QUARANTINED)
    assert room.show.desk.lamps.shown.lit == {two}
    room.tap("count.done")
    assert room.screen == "home"
    assert room.show.desk.lamps.shown.lit == frozenset()


def test_who_may_not_override_is_told_whom_to_ask(room: Room) -> None:
    counted(room)
    room.show.desk.counter.signed_in = "igor"
    room.loop.screen.renew()
    room.tap("count.apply")
    assert room.said.startswith("A manager must sign in to apply it")
    assert room.show.desk.count.under_way()


def test_a_parcel_taken_meanwhile_is_looked_at_again(room: Room) -> None:
    one, _ = counted(room)
    moved = room.show.file.parcels.get(lying(room, one)[0])
    assert moved
    room.tap("count.apply")
    room.show.desk.place.move(moved.parcel, "F-40")
    room.tap("apply.yes")
    assert room.said.startswith("Something was moved or issued meanwhile")
    assert "1 difference" in room.words()


def test_a_count_without_a_difference_is_finished_by_a_tap(room: Room) -> None:
    counted(room, right=True)
    assert "All is right" in room.words()
    room.show.desk.counter.signed_in = "igor"
    room.loop.screen.renew()
    room.tap("count.apply")
    assert room.show.desk.count.under_way() is None


def test_the_label_of_a_cell_counts_it_once_more(room: Room) -> None:
    one, _ = counted(room)
    room.scan(f"CELL:{one}")
    assert room.screen == "count"
    assert getattr(room.show.desk.count.card(), "cell", "") == one


def test_a_cell_of_the_map_is_looked_into(room: Room) -> None:
    counted(room)
    one = cells(room, 1)[0]
    room.tap(f"count.map.{one}")
    assert room.screen == "cell"
