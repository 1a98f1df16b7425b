"""Printed text: cleaned of whatever a printer would obey."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.receipts import MAX_TEXT, Cut, Doc, Text, clean, copied

ESC_CUT_DRAWER = "A\x1b@B\x1dV\x00C\x1bp\x00\x19\xfa"


def test_what_a_printer_would_obey_is_dropped() -> None:
    assert clean(ESC_CUT_DRAWER) == "A@B VCpú"
    assert clean("Мария\u202e С.\u200b") == "Мария С."
    assert clean(" a\n\tb  c ") == "a b c"


def test_no_character_of_all_there_are_leaves_a_control() -> None:
    for start in range(0, 0x110000, 512):
        cleaned = clean("".join(map(chr, range(start, start + 512))))
        assert all(unicodedata.category(c)[0] != "C" for c in cleaned)


@given(st.text(max_size=2000))
def test_a_text_is_short_and_stays_clean(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned) <= MAX_TEXT
    assert clean(cleaned) == cleaned


def test_a_copy_says_so_on_top_and_says_all_else_as_before() -> None:
    doc = Doc("act", (Text("Act"), Cut()))
    assert copied(doc, "Copy") == Doc("act", (Text("Copy", bold=True, centred=True), *doc.elements))
