from collections.abc import Callable

from kiosk.trial.gallery import LockSample
from kiosk.trial.samples import HomeSample
from kiosk.trial.stand import Stand
from kiosk.ui.kit.keys import MoneyPad, PinPad


def test_the_keypad_types_digits_star_and_dash_up_to_32(stand: Callable[..., Stand]) -> None:
    s = stand()
    loop = s.open(HomeSample())
    for key in ("1", "0", "star", "dash", "9", "back"):
        loop.tap(f"home.code.{key}")
        s.turn(1)
    assert loop.screen.typing.text == "10*-"
    for _ in range(40):
        loop.tap("home.code.5")
        s.turn(1)
    assert len(loop.screen.typing.text) == 32


def test_the_field_shows_what_is_typed_at_once(stand: Callable[..., Stand]) -> None:
    s = stand()
    loop = s.open(HomeSample())
    frames = loop.frames
    loop.tap("home.code.7")
    s.turn(1)
    assert loop.frames == frames + 1
    assert loop.screen.find("home.code.field").text == "7"


def test_enter_answers_like_the_one_primary_button(stand: Callable[..., Stand]) -> None:
    s = stand()
    loop = s.open(HomeSample())
    loop.go(loop.screen.primary())
    s.turn()
    assert loop.spoken.text == "Unknown code"


def test_a_pin_shows_dots_and_nothing_else(stand: Callable[..., Stand]) -> None:
    s = stand()
    loop = s.open(LockSample())
    loop.screen.typing.text = "4711"
    loop.screen.renew()
    s.turn()
    assert not any("4711" in str(row.values()) for row in loop.screen.tree())


def test_a_keyboard_types_digits_alone_into_a_pin_pad() -> None:
    pad = PinPad(id="pin")
    for letter in "1a٣²-2":
        pad.press(letter)
    assert pad.typing.text == "12"


def test_a_till_takes_digits_alone_and_no_zeros_in_front() -> None:
    told: list[str] = []
    pad = MoneyPad(id="sum", typed=lambda: told.append(pad.typing.text))
    for letter in "00a5,0":
        pad.press(letter)
    assert pad.typing.text == "050", "as 0.50"
    pad.clear()
    assert told == ["0", "05", "050", ""], "the screen follows every key that typed"
