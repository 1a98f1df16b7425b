"""Roles, rights and states are said in every language, each by a word of its own."""

from datetime import UTC

import pytest

from kiosk.core.words import Right, Role
from kiosk.ui.phrases import Phrases
from kiosk.ui.screens.team_words import (
    right_word,
    role_hint,
    role_word,
    seen_words,
    state_chip,
)
from kiosk.workflows.team import Member

NOON = 1_795_521_120_000
DAY_MS = 24 * 3_600_000


def member(**is_so: bool | int) -> Member:
    none = frozenset[Right]()
    plain = {"is_blocked": False, "has_pin": True, "has_badge": False, "is_here": False,
             "is_held": False, "seen_at": 0}  # fmt: skip
    return Member("anna", "Anna K.", "AK", Role.CLERK, none, none, none, **(plain | is_so))  # type: ignore[arg-type]


@pytest.mark.parametrize("language", ["ru", "pt", "en"])
def test_every_role_and_right_has_a_word_of_its_own(language: str) -> None:
    phrases = Phrases(language, UTC)
    for words in (
        [role_word(role, phrases) for role in Role],
        [role_hint(role, phrases) for role in Role],
        [right_word(right, phrases) for right in Right],
    ):
        assert len(set(words)) == len(words)
    assert not phrases.missing


def test_when_somebody_was_here_last() -> None:
    english = Phrases("en", UTC)
    assert seen_words(member(), NOON, english) == "has not worked here yet"
    assert seen_words(member(is_here=True), NOON, english) == "is signed in now"
    assert seen_words(member(seen_at=NOON), NOON, english) == "last seen today at 11:52"
    before = seen_words(member(seen_at=NOON - DAY_MS), NOON, english)
    assert before.startswith("last seen 23 November")


@pytest.mark.parametrize(
    ("is_so", "label"),
    [
        ({}, None),
        ({"is_here": True}, "Here"),
        ({"has_pin": False, "is_here": True}, "No PIN yet"),
        ({"is_held": True, "has_pin": False}, "Locked out"),
        ({"is_blocked": True, "is_held": True}, "Blocked"),
    ],
)
def test_the_gravest_state_is_told(is_so: dict[str, bool], label: str | None) -> None:
    chip = state_chip(member(**is_so), Phrases("en", UTC))
    assert (chip.label if chip else None) == label
