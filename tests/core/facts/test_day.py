"""The facts of core.facts.day: each says what happened and stays as it is."""

import msgspec
import pytest

from kiosk.core.events import FACTS
from kiosk.core.facts import day
from kiosk.core.facts.day import DayOpened, Drawer, Totals
from kiosk.core.facts.fact import Fact

OURS = sorted(word for word, fact in FACTS.items() if fact.__module__ == day.__name__)


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
    for form in schema["$defs"].values():
        for name, field in form.get("properties", {}).items():
            kind = field.get("type")
            assert kind != "string" or "pattern" in field, name
            assert kind != "integer" or {"minimum", "maximum"} <= set(field), name
            assert kind != "array" or "maxItems" in field, name


@pytest.mark.parametrize(
    "told", ["", "2026-11-26\n", "26.11.2026", "2026-11-26:", "2026-11-26:A B", "2026-11-26 x"]
)
def test_a_day_has_a_date_and_at_most_a_box(told: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"day": told}, DayOpened)


@pytest.mark.parametrize("sums", [-1, 10**12 + 1, 0.5, "1"])
def test_a_drawer_holds_no_less_than_nothing(sums: object) -> None:
    told = {"currency": "RUB", "counted_minor": sums, "expected_minor": 0}
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(told, Drawer)


def test_a_drawer_tells_what_it_holds_too_much_or_too_little() -> None:
    assert Drawer("RUB", 100, 130).over_minor == -30
    assert Drawer("RUB", 130, -20).over_minor == 150


@pytest.mark.parametrize("count", [-1, 10**6 + 1])
def test_totals_are_counts(count: int) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"issued": count}, Totals)
