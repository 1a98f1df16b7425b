"""Runs of cells and lights, as people read them."""

import pytest

from kiosk.core.lampmap import LampMap
from kiosk.core.shelfplan import Plan
from kiosk.core.words import Zone
from kiosk.trial.stand import Stand
from kiosk.ui.screens.shelf_words import light_run, lights_of, runs, zone_word


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ((), ""),
        (("A-03",), "A-03"),
        (("A-01", "A-02", "A-03"), "A-01..03"),
        (("A-01", "A-02", "A-05"), "A-01..02, A-05"),
        (("A-01", "A-03", "A-05", "A-07", "A-09", "A-11"), "A-01, A-03, A-05, A-07 +2"),
        (("A-01", "A-02", "B-03", "wall"), "A-01..02, B-03, wall"),
    ],
)
def test_neighbours_are_told_as_one(cells: tuple[str, ...], words: str) -> None:
    assert runs(cells) == words


def test_lights_are_counted_from_one() -> None:
    assert light_run([4, 0, 1, 2]) == "1-3, 5"
    assert light_run([]) == ""
    plan = Plan((), {"a": LampMap(("A-01", "", "A-01")), "b": LampMap(("A-02",))})
    assert lights_of(plan, ("A-01", "A-02", "A-09")) == {"a": [0, 2], "b": [0]}


def test_every_zone_has_a_word_of_its_own() -> None:
    words = [zone_word(zone, Stand().skin.phrases) for zone in Zone]
    assert len(set(words)) == len(Zone)
