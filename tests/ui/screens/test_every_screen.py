"""Every screen in every state, in three languages and two sizes: the lint finds nothing."""

from collections.abc import Callable

import pytest
from msgspec import Struct

from kiosk.trial import item_pictures
from kiosk.trial.showroom import Showroom
from kiosk.trial.stand import Stand
from kiosk.ui.kit.lint import Finding, findings
from tests.ui.screens.conftest import Room

QUICKLY = [("ru", "M"), ("pt", "M"), ("en", "L")]  # each language, each size
SEEN_IN = [
    pytest.param(seen, marks=() if seen in QUICKLY else pytest.mark.slow, id="-".join(seen))
    for seen in [(language, size) for language in ("ru", "pt", "en") for size in "LM"]
]
KEYS = ("id", "role", "text", "rect", "enabled")
LEAST_STATES = 30


class Tour(Struct):
    """What was seen of every screen in a language and a size, in turn."""

    language: str
    size: str
    names: list[str]
    found: list[tuple[str, Finding]]
    lines: list[str]


@pytest.fixture(scope="module", params=SEEN_IN)
def tour(
    request: pytest.FixtureRequest,
    morning: Callable[[str], Showroom],
    tmp_path_factory: pytest.TempPathFactory,
) -> Tour:
    """Every screen, opened and looked over once for all tests."""
    language, size = request.param
    folder, jpeg = tmp_path_factory.mktemp("tour"), item_pictures.render("shoe", 1, 96)
    stand = Stand(size, language)
    show = Showroom(folder, language, lambda _: jpeg, morning(language))
    room, seen = Room(show, stand), Tour(language, size, [], [], [])
    for exhibit in show.exhibits():
        loop = room.open(exhibit.make())
        loop.settle()
        seen.names.append(exhibit.name)
        lit = show.desk.lamps.shown.lit
        seen.lines.append(f"== {exhibit.name}")
        seen.lines += [" ".join(str(row[key]) for key in KEYS) for row in loop.screen.tree()]
        seen.found += [(exhibit.name, finding) for finding in findings(loop.screen, lit)]
    show.close()
    return seen


def test_the_lint_finds_nothing_on_any_screen(tour: Tour) -> None:
    assert tour.found == []
    assert len(tour.names) >= LEAST_STATES


def test_the_tree_of_every_screen_is_as_it_was(
    tour: Tour, golden: Callable[[str, str], None]
) -> None:
    golden(f"trees/screens-{tour.language}-{tour.size}.txt", "\n".join(tour.lines) + "\n")
