from collections.abc import Callable

import pytest

from kiosk.trial.stand import Stand
from kiosk.ui.kit.canvas import Canvas
from kiosk.ui.kit.widget import Dirt, Rect
from kiosk.ui.kit.words import Chip, Label, NumText


def test_a_clock_does_not_tremble(stand: Callable[..., Stand]) -> None:
    skin = stand().skin
    widths = {NumText(label=t, style="clock").size(skin, 900)[0] for t in ("11:11", "20:48")}
    assert len(widths) == 1


@pytest.mark.parametrize("lines", [1, 2, 3])
def test_a_label_breaks_into_no_more_lines_than_it_may(
    stand: Callable[..., Stand], lines: int
) -> None:
    skin = stand().skin
    label = Label(label="one two three four five six seven eight", lines=lines)
    label.layout(skin, Rect(0, 0, 100, 500))
    assert len(label._set) == lines
    assert label.clipped
    label.layout(skin, Rect(0, 0, 1000, 500))
    assert not label.clipped


def test_a_label_says_something_else_in_the_same_room(stand: Callable[..., Stand]) -> None:
    label = Label(label="55.57700, 45.00200")
    label.say("55.57701, 45.00200")  # before it was ever laid out
    label.layout(stand().skin, Rect(0, 0, 100, 40))
    label.dirt = dirt = Dirt()
    label.say("1, 2")
    assert (label._set, label.label) == (("1, 2",), "1, 2")
    assert dirt.take()


def test_no_break_spaces_hold_a_sum_together(stand: Callable[..., Stand]) -> None:
    skin = stand().skin
    sum_ = "11\u00a0520\u00a0₽"
    assert skin.wrap(f"Paid {sum_}", "row_meta", skin.width(sum_, "row_meta") + 8, 2) == (
        "Paid",
        sum_,
    )


def test_a_chip_writes_inside_its_pill(stand: Callable[..., Stand]) -> None:
    s = stand()
    marks = []
    chip = Chip(label="No paper", icon="print_error", tone="bad")
    wide, tall = chip.size(s.skin, 400)
    chip.layout(s.skin, Rect(10, 10, wide, tall))
    chip.paint(Canvas(s.display.surface, s.skin, marks))
    assert [m.text for m in marks] == ["icon:print_error", "No paper"]
    assert all(chip.rect.contains(Rect(m.rect).inflate(0, -8)) for m in marks)
