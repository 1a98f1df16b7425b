"""How full the shelves are: by what lies there, by the map, closed cells and sizes told late."""

from datetime import date

from kiosk.core.day_counts import Counts
from kiosk.core.events import SYSTEM, Event
from kiosk.core.facts import deciding, stockroom, visits
from kiosk.core.facts.fact import CellSpec, Fact, Item
from kiosk.core.tallies_shelf import filled, roomy, taken
from kiosk.core.words import Decision, Size, Zone
from tests.core.counting import DAY, HOUR, count, event, told_of

SMALL = CellSpec("A-01", "A", Size.S, Zone.MAIN, 1)
LARGE = CellSpec("B-01", "B", Size.L, Zone.MAIN, 2)
MAP = event(stockroom.CellmapChanged((SMALL, LARGE)), actor=SYSTEM)  # 4 and 16 units
EXPECTED = stockroom.ParcelExpected("P1", "D1", size=Size.M)
CAME, STORED = stockroom.ParcelReceived("P1", "D1"), stockroom.ParcelStored("P1", "B-01")


def level(*told: Fact | tuple[Fact, int] | Event) -> tuple[int, int]:
    """Units taken, and the room there is; what days tell adds up to them."""
    running, days = told_of([MAP, *told])
    units, room = taken(running.shelf), roomy(running.shelf)
    assert units == sum(day.get("units_moved", 0) for day in days.values())
    assert room == sum(day.get("room_moved", 0) for day in days.values())
    return units, room


def test_what_is_stored_takes_its_units_until_it_is_taken_out() -> None:
    assert level() == (0, 20)
    assert level(EXPECTED, CAME) == (0, 20)
    assert level(EXPECTED, CAME, STORED) == (2, 20)
    picked = visits.ParcelPicked("P1", "s1", "B-01")
    assert level(EXPECTED, CAME, STORED, picked) == (0, 20)
    back = visits.ParcelPutBack("P1", "A-01")
    assert level(EXPECTED, CAME, STORED, picked, back) == (2, 20)
    assert level(EXPECTED, CAME, STORED, visits.ParcelNotFound("P1", "B-01")) == (0, 20)
    assert level(EXPECTED, CAME, STORED, stockroom.ParcelMoved("P1", "B-01", "A-01")) == (2, 20)


def test_a_closed_cell_is_no_room_and_what_lies_there_takes_none() -> None:
    shut, free = stockroom.CellBlocked("B-01", "broken"), stockroom.CellFreed("B-01")
    assert level(EXPECTED, CAME, STORED, shut) == (0, 4)
    assert level(EXPECTED, CAME, STORED, shut, free) == (2, 20)
    assert level(EXPECTED, CAME, STORED, shut, visits.ParcelPicked("P1", "s1", "B-01")) == (0, 4)
    assert level(shut, shut, stockroom.CellFreed("A-01")) == (0, 4)
    assert level(stockroom.CellBlocked("Z-99", "broken"), stockroom.CellFreed("Z-99")) == (0, 20)


def test_a_cell_that_was_taken_down_is_no_room() -> None:
    down = stockroom.CellmapChanged((), gone=("B-01", "Z-99"))
    assert level(down) == (0, 4)
    assert level(EXPECTED, CAME, STORED, down) == (0, 4)


def test_what_a_person_drew_no_settings_file_undoes() -> None:
    larger = stockroom.CellmapChanged((CellSpec("A-01", "A", Size.XL, Zone.MAIN, 1),))
    assert level(larger) == (0, 48)
    assert level(larger, MAP) == (0, 48)
    assert level(stockroom.CellmapChanged((), gone=("B-01",)), MAP) == (0, 4)
    assert level(event(larger, actor=SYSTEM), MAP) == (0, 20), "what a file said, a file changes"


def test_a_closed_cell_that_is_drawn_anew_stays_closed() -> None:
    drawn = stockroom.CellmapChanged((LARGE,))
    assert level(stockroom.CellBlocked("B-01", "broken"), drawn) == (0, 4)


def test_a_list_that_comes_late_tells_the_size() -> None:
    assert level(CAME, STORED) == (1, 20), "nobody told its size: the smallest"
    assert level(CAME, STORED, EXPECTED) == (2, 20)
    assert level(CAME, STORED, EXPECTED, visits.ParcelPicked("P1", "s1", "B-01")) == (0, 20)


def test_what_was_split_off_has_the_size_the_split_tells() -> None:
    left = (Item("Hat", decision=Decision.REFUSE),)
    split = deciding.ParcelSplit("P1", "P1-r", "s1", "looks", left, size=Size.L)
    stored = stockroom.ParcelMoved("P1-r", None, "B-01")
    assert level(EXPECTED, CAME, split, stored) == (4, 20)
    assert level(EXPECTED, CAME, split, STORED) == (2, 20), "the one that was split keeps its own"


def test_what_the_journal_never_stored_takes_nothing_out() -> None:
    assert level(visits.ParcelPicked("P9", "s1", "A-01")) == (0, 20)


def test_days_are_filled_back_from_now() -> None:
    days: dict[str, Counts] = {
        "2026-05-26": {"room_moved": 20, "units_moved": 3},
        "2026-05-28": {"units_moved": 4, "issued": 1},
    }
    told = filled(days, date(2026, 5, 25), date(2026, 5, 28), (9, 20), {"units_moved": 2})
    assert {day: (one.get("units"), one.get("room")) for day, one in told.items()} == {
        "2026-05-26": (3, 20),
        "2026-05-27": (3, 20),
        "2026-05-28": (7, 20),
    }
    assert told["2026-05-28"]["issued"] == 1
    assert filled({}, date(2026, 5, 25), date(2026, 5, 28), (0, 0), {}) == {}, "no shelf, no level"


def test_the_shelf_is_counted_on_the_day_it_changed() -> None:
    days = count([MAP, (STORED, 30 * HOUR)])
    assert days == {DAY: {"room_moved": 20}, "2026-05-30": {"units_moved": 1}}
