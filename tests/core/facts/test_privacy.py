"""Facts of privacy name a customer by reference, and never say anything else of them."""

import msgspec
import pytest

from kiosk.core.events import FACTS
from kiosk.core.facts import privacy
from kiosk.core.facts.privacy import CustomerErased, ErasureAsked, RetentionDone

OURS = sorted(word for word, fact in FACTS.items() if fact.__module__ == privacy.__name__)
GOOD = {"request": "r1", "customer_ref": "c1", "basis": "central"}


def test_an_erasure_is_told_by_its_name_and_its_basis() -> None:
    asked = msgspec.convert(GOOD | {"due_at": 5}, ErasureAsked)
    assert (asked.request, asked.basis, asked.due_at) == ("r1", privacy.Basis.CENTRAL, 5)
    assert msgspec.convert(GOOD, CustomerErased).photos == 0


@pytest.mark.parametrize(
    "bad",
    [{"basis": "whim"}, {"customer_ref": "Maria S."}, {"request": ""}, {"due_at": -1}],
)
def test_what_is_no_reference_and_no_basis_is_refused(bad: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(GOOD | bad, ErasureAsked)


def test_a_count_is_never_negative() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"customers": -1}, RetentionDone)


@pytest.mark.parametrize("word", OURS)
def test_a_fact_has_no_free_text(word: str) -> None:
    schema = msgspec.json.schema(FACTS[word])
    fields = schema["$defs"][FACTS[word].__name__]["properties"]
    free = [n for n, f in fields.items() if f.get("type") == "string" and "pattern" not in f]
    assert free == []
