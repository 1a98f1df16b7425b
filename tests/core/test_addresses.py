"""Addresses are compared by letters and figures alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core import addresses


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("ул. Садовая, 18", "ул садовая 18"),
        ("  Берёзовая   ул. ", "березовая ул"),
        ("Rua São João, 5-B", "rua sao joao 5 b"),
        ("STRASSE Straße", "strasse strasse"),
        ("𝐀lameda", "alameda"),
        ("…, _ !", ""),
    ],
)
def test_case_accents_and_signs_do_not_count(text: str, wanted: str) -> None:
    assert addresses.folded(text) == wanted


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    once = addresses.folded(text)
    assert addresses.folded(once) == once


def test_the_first_few_words_are_looked_up() -> None:
    assert addresses.words("a b c d e f g") == ("a", "b", "c", "d", "e")
    assert addresses.words(" , ") == ()
