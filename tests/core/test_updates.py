"""Offers of a release: which one waits, when it may be taken up, what its words may be."""

import msgspec
import pytest
from msgspec.structs import replace

from kiosk.core.facts.link import LinkRestored
from kiosk.core.facts.updating import (
    UpdateBegun,
    UpdateConfirmed,
    UpdateFailed,
    UpdateInstalled,
    UpdateRolledBack,
)
from kiosk.core.update_words import Step
from kiosk.core.updates import (
    Offer,
    Progress,
    UpdateAvailable,
    facts_of,
    is_in_window,
    step_of,
    why_not,
)

LETTER = UpdateAvailable("r1", "2.0.0", 20, "https://m.example/k.kup", "a" * 64, 100)
NEWER = replace(LETTER, update="r2", version="2.1.0", serial=21)


def offer(step: Step = Step.ACCEPTED, letter: UpdateAvailable = LETTER) -> Offer:
    return Offer(letter, 1, step)


@pytest.mark.parametrize(
    ("letter", "standing", "why"),
    [
        (LETTER, None, ""),
        (replace(LETTER, version="1.0.0"), None, "has_it"),
        (LETTER, offer(), ""),  # the same again
        (NEWER, offer(), ""),
        (NEWER, offer(Step.BEGUN), "busy"),
        (NEWER, offer(Step.INSTALLED), "busy"),
        (LETTER, offer(Step.BEGUN), ""),
        (NEWER, offer(Step.CONFIRMED), ""),
        (NEWER, offer(Step.ROLLED_BACK), ""),
        (LETTER, offer(letter=NEWER), "downgrade"),
        (replace(LETTER, update="r3"), offer(Step.ROLLED_BACK), "tried"),
        (replace(LETTER, update="r3"), offer(Step.FAILED), ""),
    ],
)
def test_which_offer_is_taken(letter: UpdateAvailable, standing: Offer | None, why: str) -> None:
    assert why_not(letter, standing, "1.0.0") == why


@pytest.mark.parametrize(
    ("window", "inside", "outside"),
    [
        ((120, 300), (120, 299), (0, 119, 300, 1439)),
        ((1380, 60), (1380, 1439, 0, 59), (60, 720, 1379)),
        ((0, 0), (), (0, 720)),
        ((0, 1440), (0, 1439), ()),
    ],
)
def test_when_it_may_be_installed_unasked(
    window: tuple[int, int], inside: tuple[int, ...], outside: tuple[int, ...]
) -> None:
    letter = replace(LETTER, from_min=window[0], to_min=window[1])
    assert all(is_in_window(letter, minute) for minute in inside)
    assert not any(is_in_window(letter, minute) for minute in outside)


def test_each_fact_is_a_step_and_steps_follow_each_other() -> None:
    told = ("r1", "2.0.0")
    facts = (
        UpdateBegun(*told),
        UpdateInstalled(*told, "1"),
        UpdateConfirmed(*told),
        UpdateRolledBack(*told, "1", "hung"),
        UpdateFailed(*told, "busy"),
    )
    steps = [step_of(fact) for fact in facts]
    assert steps == [*(Step.BEGUN, Step.INSTALLED, Step.CONFIRMED, Step.ROLLED_BACK, Step.FAILED)]
    assert step_of(LinkRestored()) is None


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        (Step.ACCEPTED, Step.BEGUN, "begun"),
        (Step.ACCEPTED, Step.CONFIRMED, "begun installed confirmed"),
        (Step.ACCEPTED, Step.ROLLED_BACK, "begun installed rolled_back"),
        (Step.ACCEPTED, Step.FAILED, "begun failed"),
        (Step.BEGUN, Step.ROLLED_BACK, "installed rolled_back"),
        (Step.INSTALLED, Step.CONFIRMED, "confirmed"),
        (Step.INSTALLED, Step.INSTALLED, ""),  # it says so again and again
        (Step.INSTALLED, Step.BEGUN, ""),
        (Step.CONFIRMED, Step.ROLLED_BACK, ""),
        (Step.ROLLED_BACK, Step.CONFIRMED, ""),
        (Step.INSTALLED, Step.FAILED, ""),
        (Step.HELD, Step.BEGUN, ""),
    ],
)
def test_what_the_updater_says_becomes_each_step_once(before: Step, now: Step, told: str) -> None:
    facts = facts_of(offer(before), Progress("r1", 1, now, "1.0.0", "hung"))
    assert " ".join(str(step_of(fact)) for fact in facts) == told
    assert facts_of(offer(before), Progress("r2", 1, now, "1.0.0")) == ()
    assert facts_of(offer(before), Progress("r1", 0, now, "1.0.0")) == ()  # an earlier attempt's


def test_notes_speak_the_readers_language_else_english_else_any() -> None:
    told = replace(LETTER, ru=("Быстрее",), en=("Faster", "\u202e\u200b"))
    assert told.notes("ru") == ("Быстрее",)
    assert told.notes("pt") == ("Faster",)  # and nothing that harms
    assert replace(LETTER, pt=("Mais",)).notes("en") == ("Mais",)
    assert LETTER.notes("en") == ()


@pytest.mark.input
@pytest.mark.parametrize(
    "wrong",
    [
        {"update": "a b"},
        {"version": "2 0"},
        {"serial": 0},
        {"url": "http://m.example/k.kup"},
        {"url": "https://m.example/k p"},
        {"url": "https://m.example/" + "k" * 500},
        {"sha256": "A" * 64},
        {"size": 0},
        {"size": 64 * 1024 * 1024 + 1},
        {"from_min": -1},
        {"to_min": 1441},
        {"en": ["x" * 201]},
        {"en": ["x"] * 13},
        {"en": ["\x1b@"]},
    ],
)
def test_a_letter_out_of_its_bounds_is_none(wrong: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(msgspec.to_builtins(LETTER) | wrong, UpdateAvailable)
