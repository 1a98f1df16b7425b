"""Visits that nobody goes on with, and the list of what they left on the counter."""

import pytest

from kiosk.core import messages
from kiosk.core.facts.deciding import ItemDecided
from kiosk.core.facts.stockroom import CellBlocked
from kiosk.core.pickup import seller_digest
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import CancelReason, Decision, ParcelKind, ParcelState, SessionState
from kiosk.hw.ports import Rhythm
from kiosk.workflows.left import Left
from kiosk.workflows.views import CustomerCard, SellerCard, Stored
from tests.workflows.conftest import T0, Point

MINUTE_MS = 60_000


def served(point: Point, customer: str = "c1") -> str:
    card = point.desk.issue.open(point.shown(customer))
    assert isinstance(card, CustomerCard)
    assert card.session
    return card.session.session


def later(point: Point, minutes: int) -> None:
    """Let the counter run on; it looks at its clock in between, as it does each second."""
    for _ in range(minutes):
        point.clock.pass_ms(MINUTE_MS)
        point.desk.tick(0.0)


@pytest.fixture
def left(point: Point) -> str:
    """A visit that was given up with a parcel in hand; another parcel lies in its cell still."""
    point.stock("c1", "P1", "P2", cell="A-01")
    session = served(point)
    point.desk.issue.pick(session, "P1")
    point.desk.tick(0.0)
    later(point, 10 + 30)
    return session


def listed(point: Point) -> tuple[Left, ...]:
    found = point.desk.left.waiting()
    assert not isinstance(found, Refused)
    return found


def test_a_visit_waits_after_ten_minutes_and_is_given_up_thirty_later(point: Point) -> None:
    point.stock("c1", "P1")
    session = served(point)
    point.desk.tick(0.0)
    later(point, 9)
    assert not point.events("session.parked")
    later(point, 1)
    (parked,) = point.events("session.parked")
    assert parked.actor == "system"
    later(point, 29)
    assert not point.events("session.abandoned")
    later(point, 1)
    assert [e.actor for e in point.events("session.abandoned")] == ["system"]
    visit = point.store.sessions.get(session)
    assert visit
    assert visit.state is SessionState.ABANDONED
    assert not point.lights.now, "its lamps are off"


def test_whatever_happens_in_a_visit_begins_its_minutes_anew(point: Point) -> None:
    point.stock("c1", "P1", "P2")
    session = served(point)
    point.desk.tick(0.0)
    later(point, 9)
    point.desk.issue.pick(session, "P1")
    later(point, 9)
    assert not point.events("session.parked")
    later(point, 2)
    point.desk.issue.resume(session)
    later(point, 9)
    assert len(point.events("session.parked")) == 1


def test_the_minutes_begin_anew_when_the_counter_does(point: Point) -> None:
    point.stock("c1", "P1")
    served(point)
    point.desk.tick(0.0)
    later(point, 9)
    point.clock.reboot()
    point.restart()
    point.desk.tick(0.0)
    later(point, 9)
    assert not point.events("session.parked")
    later(point, 1)
    assert len(point.events("session.parked")) == 1


def test_each_picked_parcel_waits_and_its_own_cell_blinks(point: Point, left: str) -> None:
    assert [(one.parcel.parcel, one.cell) for one in listed(point)] == [("P1", "A-01")]
    assert listed(point)[0].name
    assert point.desk.left.count() == 1
    assert point.lights.now["A-01"].rhythm is Rhythm.PUT
    assert [e.facts.parcel for e in point.events("parcel.left")] == ["P1"]  # type: ignore[attr-defined]
    assert point.store.parcels.of_session(left) == ()


def test_it_is_stored_only_when_its_cell_is_confirmed(point: Point, left: str) -> None:
    put_back = point.desk.left
    put_back.take("P1")
    assert point.desk.left.count() == 1, "a scan alone puts nothing anywhere"
    wrong = put_back.confirm("P1", "A-02")
    assert isinstance(wrong, Refused)
    assert wrong.reason is Reason.OTHER_CELL
    assert point.desk.left.count() == 1
    stored = put_back.confirm("P1", "A-01")
    assert isinstance(stored, Stored)
    assert stored.parcel.state is ParcelState.STORED
    assert (put_back.count(), "A-01" in point.lights.now) == (0, False)
    assert left


