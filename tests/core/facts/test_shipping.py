"""Facts of what leaves: bounded in every field, and small enough for one event."""

import msgspec
import pytest

from kiosk.core.events import FACTS
from kiosk.core.facts import shipping
from kiosk.core.facts.shipping import MOST_BOXES, BoxSealed, BoxStarted, ShipmentHandedOver

OURS = sorted(word for word, fact in FACTS.items() if fact.__module__ == shipping.__name__)
SEALED = {"box": "BOX:7731-01", "seal": "S-104", "count": 3}


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
    assert free == []


def test_a_box_tells_its_class_by_the_word_of_the_trade() -> None:
    raw = b'{"box":"BOX:7731-01","flow":"reverse","class":"defect"}'
    assert msgspec.json.encode(msgspec.json.decode(raw, type=BoxStarted)) == raw


@pytest.mark.parametrize(
    "bad",
    [{"seal": ""}, {"seal": "abc"}, {"seal": "A" * 21}, {"seal": "S-1\n"}, {"weight_g": -1}],
)
def test_what_is_no_seal_and_no_weight_is_refused(bad: dict[str, object]) -> None:
    assert msgspec.convert(SEALED, BoxSealed).weight_g == 0
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(SEALED | bad, BoxSealed)


def test_the_fullest_shipment_fits_into_an_event() -> None:
    boxes = tuple(f"BOX:{n:060d}" for n in range(MOST_BOXES))
    fact = ShipmentHandedOver("s" * 64, "d" * 64, boxes, tuple(f"{n:020d}" for n in range(100)))
    assert msgspec.convert(msgspec.to_builtins(fact), ShipmentHandedOver) == fact
    assert len(msgspec.json.encode(fact)) < 12_000
