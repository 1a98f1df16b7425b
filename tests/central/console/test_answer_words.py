"""What came of a wish, with the words of messages as a reader knows them."""

from zoneinfo import ZoneInfo

import pytest

from kiosk.central.answers import Answer, NotDone, Words
from kiosk.central.console.answer_words import RIGHTS, ROLES, answer_words, answers_words
from kiosk.central.console.phrases import Phrases
from kiosk.central.people import Known
from kiosk.central.staff_wishes import NoStaff, StaffWish, settle_staff
from kiosk.core.team import Staff
from kiosk.core.words import Right, Role
from tests.central.conftest import T0

RU, EN = (Phrases(language, ZoneInfo("UTC")) for language in ("ru", "en"))


def test_every_role_and_right_has_words() -> None:
    assert {*ROLES} == {*Role}
    assert {*RIGHTS} == {*Right}


def test_stages_and_moments_are_said_as_the_pages_say_them() -> None:
    stage, when = Words("stage", ("location_review",)), Words("when", (str(T0),))
    told = Answer("stage_told", {"opening": "O-1", "stage": stage})
    assert answer_words(told, EN) == "opening O-1: the point is told 'place under review'"
    assert "«место на проверке»" in answer_words(told, RU)
    assert told.said().endswith("is told 'location_review'"), "a verb says the word itself"
    assert answer_words(Answer("%(when)s", {"when": when}), RU) == RU.when(T0)


def test_a_word_of_another_version_stands_as_it_is() -> None:
    told = Answer("stage_told", {"opening": "O-1", "stage": Words("stage", ("moon",))})
    assert "«moon»" in answer_words(told, RU)
    assert answer_words(Answer("%(x)s", {"x": Words("moon", ("full",))}), RU) == "full"


@pytest.mark.input
def test_why_a_right_is_not_given_is_said_whole_in_another_language() -> None:
    team = (Known(Staff("igor", Role.CLERK), "Igor P."),)
    with pytest.raises(NotDone) as refused:
        settle_staff(team, StaffWish("p1", "igor", grant=(Right.MAP,)))
    assert isinstance(refused.value, NoStaff)
    assert (
        answer_words(refused.value.told, RU)
        == "право «карта ячеек» нельзя дать роли «оператор пункта»"
    )
    assert str(refused.value) == "the right 'map' cannot be given to a clerk"


def test_several_stand_in_one_line() -> None:
    two = (Answer("dropped"), Answer("no_box", {"device": "b"}))
    assert answers_words(two, EN).endswith("lets it in again; there is no box 'b'")
