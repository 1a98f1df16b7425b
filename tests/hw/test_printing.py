"""Documents as printer bytes: whatever a text says, only our own commands go out."""

import re

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kiosk.core import labels
from kiosk.core.papers import Wording
from kiosk.core.receipts import (
    Code128,
    Cut,
    Doc,
    Element,
    Label,
    Qr,
    Rule,
    Space,
    Text,
    TextSize,
    clean,
)
from kiosk.hw import printing
from kiosk.hw.decoders import ZbarEngine, ZxingEngine
from kiosk.hw.ports import Symbology
from kiosk.hw.print_text import wrapped
from kiosk.hw.printing import Paper, draw, picture_of, print_bytes, tear_off

DRAWER = "\x1bp\x00\x19\xfa"
SECRETS = (DRAWER, "\x10\x14\x01\x00\x05", "\x1b@", "\x1dV\x00", "\x1b", "\x9b", "\n", "\x00")
WRITTEN = (
    "\u202e",
    "\u2066",
    "\u200f",
    "\u200d",
    "📦",
    "👩\u200d👧",
    "Мария",
    "₽ 1 250,00",
    "שלום",
)
TEXTS = st.lists(st.sampled_from(SECRETS + WRITTEN) | st.text(max_size=6), max_size=8).map("".join)
COMMAND = {
    "reset": rb"\x1b@",
    "feed": rb"\x1bd\x04",
    "align": rb"\x1ba[\x00\x01]",
    "cut": rb"\x1dV[\x00\x01]",
    "proof": rb"\x1dr\x01",
    "strip": rb"\x1dv0\x00(?P<columns>..)(?P<rows>..)",
    "qr": rb"\x1d\(k(?P<size>..)",
}
COMMANDS = re.compile(
    b"|".join(b"(?P<%b>%b)" % (k.encode(), v) for k, v in COMMAND.items()), re.DOTALL
)


def parsed(blob: bytes) -> list[tuple[str, bytes]]:
    """Return the commands of a job with what they carry; fails on any other byte."""
    found, at = [], 0
    while at < len(blob):
        match = COMMANDS.match(blob, at)
        assert match, f"unknown at {at}: {blob[at : at + 8]!r}"
        size = 0
        name = next(name for name in COMMAND if match[name] is not None)
        if name == "strip":
            assert int.from_bytes(match["rows"], "little") <= 256
            size = int.from_bytes(match["columns"], "little") * int.from_bytes(
                match["rows"], "little"
            )
        elif name == "qr":
            size = int.from_bytes(match["size"], "little")
        body = blob[match.end() : match.end() + size]
        assert len(body) == size
        found.append((name, body))
        at = match.end() + size
    return found


def names(blob: bytes) -> list[str]:
    return [name for name, _ in parsed(blob)]


def receipt(*elements: Element) -> Doc:
    return Doc("receipt", (*elements, Cut()))


@pytest.mark.parametrize(
    ("cutter", "cut"), [("full", b"\x1dV\x00"), ("partial", b"\x1dV\x01"), ("none", b"")]
)
def test_a_paper_ends_as_its_cutter_can(cutter: str, cut: bytes) -> None:
    assert print_bytes(receipt(), Paper(cutter=cutter)) == b"\x1b@\x1bd\x04" + cut + b"\x1dr\x01"


