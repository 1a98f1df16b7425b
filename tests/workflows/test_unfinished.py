"""What is unfinished, by kind: each is told while it is, and no longer."""

import pytest

from kiosk.core import messages
from kiosk.core.daywords import LooseKind
from kiosk.core.words import BoxClass, Flow, StocktakeScope
from kiosk.workflows.unfinished import Unfinished
from kiosk.workflows.views import CustomerCard
from tests.workflows.conftest import Point

L = LooseKind


@pytest.fixture
def open_things(point: Point) -> Unfinished:
    """What a point with nothing open says."""
    point.take_papers()
    return Unfinished(point.counter, point.desk.health, point.desk.left)


def test_a_point_where_nothing_waits_has_its_mail_alone(open_things: Unfinished) -> None:
    assert set(open_things.found()) <= {L.MAIL}
    assert open_things.visits() == 0


def test_a_visit_is_told_as_open_or_as_waiting(point: Point, open_things: Unfinished) -> None:
    point.stock("c1", "P1")
    card = point.desk.issue.open(point.shown("c1"))
    assert isinstance(card, CustomerCard)
    assert card.session
    assert open_things.found()[L.VISITS] == 1
    point.desk.issue.pick(card.session.session, "P1")
    point.desk.issue.park(card.session.session)
    assert L.VISITS not in open_things.found()
    assert (open_things.found()[L.PARKED], open_things.visits()) == (1, 1)
    point.clock.pass_ms(60 * 60_000)
    point.desk.left.tick()
    point.clock.pass_ms(60 * 60_000)
    point.desk.left.tick()
    assert open_things.found().get(L.PARKED) is None
    assert open_things.found()[L.PUT_BACK] == 1


def test_a_delivery_is_told_from_its_arrival_to_its_closing(
    point: Point, open_things: Unfinished
) -> None:
    point.mail(messages.DeliveryAnnounced("D-1", "Meridian", point.clock.stamp.at))
    assert L.DELIVERIES not in open_things.found(), "one that is on its way waits for nobody"
    point.desk.accept.arrive("D-1")
    assert open_things.found()[L.DELIVERIES] == 1
    assert open_things.found()[L.PAPERS] == 2
    point.desk.accept.close("D-1", seen=True)
    assert L.DELIVERIES not in open_things.found()


def test_boxes_and_counts_are_told_while_they_are_open(
    point: Point, open_things: Unfinished
) -> None:
    point.desk.ship.begin("BOX:7731-01", Flow.REVERSE, BoxClass.NORMAL)
    point.desk.count.start(StocktakeScope.ALL)
    found = open_things.found()
    assert (found[L.BOXES], found[L.STOCKTAKE]) == (1, 1)
    point.desk.count.discard("by_person")
    assert L.STOCKTAKE not in open_things.found()
