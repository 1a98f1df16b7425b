"""Whoever was erased is not brought back by what was written before."""

from msgspec import Raw

from kiosk.core import messages
from kiosk.core.erase_letters import EraseWithdrawn
from kiosk.core.facts.fact import Item
from kiosk.core.facts.privacy import Basis, EraseCancelled, ErasureAsked
from kiosk.core.messages import CustomerLine, EraseRequest
from kiosk.store.erasures import UNTOLD
from kiosk.store.rows import body_of
from kiosk.workflows.graves import Graves
from tests.workflows.conftest import T0, Point
from tests.workflows.test_resync import ours, snapshot

MARIA = CustomerLine("c1", "Maria S.", "4821")
RETURN = messages.ReturnExpected("R1", "ii5275210303", "c1", (Item("Mug"),), MARIA)


def bury(point: Point, seq: int = 100) -> Graves:
    graves = Graves(point.counter)
    with point.counter.unit():
        point.store.erasures.bury(graves.mark_of("c1"), "r1", seq)
    return graves


def test_nobody_is_covered_who_was_not_erased(point: Point) -> None:
    assert not Graves(point.counter).cover("c1", 0)


def test_a_letter_is_judged_by_what_its_writer_knew(point: Point) -> None:
    graves = bury(point)
    assert graves.cover("c1", 99)
    assert not graves.cover("c1", 100)
    assert not graves.cover("c2", 0)


def test_a_return_of_one_who_was_erased_comes_without_the_name(point: Point) -> None:
    bury(point)
    point.mail(RETURN, seen=99)
    assert point.outcomes()[-1] == ("applied", "")
    assert point.store.returns.get("R1")
    assert point.store.customers.get("c1") is None


def test_what_waits_at_other_points_is_not_kept(point: Point) -> None:
    bury(point)
    point.mail(messages.ElsewhereSet("c1", T0), seen=99)
    assert point.store.elsewhere.of_customer("c1") is None
    point.mail(messages.ElsewhereSet("c1", T0), seen=100)
    assert point.store.elsewhere.of_customer("c1")


def test_a_request_is_a_fact_at_once(point: Point) -> None:
    point.mail(EraseRequest("r1", "c1", T0))
    (asked,) = point.events("erasure.asked")
    assert asked.facts == ErasureAsked("r1", "c1", Basis.CENTRAL, T0)
    assert asked.actor == "central"


def test_an_erasure_that_a_recovery_lost_is_asked_for_anew_when_a_letter_tells_of_her(
    point: Point,
) -> None:
    bury(point, UNTOLD)
    point.stock("c1", "P1")
    (asked,) = point.events("erasure.asked")
    assert asked.facts == ErasureAsked("r1", "c1", Basis.RESTORED)
    point.desk.tick(0)
    assert point.store.customers.get("c1"), "an order is open: it comes to its end first"
    assert point.store.erasures.untold() == frozenset()
    assert [one.request for one in point.desk.privacy.waiting()] == ["r1"]


def test_and_when_a_snapshot_does(point: Point) -> None:
    bury(point, UNTOLD)
    point.mail(*snapshot(point, ("customer", [Raw(body_of(MARIA))]), *ours(point)))
    assert [e.facts for e in point.events("erasure.asked")] == [
        ErasureAsked("r1", "c1", Basis.RESTORED)
    ]
    point.desk.tick(0)
    assert point.store.customers.get("c1") is None
    assert len(point.events("customer.erased")) == 1


# -- taken back ------------------------------------------------------------------------------------


def test_a_request_that_waits_is_taken_back_by_a_letter(point: Point) -> None:
    point.stock("c1", "P1")
    point.mail(EraseRequest("r1", "c1", T0), EraseWithdrawn("r1", "c1"))
    assert point.outcomes()[-1] == ("applied", "")
    (told,) = point.events("erase.cancelled")
    assert (told.facts, told.actor) == (EraseCancelled("r1", "c1"), "central")
    point.desk.tick(0)
    assert (point.desk.privacy.waiting(), point.events("customer.erased")) == ((), [])


def test_one_that_comes_too_late_is_told_in_words_and_changes_nothing(point: Point) -> None:
    point.mail(EraseRequest("r1", "c1", T0))
    point.desk.tick(0)
    assert len(point.events("customer.erased")) == 1
    point.mail(EraseWithdrawn("r1", "c1"))
    assert point.outcomes()[-1] == ("rejected", "already_erased")
    assert point.events("erase.cancelled") == []


def test_an_erasure_that_only_a_tombstone_knows_is_done_too(point: Point) -> None:
    bury(point)
    point.mail(EraseWithdrawn("r1", "c1"))
    assert point.outcomes()[-1] == ("rejected", "already_erased")


def test_a_request_that_comes_after_it_was_taken_back_is_void(point: Point) -> None:
    point.mail(EraseWithdrawn("r1", "c1"), EraseRequest("r1", "c1", T0))
    point.desk.tick(0)
    assert (point.desk.privacy.waiting(), point.events("customer.erased")) == ((), [])


def test_taken_back_twice_is_one_fact(point: Point) -> None:
    point.mail(EraseWithdrawn("r1", "c1"), EraseWithdrawn("r1", "c1"))
    assert [one[0] for one in point.outcomes()[-2:]] == ["applied", "applied"]
    assert len(point.events("erase.cancelled")) == 1
