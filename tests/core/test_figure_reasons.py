"""The reasons behind the figures: counted by group, most frequent first, with words for each."""

import re
from pathlib import Path

import pytest

from kiosk.core.figure_reasons import NAMES, Why, reasons, word
from kiosk.core.policy import Check
from kiosk.core.words import CancelReason, Condition, RejectReason

PAGE = Path(__file__).parents[2] / "docs" / "analytics.md"
COUNTS = {
    "refused_why:looks": 2,
    "refused_why:size": 5,
    "refused_why:defect": 2,
    "returned_as:whole": 1,
    "not_returned:used": 3,
    "missing": 2,
    "not_found": 1,
    "cancelled:unclaimed": 4,
    "turned_away_why:code_wrong": 6,
    "issued": 90,
    "surplus": 0,
}


def test_reasons_are_told_by_group_the_most_frequent_first() -> None:
    told = reasons(COUNTS)
    assert list(told[Why.REFUSED].items()) == [("size", 5), ("defect", 2), ("looks", 2)]
    assert told[Why.DIFFERENCE] == {"missing": 2, "not_found": 1}
    assert told[Why.CANCELLED] == {"unclaimed": 4}
    assert told[Why.TURNED_AWAY] == {"code_wrong": 6}
    assert told[Why.NOT_RETURNED] == {"used": 3}
    assert reasons({"issued": 1}) == {}, "a group without any is none"


@pytest.mark.parametrize(
    ("why", "words"),
    [
        (Why.CANCELLED, CancelReason),
        (Why.RETURNED, Condition),
        (Why.NOT_RETURNED, RejectReason),
        (Why.DIFFERENCE, ("missing", "surplus", "damaged", "not_found")),
        (Why.REFUSED, ("size", "looks", "not_as_told", "changed_mind", "defect", "other")),
    ],
)
def test_every_reason_of_ours_has_words(why: Why, words: tuple[str, ...]) -> None:
    for reason in words:
        assert word(why, str(reason), (), str, "en") != str(reason)


def test_a_network_has_words_of_its_own() -> None:
    own = (Check("torn", {"en": "The bag is torn"}),)
    assert word(Why.REFUSED, "torn", own, str, "en") == "The bag is torn"
    assert word(Why.REFUSED, "new_word", own, str, "en") == "new_word"


def test_the_page_defines_each_group_and_no_other() -> None:
    rows = re.findall(
        r"^\| `([a-z_]+)` \| by (.{4,}) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert [name for name, _ in rows] == [why.value for why in Why]
    assert set(NAMES) == set(Why)
