"""Facts of evidence name a file by its digest, and nothing else of it."""

import msgspec
import pytest

from kiosk.core.events import FACTS
from kiosk.core.facts import evidence
from kiosk.core.facts.evidence import PhotoTaken

OURS = sorted(word for word, fact in FACTS.items() if fact.__module__ == evidence.__name__)

GOOD = {"photo": "p1", "sha256": "ab" * 32, "subject": "P1", "purpose": "damage"}


def test_a_photo_is_told_by_its_digest_and_what_it_shows() -> None:
    taken = msgspec.convert(GOOD, PhotoTaken)
    assert (taken.sha256, taken.subject) == ("ab" * 32, "P1")


@pytest.mark.parametrize(
    "bad",
    [
        {"sha256": "../../etc/passwd"},
        {"sha256": "AB" * 32},
        {"sha256": "ab" * 32 + "\n"},
        {"subject": ""},
        {"subject": "a b"},
        {"purpose": "holiday"},
    ],
)
def test_what_is_no_digest_and_no_purpose_is_refused(bad: dict[str, str]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(GOOD | bad, PhotoTaken)


@pytest.mark.parametrize("word", OURS)
def test_a_fact_says_how_each_of_its_fields_is_bounded(word: str) -> None:
    schema = msgspec.json.schema(FACTS[word])
    fields = schema["$defs"][FACTS[word].__name__]["properties"]
    free = [n for n, f in fields.items() if f.get("type") == "string" and "pattern" not in f]
    assert free == []
