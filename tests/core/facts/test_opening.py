"""Facts of an opening: bounded in every field, and small enough for one event."""

from collections.abc import Callable

import msgspec
import pytest

from kiosk.core.events import FACTS, MAX_EVENT_BYTES, Event, encode
from kiosk.core.facts import opening
from kiosk.core.facts.fact import Fact
from kiosk.core.opening_words import (
    MOST_CHECKS,
    MOST_SHOTS,
    CheckKind,
    CheckLine,
    OpeningStage,
    PlaceFacts,
    ShotVerdict,
)

OURS = sorted(word for word, fact in FACTS.items() if fact.__module__ == opening.__name__)
LONG = "я" * 200
PLACE = {"opening": "o1", "lat": 1, "lon": 1, "address": "Sadovaya 18", "facts": {}}


@pytest.mark.parametrize("word", OURS)
def test_a_fact_is_frozen_and_says_what_it_is(word: str) -> None:
    fact = FACTS[word]
    assert fact.__struct_config__.frozen
    assert fact.__doc__


@pytest.mark.parametrize("word", OURS)
def test_a_fact_says_how_each_of_its_fields_is_bounded(word: str) -> None:
    schema = msgspec.json.schema(FACTS[word])
    fields = schema["$defs"][FACTS[word].__name__]["properties"]
    free = [n for n, f in fields.items() if f.get("type") == "string" and "pattern" not in f]
    endless = [n for n, f in fields.items() if f.get("type") == "array" and "maxItems" not in f]
    assert free == endless == []


@pytest.mark.parametrize(
    "fact",
    [
        opening.OpeningStageSet(
            "o" * 64,
            OpeningStage.REWORK,
            LONG,
            1,
            tuple(ShotVerdict(f"{n:064d}", LONG) for n in range(MOST_SHOTS)),
        ),
        opening.EquipmentChecked(
            "o" * 64,
            tuple(CheckLine(CheckKind.READER, 1, 1, f"{n:064d}") for n in range(MOST_CHECKS)),
        ),
        opening.OpeningSubmitted("o" * 64, 1, 1, LONG, PlaceFacts(neighbours=("я" * 64,) * 20)),
    ],
)
def test_the_fullest_fact_fits_into_an_event(fact: Fact, told: Callable[..., Event]) -> None:
    assert msgspec.convert(msgspec.to_builtins(fact), type(fact)) == fact
    assert len(encode(told(fact))) < MAX_EVENT_BYTES


@pytest.mark.parametrize(
    "bad",
    [
        {"lat": 90_000_001},
        {"lon": -180_000_001},
        {"lat": 1.5},
        {"address": "two\nlines"},
        {"address": "x" * 201},
        {"facts": {"area_m2": 0}},
        {"facts": {"entrance": "roof"}},
        {"facts": {"neighbours": ["x"] * 21}},
    ],
)
def test_a_place_that_is_none_is_refused(bad: dict[str, object]) -> None:
    assert msgspec.convert(PLACE, opening.OpeningSubmitted).facts == PlaceFacts()
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(PLACE | bad, opening.OpeningSubmitted)


@pytest.mark.parametrize("text", ["", "x" * 201, "a\x00b"])
def test_what_is_no_line_is_not_said(text: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"opening": "o1", "text": text}, opening.OpeningSaid)
