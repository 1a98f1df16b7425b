"""The equipment check by touches: it goes on by ticks, says what failed, and tells the network."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from kiosk.core.facts import opening as facts
from kiosk.core.facts.fact import Fact
from kiosk.core.opening_words import CheckKind, CheckLine, OpeningStage, PlaceFacts
from kiosk.core.openings import Opening
from kiosk.hw.ports import DeviceState, Tick
from kiosk.sync.mailbox import Mailbox
from kiosk.ui.kit.lists import ScrollList
from tests import blank
from tests.ui.screens.conftest import Room

S = OpeningStage
NAME = "7QX-K2M-9F4"
WAY = (
    *(S.LOCATION_REVIEW, S.LOCATION_APPROVED, S.CONTRACT, S.FIT_OUT),
    *(None, S.EQUIPMENT_CHECK),
)


def tell(room: Room, *told: Fact, by: str | None = None) -> None:
    counter = room.show.desk.counter
    with counter.unit():
        counter.record(*told, actor=by)


def now(room: Room) -> Opening:
    opening = room.show.desk.opening.current()
    assert isinstance(opening, Opening)
    return opening


def finish(room: Room) -> None:
    """Let the clock tick until everything was tried; each look at it is a millisecond."""
    while room.show.desk.selftest.runs:
        room.show.desk.selftest.tick()
    tick(room)


def tick(room: Room) -> None:
    room.stand.signals.append(Tick(1.0))
    room.stand.turn()


def ids(room: Room) -> set[str]:
    return {str(row["id"]) for row in room.loop.screen.tree()}


def told(room: Room) -> dict[CheckKind, CheckLine]:
    return {line.kind: line for line in now(room).results}


@pytest.fixture
def checking(room: Room) -> Iterator[Room]:
    """A point whose equipment is to be checked, with mail that reaches the central."""
    tell(room, facts.OpeningInvited(NAME), by="central")
    tell(room, facts.OpeningSubmitted(NAME, 1, 1, "Sadovaya 18", PlaceFacts()))
    for stage in WAY:
        if stage is None:
            tell(room, facts.OpeningReportSubmitted(NAME, 1))
        else:
            tell(room, facts.OpeningStageSet(NAME, stage), by="central")
    for chip in room.show.desk.issue.live():
        room.show.desk.issue.cancel(chip.session.session)
    room.show.desk.lamps.put(None)
    with closing(Mailbox(blank.mail(room.show.folder / "mail.db"))) as mailbox:
        mailbox.note({"connected": "1", "welcomed": "1"})
        room.open(room.show.office.doors.opening())
        room.tap("opening.equipment")
        yield room


def test_everything_is_tried_by_ticks_and_the_network_is_told(checking: Room) -> None:
    assert checking.screen == "opening_equipment"
    assert "equipment.send" not in ids(checking)
    checking.tap("equipment.run")
    assert "equipment.cancel" in ids(checking)
    assert "Waits" in checking.words()
    assert checking.show.desk.selftest.runs, "the screen has not waited for it"
    finish(checking)
    assert "enough for the launch, not all passed" in checking.words()
    checking.tap("equipment.send")
    assert checking.said.startswith("The network knows that the equipment works")
    assert checking.screen == "opening"
    assert now(checking).state is S.TRIAL_DELIVERY
    found = told(checking)
    assert found[CheckKind.LIGHTS].good == found[CheckKind.LIGHTS].of > 0
    assert (found[CheckKind.SLIP].good, found[CheckKind.SLIP].of) == (0, 1)
    assert (found[CheckKind.BUTTON].good, found[CheckKind.BUTTON].of) == (0, 0)


def test_without_a_reader_it_is_told_and_refused_until_one_is_tried_again(checking: Room) -> None:
    checking.show.tell("hand", "scanner", DeviceState.ABSENT, "lost")
    checking.show.tell("camera", "camera", DeviceState.FAILED, "black")
    checking.tap("equipment.run")
    finish(checking)
    assert "not ready yet" in checking.words()
    assert "Check the cable and the power" in checking.words()
    checking.tap("equipment.send")
    assert checking.said.startswith("The equipment is not ready. Mend what is marked")
    assert now(checking).state is S.EQUIPMENT_CHECK
    assert told(checking)[CheckKind.READER].good == 0, "the network sees what failed"
    checking.show.tell("hand", "scanner", DeviceState.READY)
    checking.tap("equipment.hand.again")
    finish(checking)
    assert "equipment.hand.again" not in ids(checking)
    checking.tap("equipment.send")
    assert now(checking).state is S.TRIAL_DELIVERY


def test_a_row_that_gets_buttons_at_the_end_is_drawn_anew(checking: Room) -> None:
    def printer() -> object:
        rows = checking.loop.screen.find("equipment.list")
        assert isinstance(rows, ScrollList)
        return next(item for item in rows.items if item.line.name == "printer")  # type: ignore[attr-defined]

    checking.tap("equipment.run")
    checking.show.desk.selftest.tick()
    tick(checking)
    before = printer()
    assert "equipment.printer.again" not in ids(checking)
    finish(checking)
    assert "equipment.printer.again" in ids(checking)
    assert printer() != before, "rows of equal values draw the same"


def test_dark_lamps_are_marked_on_their_walk(checking: Room) -> None:
    checking.tap("equipment.run")
    finish(checking)
    cells = len({cell for c in checking.show.desk.lampmaps.chains() for cell in c.cells} - {""})
    assert f"{cells} of {cells} lamps shine" in checking.words()
    checking.tap("equipment.lights.lamps")
    assert checking.screen == "light_map"
    chain = checking.show.desk.lampmaps.chain("lights")
    assert chain is not None
    checking.show.lights.remap("lights", chain.cells, set(range(30)))
    checking.tap("bar.back")
    assert "not ready yet" in checking.words()
    checking.tap("equipment.send")
    assert checking.said.startswith("The equipment is not ready")
    lights = told(checking)[CheckKind.LIGHTS]
    assert lights.of - lights.good == 30


def test_what_was_cancelled_is_not_tried_and_not_enough(checking: Room) -> None:
    checking.tap("equipment.run")
    checking.tap("equipment.cancel")
    assert "Not tried" in checking.words()
    checking.tap("equipment.send")
    assert checking.said.startswith("The equipment is not ready")
    checking.tap("equipment.run")
    assert checking.show.desk.selftest.runs


def test_a_self_test_from_before_does_not_count(checking: Room) -> None:
    checking.tap("equipment.run")
    finish(checking)
    checking.show.desk.selftest.ended_at = now(checking).changed_at - 1
    tick(checking)
    assert "equipment.send" not in ids(checking)
    assert "Begin the check" in checking.words()


def test_a_clerk_may_not_run_it(checking: Room) -> None:
    checking.show.desk.counter.signed_in = "igor"
    checking.open(checking.show.office.doors.opening_equipment())
    checking.tap("equipment.run")
    assert checking.said.startswith("Your role may not do this")
    assert not checking.show.desk.selftest.runs


def test_one_that_is_past_this_stage_is_not_checked_again(checking: Room) -> None:
    checking.tap("equipment.run")
    finish(checking)
    checking.tap("equipment.send")
    assert "opening.equipment" not in ids(checking)
    checking.open(checking.show.office.doors.opening_equipment())
    checking.tap("equipment.send")
    assert checking.screen == "opening_equipment"
    assert now(checking).state is S.TRIAL_DELIVERY
