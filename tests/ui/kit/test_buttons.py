from collections.abc import Callable

import pygame

from kiosk.trial.stand import Stand
from kiosk.ui.kit.buttons import Button, Field, Tabs, Toggle, Typing
from kiosk.ui.kit.canvas import Canvas, Mark
from kiosk.ui.kit.skin import Skin
from kiosk.ui.kit.widget import Back, Kind, Rect, Say, Touch


def test_a_tap_goes_where_the_button_leads() -> None:
    assert isinstance(Button(id="a", label="x", do=Back).on(Touch(Kind.TAP)), Back)
    assert Button(id="a", label="x").on(Touch(Kind.TAP)) is None


def test_a_button_whose_work_is_under_way_waits() -> None:
    assert Button(id="a", label="x", do=Back, pending=True).on(Touch(Kind.TAP)) is None


def test_a_disabled_button_answers_with_its_reason() -> None:
    move = Button(id="a", label="x", enabled=False, reason="Why", do=Back).on(Touch(Kind.TAP))
    assert isinstance(move, Say)
    assert move.text == "Why"


def test_tabs_tell_which_is_chosen() -> None:
    got = []
    tabs = Tabs(id="t", choices=(("a", "A"), ("b", "B")), chosen="b", pick=got.append)
    assert [t.text for t in tabs.parts()] == ["A", "[B]"]
    tabs.parts()[0].on(Touch(Kind.TAP))
    assert got == ["a"]


def test_tabs_narrow_rather_than_leave_their_room(stand: Callable[..., Stand]) -> None:
    skin = stand("S").skin
    tabs = Tabs(id="t", choices=tuple((str(i), "A long word") for i in range(4)), chosen="1")
    tabs.layout(skin, Rect(0, 0, 400, 56))
    assert tabs.parts()[-1].rect.right <= 400


def test_a_toggle_says_how_it_stands() -> None:
    assert Toggle(id="t", label="Sound", is_on=True).text == "Sound: on"
    assert Toggle(id="t", label="Sound").text == "Sound: off"


def test_typing_stops_at_its_most() -> None:
    typing = Typing(4)
    for letter in "123456":
        typing.add(letter)
    typing.back()
    assert typing.text == "123"
    typing.clear()
    assert typing.text == ""


def test_a_secret_field_tells_dots_only() -> None:
    typing = Typing()
    typing.add("4711")
    assert Field(id="f", label="PIN", typing=typing, dots=True).text == "••••"
    assert Field(id="f", label="Code", typing=typing).text == "4711"


PHONE = "+351 900 000 000"


def drawn(skin: Skin, text: str, wide: int, *, focused: bool) -> str:
    """Return what is written of a field so wide."""
    typing, marks = Typing(60), list[Mark]()
    typing.add(text)
    line = Field(id="f", label="Phone", typing=typing, focused=focused)
    line.layout(skin, Rect(0, 0, wide, 60))
    line.draw(Canvas(pygame.Surface((wide, 60)), skin, marks))
    (mark,) = marks
    return mark.text


def test_a_field_shows_what_is_typed_smaller_before_it_cuts_it(
    stand: Callable[..., Stand],
) -> None:
    skin = stand("M").skin
    wide = skin.width(PHONE, "input") + 2 * skin.px(18)
    assert drawn(skin, PHONE, wide, focused=False) == PHONE
    assert drawn(skin, PHONE, wide - 20, focused=True) == PHONE
    short = drawn(skin, PHONE, wide // 2, focused=False)
    assert short.startswith("+351")
    assert short.endswith("…")
    end = drawn(skin, PHONE, wide // 2, focused=True)
    assert PHONE.endswith(end)
    assert end != PHONE
