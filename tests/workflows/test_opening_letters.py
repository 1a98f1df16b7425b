"""Letters about an opening: decided here, and nobody else's are touched."""

from msgspec.structs import replace

from kiosk.core.messages import Message, StorageExtended
from kiosk.core.opening_letters import OpeningInvited, OpeningSaid
from kiosk.core.opening_words import OpeningStage
from kiosk.core.refusals import Reason, Refused
from kiosk.store import rows
from kiosk.workflows.opening_letters import OpeningLetters
from tests.workflows.conftest import T0, Point


def message(letter: object) -> Message:
    return Message("m1", "x", 1, T0, "igor", letter)  # type: ignore[arg-type]


def test_a_letter_of_somebody_else_is_not_decided_here(point: Point) -> None:
    decided = OpeningLetters(point.counter).decide(message(StorageExtended("P1", T0)))
    assert decided is None


def test_only_an_invitation_begins_an_opening(point: Point) -> None:
    letters = OpeningLetters(point.counter)
    assert letters.decide(message(OpeningSaid("o1", "hello"))) == Refused(Reason.NOT_KNOWN_HERE)
    told = letters.decide(message(OpeningInvited("o1")))
    assert isinstance(told, tuple)
    assert len(told) == 1


def test_a_line_another_counter_told_the_central_before_is_not_heard_again(point: Point) -> None:
    point.mail(OpeningInvited("o1"), OpeningSaid("o1", "hello", "m1"), OpeningSaid("o1", "x", "m1"))
    assert point.outcomes()[-2:] == [("applied", ""), ("rejected", "stale")]
    assert [one.text for one in point.store.openings.all()[0].said] == ["hello"]


def test_no_invitation_shuts_a_point_that_works(point: Point) -> None:
    point.stock("c1", "P1")
    letters = OpeningLetters(point.counter)
    assert letters.decide(message(OpeningInvited("o1"))) == Refused(Reason.WRONG_STATE)


def test_no_second_invitation_tries_a_launched_point_anew(point: Point) -> None:
    letters = OpeningLetters(point.counter)
    point.mail(OpeningInvited("o1"))
    launched = replace(point.store.openings.all()[0], state=OpeningStage.LAUNCHED)
    with point.counter.unit():
        rows.save(point.store.db, launched)
    assert letters.decide(message(OpeningInvited("o2"))) == Refused(Reason.WRONG_STATE)
    assert letters.decide(message(OpeningInvited("o1"))) == Refused(Reason.STALE)
