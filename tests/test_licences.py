"""Every library that is locked and needed at run time is told with its licence."""

import re
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest

from kiosk import licences

LOCK = Path(__file__).parent.parent / "requirements.lock"
ASSETS = {"Inter", "Material Symbols", "DejaVu Sans"}
# their packages bring no text, or a line that names two; the short name stands on the screen
WITHOUT_TEXT = {"pygame-ce", "pyserial", "paho-mqtt"}


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def locked() -> set[str]:
    lines = re.findall(r"^([A-Za-z0-9._-]+)==", LOCK.read_text(encoding="utf-8"), re.MULTILINE)
    return {plain(name) for name in lines}


def is_installed(name: str) -> bool:
    try:
        distribution(name)
    except PackageNotFoundError:
        return False  # of another system
    return True


def runtime() -> set[str]:
    """What pyproject's own dependencies lead to, asked apart from the code under test."""
    asked, found = ["pickup-kiosk"], set[str]()
    while asked:
        wishes = distribution(asked.pop()).requires or []
        names = {plain(re.split(r"[ ;<>=!~\[(]", w)[0]) for w in wishes if "extra ==" not in w}
        here = {name for name in names if is_installed(name)}
        asked += here - found
        found |= here
    return found


def test_every_locked_library_of_the_program_is_told_with_its_licence() -> None:
    told = {plain(part.name): part for part in licences.parts() if part.name not in ASSETS}
    wanted = runtime() & locked()
    assert len(wanted) > 15
    assert wanted - told.keys() == set()
    assert [name for name, part in told.items() if not part.licence] == []
    assert [name for name, part in told.items() if not part.version] == []


def test_fonts_and_icons_are_told_too() -> None:
    told = {part.name: part.licence for part in licences.parts()}
    assert {name: told[name] for name in ASSETS} == {
        "Inter": "OFL-1.1",
        "Material Symbols": "Apache-2.0",
        "DejaVu Sans": "Bitstream Vera",
    }
    assert "SIL OPEN FONT LICENSE" in licences.text("Inter")


def test_the_whole_text_is_there_for_every_part() -> None:
    bare = {part.name for part in licences.parts() if len(licences.text(part.name)) < 200}
    assert bare <= WITHOUT_TEXT


@pytest.mark.parametrize("name", ["", "no such thing", "../../etc/passwd", "pickup-kiosk"])
def test_no_text_of_what_is_no_part(name: str) -> None:
    assert licences.text(name) == ""
