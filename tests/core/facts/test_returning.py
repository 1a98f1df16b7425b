"""The facts of core.facts.returning: each says what happened and stays as it is."""

import msgspec
import pytest

from kiosk.core.events import FACTS
from kiosk.core.facts import returning
from kiosk.core.facts.fact import Fact, Item
from kiosk.core.facts.returning import MOST_ITEMS, ReturnExpected, ReturnRejected

OURS = sorted(word for word, fact in FACTS.items() if fact.__module__ == returning.__name__)


@pytest.mark.parametrize("word", OURS)
def test_a_fact_is_frozen_and_says_what_it_is(word: str) -> None:
    fact = FACTS[word]
    assert issubclass(fact, Fact)
    assert fact.__struct_config__.frozen
    assert fact.__doc__
    assert fact.__doc__.strip().split("\n")[0].endswith(".")


@pytest.mark.parametrize("word", OURS)
def test_a_fact_says_how_each_of_its_fields_is_bounded(word: str) -> None:
    schema = msgspec.json.schema(FACTS[word])
    fields = schema["$defs"][FACTS[word].__name__]["properties"]
    free = [n for n, f in fields.items() if f.get("type") == "string" and "pattern" not in f]
    assert free == []


@pytest.mark.parametrize(
    "facts",
    [
        {"return": "R 1", "reason": "used"},
        {"return": "R1", "reason": "because"},
        {"reason": "used"},
    ],
)
def test_a_bad_rejection_is_refused(facts: dict[str, str]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(facts, ReturnRejected)


def test_a_return_has_an_end() -> None:
    raw = msgspec.json.encode(ReturnExpected("R1", items=(Item("Mug"),) * (MOST_ITEMS + 1)))
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(raw, type=ReturnExpected)