@pytest.mark.parametrize("width", [384, 512, 576])
def test_the_strips_carry_what_the_preview_shows(width: int) -> None:
    doc = receipt(Text("Выдано", "14:02"), Rule(), Space(900), Qr("41234567*8301"), Code128("A1"))
    job = parsed(print_bytes(doc, Paper(width=width)))
    assert {name for name, _ in job} == {"reset", "strip", "feed", "cut", "proof"}
    rows = np.frombuffer(b"".join(b for name, b in job if name == "strip"), np.uint8)
    black = np.unpackbits(rows.reshape(-1, width // 8), axis=1).astype(bool)
    assert np.array_equal(black, np.asarray(picture_of(doc, width)) < 128)


def test_a_native_code_stands_between_what_is_drawn() -> None:
    doc = receipt(Rule(), Qr("AB"), Rule())
    qr = ["align", "qr", "qr", "qr", "qr", "qr", "align"]
    job = names(print_bytes(doc, Paper(qr="native")))
    assert job == ["reset", "strip", *qr, "strip", "feed", "cut", "proof"]


def test_a_name_may_not_open_the_drawer() -> None:
    blob = print_bytes(receipt(Text(DRAWER, DRAWER), Qr(DRAWER)), Paper(qr="native"))
    assert DRAWER.encode("latin-1") not in blob
    assert (b"\x1bp" in blob, b"\x10\x14" in blob) == (False, False)
    assert ("qr", b"1P0p\xc3\xba") in parsed(blob)


@given(TEXTS, TEXTS)
@settings(max_examples=30)
def test_no_text_changes_the_commands(left: str, right: str) -> None:
    doc = receipt(Text(left, right), Qr(f"*{left[:40]}"))
    for qr in ("raster", "native"):
        blob = print_bytes(doc, Paper(qr=qr))
        plain = print_bytes(receipt(Text("A"), Qr("*")), Paper(qr=qr))
        assert list(dict.fromkeys(names(blob))) == list(dict.fromkeys(names(plain)))
        stored = [body[3:] for name, body in parsed(blob) if name == "qr" and body[:2] == b"1P"]
        assert stored in ([], [clean(f"*{left[:40]}").encode()])


@given(TEXTS)
@settings(max_examples=30)
def test_a_text_is_drawn_as_if_it_had_been_clean(text: str) -> None:
    for element in (Text(text, centred=True), Text("Имя", text), Qr(text[:40])):
        tidy = (
            Qr(clean(text[:40]))
            if isinstance(element, Qr)
            else Text(clean(element.left), clean(element.right), centred=element.centred)
        )
        assert draw(element, 576).tobytes() == draw(tidy, 576).tobytes()


def test_a_code_is_drawn_as_if_it_had_been_clean() -> None:
    sheet = np.asarray(draw(Code128(f"A1\n{DRAWER}\u202e2"), 576))
    read = ZxingEngine([Symbology.CODE128]).read(np.pad(sheet, 40, constant_values=255))
    assert [code.text for code in read] == ["A1 pú2"]


@given(st.lists(st.sampled_from("iW .мЩ").map(lambda c: c * 30) | TEXTS), st.integers(60, 576))
@example(["W" * 40, "i" * 80], 384)
@settings(max_examples=50)
def test_every_line_fits_and_no_letter_is_lost(runs: list[str], room: int) -> None:
    font, text = printing._font(26, bold=False), clean("".join(runs))
    lines = wrapped(text, font.getlength, room)
    assert [line for line in lines if font.getlength(line) > room] == []
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_a_price_keeps_its_place_at_the_right_edge() -> None:
    ink = np.asarray(draw(Text("Чехол " * 12, "1 250 ₽"), 384)) < 128
    alone = np.asarray(draw(Text("", "1 250 ₽"), 384)) < 128
    height = alone.shape[0]
    assert ink.shape[0] > height
    assert np.array_equal(ink[-height:, -90:], alone[:, -90:])


@pytest.mark.parametrize("qr", ["raster", "native"])
@pytest.mark.parametrize("code", [Qr("x" * 400), Code128("Ab" * 20)])
def test_a_code_wider_than_the_paper_is_refused(code: Element, qr: str) -> None:
    paper = Paper(width=384, qr="raster" if isinstance(code, Code128) else qr)
    with pytest.raises(ValueError, match="wider than the paper"):
        print_bytes(receipt(code), paper)


def test_bars_give_way_to_fit_but_stay_readable() -> None:
    sheet = np.asarray(draw(Code128("P:PK31000000", module_dots=4, height_dots=60), 384))
    assert sheet.shape == (60, 384)
    read = ZbarEngine([Symbology.CODE128]).read(np.pad(sheet, 40, constant_values=255))
    assert [code.text for code in read] == ["P:PK31000000"]


def test_a_module_is_at_least_six_dots() -> None:
    black = np.asarray(draw(Qr("AB", module_dots=1), 576)) < 128
    places = np.flatnonzero(black.any(axis=1))
    finder = np.flatnonzero(~black[places[0]][np.flatnonzero(black[places[0]])[0] :])[0]
    assert finder == 7 * 6


def test_spaces_and_sizes_have_bounds() -> None:
    heights = [draw(Space(dots), 384).height for dots in (-5, 0, 16, 10**6)]
    texts = [draw(Text("7", size=size), 384).height for size in TextSize]
    assert heights == [1, 1, 16, 800]
    assert texts == sorted(set(texts))


def test_a_torn_paper_is_fed_out_and_cut_before_the_next() -> None:
    strip = bytes(576 // 8 * 256)
    assert tear_off(Paper(cutter="full")) == strip + b"\x1b@\x1bd\x04\x1dV\x00"
    assert tear_off(Paper(width=384, cutter="none")) == bytes(384 // 8 * 256) + b"\x1b@\x1bd\x04"


# -- labels at their real size ---------------------------------------------------------------------

EN = Wording("7731", str, lambda n, c: f"{n / 100:.2f} {c}", str)
LABELS = {
    "CELL:A-07": labels.cell_label("A-07"),
    "CELL:AB-12-345": labels.cell_label("AB-12-345"),
    "48210931-0001-1": labels.parcel_sticker("48210931-0001-1", "A-07"),
    "P:0123456789ABCDEFGHJKMNPQRS": labels.parcel_sticker("P:0123456789ABCDEFGHJKMNPQRS", "B-03"),
    "BOX:7731-26-01": labels.box_label("BOX:7731-26-01", "normal", "Centre", 18, "0048213", EN),
    "BOX:AB12-CD34-EF56-GH78-IJ90": labels.box_label(
        "BOX:AB12-CD34-EF56-GH78-IJ90", "defect", "Centre", 18, "0048213", EN
    ),
    "BOX:1A2B3C4D5E6F": labels.box_label("BOX:1A2B3C4D5E6F", "defect", "Centre", 0, "", EN),
    "CMD:refuse:damaged": labels.command_card("refuse:damaged", EN),
    "BADGE:0123456789ABCDEFGHJK": labels.badge("0123456789ABCDEFGHJK", "AK", EN),
}


@pytest.mark.parametrize("engine", [ZxingEngine, ZbarEngine])
@pytest.mark.parametrize("width", [384, 512, 576])
@pytest.mark.parametrize("text", LABELS)
def test_a_label_reads_as_it_was_asked(text: str, width: int, engine: type) -> None:
    paper = np.asarray(picture_of(LABELS[text], width))
    black = np.where(paper < 128, 0, 255).astype(np.uint8)  # as the head burns it
    seen = np.pad(black, 24, constant_values=255)
    read = engine([Symbology.QR, Symbology.CODE128]).read(np.ascontiguousarray(seen))
    assert [code.text for code in read] == [text]


@pytest.mark.parametrize("text", LABELS)
def test_no_ink_of_a_label_touches_its_edge(text: str) -> None:
    label = LABELS[text].elements[0]
    assert isinstance(label, Label)
    wide = np.asarray(draw(label, 800)) < 128
    left = (800 - label.width) // 2
    ink = wide[:, left : left + label.width]
    assert not wide[:, :left].any()
    assert not ink[:8].any()
    assert not ink[-8:].any()
    assert not ink[:, :8].any()
    assert not ink[:, -8:].any()


def test_a_label_wider_than_the_paper_lies_along_it() -> None:
    flat, lying = (draw(LABELS["CELL:A-07"].elements[0], width) for width in (800, 576))
    assert (flat.size, lying.size) == ((800, 400), (576, 800))
    turned = np.asarray(lying)[:, 88:488]
    assert np.array_equal(np.rot90(turned, -1), np.asarray(flat))


def test_the_number_of_a_cell_is_high() -> None:
    ink = np.asarray(draw(LABELS["CELL:A-07"].elements[0], 800))[:, 272:] < 128
    rows = np.flatnonzero(ink.any(axis=1))
    assert 0.5 <= (rows[-1] - rows[0] + 1) / 400 <= 0.6


def test_a_code_too_long_for_its_label_is_refused() -> None:
    for doc in (
        labels.parcel_sticker("x" * 200, "A-07"),
        labels.box_label("BOX:" + "B" * 60, *[""] * 2, 1, "", EN),
    ):
        with pytest.raises(ValueError, match="wider than the label"):
            print_bytes(doc, Paper())
