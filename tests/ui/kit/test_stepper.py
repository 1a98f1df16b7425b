"""A figure between minus and plus: it moves by one, and says where it ends."""

from collections.abc import Callable

import pytest

from kiosk.trial.stand import Stand
from kiosk.ui.kit.boxes import Card, Stack
from kiosk.ui.kit.page import Page
from kiosk.ui.kit.screen import Screen
from kiosk.ui.kit.stepper import Stepper
from kiosk.ui.kit.widget import Move, Widget


class _Counted(Screen):
    def __init__(self, number: int) -> None:
        self.number = number

    def build(self) -> Widget:
        stepper = Stepper(id="n", label="Shelves", number=self.number, least=1, most=3,
                          set=self._set)  # fmt: skip
        return Page(content=Card(child=Stack(children=[stepper])))

    def _set(self, number: int) -> Move:
        self.number = number
        self.renew()
        return None


@pytest.mark.parametrize(("tap", "number"), [("n.more", 3), ("n.less", 1)])
def test_a_tap_moves_it_by_one(stand: Callable[..., Stand], tap: str, number: int) -> None:
    s, screen = stand(), _Counted(2)
    loop = s.open(screen)
    assert loop.tap(tap)
    s.turn()
    assert screen.number == number
    found = screen.find("n")
    assert found is not None
    assert found.text == f"Shelves: {number}"


@pytest.mark.parametrize(
    ("number", "tap", "said"),
    [(3, "n.more", "It cannot be more than 3"), (1, "n.less", "It cannot be less than 1")],
)
def test_it_says_where_it_ends(
    stand: Callable[..., Stand], number: int, tap: str, said: str
) -> None:
    s, screen = stand(), _Counted(number)
    loop = s.open(screen)
    assert loop.tap(tap)
    s.turn()
    assert screen.number == number
    assert loop.spoken is not None
    assert loop.spoken.text == said


def test_nothing_happens_where_nobody_listens(stand: Callable[..., Stand]) -> None:
    s = stand()
    stepper = Stepper(id="n", label="Shelves", number=2)
    stepper.layout(s.skin, s.display.surface.get_rect())
    (row,) = stepper.parts()
    assert [part.do() for part in row.parts() if part.id] == [None, None]  # type: ignore[attr-defined]