def test_the_same_other_cell_again_is_meant_but_not_much_later(point: Point, left: str) -> None:
    put_back = point.desk.left
    put_back.confirm("P1", "A-02")
    point.clock.pass_ms(6_000)
    assert isinstance(put_back.confirm("P1", "A-02"), Refused)
    assert isinstance(put_back.confirm("P1", "A-02"), Stored)
    assert left


def test_only_the_cell_of_the_parcel_in_hand_blinks(point: Point) -> None:
    point.stock("c1", "P1", cell="A-01")
    point.stock("c2", "P2", cell="A-02")
    for customer, parcel in (("c1", "P1"), ("c2", "P2")):
        point.desk.issue.pick(served(point, customer), parcel)
    point.desk.tick(0.0)
    later(point, 41)
    assert set(point.lights.now) == {"A-01", "A-02"}
    point.desk.left.take("P2")
    assert set(point.lights.now) == {"A-02"}
    point.desk.left.take("")
    assert set(point.lights.now) == {"A-01", "A-02"}


def test_what_was_refused_is_on_the_list_and_its_cell_lit_until_it_lies_there(
    point: Point,
) -> None:
    point.stock("c1", "P1", cell="A-01")
    session = served(point)
    point.desk.issue.pick(session, "P1")
    point.desk.deciding.decide(ItemDecided("P1", session, Decision.REFUSE, reason="size"))
    point.desk.issue.complete(session)
    point.desk.tick(0.0)
    assert [(one.parcel.parcel, one.cell) for one in listed(point)] == [("P1", "R-01")]
    assert point.lights.now["R-01"].rhythm is Rhythm.PUT
    lamps = point.desk.lamps
    assert (set(lamps.wanted()), lamps.serves()) == ({"R-01"}, False), "the terms may shine"
    point.restart()
    assert (point.desk.left.count(), set(point.lights.now)) == (1, {"R-01"})
    wrong = point.desk.left.confirm("P1", "A-01")
    assert isinstance(wrong, Refused)
    assert wrong.reason is Reason.WRONG_ZONE
    stored = point.desk.left.confirm("P1", "R-01")
    assert isinstance(stored, Stored)
    assert (stored.parcel.state, stored.parcel.cell) == (ParcelState.TO_RETURN, "R-01")
    assert (point.desk.left.count(), "R-01" in point.lights.now) == (0, False)
    assert not point.desk.left.waits("P1"), "a scan elsewhere may want to pack it"


def test_who_comes_back_gets_it_from_the_counter(point: Point, left: str) -> None:
    again = served(point)
    assert again != left
    card = point.desk.issue.pick(again, "P1")
    assert isinstance(card, CustomerCard)
    assert [p.parcel for p in card.picked] == ["P1"]
    assert point.desk.left.count() == 0
    assert point.lights.now["A-01"].rhythm is Rhythm.TAKE, "the other one is still there"
    assert not isinstance(point.desk.issue.complete(again), Refused)


def test_who_comes_back_for_what_is_on_the_counter_alone_is_served(point: Point) -> None:
    point.stock("c1", "P1")
    point.desk.issue.pick(served(point), "P1")
    point.desk.tick(0.0)
    later(point, 41)
    assert not isinstance(point.desk.issue.pick(served(point), "P1"), Refused)


def test_what_is_put_back_leaves_the_list_for_good(point: Point, left: str) -> None:
    point.desk.left.confirm("P1", "A-01")
    again = point.desk.left.confirm("P1", "A-01")
    assert isinstance(again, Refused)
    assert again.reason is Reason.WRONG_STATE
    assert not point.desk.left.waits("P1")
    assert not point.desk.left.waits("nothing")
    assert isinstance(point.desk.left.find("P1"), Refused)
    assert left


def test_nothing_unknown_is_put_back_and_nothing_into_nowhere(point: Point, left: str) -> None:
    put_back = point.desk.left
    assert put_back.confirm("nothing", "A-01") == Refused(Reason.NOT_KNOWN_HERE)
    assert put_back.confirm("P1", "X-99") == Refused(Reason.NO_SUCH_CELL, {"cell": "X-99"})
    assert put_back.confirm("P2", "A-01").reason is Reason.WRONG_STATE  # type: ignore[union-attr]
    assert isinstance(put_back.take("P2"), Refused)
    assert left


