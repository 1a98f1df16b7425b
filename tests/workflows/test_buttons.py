"""What a press stands for: exactly one wanted cell, several, or none."""

import pytest

from kiosk.hw.ports import Rhythm
from kiosk.workflows.buttons import Meant, ShelfButtons
from kiosk.workflows.lamps import TAKE_MS
from tests.workflows.conftest import Point

SECTION = ("A-01", "A-02", "A-03")


@pytest.fixture
def buttons(point: Point) -> ShelfButtons:
    return ShelfButtons(point.counter, point.desk.lamps, {"a": SECTION, "b": ("B-01",)})


def test_nothing_lit_means_nothing(point: Point, buttons: ShelfButtons) -> None:
    assert buttons.meant("a") == Meant()
    point.desk.lamps.take("B-01")
    assert buttons.meant("a") == Meant()
    assert buttons.meant("no such button") == Meant()


def test_one_blinking_cell_is_meant_to_be_put_into(point: Point, buttons: ShelfButtons) -> None:
    point.desk.lamps.put("A-02")
    assert buttons.meant("a") == Meant(("A-02",), Rhythm.PUT)


def test_one_steady_cell_is_meant_to_be_taken_from(point: Point, buttons: ShelfButtons) -> None:
    point.stock("c1", "P1")
    point.desk.issue.open(point.shown("c1"))
    assert buttons.meant("a") == Meant(("A-01",), Rhythm.TAKE)


def test_two_wanted_cells_are_a_question_and_the_answer_is_one(
    point: Point, buttons: ShelfButtons
) -> None:
    point.stock("c1", "P1")
    point.desk.issue.open(point.shown("c1"))
    point.desk.lamps.put("A-02")
    assert buttons.meant("a") == Meant(("A-01", "A-02"))
    assert buttons.chosen("A-02") == Meant(("A-02",), Rhythm.PUT)
    assert buttons.chosen("A-03") == Meant()


def test_a_lamp_that_does_not_shine_is_asked_about_all_the_same(
    point: Point, buttons: ShelfButtons
) -> None:
    point.lights.dark = frozenset({"A-01"})
    point.desk.lamps.take("A-01")
    point.desk.lamps.put("A-02")
    assert buttons.meant("a").rhythm is None


def test_a_cell_to_take_from_and_to_put_into_is_one_to_take_from(
    point: Point, buttons: ShelfButtons
) -> None:
    point.stock("c1", "P1")
    point.desk.issue.open(point.shown("c1"))
    point.desk.lamps.put("A-01")
    assert buttons.meant("a") == Meant(("A-01",), Rhythm.TAKE)


def test_a_wrong_cell_flashing_is_not_what_a_press_means(
    point: Point, buttons: ShelfButtons
) -> None:
    point.desk.lamps.put("A-02")
    point.desk.lamps.wrong("A-03")
    assert buttons.meant("a") == Meant(("A-02",), Rhythm.PUT)


def test_a_search_is_over_after_its_time_or_with_a_press(
    point: Point, buttons: ShelfButtons
) -> None:
    point.desk.lamps.take("A-02")
    assert buttons.found("A-02")
    assert point.lights.now == {}
    assert not buttons.found("A-02")
    point.desk.lamps.take("A-02")
    point.clock.pass_ms(TAKE_MS)
    assert buttons.meant("a") == Meant()


def test_a_press_cannot_put_out_what_a_visit_wants(point: Point, buttons: ShelfButtons) -> None:
    point.stock("c1", "P1")
    point.desk.issue.open(point.shown("c1"))
    point.desk.lamps.take("A-01")
    assert not buttons.found("A-01")
    assert list(point.lights.now) == ["A-01"]


def test_asking_what_a_press_means_writes_nothing(point: Point, buttons: ShelfButtons) -> None:
    point.desk.lamps.put("A-02")
    before = point.store.journal.head()
    buttons.meant("a")
    buttons.chosen("A-02")
    assert point.store.journal.head() == before
