"""A claim names the carriage whose row it changes, and no more photos than an event holds."""

import msgspec
import pytest

from kiosk.core.books import Subject, subjects
from kiosk.core.events import MAX_EVENT_BYTES, type_of
from kiosk.core.facts.claiming import MOST_EVIDENCE, ClaimAbout, ClaimRaised


def test_it_changes_the_row_of_its_carriage() -> None:
    for about in ClaimAbout:
        fact = ClaimRaised("c1", about, "X-1")
        assert type_of(fact) == "claim.raised"
        assert subjects(fact) == (Subject(about.value, "X-1"),)


def test_as_many_photos_as_may_be_fit_into_an_event() -> None:
    fact = ClaimRaised("c" * 64, ClaimAbout.SHIPMENT, "x" * 64, ("a" * 64,) * MOST_EVIDENCE)
    assert len(msgspec.json.encode(fact)) < MAX_EVENT_BYTES // 2


@pytest.mark.input
@pytest.mark.parametrize(
    "wrong",
    [
        {"about": "parcel"},
        {"subject": ""},
        {"subject": "a b"},
        {"evidence": ["not a digest"]},
        {"evidence": ["a" * 64] * (MOST_EVIDENCE + 1)},
    ],
)
def test_what_is_no_claim_cannot_be_read(wrong: dict[str, object]) -> None:
    good = {"claim": "c1", "about": "delivery", "subject": "D-1"}
    assert msgspec.convert(good, ClaimRaised)
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(good | wrong, ClaimRaised)
