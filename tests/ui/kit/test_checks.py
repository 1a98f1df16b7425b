"""A line of a checklist: as tall as a finger, its words whole, ticked by a tap anywhere."""

from collections.abc import Callable

import pytest

from kiosk.trial.stand import Stand
from kiosk.ui.kit.checks import CheckLine
from kiosk.ui.kit.page import Page
from kiosk.ui.kit.screen import Screen
from kiosk.ui.kit.widget import Move, Widget
from kiosk.ui.theme import LEAST_HIT_PX

LONG = "The serial number on the device is the same as the one on its box and papers"


class List(Screen):
    """One line, and whether it is ticked."""

    name = "list"

    def __init__(self, words: str) -> None:
        self.words, self.is_on = words, False

    def build(self) -> Widget:
        line = CheckLine(id="line", label=self.words, is_on=self.is_on, do=self._turn)
        return Page(content=line)

    def _turn(self) -> Move:
        self.is_on = not self.is_on
        self.renew()
        return None


@pytest.fixture
def stand() -> Stand:
    return Stand("S", "en")


def test_a_tap_ticks_it_and_another_takes_the_tick_away(stand: Stand) -> None:
    screen = List("Nothing is missing")
    loop = stand.open(screen)
    for told in ("Nothing is missing: on", "Nothing is missing: off"):
        stand.wait(0.4)
        assert loop.tap("line")
        stand.turn()
        line = screen.find("line")
        assert line is not None
        assert line.text == told


@pytest.mark.parametrize(("words", "lost"), [("Nothing is missing", False), (LONG * 3, True)])
def test_words_that_do_not_fit_are_found_by_the_lint(
    stand: Stand,
    words: str,
    lost: bool,  # noqa: FBT001
) -> None:
    screen = List(words)
    stand.open(screen)
    line = screen.find("line")
    assert isinstance(line, CheckLine)
    assert line.clipped is lost


@pytest.mark.parametrize("words", ["Tags", LONG])
def test_a_finger_has_room_on_it(words: str, stand: Stand) -> None:
    tall = CheckLine(id="line", label=words).size(stand.skin, 320)[1]
    assert tall >= LEAST_HIT_PX


def test_ticked_and_open_look_different(stand: Stand) -> None:
    draw: Callable[[], bytes] = lambda: stand.display.surface.get_buffer().raw  # noqa: E731
    screen = List("Tags")
    loop = stand.open(screen)
    before = draw()
    stand.wait(0.4)
    loop.tap("line")
    stand.turn()
    assert draw() != before
