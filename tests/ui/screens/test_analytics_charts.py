"""The figures as charts: what was issued and how full the shelf was, with the days each is of."""

from kiosk.ui.kit.charts import Bars
from tests.ui.screens.conftest import Room


def test_the_shelf_is_drawn_by_day_and_by_age(room: Room) -> None:
    room.open(room.show.office.doors.analytics())
    room.tap("view.shelf")
    ages, shelf = (room.loop.screen.find(f"analytics.{name}") for name in ("ages", "shelf"))
    assert isinstance(ages, Bars)
    assert isinstance(shelf, Bars)
    stock = room.show.desk.counter.store.stock
    assert sum(column.n for column in ages.columns) == len(stock.came_at())
    assert len(shelf.columns) == 7
    assert "23\u201329 November" in room.words()
    assert "16\u201322 November" in room.words()
