"""A form of one line: the keyboard comes and goes, what is typed stays."""

from kiosk.trial.stand import Stand
from kiosk.ui.kit.boxes import Stack
from kiosk.ui.kit.page import Page
from kiosk.ui.kit.screen import Screen
from kiosk.ui.kit.typed_line import TypedLine
from kiosk.ui.kit.widget import Move, Widget


class Form(Screen):
    """A line and what was sent of it."""

    name = "form"

    def __init__(self, layouts: tuple[str, ...]) -> None:
        self.line = TypedLine("form", 4, self.renew, layouts=layouts)
        self.sent: list[str] = []

    def build(self) -> Widget:
        line = self.line.field("form.line", "Code")
        return Page(content=Stack(children=[line]), over=self.over())

    def over(self) -> Widget | None:
        return self.line.keyboard("Code", "ru", self._send)

    def _send(self) -> Move:
        self.sent.append(self.line.typing.text)
        return self.line.turn()


def form(layouts: tuple[str, ...] = ("ru", "pt", "en", "signs")) -> tuple[Stand, Form]:
    stand, screen = Stand("L", "en"), Form(layouts)
    stand.open(screen)
    return stand, screen


def tap(stand: Stand, widget: str) -> None:
    stand.wait(0.4)
    assert stand.loop.tap(widget), widget
    stand.turn()


def test_a_tap_opens_the_keyboard_and_enter_sends_and_closes_it() -> None:
    stand, screen = form(("en", "signs"))
    assert not screen.line.writing
    tap(stand, "form.line")
    for key in ("a", "b", "c", "d", "e"):
        tap(stand, f"form.keys.key.{key}")
    tap(stand, "form.keys.enter")
    assert screen.sent == ["abcd"], "no more than the line holds"
    assert screen.over() is None


def test_closed_by_its_key_what_was_typed_stays() -> None:
    stand, screen = form(("en",))
    tap(stand, "form.line")
    tap(stand, "form.keys.key.a")
    tap(stand, "form.keys.close")
    assert (screen.line.typing.text, screen.sent, screen.line.writing) == ("a", [], False)
    tap(stand, "form.line")
    assert screen.line.typing.text == "a"


def test_a_line_without_the_language_of_the_screen_opens_with_its_own() -> None:
    stand, screen = form(("en", "signs"))
    tap(stand, "form.line")
    keyboard = screen.line.keyboard("Code", "ru")
    assert keyboard is not None
    assert (keyboard.language, keyboard.layouts) == ("en", ("en", "signs"))
    spoken = form()[1].line
    spoken.turn()
    russian = spoken.keyboard("Code", "ru")
    assert russian is not None
    assert russian.language == "ru"
