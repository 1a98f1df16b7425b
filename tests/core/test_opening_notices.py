"""A partner hears of each step that waits for them, and of each word of the network, once."""

from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core import openings
from kiosk.core.events import CENTRAL, Event
from kiosk.core.facts import opening as facts
from kiosk.core.facts.noticing import NoticeRead
from kiosk.core.notice_words import NoticeKind
from kiosk.core.opening_notices import NEWS_DAYS, Heard, heard, is_line
from kiosk.core.opening_words import OpeningStage, PlaceFacts
from kiosk.core.openings import Opening, Said, Step

S = OpeningStage
DAY_MS = 24 * 3_600_000
PLACE = facts.OpeningSubmitted("OP-1", 55_000_000, 37_000_000, "Sadovaya, 18", PlaceFacts())


def stands(stage: OpeningStage, by: str = CENTRAL, **more: object) -> Opening:
    return Opening("OP-1", stage, 3, 500, steps=(Step(stage, 500, by),), **more)  # type: ignore[arg-type]


def test_it_is_told_along_an_opening(told: Callable[..., Event]) -> None:
    """Invited: act. Proposed: nothing, for the partner did it. Rejected: act again, and new."""
    opening = openings.evolve(None, told(facts.OpeningInvited("OP-1"), at=100, actor=CENTRAL))
    assert list(heard(opening, 200)) == [Heard("OP-1:1:step", 100, asks=True)]
    opening = openings.evolve(opening, told(PLACE, at=300))
    assert list(heard(opening, 400)) == []
    review = facts.OpeningStageSet("OP-1", S.LOCATION_REVIEW)
    opening = openings.evolve(opening, told(review, at=500, actor=CENTRAL))
    assert list(heard(opening, 600)) == [Heard("OP-1:3:step", 500)]
    no = facts.OpeningStageSet("OP-1", S.LOCATION_REJECTED, deadline_at=9_000)
    opening = openings.evolve(opening, told(no, at=700, actor=CENTRAL))
    assert list(heard(opening, 800)) == [Heard("OP-1:4:step", 9_000, asks=True)]


@pytest.mark.parametrize("stage", [S.LAUNCHED, S.EXPIRED])
def test_the_end_is_news_for_a_week(stage: OpeningStage) -> None:
    ended = stands(stage)
    assert list(heard(ended, 600)) == [Heard("OP-1:3:step", 500)]
    assert list(heard(ended, 500 + NEWS_DAYS * DAY_MS)) == []


def test_who_gives_it_up_hears_nothing_of_it() -> None:
    assert list(heard(stands(S.WITHDRAWN, by="olga"), 600)) == []


def test_the_last_line_of_the_thread_is_told_while_it_is_the_networks() -> None:
    asked, answered = Said(600, "olga", "When?"), Said(700, CENTRAL, "On Friday")
    assert list(heard(stands(S.SUBMITTED, by="olga", said=(asked,)), 800)) == []
    both = stands(S.SUBMITTED, by="olga", said=(asked, answered))
    assert list(heard(both, 800)) == [Heard("OP-1:700:said", 700)]
    assert is_line("OP-1:700:said")
    assert not is_line("OP-1:said:7:step")


@given(name=st.from_regex(r"[A-Za-z0-9:._-]{1,64}", fullmatch=True), version=st.integers(0, 10**6))
def test_every_subject_fits_into_the_fact_that_it_was_seen(name: str, version: int) -> None:
    line = Said(2**53 - 1, CENTRAL, "Hello")
    opening = Opening(name, S.DRAFT, version, said=(line,))
    for one in heard(opening, 0):
        read = NoticeRead(NoticeKind.OPENING_STEP, one.subject)
        assert msgspec.convert(msgspec.to_builtins(read), NoticeRead) == read
        assert is_line(one.subject) == one.subject.endswith(":said")
