"""What a scanned text means: every sample has one kind, and no text, however bad, raises."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.codes import Code, CodeKind, goods, read, tail

KNOWN = {
    "A-07": CodeKind.CELL,
    "12-3": CodeKind.CELL,
    "99001122": CodeKind.PARCEL,
    "1234567890": CodeKind.PARCEL,
    "48210031-0931-1": CodeKind.PARCEL,
    "D-55": CodeKind.DELIVERY,
}

PAPER = "01900000-0000-7000-8000-0123456789ab"

SAMPLES = [
    ("CMD:ok", CodeKind.COMMAND, "ok"),
    ("CMD:refuse:did_not_fit", CodeKind.COMMAND, "refuse:did_not_fit"),
    ("CELL:B-03", CodeKind.CELL, "B-03"),
    ("CELL:AB-1-22-333", CodeKind.CELL, "AB-1-22-333"),
    ("BADGE:0123456789ABCDEFGHJK", CodeKind.BADGE, "0123456789ABCDEFGHJK"),
    ("P:PK31000000", CodeKind.PARCEL, "P:PK31000000"),
    ("BOX:B-000123", CodeKind.BOX, "BOX:B-000123"),
    ("48210031-0931-1", CodeKind.PARCEL, "48210031-0931-1"),
    ("%101%12345678", CodeKind.PARCEL, "%101%12345678"),
    ("*AbCd+/=9", CodeKind.PARCEL, "*AbCd+/=9"),
    ("!AbCd_-9", CodeKind.PARCEL, "!AbCd_-9"),
    ("1Z999AA10123456784", CodeKind.PARCEL, "1Z999AA10123456784"),
    ("TBA123456789000", CodeKind.PARCEL, "TBA123456789000"),
    ("12345678*1234", CodeKind.PICKUP, "12345678*1234"),
    ("48210031-0931", CodeKind.ORDER, "48210031-0931"),
    ("ii5275210303", CodeKind.RETURN, "ii5275210303"),
    ("WB-MP-00aZ", CodeKind.BOX, "WB-MP-00aZ"),
    ("00123456789012345678", CodeKind.BOX, "00123456789012345678"),
    ("010460000000001721AbC!x", CodeKind.MARKING, "010460000000001721AbC!x"),
    ("A-07", CodeKind.CELL, "A-07"),
    ("12-3", CodeKind.CELL, "12-3"),
    ("99001122", CodeKind.PARCEL, "99001122"),
    ("D-55", CodeKind.DELIVERY, "D-55"),
    (f"RCPT:{PAPER}", CodeKind.RECEIPT, PAPER),
    ("55501", CodeKind.DIGITS, "55501"),
]


def _read(text: str, symbology: str = "qr", *, in_issue: bool = False) -> Code:
    return read(text, symbology, KNOWN.get, in_issue=in_issue)


@pytest.mark.parametrize(("text", "kind", "body"), SAMPLES)
def test_every_sample_has_one_kind(text: str, kind: CodeKind, body: str) -> None:
    assert _read(text) == Code(kind, body, "qr")


@pytest.mark.parametrize(("text", "kind", "body"), SAMPLES)
def test_an_aim_prefix_and_line_ends_are_dropped_and_nothing_else(
    text: str, kind: CodeKind, body: str
) -> None:
    assert _read(f"]C0{text}\r\n\t") == Code(kind, body, "qr")
    assert _read(f" {text}").kind in {CodeKind.UNKNOWN, CodeKind.DIGITS}


def test_six_digits_are_a_pickup_code_in_an_issue_only() -> None:
    assert _read("123456", "typed", in_issue=True) == Code(CodeKind.PICKUP, "123456", "typed")
    assert _read("1234 567890", "typed", in_issue=True).text == "1234567890"
    assert _read("123456", "typed").kind is CodeKind.DIGITS


def test_a_known_parcel_is_never_taken_for_a_typed_code() -> None:
    assert _read("1234567890", in_issue=True).kind is CodeKind.PARCEL


def test_a_parcel_known_by_the_number_of_a_box_is_that_parcel() -> None:
    sscc = "00123456789012345678"
    for source in ("code128", "typed", "]C1"):
        text = f"]C1{sscc}" if source == "]C1" else sscc
        assert read(text, source, {sscc: CodeKind.PARCEL}.get).kind is CodeKind.PARCEL
        assert read(text, source, {sscc: CodeKind.BOX}.get).kind is CodeKind.BOX
        assert read(text, source, {sscc: CodeKind.DELIVERY}.get).kind is CodeKind.BOX


def test_digits_of_a_shop_bar_code_are_a_product_unless_known() -> None:
    assert _read("4601234567890", "ean13").kind is CodeKind.PRODUCT
    assert _read("4601234567890", "code128").kind is CodeKind.DIGITS
    assert _read("99001122", "ean8").kind is CodeKind.PARCEL


def test_a_cell_that_does_not_exist_is_unknown() -> None:
    assert _read("Z-99").kind is CodeKind.UNKNOWN


def test_letters_of_a_russian_keyboard_are_mapped_back() -> None:
    assert _read("шш5275210303") == Code(CodeKind.RETURN, "ii5275210303", "qr", repaired=True)
    assert _read("СУДД:И-03") == Code(CodeKind.CELL, "B-03", "qr", repaired=True)


def test_case_is_kept() -> None:
    assert _read("II5275210303").kind is CodeKind.UNKNOWN
    assert _read("cell:b-03").kind is CodeKind.UNKNOWN


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("x" * 513, "too_long"),
        ("я" * 257, "too_long"),
        ("", "empty"),
        ("]C1\r\n", "empty"),
        ("A\x00B", "control"),
        ("\x1b@", "control"),
        ("48210031-0931-1\x1d", "control"),
        ("https://example.org/48210031", "foreign"),
        ("ТУТ ЧТО-ТО", "foreign"),
        ("RCPT:", "foreign"),
        ("RCPT:../../etc", "foreign"),
        (f"RCPT:{'0' * 65}", "foreign"),
        ("RCPT:٣٣", "foreign"),
        ("４８２１００３１-0931-1", "foreign"),
        ("١٢٣٤٥٦٧٨*١٢٣٤", "foreign"),
    ],
)
def test_what_we_cannot_act_on_is_unknown_and_says_why(text: str, why: str) -> None:
    assert _read(text) == Code(CodeKind.UNKNOWN, "", "qr", why)


def test_gs_is_legal_where_gs1_puts_it() -> None:
    marking = "010460000000001721AbC\x1d91EE"
    assert _read(marking, "datamatrix").kind is CodeKind.MARKING
    assert _read(f"]d2{marking}").kind is CodeKind.MARKING
    assert _read(marking, "code128").why == "control"


@given(st.text(max_size=600), st.sampled_from(["qr", "typed", "ean13", "unknown"]), st.booleans())
def test_no_text_raises(text: str, symbology: str, in_issue: bool) -> None:  # noqa: FBT001
    code = read(text, symbology, KNOWN.get, in_issue=in_issue)
    assert bool(code.why) == (code.kind is CodeKind.UNKNOWN)


@given(st.binary(max_size=600))
def test_no_bytes_raise(raw: bytes) -> None:
    for text in (raw.decode("utf-8", "replace"), raw.decode("latin-1")):
        assert read(text, "unknown", KNOWN.get).kind in CodeKind


@given(st.text(max_size=40))
def test_every_understood_code_is_plain_text(text: str) -> None:
    code = read(text, "qr", KNOWN.get)
    assert code.text.isascii()
    assert "\x00" not in code.text


@given(st.sampled_from([s[0] for s in SAMPLES]), st.integers(0, 30), st.characters())
def test_a_changed_letter_never_raises(text: str, place: int, letter: str) -> None:
    changed = text[:place] + letter + text[place + 1 :]
    assert read(changed, "qr", KNOWN.get).symbology == "qr"


def test_a_code_never_shows_its_text() -> None:
    assert "12345678*1234" not in repr(_read("12345678*1234"))


def test_only_the_last_four_are_shown() -> None:
    assert tail("48210031-0931-1") == "0931-1"
    assert tail("48210031-0931-12") == "0931-12"
    assert tail("48210031-0931") == "0931"
    assert tail("4600000000039") == "0039"
    assert tail("7") == "7"
    assert tail("--") == ""


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("4600000000017", "4600000000017"),
        ("04600000000017", "4600000000017"),
        ("010460000000001721AbC!x\x1d91EE06", "4600000000017"),
        ("010460000000001721", "10460000000001721"),  # a number: it names no piece
        ("X00ABC1", "X00ABC1"),
        ("٣٣٣", "٣٣٣"),
        ("0000", ""),
        ("", ""),
    ],
)
def test_a_product_has_one_number_however_it_is_written(text: str, number: str) -> None:
    assert goods(text) == number


@given(st.text(max_size=60))
def test_no_text_is_too_odd_to_be_a_product(text: str) -> None:
    assert goods(goods(text)) == goods(text)
