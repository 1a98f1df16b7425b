"""The words of rules: every kind says what it asks for and how the place stands to it."""

from datetime import UTC

import pytest

from kiosk.core.location_rules import Outcome, Verdict
from kiosk.core.mapfile import Flaw
from kiosk.core.opening_words import Entrance, LocationRule, NeighbourKind, RuleKind
from kiosk.ui.phrases import Phrases
from kiosk.ui.screens import place_words as words

EN, RU = Phrases("en", UTC), Phrases("ru", UTC)


@pytest.mark.parametrize("language", ["en", "ru", "pt"])
def test_every_kind_of_rule_has_words_of_its_own(language: str) -> None:
    phrases = Phrases(language, UTC)
    told = {words.rule_words(LocationRule(kind, 25, "bar"), phrases) for kind in RuleKind}
    assert len(told) == len(RuleKind)
    assert not phrases.missing


def test_the_networks_own_words_come_first() -> None:
    rule = LocationRule("height_cm", 240, words={"ru": "Потолок от 240 см"})
    assert words.rule_words(rule, RU) == "Потолок от 240 см"
    assert words.rule_words(rule, EN) == "A rule this screen does not know yet"


@pytest.mark.parametrize(
    ("kind", "outcome", "value", "said"),
    [
        (RuleKind.DISTANCE_M, Outcome.BROKEN, 333, "Not kept: 333 m to 7702"),
        (RuleKind.DISTANCE_M, Outcome.KEPT, None, "Kept"),
        (RuleKind.DISTANCE_M, Outcome.UNKNOWN, None, "Unknown: the network has told no points yet"),
        (RuleKind.AREA_M2, Outcome.BROKEN, 18, "Not kept: 18\u00a0m\u00b2"),
        (RuleKind.FLOOR, Outcome.KEPT, 1, "Kept: 1"),
        (RuleKind.WIDTH_CM, Outcome.UNKNOWN, None, "Unknown: not filled in yet"),
    ],
)
def test_a_verdict_says_what_was_found(
    kind: RuleKind, outcome: Outcome, value: int | None, said: str
) -> None:
    assert words.verdict_words(Verdict(LocationRule(kind, 25), outcome, value, "7702"), EN) == said


def test_distances_are_said_as_people_say_them() -> None:
    said = [words.metres(distance, EN) for distance in (0.4, 410.9, 999.9, 1234, 12_345)]
    assert said == ["0 m", "410 m", "999 m", "1.2 km", "12 km"]


@pytest.mark.parametrize("flaw", Flaw)
def test_every_flaw_says_that_there_are_outlines_alone(flaw: Flaw) -> None:
    assert "outlines alone" in words.flaw_words(flaw, EN)


def test_entrances_and_neighbours_have_words_and_a_newer_one_its_own() -> None:
    assert len({words.entrance_word(one, EN) for one in Entrance}) == len(Entrance)
    assert words.entrance_word("roof", EN) == "roof"
    assert not {words.neighbour_word(one, EN) for one in NeighbourKind} & {*NeighbourKind}
    assert len({words.neighbour_word(one, EN) for one in NeighbourKind}) == len(NeighbourKind)
    assert words.neighbour_word("zoo", EN) == "zoo"
