"""Every screen in every state, in three languages and two sizes: the lint finds nothing."""

from collections.abc import Callable

import pytest

from kiosk.ui.kit.lint import findings
from tests.ui.screens.conftest import Room

LANGUAGES, SIZES = ("ru", "pt", "en"), ("L", "M")
KEYS = ("id", "role", "text", "rect", "enabled")
LEAST_STATES = 30


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lint_finds_nothing_on_any_screen(
    make_room: Callable[..., Room], language: str, size: str
) -> None:
    room = make_room(language, size)
    found, seen = [], 0
    for exhibit in room.show.exhibits():
        loop = room.open(exhibit.make())
        loop.settle()
        seen += 1
        lit = room.show.desk.lamps.shown.lit
        found += [
            (exhibit.name, *map(str, f.__struct_fields__), f) for f in findings(loop.screen, lit)
        ]
    assert found == []
    assert seen >= LEAST_STATES


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tree_of_every_screen_is_as_it_was(
    make_room: Callable[..., Room], golden: Callable[[str, str], None], language: str, size: str
) -> None:
    room = make_room(language, size)
    lines = []
    for exhibit in room.show.exhibits():
        loop = room.open(exhibit.make())
        loop.settle()
        lines.append(f"== {exhibit.name}")
        lines += [" ".join(str(row[key]) for key in KEYS) for row in loop.screen.tree()]
    golden(f"trees/screens-{language}-{size}.txt", "\n".join(lines) + "\n")
