from collections.abc import Callable

import pygame
import pytest

from kiosk.core.refusals import Reason, Refused
from kiosk.trial.samples import HomeSample, ListSample
from kiosk.trial.stand import Stand
from kiosk.ui.kit.boxes import Stack
from kiosk.ui.kit.buttons import Button, Typing
from kiosk.ui.kit.keys import PinPad
from kiosk.ui.kit.page import Page
from kiosk.ui.kit.screen import Screen
from kiosk.ui.kit.sheets import Sheet
from kiosk.ui.kit.widget import Back, Dirt, Move, Say, Widget


def test_a_refusal_becomes_a_sentence_and_a_step(stand: Callable[..., Stand]) -> None:
    s = stand("L", "ru")
    loop = s.open(HomeSample())
    said = loop.screen.refused(Refused(Reason.CELL_FULL, {"cell": "B-03"}))
    assert isinstance(said, Say)
    assert (said.text, said.step, said.tone) == (
        "Ячейка B-03 заполнена",
        "Выберите другую ячейку",
        "wrong",
    )
    plain = loop.screen.refused(Refused(Reason.STALE))
    assert isinstance(plain, Say)
    assert plain.tone == "no"


def test_the_primary_button_is_pressed_by_enter_or_card(stand: Callable[..., Stand]) -> None:
    s = stand()
    loop = s.open(ListSample())
    loop.go(loop.screen.primary())
    assert loop.screen.taps == ["issue.confirm"]


def test_a_screen_that_is_not_stale_is_not_built(stand: Callable[..., Stand]) -> None:
    s = stand()
    loop = s.open(ListSample())
    assert not loop.screen.settle(Dirt())
    loop.screen.renew()
    dirt = Dirt()
    assert loop.screen.settle(dirt)
    assert dirt.rects == []


def test_a_screen_comes_back_as_true_as_it_is_now(stand: Callable[..., Stand]) -> None:
    s = stand()
    first = ListSample()
    loop = s.open(first)
    loop.go(HomeSample())
    s.turn()
    first.goods = first.goods[:1]
    loop.go(Back())
    s.turn()
    assert len(loop.screen.find("list").items) == 1


class Sheeted(Screen):
    """A primary button beneath, and over it a sheet that may have a pad, a primary, or neither."""

    def __init__(self, *parts: str) -> None:
        self.parts, self.typing, self.pressed = parts, Typing(), list[str]()

    def build(self) -> Widget:
        under = PinPad(id="under", typing=self.typing, enter=lambda: self.press("under"))
        beneath = under if "under" in self.parts else Widget()
        go = Button(id="go", label="Go", rank="primary", do=lambda: self.press("go"))
        over: list[Widget] = []
        if "pad" in self.parts:
            over.append(PinPad(id="pad", typing=self.typing, enter_rank="second",
                               enter=lambda: self.press("enter")))  # fmt: skip
        if "yes" in self.parts:
            yes = Button(id="yes", label="Yes", rank="primary", do=lambda: self.press("yes"))
            over.append(yes)
        sheet = Sheet(id="sheet", title="A sheet", child=Stack(children=over))
        return Page(content=Stack(children=[beneath, go]), over=sheet if self.parts else None)

    def press(self, name: str) -> Move:
        self.pressed.append(name)
        return None


@pytest.mark.parametrize(
    ("parts", "typed", "pressed"),
    [
        ((), "", ["go"]),
        (("pad",), "5", ["enter"]),
        (("pad",), "", []),
        (("pad", "yes"), "5", ["enter"]),
        (("pad", "yes"), "", ["yes"]),
        (("yes",), "5", ["yes"]),
        (("under",), "5", []),
    ],
)
def test_a_keyboards_enter_belongs_to_the_sheet_that_lies_on_top(
    stand: Callable[..., Stand], parts: tuple[str, ...], typed: str, pressed: list[str]
) -> None:
    s = stand()
    screen = Sheeted(*parts)
    s.open(screen)
    for letter in typed:
        post(pygame.K_5, letter)
        s.turn()
    assert screen.typing.text == (typed if "pad" in parts else "")
    post(pygame.K_RETURN, "\r")
    s.turn()
    assert screen.pressed == pressed


def post(key: int, letter: str) -> None:
    pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=key, unicode=letter, mod=0))