def test_a_cell_that_was_closed_meanwhile_gives_way_to_another(point: Point, left: str) -> None:
    with point.counter.unit():
        point.counter.record(CellBlocked("A-01", "broken"))
    (one,) = listed(point)
    assert one.cell not in {None, "A-01"}
    assert set(point.lights.now) == {one.cell}
    assert left


def test_what_the_central_cancels_goes_back_instead(point: Point, left: str) -> None:
    point.mail(messages.OrderCancelled("o", ("P1",)))
    point.desk.tick(0.0)
    assert [(one.parcel.parcel, one.cell) for one in listed(point)] == [("P1", "R-01")]
    assert set(point.lights.now) == {"R-01"}
    found = point.store.parcels.get("P1")
    assert found
    assert (found.state, found.reason) == (ParcelState.TO_RETURN, CancelReason.BY_CENTRAL)
    assert left


def test_the_list_outlives_a_pulled_plug(point: Point, left: str) -> None:
    point.restart()
    assert [one.parcel.parcel for one in listed(point)] == ["P1"]
    assert point.lights.now["A-01"].rhythm is Rhythm.PUT
    assert left


def test_what_a_visit_that_is_over_holds_still_is_let_go_at_the_start(point: Point) -> None:
    """However a visit ended: nothing stays picked for nobody."""
    point.stock("c1", "P1")
    session = served(point)
    point.desk.issue.pick(session, "P1")
    with point.counter.unit():
        point.store.db.execute("UPDATE session SET state = 'cancelled'")
    assert point.desk.left.waits("P1"), "it is on the list even before"
    point.restart()
    assert [e.facts.parcel for e in point.events("parcel.left")] == ["P1"]  # type: ignore[attr-defined]


def test_a_sellers_visit_is_given_up_too(point: Point) -> None:
    point.stock("c9", "S1", cell="A-02", kind=ParcelKind.SELLER, seller_ref="s1")
    digest = seller_digest(point.keys.point, "SELLER-5521")
    point.mail(messages.SellerSet("s1", "Meridian Shoes", digest, T0))
    card = point.desk.give_back.open("SELLER-5521")
    assert isinstance(card, SellerCard)
    point.desk.give_back.pick(card.session.session, "S1")
    point.desk.tick(0.0)
    later(point, 41)
    (one,) = listed(point)
    assert (one.parcel.parcel, one.name) == ("S1", "Meridian Shoes")
    assert isinstance(point.desk.left.confirm("S1", "A-02"), Stored)


def test_nobody_without_the_right_sees_or_empties_the_list(point: Point, left: str) -> None:
    point.counter.signed_in = None
    assert isinstance(point.desk.left.waiting(), Refused)
    assert isinstance(point.desk.left.confirm("P1", "A-01"), Refused)
    assert point.desk.left.count() == 1, "a count says nothing about anybody"
    assert left


def test_a_full_disk_leaves_visits_as_they_are(point: Point) -> None:
    point.stock("c1", "P1")
    served(point)
    point.desk.tick(0.0)
    point.read_only()
    later(point, 12)
    visit = point.store.sessions.live()[0]
    assert not visit.parked


def test_what_came_in_and_was_set_aside_is_listed_once_the_delivery_is_closed(
    point: Point,
) -> None:
    lines = tuple(messages.ManifestLine(p, customer_ref="c3") for p in ("P7", "P8"))
    person = messages.CustomerLine("c3", "Olga K.", "0003")
    announced = messages.DeliveryAnnounced("D7", "Meridian", T0)
    point.mail(announced, messages.DeliveryPart("D7", 1, lines, (person,)))
    point.desk.accept.arrive("D7")
    point.desk.accept.receive("D7", "P7")
    point.desk.accept.damaged("D7", "P8", "wet")
    assert point.desk.left.count() == 0, "somebody is at work on them"
    point.desk.accept.close("D7", seen=True)
    waiting = point.desk.left.waiting()
    assert not isinstance(waiting, Refused)
    cells = {one.parcel.parcel: one.cell for one in waiting}
    assert set(cells) == {"P7", "P8"}
    for parcel, cell in cells.items():
        assert cell
        assert not isinstance(point.desk.left.confirm(parcel, cell), Refused)
    assert point.desk.left.count() == 0
    assert [p.state.value for name in cells if (p := point.store.parcels.get(name))] == [
        {"P7": "stored", "P8": "quarantined"}[name] for name in cells
    ]
