"""The facts of core.facts.deciding: each says what happened and stays as it is."""

import msgspec
import pytest

from kiosk.core.events import FACTS
from kiosk.core.facts import deciding
from kiosk.core.facts.deciding import MOST_ITEMS, ItemDecided, ParcelSplit
from kiosk.core.facts.fact import Fact, Item

OURS = sorted(word for word, fact in FACTS.items() if fact.__module__ == deciding.__name__)


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
        {"parcel": "P 1", "session": "s1", "decision": "refuse"},
        {"parcel": "P1", "session": "s1", "decision": "perhaps"},
        {"parcel": "P1", "session": "s1", "decision": "refuse", "item": -1},
        {"parcel": "P1", "session": "s1", "decision": "refuse", "item": "first"},
        {"parcel": "P1", "session": "s1"},
    ],
)
def test_a_bad_decision_is_refused(facts: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(facts, ItemDecided)


@pytest.mark.parametrize("items", [0, MOST_ITEMS + 1])
def test_what_goes_back_is_something_and_has_an_end(items: int) -> None:
    raw = msgspec.json.encode(ParcelSplit("P1", "P:1", "s1", "size", (Item("Mug"),) * items))
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(raw, type=ParcelSplit)
