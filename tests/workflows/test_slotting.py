"""Proposed moves: made once a day, done by scans, forgotten when something else happened."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from kiosk.core import messages
from kiosk.core.facts.stockroom import ParcelMoved
from kiosk.core.refusals import Reason, Refused
from kiosk.core.slotting import Proposal
from kiosk.core.words import BlockReason, ClockQuality, MoveReason
from kiosk.hw.ports import Rhythm
from kiosk.store.slots import Night
from kiosk.workflows.slotting import SlottingMove
from kiosk.workflows.views import Stored
from tests.workflows.conftest import DAY_MS, Point

Rules = Callable[..., messages.PolicySet]


@pytest.fixture
def shop(point: Point) -> Point:
    """P1 lies in B-01, where searches take long; A-01 is quick and free."""
    point.stock("c1", "P1", cell="B-01")
    point.stock("c2", "P2", cell="A-02")
    return point


def search(point: Point, parcel: str, cell: str, seconds: int) -> None:
    """Let a customer come for a parcel that is found after so many seconds."""
    who = f"c{700 + int(parcel[1:])}"
    point.stock(who, parcel, cell=cell)
    visit = point.desk.issue.open(point.shown(who))
    assert not isinstance(visit, Refused)
    assert visit.session
    point.clock.pass_ms(seconds * 1000)
    point.desk.issue.pick(visit.session.session, parcel)
    point.desk.issue.complete(visit.session.session)


def night(point: Point, *moves: Proposal, day: str = "20990101") -> None:
    with point.counter.unit():
        point.store.slots.keep(Night(day, moves or (Proposal("P1", "B-01", "A-01"),)))


def open_moves(point: Point) -> list[Proposal]:
    found = point.desk.slotting.moves()
    assert not isinstance(found, Refused)
    return [move.proposal for move in found]


def reason(answer: object) -> Reason:
    assert isinstance(answer, Refused), answer
    return answer.reason


def test_what_lies_where_one_searches_long_is_proposed_for_a_quick_cell(shop: Point) -> None:
    for n in range(3):
        search(shop, f"P{n + 11}", "B-02", 40)
        search(shop, f"P{n + 21}", "A-03", 5)
    shop.desk.slotting.tick()
    assert open_moves(shop) == [Proposal("P1", "B-01", "A-01")], "A-02 is as quick as A-01"


def test_moves_are_proposed_once_a_day_and_survive_a_restart(shop: Point) -> None:
    shop.desk.slotting.tick()
    first = shop.store.slots.night()
    assert first is not None
    night(shop, day=first.day)
    shop.restart()
    shop.clock.pass_ms(60_000)
    shop.desk.slotting.tick()
    assert open_moves(shop) == [Proposal("P1", "B-01", "A-01")], "this day was asked before"
    shop.clock.pass_ms(DAY_MS)
    shop.desk.slotting.tick()
    assert open_moves(shop) == [], "nobody searched anything yet"


def test_no_moves_while_a_visit_is_open(shop: Point) -> None:
    assert not isinstance(shop.desk.issue.open(shop.shown("c1")), Refused)
    shop.desk.slotting.tick()
    assert shop.store.slots.night() is None


def test_a_clock_that_is_unsure_knows_no_day(shop: Point) -> None:
    shop.clock.stamp = replace(shop.clock.stamp, clock=ClockQuality.UNSURE)
    shop.desk.slotting.tick()
    assert shop.store.slots.night() is None


def test_a_network_may_want_no_moves(shop: Point, policy_letter: Rules) -> None:
    shop.mail(policy_letter(slotting_moves=0))
    shop.desk.slotting.tick()
    assert shop.store.slots.night() is None


def test_a_parcel_is_led_from_cell_to_cell_and_confirmed_by_scans(shop: Point) -> None:
    night(shop)
    slotting = shop.desk.slotting
    slotting.light()
    assert shop.lights.now["B-01"].rhythm is Rhythm.TAKE
    move = slotting.take("P1")
    assert isinstance(move, SlottingMove)
    assert {cell: lamp.rhythm for cell, lamp in shop.lights.now.items()} == {"A-01": Rhythm.PUT}
    stored = slotting.put("P1", "A-01")
    assert isinstance(stored, Stored)
    (told,) = shop.events("parcel.moved")[-1:]
    assert told.facts == ParcelMoved("P1", "B-01", "A-01", MoveReason.SLOTTING)
    assert open_moves(shop) == []
    assert shop.lights.now == {}
    assert reason(slotting.take("P1")) is Reason.NOTHING_HERE


def test_another_cell_is_asked_about_once_and_meant_the_second_time(shop: Point) -> None:
    night(shop)
    before = len(shop.events("parcel.moved"))
    assert reason(shop.desk.slotting.put("P1", "A-03")) is Reason.OTHER_CELL
    assert len(shop.events("parcel.moved")) == before
    assert shop.lights.now["A-03"].rhythm is Rhythm.WRONG
    assert isinstance(shop.desk.slotting.put("P1", "A-03"), Stored)
    (told,) = shop.events("parcel.moved")[-1:]
    assert told.facts == ParcelMoved("P1", "B-01", "A-03", MoveReason.STAFF)
    night(shop, Proposal("P1", "A-03", "A-01"))
    assert reason(shop.desk.slotting.put("P1", "Z-99")) is Reason.NO_SUCH_CELL


@pytest.mark.parametrize("all_of_them", [True, False])
def test_what_is_dismissed_is_not_asked_again(shop: Point, *, all_of_them: bool) -> None:
    night(shop, Proposal("P1", "B-01", "A-01"), Proposal("P2", "A-02", "A-03"))
    shop.desk.slotting.dismiss("" if all_of_them else "P1")
    left = [] if all_of_them else [Proposal("P2", "A-02", "A-03")]
    assert open_moves(shop) == left
    shop.restart()
    assert open_moves(shop) == left


def test_what_was_moved_or_closed_meanwhile_is_no_proposal_any_more(shop: Point) -> None:
    night(shop)
    shop.sign_in("igor")
    assert open_moves(shop)
    shop.desk.cellcare.block("A-01", next(iter(BlockReason)))
    assert open_moves(shop) == []


def test_only_who_may_accept_moves_anything(shop: Point) -> None:
    night(shop)
    shop.counter.signed_in = ""
    for answer in (shop.desk.slotting.moves(), shop.desk.slotting.put("P1", "A-01")):
        assert isinstance(answer, Refused)
