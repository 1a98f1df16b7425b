"""Words of an opening: every stage, step, picture, field and fault has one."""

from datetime import UTC

import pytest

from kiosk.core import applicants
from kiosk.core.opening_words import OpeningStage, ShotState
from kiosk.core.openings import Opening, Step
from kiosk.core.policy import Check
from kiosk.ui.phrases import Phrases
from kiosk.ui.screens import opening_words as words

S = OpeningStage
ENGLISH = Phrases("en", UTC)


def at(*stages: OpeningStage, applicant: str = "") -> Opening:
    steps = tuple(Step(stage, n + 1, "olga") for n, stage in enumerate(stages))
    return Opening("o1", stages[-1], steps=steps, applicant=applicant)


@pytest.mark.parametrize("stage", S)
def test_every_stage_says_what_is_waited_for(stage: OpeningStage) -> None:
    assert words.stage_word(at(S.DRAFT, stage), ENGLISH)
    assert words.steps(at(S.DRAFT, stage))


def test_the_stepper_stands_where_the_opening_does() -> None:
    rows = words.steps(at(S.DRAFT, S.SUBMITTED, S.LOCATION_REJECTED, applicant="x"))
    assert [row.state for row in rows[:3]] == ["done", "bad", "later"]
    assert rows[1].at == 3
    assert [row.state for row in words.steps(at(S.DRAFT, applicant="x"))][:2] == ["done", "now"]


def test_a_deposit_nobody_asked_for_is_left_out_once_it_is_past() -> None:
    way = (S.DRAFT, S.SUBMITTED, S.CONTRACT)
    assert "deposit" in [row.key for row in words.steps(at(*way))]
    assert "deposit" not in [row.key for row in words.steps(at(*way, S.FIT_OUT))]
    assert "deposit" in [row.key for row in words.steps(at(*way, S.DEPOSIT, S.FIT_OUT))]


def test_one_that_is_over_stands_where_it_stood() -> None:
    rows = words.steps(at(S.DRAFT, S.SUBMITTED, S.WITHDRAWN, applicant="x"))
    assert [row.state for row in rows] == ["done", "bad"], "what never comes is not told"
    launched = words.steps(at(S.DRAFT, S.TRIAL_DELIVERY, S.LAUNCHED))
    assert {row.state for row in launched} == {"done"}


def test_every_field_and_fault_of_the_form_has_a_word() -> None:
    assert all(words.field_word(field, ENGLISH) for field in applicants.FIELDS)
    faults = ("missing", "too_long", "unseen", "form", "consent")
    assert all(words.fault_word(fault, ENGLISH) for fault in faults)
    assert all(words.shot_state(state, ENGLISH)[0] for state in ShotState)
    assert all(words.step_word(row.key, ENGLISH) for row in words.steps(at(S.DRAFT)))


def test_the_network_names_an_unusual_picture_itself() -> None:
    assert words.shot_word(Check("sign"), ENGLISH) == "The sign"
    assert words.shot_word(Check("roof", {"en": "The roof"}), ENGLISH) == "The roof"
    assert words.shot_word(Check("roof"), ENGLISH) == "roof"
