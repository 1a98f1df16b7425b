"""The facts of core.facts.box: each says what happened and stays as it is."""

import msgspec
import pytest

from kiosk.core.events import FACTS
from kiosk.core.facts import box
from kiosk.core.facts.fact import Fact

OURS = sorted(word for word, fact in FACTS.items() if fact.__module__ == box.__name__)


@pytest.mark.parametrize("word", OURS)
def test_a_fact_is_frozen_and_says_what_it_is(word: str) -> None:
    fact = FACTS[word]
    assert issubclass(fact, Fact)
    assert fact.__struct_config__.frozen
    assert fact.__doc__
    assert fact.__doc__.strip().endswith(".")


@pytest.mark.parametrize("word", OURS)
def test_a_fact_says_how_each_of_its_fields_is_bounded(word: str) -> None:
    schema = msgspec.json.schema(FACTS[word])
    fields = schema["$defs"][FACTS[word].__name__]["properties"]
    free = [n for n, f in fields.items() if f.get("type") == "string" and "pattern" not in f]
    assert free == []
