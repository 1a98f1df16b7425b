from collections.abc import Callable

import pytest

from kiosk.trial.gallery import OverSample
from kiosk.trial.stand import Stand
from kiosk.ui.kit.keyboard import Keyboard
from kiosk.ui.kit.widget import walk
from kiosk.ui.loop import Loop


def opened(stand: Callable[..., Stand], size: str = "L") -> object:
    s = stand(size)
    loop = s.open(OverSample("keyboard"))
    s.wait(1)
    return s, loop


def typed(s: Stand, loop: Loop, *keys: str) -> object:
    for key in keys:
        assert loop.tap(f"keys.{key}"), key
        s.turn(1)
        s.time += 0.2
    return loop.screen.typing.text


def test_russian_letters_and_one_capital(stand: Callable[..., Stand]) -> None:
    s, loop = opened(stand)
    assert typed(s, loop, "shift", "key.я", "key.б", "space", "key.ё", "back") == "Яб "


def test_the_language_key_goes_round(stand: Callable[..., Stand]) -> None:
    s, loop = opened(stand)
    assert typed(s, loop, "language", "key.ç", "language", "key.q", "language", "key.щ") == "çqщ"


def test_dead_keys_wait_for_their_letter(stand: Callable[..., Stand]) -> None:
    s, loop = opened(stand)
    typed(s, loop, "language")
    text = typed(s, loop, "key.´", "key.a", "key.~", "key.o", "key.^", "key.e", "key.´", "key.k")
    assert text == "áõê´k"


def test_language_and_shift_outlive_a_renewed_screen(stand: Callable[..., Stand]) -> None:
    s, loop = opened(stand)
    typed(s, loop, "language", "shift")
    loop.screen.renew()
    s.turn()
    assert typed(s, loop, "key.ç") == "Ç"


@pytest.mark.parametrize("size", ["L", "M", "S"])
def test_every_key_is_a_finger_wide(stand: Callable[..., Stand], size: str) -> None:
    _, loop = opened(stand, size)
    board = next(w for w in walk(loop.screen.root) if isinstance(w, Keyboard))
    for language in ("ru", "pt", "en"):
        board._turn(language=language)
        keys = [w for w in board.parts() if w.tappable]
        assert len(keys) > 35
        assert min(min(k.rect.size) for k in keys) >= 56, language


def test_what_lies_under_the_keyboard_is_not_touched(stand: Callable[..., Stand]) -> None:
    s, loop = opened(stand)
    hidden = loop.screen.find("issue.confirm").rect.center
    s.tap(*hidden)
    assert loop.screen.taps == []
