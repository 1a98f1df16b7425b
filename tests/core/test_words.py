"""Closed sets and field types: the same word in rules, SQL, mail and logs."""

from enum import StrEnum

import msgspec
import pytest

from kiosk.core import words
from kiosk.core.words import Line, Ref, type_word


def test_every_closed_set_says_its_members_in_lower_case_or_as_a_size() -> None:
    sets = [v for v in vars(words).values() if isinstance(v, type) and issubclass(v, StrEnum)]
    members = {m.value for one in sets if one not in {StrEnum, words.Size} for m in one}
    assert members
    assert all(value == value.lower() for value in members)


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("ParcelStored", "parcel.stored"),
        ("ParcelPutBack", "parcel.put_back"),
        ("JournalEpochStarted", "journal.epoch_started"),
        ("CellmapChanged", "cellmap.changed"),
    ],
)
def test_a_type_is_the_name_in_words(name: str, word: str) -> None:
    assert type_word(name) == word


def test_an_id_has_no_spaces_and_is_not_long() -> None:
    assert msgspec.convert("*Ab+/=9x", Ref) == "*Ab+/=9x"
    for bad in ("", "a b", "я", "x" * 65, "a\n"):
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert(bad, Ref)


def test_a_line_has_no_control_characters() -> None:
    assert msgspec.convert("Лампа, 26 см", Line) == "Лампа, 26 см"
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert("a\x1bp", Line)
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert("Лампа\n", Line)
