"""The papers that wait: listed, left to print by themselves, or receipts discarded by choice."""

import pytest

from kiosk.core.prints import JobState
from kiosk.core.receipts import Doc
from kiosk.ui.screens.waiting_papers import paper_word
from kiosk.workflows.papers import Papers
from tests.ui.screens.conftest import Room


@pytest.fixture
def waits(room: Room) -> Room:
    """Two receipts, an act and a label wait, and nothing else."""
    room.show.file.db.execute("DELETE FROM print_job")
    with room.show.desk.counter.unit():
        for job, kind in (("j1", "receipt"), ("j2", "receipt"), ("j3", "act"), ("j4", "label")):
            Papers(room.show.desk.counter).queue(Doc(kind, ()), job=job)
    room.open(room.show.office.doors.health())
    room.tap("health.papers")
    assert room.screen == "waiting_papers"
    return room


def states(room: Room) -> dict[str, str]:
    found = ((name, room.show.file.prints.get(name)) for name in ("j1", "j2", "j3", "j4"))
    return {name: job.state for name, job in found if job}


def hold(room: Room) -> None:
    button = room.loop.screen.find("papers.yes")
    assert button
    x, y = button.rect.center
    room.stand.press(x, y)
    room.stand.wait(2.0)
    room.stand.lift(x, y)
    room.stand.turn()


def test_what_waits_is_listed_with_its_kind(waits: Room) -> None:
    words = waits.words()
    assert "4 papers wait" in words
    for word in ("Receipt", "Act", "Label", "dropped by itself at 12:22"):
        assert word in words


def test_left_alone_everything_prints_later(waits: Room) -> None:
    waits.tap("papers.later")
    assert waits.screen != "waiting_papers"
    assert set(states(waits).values()) == {"queued"}


def test_receipts_are_discarded_after_a_question_that_says_what_is_lost(waits: Room) -> None:
    waits.tap("papers.discard")
    words = waits.words()
    assert "Discard 2 receipts?" in words
    assert "The customer's paper is lost." in words
    assert set(states(waits).values()) == {"queued"}
    hold(waits)
    assert waits.said.startswith("2 receipts discarded")
    gone, kept = JobState.DISCARDED, JobState.QUEUED
    assert states(waits) == {"j1": gone, "j2": gone, "j3": kept, "j4": kept}
    assert waits.loop.screen.find("papers.discard") is None


def test_a_tap_is_no_hold_and_the_safe_answer_keeps_everything(waits: Room) -> None:
    waits.tap("papers.discard")
    waits.tap("papers.keep")
    assert waits.loop.screen.find("papers.ask") is None
    assert set(states(waits).values()) == {"queued"}


def test_one_receipt_alone_is_discarded(waits: Room) -> None:
    waits.tap("papers.discard.j2")
    assert "Discard 1 receipt?" in waits.words()
    hold(waits)
    assert (states(waits)["j1"], states(waits)["j2"]) == ("queued", "discarded")


def test_what_began_to_print_meanwhile_is_not_discarded(waits: Room) -> None:
    waits.tap("papers.discard.j1")
    waits.show.file.db.execute("UPDATE print_job SET state = 'sending' WHERE id = 'j1'")
    hold(waits)
    assert waits.said.startswith("This is not possible now")
    assert states(waits)["j1"] == "sending"


def test_neither_acts_nor_labels_have_the_button_nor_who_may_not_issue(waits: Room) -> None:
    screen = waits.loop.screen
    assert screen.find("papers.discard.j1")
    assert screen.find("papers.discard.j3") is None
    assert screen.find("papers.discard.j4") is None
    waits.show.desk.counter.signed_in = "oleg"
    screen.renew()
    waits.stand.turn()
    assert waits.loop.screen.find("papers.discard.j1") is None
    assert waits.loop.screen.find("papers.discard") is None


def test_an_empty_queue_says_so(room: Room) -> None:
    room.show.file.db.execute("DELETE FROM print_job")
    room.open(room.show.office.doors.health())
    assert room.loop.screen.find("health.papers") is None
    room.open(room.show.office.doors.waiting_papers())
    assert "Nothing waits for a printer." in room.words()


@pytest.mark.parametrize("kind", ["receipt", "act", "label", "card", "ticket", "slip", "x"])
def test_every_kind_of_paper_has_a_word(room: Room, kind: str) -> None:
    assert paper_word(kind, room.stand.skin.phrases)
