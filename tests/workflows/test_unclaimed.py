"""What nobody came for: listed in walking order, sent back by a scan, lit to its place."""

import pytest
from msgspec.structs import replace

from kiosk.core import messages
from kiosk.core.messages import ManifestLine
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import BoxClass, ClockQuality, Flow, ParcelState
from kiosk.hw.ports import Rhythm
from kiosk.workflows.unclaimed import Pulled
from kiosk.workflows.views import CustomerCard
from tests.workflows.conftest import DAY_MS, T0, Point


@pytest.fixture
def late(point: Point) -> Point:
    """A point a day later: P1 in B-01 and P2 in A-02 are over their term, P3 is not."""
    ends = {"P1": T0 + 1000, "P2": T0 + 2000, "P3": T0 + 9 * DAY_MS}
    lines = tuple(
        ManifestLine(name, customer_ref=f"c{name}", store_until=until)
        for name, until in ends.items()
    )
    point.mail(messages.DeliveryAnnounced("D1", "Meridian", T0),
               messages.DeliveryPart("D1", 1, lines))  # fmt: skip
    point.desk.accept.arrive("D1")
    for name, cell in (("P1", "B-01"), ("P2", "A-02"), ("P3", "A-03")):
        point.desk.accept.receive("D1", name)
        point.desk.place.store(name, cell)
        point.desk.place.store(name, cell)  # whatever was suggested
    point.clock.pass_ms(DAY_MS)
    return point


def test_what_is_over_is_listed_as_one_walks(late: Point) -> None:
    due = late.desk.unclaimed.due()
    assert not isinstance(due, Refused)
    assert [parcel.parcel for parcel in due] == ["P2", "P1"]


def test_a_scan_sends_it_back_and_lights_the_returns(late: Point) -> None:
    pulled = late.desk.unclaimed.pull("P1")
    assert isinstance(pulled, Pulled)
    assert (pulled.parcel.state, pulled.parcel.reason) == (ParcelState.TO_RETURN, "unclaimed")
    assert (pulled.cell, pulled.again) == ("R-01", False)
    assert late.lights.now["R-01"].rhythm is Rhythm.PUT
    late.desk.place.move("P1", "R-01")
    again = late.desk.unclaimed.pull("P1")
    assert isinstance(again, Pulled)
    assert again.again
    assert len(late.events("parcel.cancelled")) == 1


def test_until_it_is_packed_a_longer_term_brings_it_back(late: Point) -> None:
    late.desk.unclaimed.pull("P1")
    late.mail(messages.StorageExtended("P1", T0 + 30 * DAY_MS))
    back = late.store.parcels.get("P1")
    assert back is not None
    assert (back.state, back.cell) == (ParcelState.STORED, "B-01")


def test_nothing_expires_by_a_clock_nobody_believes(late: Point) -> None:
    late.clock.stamp = replace(late.clock.stamp, clock=ClockQuality.UNSURE)
    refused = late.desk.unclaimed.pull("P1")
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.CLOCK_UNSURE
    assert not late.events("parcel.cancelled")


@pytest.mark.parametrize(
    ("code", "reason"), [("P3", Reason.NOT_EXPIRED), ("P9", Reason.NOT_KNOWN_HERE)]
)
def test_what_is_not_over_stays_where_it_is(late: Point, code: str, reason: Reason) -> None:
    refused = late.desk.unclaimed.pull(code)
    assert isinstance(refused, Refused)
    assert refused.reason is reason


def test_who_comes_late_is_served_until_it_is_packed(point: Point) -> None:
    point.stock("c1", "P1", cell="B-01", store_until=T0 + 1000)
    point.clock.pass_ms(2000)
    point.desk.unclaimed.pull("P1")
    point.desk.place.move("P1", "R-01")
    card = point.desk.issue.open(point.shown("c1"))
    assert isinstance(card, CustomerCard)
    assert card.session is not None
    assert [parcel.parcel for parcel in card.ready] == ["P1"]
    assert point.lights.now["R-01"].rhythm is Rhythm.TAKE
    session = card.session.session
    point.desk.issue.pick(session, "P1")
    put_back = point.desk.issue.put_back(session, "P1", "R-01")
    assert isinstance(put_back, CustomerCard)
    assert put_back.ready[0].state is ParcelState.TO_RETURN, "it still goes back unless it is taken"
    point.desk.issue.pick(session, "P1")
    assert not isinstance(point.desk.issue.complete(session), Refused)
    gone = point.store.parcels.get("P1")
    assert gone is not None
    assert (gone.state, gone.returning_since) == (ParcelState.ISSUED, 0)
    assert point.store.journal.audit().differing == ()


def test_once_it_is_packed_who_comes_late_is_too_late(point: Point) -> None:
    point.stock("c1", "P1", cell="B-01", store_until=T0 + 1000)
    point.clock.pass_ms(2000)
    point.desk.unclaimed.pull("P1")
    point.desk.ship.begin("BOX:1", Flow.REVERSE, BoxClass.NORMAL)
    point.desk.ship.pack("BOX:1", "P1")
    refused = point.desk.issue.open(point.shown("c1"))
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.NOTHING_READY


def test_what_the_central_cancelled_is_on_the_same_list_until_it_lies_among_the_returns(
    late: Point,
) -> None:
    late.stock("c4", "P4", cell="A-04")
    late.mail(messages.OrderCancelled("o-P4", ("P4",)))
    due = late.desk.unclaimed.due()
    assert not isinstance(due, Refused)
    assert [parcel.parcel for parcel in due] == ["P2", "P4", "P1"]
    late.desk.lamps.ageing(on=True)
    assert {"A-02", "A-04", "B-01"} <= set(late.lights.now)
    pulled = late.desk.unclaimed.pull("P4")
    assert isinstance(pulled, Pulled)
    assert (pulled.cell, pulled.again) == ("R-01", False)
    assert len(late.events("parcel.cancelled")) == 1, "it is cancelled already"
    late.desk.place.move("P4", "R-01")
    again = late.desk.unclaimed.pull("P4")
    assert isinstance(again, Pulled)
    assert again.again
    left = late.desk.unclaimed.due()
    assert not isinstance(left, Refused)
    assert [parcel.parcel for parcel in left] == ["P2", "P1"]
