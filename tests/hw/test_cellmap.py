import pytest

from kiosk.hw.cellmap import Led, Run, cells_in_order, cells_of, leds_in_order, leds_of


def firsts(*runs: Run) -> dict[str, int]:
    return {cell: led.first for cell, led in leds_of("wall", runs).items()}


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("A-01..A-04", ("A-01", "A-02", "A-03", "A-04")),
        ("A-04..A-04", ("A-04",)),
        ("AB-098..AB-101", ("AB-098", "AB-099", "AB-100", "AB-101")),
        ("A-99..A-101", ("A-99", "A-100", "A-101")),
        ("Z-07", ("Z-07",)),
        ("12-345", ("12-345",)),
        ("A-1-2", ("A-1-2",)),
    ],
)
def test_a_range_names_its_cells_as_it_writes_them(text: str, cells: tuple[str, ...]) -> None:
    assert cells_of(text) == cells


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("A-01..B-04", "'A-01..B-04' is no range of one rack"),
        ("A-04..A-01", "'A-04..A-01' is no range of one rack"),
        ("A-01...A-04", "'A-01...A-04' is no range of cells, such as A-01..A-40"),
        ("a-01..a-04", "'a-01..a-04' is no range of cells, such as A-01..A-40"),
        ("A-01..04", "'A-01..04' is no range of cells, such as A-01..A-40"),
    ],
)
def test_a_range_that_is_none_is_told_in_words(text: str, said: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011  the whole sentence is compared
        leds_of("wall", [Run(text, 0)])
    assert str(caught.value) == said


def test_cells_lie_one_after_another_on_the_chain() -> None:
    assert leds_of("wall", [Run("A-01..A-03", 5)]) == {
        "A-01": Led("wall", 5, 1),
        "A-02": Led("wall", 6, 1),
        "A-03": Led("wall", 7, 1),
    }


def test_a_step_leaves_leds_between_cells_and_a_span_gives_a_cell_several() -> None:
    assert leds_of("strip", [Run("B-01..B-03", 2, step=4, span=3)]) == {
        "B-01": Led("strip", 2, 3),
        "B-02": Led("strip", 6, 3),
        "B-03": Led("strip", 10, 3),
    }


def test_a_step_back_lays_the_cells_from_the_far_end() -> None:
    assert firsts(Run("A-01..A-03", 7, step=-1)) == {"A-01": 7, "A-02": 6, "A-03": 5}


def test_every_second_shelf_of_a_serpentine_counts_backwards() -> None:
    found = firsts(Run("A-01..A-09", 0, serpentine=3))
    by_led = sorted(found, key=found.__getitem__)
    assert [cell[-1] for cell in by_led] == list("123654789")


def test_the_last_shelf_of_a_serpentine_may_be_short() -> None:
    found = firsts(Run("A-01..A-05", 10, step=2, serpentine=3))
    assert found == {"A-01": 10, "A-02": 12, "A-03": 14, "A-05": 16, "A-04": 18}


def test_several_runs_share_a_chain() -> None:
    found = firsts(Run("B-01..B-02", 2), Run("A-01..A-02", 0), Run("Z-01", 9))
    assert found == {"B-01": 2, "B-02": 3, "A-01": 0, "A-02": 1, "Z-01": 9}


def test_a_cell_in_two_runs_is_told_by_name() -> None:
    with pytest.raises(ValueError, match=r"^A-07 is mapped twice$"):
        leds_of("wall", [Run("A-01..A-08", 0), Run("A-07", 20)])


@pytest.mark.parametrize(
    ("cells", "leds"),
    [
        ([], {}),
        (["", ""], {}),
        (["A-01", "", "A-02"], {"A-01": (0, 1), "A-02": (2, 1)}),
        (["A-01", "A-01", "A-02"], {"A-01": (0, 2), "A-02": (2, 1)}),
        (["A-01", "A-02", "A-01"], {"A-01": (0, 1), "A-02": (1, 1)}),
    ],
)
def test_cells_named_led_by_led_become_lamps(
    cells: list[str], leds: dict[str, tuple[int, int]]
) -> None:
    found = leds_in_order("wall", cells)
    assert found == {cell: Led("wall", first, span) for cell, (first, span) in leds.items()}


def test_lamps_are_told_led_by_led_and_never_beyond_the_chain() -> None:
    leds = {"A-01": Led("wall", 1, 2), "A-02": Led("wall", 4, 3)}
    assert cells_in_order(leds, 6) == ("", "A-01", "A-01", "", "A-02", "A-02")
    assert cells_in_order(leds, 0) == ("", "A-01", "A-01", "", "A-02", "A-02", "A-02")
    assert cells_in_order({}, 3) == ("", "", "")
