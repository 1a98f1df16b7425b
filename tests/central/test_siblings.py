"""Boxes that share a point: each is told of the others, once, and of nothing it knows."""

import pytest

from kiosk.core import messages
from kiosk.core.events import CENTRAL, decode
from kiosk.core.facts.opening import OpeningInvited, OpeningStageSet, ShotTaken
from kiosk.core.facts.people import ShiftOpened
from kiosk.core.messages import SiblingEvents
from kiosk.core.opening_words import OpeningStage
from tests.central.conftest import Box, Central, fresh_epoch, life


@pytest.fixture
def second(central: Central, box: Box) -> Box:
    """Another box of the same point."""
    del box
    central.share()
    central.register("box-2")
    second = Box("box-2", fresh_epoch())
    central.take(second.hello())
    return second


def _relayed(central: Central, device: str) -> list[SiblingEvents]:
    _, raws = central.store.above(device, 0, 1000, 10**9)
    opened = [messages.decode(raw).facts for raw in raws]
    return [letter for letter in opened if isinstance(letter, SiblingEvents)]


def test_what_one_does_the_other_is_told_byte_for_byte(
    central: Central, box: Box, second: Box
) -> None:
    box.tell(*life("P1"), ShiftOpened("anna"))
    assert central.take(box.batch(1)).queued == (second.device,)
    (letter,) = _relayed(central, "box-2")
    assert letter.device == "box-1"
    assert [bytes(raw) for raw in letter.events] == box.bodies[:6], "not what only one is about"
    assert _relayed(central, "box-1") == []
    assert central.take(box.batch(1)).queued == (), "a repeat is not news"


def test_an_echo_is_neither_folded_nor_relayed(central: Central, box: Box, second: Box) -> None:
    box.tell(*life("P1"))
    central.take(box.batch(1))
    for body in box.bodies:
        second.tell(decode(body).facts, via=decode(body).id)
    assert central.take(second.batch(1)).queued == ()
    counts = central.store.questions.counts("p1")
    assert (counts.events, counts.issued, counts.conflicts) == (12, 1, 0)
    assert _relayed(central, "box-1") == []


def test_the_end_of_a_term_is_told_to_the_others_in_a_letter_of_its_own(
    central: Central, box: Box, second: Box
) -> None:
    del second
    box.tell(OpeningInvited("o1"), actor=CENTRAL)
    box.tell(ShotTaken("o1", "facade", "ab" * 32))
    box.tell(OpeningStageSet("o1", OpeningStage.EXPIRED, version=1), actor=CENTRAL)
    box.tell(*life("P1"))
    central.take(box.batch(1))
    told = _relayed(central, "box-2")
    assert [next(decode(bytes(raw)).type for raw in letter.events) for letter in told] == [
        "shot.taken",
        "opening.stage_set",
        "parcel.expected",
    ]
    assert len(told[1].events) == 1


def test_a_relay_is_cut_into_slices(central: Central, box: Box, second: Box) -> None:
    del second
    for n in range(9):
        box.tell(*life(f"P{n}"))
    central.take(box.batch(1))
    assert [len(letter.events) for letter in _relayed(central, "box-2")] == [20, 20, 14]


def test_where_one_box_works_alone_nothing_is_relayed(central: Central, box: Box) -> None:
    central.register("box-2")
    central.register("box-1")
    box.tell(*life("P1"))
    assert central.take(box.batch(1)).queued == ()


def test_a_point_that_is_shared_no_more_is_taken_over(
    central: Central, box: Box, second: Box
) -> None:
    with central.store.unit():
        central.store.share("p1", on=False)
    central.register("box-2")
    assert central.welcome(box.hello()).reason == "replaced"
    assert central.welcome(second.hello()).reason == ""
