"""The wiring diagrams say what the program does: its pins, in files that are fresh and shown."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from kiosk import config_lights
from kiosk.trial.wiring_sheets import HEADER, SHEETS, USES

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "pictures" / "wiring"
EXAMPLE = (ROOT / "docs" / "examples" / "counter.toml").read_text(encoding="utf-8")
SVG = "{http://www.w3.org/2000/svg}"
# words of the diagrams -> the setting of the example that they stand for
SETTINGS = {
    ("hc595", "/OE {}"): "oe_pin",
    ("hc165", "SH/LD {}"): "ld_pin",
    ("buttons", "{}"): "pin",
}
CHARACTER = 0.6  # of the height of a line, as wide as letters are in the middle


def texts(name: str) -> list[ET.Element]:
    root = ET.parse(FOLDER / f"{name}.svg").getroot()  # noqa: S314  our own file
    return list(root.iter(f"{SVG}text"))


def words(name: str) -> list[str]:
    return [text.text or "" for text in texts(name)]


@pytest.mark.parametrize("name", SHEETS)
def test_the_file_is_fresh(name: str, request: pytest.FixtureRequest) -> None:
    path = FOLDER / f"{name}.svg"
    if request.config.getoption("--golden"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(SHEETS[name]().svg(), encoding="utf-8")
    assert path.read_text(encoding="utf-8") == SHEETS[name]().svg(), "stale: make docs, then look"


def test_every_diagram_is_shown_and_none_is_left_over() -> None:
    page = (ROOT / "docs" / "hardware.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"\]\(pictures/wiring/(\w+)\.svg\)", page))
    assert shown == set(SHEETS) == {path.stem for path in FOLDER.iterdir()}


def test_the_header_has_every_pin_once() -> None:
    assert len(set(HEADER.values())) == len(HEADER) == 28
    assert sorted(HEADER) == list(range(28))
    assert set(HEADER.values()) < set(range(1, 41))
    known = {10: 19, 11: 23, 8: 24, 9: 21, 24: 18, 25: 22, 17: 11, 16: 36, 2: 3, 21: 40}
    assert {bcm: HEADER[bcm] for bcm in known} == known


@pytest.mark.parametrize("name", SHEETS)
def test_a_number_and_its_pin_belong_together(name: str) -> None:
    pairs = re.findall(r"\b(\d+) \((\d+)\)", " ".join(words(name)))
    assert [(bcm, pin) for bcm, pin in pairs if HEADER[int(bcm)] != int(pin)] == []


def test_the_buses_pins_are_those_the_settings_keep_free() -> None:
    on_bus = {bcm for bcm, use in USES.items() if re.search(r"MOSI|SCLK|CE0|MISO", use)}
    assert on_bus == set(config_lights._SPI_PINS)


@pytest.mark.parametrize(("place", "key"), SETTINGS.items())
def test_pins_are_those_of_the_example(place: tuple[str, str], key: str) -> None:
    name, form = place
    set_to = re.findall(rf"^#? *{key} = (\d+)", EXAMPLE, re.MULTILINE)
    assert set_to
    bcm = int(set_to[0])
    assert form.format(f"{bcm} ({HEADER[bcm]})") in words(name)
    assert bcm in USES


def test_the_buzzer_is_where_the_example_has_it() -> None:
    (bcm,) = re.findall(r"^\[buzzer\].*?^#? *pin = (\d+)", EXAMPLE, re.MULTILINE | re.DOTALL)
    assert f"{bcm} ({HEADER[int(bcm)]})" in words("buzzer")
    assert USES[int(bcm)] == "buzzer"


def _extent(text: ET.Element) -> tuple[float, float, float, float]:
    """Return about where a line of text is: left, top, right, bottom."""
    kind = text.get("class", "")
    height = 20 if kind == "title" else 12.5 if "pin" in kind else 14
    wide = len(text.text or "") * height * CHARACTER
    x, y = float(text.get("x", "0")), float(text.get("y", "0"))
    if "rotate(-90" in text.get("transform", ""):
        return x - height, y - wide, x, y
    left = x - {"middle": wide / 2, "end": wide}.get(text.get("text-anchor", ""), 0)
    return left, y - height * 0.8, left + wide, y + 1


@pytest.mark.parametrize("name", SHEETS)
def test_no_words_lie_on_others_or_leave_the_page(name: str) -> None:
    sheet = SHEETS[name]()
    seen: list[tuple[str, tuple[float, float, float, float]]] = []
    for text in texts(name):
        left, top, right, bottom = at = _extent(text)
        assert left >= 0, text.text
        assert right <= sheet.width, text.text
        assert bottom <= sheet.height, text.text
        for other, (x0, y0, x1, y1) in seen:
            apart = right <= x0 or x1 <= left or bottom <= y0 or y1 <= top
            assert apart, f"{text.text} lies on {other}"
        if text.text:
            seen.append((text.text, at))
