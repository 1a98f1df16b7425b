"""The facts of core.facts.paying: each says what happened and stays as it is."""

import msgspec
import pytest

from kiosk.core.events import FACTS
from kiosk.core.facts import paying
from kiosk.core.facts.fact import Fact

OURS = sorted(word for word, fact in FACTS.items() if fact.__module__ == paying.__name__)


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


@pytest.mark.parametrize("amount", [0, -1, 10**12 + 1, 1.5, "100"])
def test_nobody_pays_nothing_less_or_a_fraction(amount: object) -> None:
    told = {"payment": "p1", "session": "s1", "currency": "RUB", "method": "card"}
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(told | {"amount_minor": amount}, paying.PaymentStarted)


@pytest.mark.parametrize("currency", ["", "rub", "RU", "RUBL", "RUB\n"])
def test_a_currency_has_three_capital_letters(currency: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"parcel": "P1", "due_minor": 1, "currency": currency}, paying.DueChanged)
