"""Cells called out: each sign by itself, in three languages, and nothing but cells."""

from string import ascii_uppercase

import pytest

from kiosk.core.callouts import spoken


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ru", "бэ, ноль три"),
        ("pt", "bê, zero três"),
        ("en", "bee, zero three"),
        ("xx", "bee, zero three"),
    ],
)
def test_a_cell_is_called_sign_by_sign(language: str, words: str) -> None:
    assert spoken("B-03", language) == words


def test_parts_are_told_apart_by_a_pause() -> None:
    assert spoken("AB-3-112", "en") == "ay bee, three, one one two"


@pytest.mark.parametrize("language", ["ru", "pt", "en"])
def test_no_two_cells_are_called_alike(language: str) -> None:
    cells = [f"{rack}-{n:02d}" for rack in ascii_uppercase for n in range(100)]
    assert len({spoken(cell, language) for cell in cells}) == len(cells)


@pytest.mark.parametrize(
    "text", ["", "Maria S.", "48210001-0001-1", "b-03", "B-03\n", "B-0003", "A-1-2-3-4", "Б-03"]
)
def test_nothing_but_a_cell_is_called_out(text: str) -> None:
    assert spoken(text, "en") == ""
