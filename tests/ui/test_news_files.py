"""The notes of the version that runs are there, short, in three languages, with their picture."""

import tomllib
from pathlib import Path

import msgspec
import pytest

from kiosk.ui import news_files
from kiosk.ui.kit.lint import findings
from kiosk.ui.kit.pictures import photo
from kiosk.ui.news_files import Notes, notes, of_version
from kiosk.ui.screens.news import NewsScreen
from tests.ui.screens.conftest import Room, make_room, morning

__all__ = ["make_room", "morning"]

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_this_version_has_its_notes() -> None:
    assert of_version(PROJECT["project"]["version"]) is not None
    assert of_version("9.9.9") is None


def test_they_ship_with_the_package() -> None:
    assert "ui/news/*" in PROJECT["tool"]["setuptools"]["package-data"]["kiosk"]


@pytest.mark.parametrize("one", notes(), ids=lambda one: one.version)
def test_each_file_is_whole(one: Notes) -> None:
    assert len({len(one.lines(language)) for language in ("ru", "pt", "en")}) == 1
    assert photo(one.jpeg) is not None
    assert len(one.jpeg) <= 100_000
    named = {file.name for file in news_files.NEWS.iterdir()}
    assert {f"{one.version}.toml", one.picture} <= named


def test_no_file_is_there_for_nothing() -> None:
    named = {file.name for file in news_files.NEWS.iterdir()}
    assert named == {f"{one.version}.toml" for one in notes()} | {one.picture for one in notes()}


def test_the_newest_is_the_first() -> None:
    order = [tuple(map(int, one.version.split("."))) for one in notes()]
    assert order == sorted(order, reverse=True)


GOOD = b'version="1"\nday=2026-11-26\npicture="1.jpg"\nru=["a"]\npt=["a"]\nen=["a"]\n'


@pytest.mark.input
@pytest.mark.parametrize(
    "raw",
    [
        GOOD.replace(b'ru=["a"]\n', b""),
        GOOD.replace(b'en=["a"]', b"en=[]"),
        GOOD.replace(b'en=["a"]', b'en=["a","a","a","a","a","a"]'),
        GOOD.replace(b'en=["a"]', b'en=["' + b"a" * 111 + b'"]'),
        GOOD + b'fr=["a"]\n',
    ],
)
def test_a_file_that_is_not_whole_is_none(raw: bytes) -> None:
    msgspec.toml.decode(GOOD, type=Notes)
    with pytest.raises(msgspec.ValidationError):
        msgspec.toml.decode(raw, type=Notes)


@pytest.mark.parametrize("language", ["ru", "pt", "en"])
def test_no_line_is_cut_on_the_screen(make_room: object, language: str) -> None:
    room: Room = make_room(language, "M")  # type: ignore[operator]
    for one in notes():
        screen = NewsScreen(room.show.office)
        screen.shown = one
        loop = room.open(screen)
        loop.settle()
        assert findings(loop.screen, frozenset()) == []
