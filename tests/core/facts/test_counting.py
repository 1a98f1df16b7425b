"""The facts of core.facts.counting: each says what happened and stays as it is."""

import itertools

import msgspec
import pytest

from kiosk.core.events import FACTS, MAX_EVENT_BYTES, encode
from kiosk.core.facts import counting
from kiosk.core.facts.counting import MOST_CELLS, MOST_MISSED, MOST_SCANNED
from kiosk.core.facts.fact import Fact
from kiosk.core.words import StocktakeScope

OURS = sorted(word for word, fact in FACTS.items() if fact.__module__ == counting.__name__)
_names = itertools.count()


@pytest.mark.parametrize("word", OURS)
def test_a_fact_is_frozen_and_says_what_it_is(word: str) -> None:
    fact = FACTS[word]
    assert issubclass(fact, Fact)
    assert fact.__struct_config__.frozen
    assert fact.__doc__


@pytest.mark.parametrize("word", OURS)
def test_a_fact_says_how_each_of_its_fields_is_bounded(word: str) -> None:
    schema = msgspec.json.schema(FACTS[word])
    fields = schema["$defs"][FACTS[word].__name__]["properties"]
    free = [n for n, f in fields.items() if f.get("type") == "string" and "pattern" not in f]
    endless = [n for n, f in fields.items() if f.get("type") == "array" and "maxItems" not in f]
    assert free == endless == []


def longest(n: int) -> tuple[str, ...]:
    return tuple(f"{next(_names):064d}" for _ in range(n))


@pytest.mark.parametrize(
    "fact",
    [
        counting.CellCounted(
            "s" * 36,
            "c" * 64,
            longest(MOST_SCANNED),
            missing=longest(MOST_MISSED),
            extra=longest(MOST_SCANNED),
        ),
        counting.StocktakeStarted("s" * 36, StocktakeScope.CELLS, longest(MOST_CELLS), "p" * 64),
    ],
)
def test_the_longest_lists_of_the_longest_codes_fit_an_event(fact: Fact, told) -> None:  # noqa: ANN001
    assert len(encode(told(fact))) < MAX_EVENT_BYTES
