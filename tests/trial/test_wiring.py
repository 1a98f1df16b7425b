"""The drawing of diagrams: sound files, words escaped, wires at right angles."""

from xml.etree import ElementTree as ET

import pytest

from kiosk.trial.wiring import Drawing, Pin

SVG = "{http://www.w3.org/2000/svg}"


def drawn(sheet: Drawing) -> ET.Element:
    return ET.fromstring(sheet.svg())  # noqa: S314  our own drawing


@pytest.mark.input
@pytest.mark.parametrize("word", ["<b>", "&amp;", '"', "]]>", "Ω я", ""])
def test_words_are_text_whatever_stands_in_them(word: str) -> None:
    sheet = Drawing(word, (100, 100))
    sheet.box((10, 50), (80, 40), (word,), [Pin(word, "left", 20)])
    texts = [text.text or "" for text in drawn(sheet).iter(f"{SVG}text")]
    assert texts == [word] * 3


def test_a_wire_between_points_askew_goes_at_right_angles() -> None:
    sheet = Drawing("", (100, 100))
    sheet.wire("data", (10, 20), (60, 80), joins=True)
    root = drawn(sheet)
    assert [line.get("points") for line in root.iter(f"{SVG}polyline")] == ["10,20 60,20 60,80"]
    assert [(dot.get("cx"), dot.get("cy")) for dot in root.iter(f"{SVG}circle")] == [("60", "80")]


@pytest.mark.parametrize(
    ("pin", "where"),
    [
        (Pin("a", "left", 10), (20, 40)),
        (Pin("a", "right", 10), (120, 40)),
        (Pin("a", "top", 10), (30, 30)),
        (Pin("a", "bottom", 10), (30, 80)),
    ],
)
def test_a_pin_is_on_its_edge(pin: Pin, where: tuple[int, int]) -> None:
    assert Drawing("", (200, 200)).box((20, 30), (100, 50), (), [pin])["a"] == where


def test_a_page_knows_light_and_dark_and_needs_nothing_from_elsewhere() -> None:
    text = Drawing("Lamps", (100, 100)).svg()
    assert "prefers-color-scheme: dark" in text
    assert text.count("http") == 1  # its own name space
    assert "url(" not in text
