"""What is wrong with a parcel, in the network's own words, in ours, or as the event names it."""

import pytest
from msgspec.structs import replace

from kiosk.core import damage
from kiosk.core.policy import Check
from kiosk.core.refusals import Reason, Refused
from tests.rules import POLICY

OURS = (Check("wet"), Check("bitten", {"ru": "Погрызено", "en": "A dog had it"}))


@pytest.mark.parametrize(
    ("key", "language", "word"),
    [
        ("wet", "ru", "<It is wet>"),
        ("bitten", "ru", "Погрызено"),
        ("bitten", "pt", "A dog had it"),
        ("torn", "en", "<The packing is torn>"),  # of an older list
        ("eaten", "en", "eaten"),  # of a list we never saw
    ],
)
def test_damage_is_told_in_the_words_there_are(key: str, language: str, word: str) -> None:
    assert damage.word(key, OURS, lambda words: f"<{words}>", language) == word


def test_only_a_kind_of_the_network_is_one() -> None:
    rules = replace(POLICY, damage_kinds=OURS)
    assert damage.not_said("bitten", rules) is None
    for unsaid in ("", "torn"):
        assert damage.not_said(unsaid, rules) == Refused(Reason.DAMAGE_KIND_NEEDED)
    assert damage.not_said("", replace(POLICY, damage_kinds=())) is None
