"""Every wish is told from the others by its word, and a stranger's word is none."""

from typing import get_args

import msgspec
import pytest

from kiosk.central.wish_forms import CancelWish, LetterWish, Wish


def test_every_wish_has_a_word_of_its_own() -> None:
    words = [form.__struct_config__.tag for form in get_args(Wish)]
    assert len(words) == len(set(words)) >= 13


def test_what_is_a_letter_tells_all_that_is_asked_of_it() -> None:
    for form in get_args(LetterWish):
        assert "point" in form.__struct_fields__
        assert all(callable(getattr(form, name)) for name in ("fault", "letters", "said"))


def test_a_wish_comes_back_as_it_was_left() -> None:
    wish = CancelWish("7731", "48210931-0001", ("48210931-0001-1",))
    assert msgspec.json.decode(msgspec.json.encode(wish), type=Wish) == wish


@pytest.mark.parametrize("raw", [b'{"type":"wizard"}', b"{}", b'{"type":"cancel","point":"7731"}'])
def test_what_is_no_wish_is_refused(raw: bytes) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(raw, type=Wish)
