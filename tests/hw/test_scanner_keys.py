"""Key codes as a scanner on a US keyboard means them."""

import string

import pytest

from kiosk.hw.scanner_keys import ScannerKeys
from tests.hw.keyboards import (
    ALT,
    CTRL,
    F8,
    META,
    RIGHT_BRACE,
    SHIFT,
    Raw,
    held,
    pressed,
    typing,
)

# The same keys under the Russian layout (xkb `ru`): what the system would read.
RUSSIAN = dict(
    zip(
        "qwertyuiop[]asdfghjkl;'zxcvbnm,./",
        "йцукенгшщзхъфывапролджэячсмитьбю.",
        strict=True,
    )
)


def read(events: list[Raw], keys: ScannerKeys | None = None) -> str:
    keys = keys or ScannerKeys()
    typed = [keys.typed(code, value) for kind, code, value in events if kind == 1]
    return b"".join(typed).decode()


def refused(events: list[Raw]) -> int:
    keys = ScannerKeys()
    read(events, keys)
    return keys.refused


def test_every_sign_of_a_us_keyboard_is_read_as_it_was_typed() -> None:
    signs = string.ascii_letters + string.digits + string.punctuation + " \t\r"
    assert len(signs) == 97
    assert read(typing(signs)) == signs


def test_a_russian_layout_changes_nothing() -> None:
    code = "PK-7731;kb[9]/x"
    system = "".join(RUSSIAN.get(sign.lower(), sign) for sign in code)
    assert system == "зл-7731жлиХ9Ъ.ч".lower()
    assert read(typing(code)) == code


def test_shift_counts_while_it_is_held_on_either_side() -> None:
    a = pressed(30)
    assert read([*held(SHIFT, *a), *a, *held(54, *a), *a]) == "AaAa"
    both = [(1, SHIFT, 1), (1, 54, 1), (1, SHIFT, 0), *a, (1, 54, 0), *a]
    assert read(both) == "Aa"


def test_ctrl_and_bracket_and_f8_are_the_group_separator() -> None:
    bracket = pressed(RIGHT_BRACE)
    assert read([*held(CTRL, *bracket), *pressed(F8), *held(97, *bracket)]) == "\x1d\x1d\x1d"
    assert refused([*held(CTRL, *bracket), *pressed(F8)]) == 0


@pytest.mark.parametrize("modifier", [CTRL, 97, ALT, 100, META, 126])
def test_every_other_chord_is_dropped_and_counted(modifier: int) -> None:
    chord = held(modifier, *pressed(46), *pressed(28), *pressed(111), *pressed(F8))
    assert read([*pressed(30), *chord, *pressed(48)]) == "ab"
    assert refused(chord) == 4


@pytest.mark.parametrize("second", [SHIFT, ALT, META])
def test_the_separator_with_one_more_modifier_is_a_chord(second: int) -> None:
    chord = held(CTRL, *held(second, *pressed(RIGHT_BRACE)))
    assert (read(chord), refused(chord)) == ("", 1)


def test_the_number_pad_types_digits() -> None:
    pad = [79, 80, 81, 75, 76, 77, 71, 72, 73, 82, 83, 74, 78, 55, 98, 117, 96]
    assert read([event for key in pad for event in pressed(key)]) == "1234567890.-+*/=\r"


def test_a_key_without_a_sign_is_counted() -> None:
    keys = [58, 59, 103, 111, 113, 142, 580]  # caps lock, F1, up, delete, mute, sleep, unheard of
    events = [event for key in keys for event in pressed(key)]
    assert (read(events), refused(events)) == ("", len(keys))


def test_a_key_held_down_counts_once() -> None:
    assert read([(1, 30, 1), (1, 30, 2), (1, 30, 2), (1, 30, 0)]) == "a"
    shift = [(1, SHIFT, 1), (1, SHIFT, 2), (1, 30, 1), (1, 30, 0), (1, SHIFT, 0)]
    assert read([*shift, *pressed(30)]) == "Aa"


def test_a_reset_lets_go_of_every_modifier() -> None:
    keys = ScannerKeys()
    read([(1, CTRL, 1), (1, SHIFT, 1)], keys)
    keys.reset()
    assert read(pressed(30), keys) == "a"
