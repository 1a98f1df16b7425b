"""Erasing at the counter: by the customer's own code, with a second person, with a slip."""

import pytest

from kiosk.core.codes import Code, CodeKind
from kiosk.core.erasure import Held
from kiosk.core.messages import EraseRequest
from kiosk.core.papers_privacy import Outcome
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import Right
from kiosk.workflows.erasing import Asking
from tests.workflows.conftest import PIN, Point
from tests.workflows.test_privacy import archived, found_in, issue, stock

__all__ = ["archived"]  # a fixture


@pytest.fixture
def asked(archived: Point) -> Point:
    """The owner at the counter, a manager with a PIN beside; the customer's order is open."""
    archived.desk.access.set_pin("igor", PIN + "73")
    archived.sign_in("olga")
    stock(archived)
    return archived


def vouch(point: Point) -> None:
    attempt = point.desk.access.begin_sign_in("igor")
    assert not isinstance(attempt, Refused)
    point.desk.access.vouch(attempt, attempt.verify(PIN + "73"), Right.OVERRIDE)


def test_whoever_shows_the_code_is_told_what_it_waits_for(asked: Point) -> None:
    told = asked.desk.privacy.show(asked.shown("c1"))
    assert told == Asking("Mariposa Q.", "8675", Held.PARCELS, is_asked=False)


def test_a_second_person_confirms_and_it_waits_for_the_order(asked: Point) -> None:
    privacy = asked.desk.privacy
    privacy.show(asked.shown("c1"))
    assert privacy.ask_shown("en", None) == Refused(Reason.WITNESS_NEEDED)
    vouch(asked)
    done = privacy.ask_shown("en", "igor")
    assert not isinstance(done, Refused)
    assert done.held is Held.PARCELS
    (event,) = asked.events("erasure.asked")
    assert (event.actor, event.witness) == ("olga", "igor")
    (one,) = privacy.requests()  # type: ignore[misc]
    assert (one.request, one.outcome, one.held) == (done.request, Outcome.WAITS, Held.PARCELS)
    issue(asked)
    asked.clock.pass_ms(60_000)
    asked.desk.tick(0)
    (one,) = privacy.requests()  # type: ignore[misc]
    assert (one.outcome, one.at) == (Outcome.ERASED, asked.clock().at), "when it was done"


def test_with_nothing_open_it_is_done_at_once_and_not_a_byte_is_left(asked: Point) -> None:
    issue(asked)
    asked.desk.privacy.show(asked.shown("c1"))
    vouch(asked)
    done = asked.desk.privacy.ask_shown("en", "igor")
    assert not isinstance(done, Refused)
    assert done.held is None
    asked.mailbox.blank_applied("e" * 16, 10_000)
    assert found_in(asked.folder, "Mariposa Q.", "8675", "Mariposa") == []


def test_one_proof_is_good_for_one_question(asked: Point) -> None:
    privacy = asked.desk.privacy
    vouch(asked)
    assert privacy.ask_shown("en", "igor") == Refused(Reason.CUSTOMER_FIRST)
    privacy.show(asked.shown("c1"))
    privacy.leave()
    vouch(asked)
    assert privacy.ask_shown("en", "igor") == Refused(Reason.CUSTOMER_FIRST)


def test_a_wrong_code_is_counted_and_shows_nobody(asked: Point) -> None:
    told = asked.desk.privacy.show(Code(CodeKind.PICKUP, "4123456799999", "qr"))
    assert isinstance(told, Refused)
    assert len(asked.events("code.rejected")) == 1


def test_a_slip_is_printed_once_more_in_another_language(asked: Point) -> None:
    privacy = asked.desk.privacy
    privacy.show(asked.shown("c1"))
    vouch(asked)
    done = privacy.ask_shown("en", "igor")
    assert not isinstance(done, Refused)
    before = asked.store.db.execute("SELECT count(*) FROM print_job").fetchone()[0]
    assert privacy.reprint(done.request, "ru") is None
    assert asked.store.db.execute("SELECT count(*) FROM print_job").fetchone()[0] == before + 1
    assert privacy.reprint("none", "ru") == Refused(Reason.NOT_KNOWN_HERE)


@pytest.mark.parametrize("who", ["anna", "igor"])
def test_nobody_without_the_right_sees_or_asks(asked: Point, who: str) -> None:
    code = asked.shown("c1")
    asked.sign_in(who)
    privacy = asked.desk.privacy
    answers = (privacy.show(code), privacy.ask_shown("en", None), privacy.requests(),
               privacy.reprint("r", "en"))  # fmt: skip
    assert all(isinstance(a, Refused) and a.reason is Reason.NOT_ALLOWED for a in answers)


def test_a_request_is_taken_back_with_the_customers_own_code(asked: Point) -> None:
    privacy = asked.desk.privacy
    privacy.show(asked.shown("c1"))
    vouch(asked)
    done = privacy.ask_shown("en", "igor")
    assert not isinstance(done, Refused)
    asking = privacy.show(asked.shown("c1"))
    assert not isinstance(asking, Refused)
    assert (asking.is_asked, asking.is_ours) == (True, True)
    assert privacy.take_back_shown("en") == done.request
    assert privacy.waiting() == ()
    (one,) = (r for r in privacy.requests() if not isinstance(r, str))
    assert (one.request, one.outcome) == (done.request, Outcome.KEPT)
    issue(asked)
    asked.desk.tick(0)
    assert asked.store.customers.get("c1"), "nothing is left of the request"
    assert asked.events("customer.erased") == []
    asked.restart()
    asked.desk.tick(0)
    assert asked.store.customers.get("c1"), "nor after a restart"


def test_whoever_took_it_back_may_ask_again(asked: Point) -> None:
    privacy = asked.desk.privacy
    first = privacy.ask("c1")
    assert not isinstance(first, Refused)
    privacy.take_back("c1")
    again = privacy.ask("c1")
    assert not isinstance(again, Refused)
    assert again.request != first.request
    assert [one.request for one in privacy.waiting()] == [again.request]


def test_what_the_network_was_asked_is_taken_back_there(asked: Point) -> None:
    asked.mail(EraseRequest("r1", "c1", 9))
    asking = asked.desk.privacy.show(asked.shown("c1"))
    assert not isinstance(asking, Refused)
    assert (asking.is_asked, asking.is_ours) == (True, False)
    assert asked.desk.privacy.take_back_shown("en") == Refused(Reason.ASKED_BY_NETWORK)
    assert [one.request for one in asked.desk.privacy.waiting()] == ["r1"]


def slips(point: Point) -> list[bytes]:
    return [body for (body,) in point.store.db.execute("SELECT doc FROM print_job ORDER BY rowid")]


def test_beside_the_networks_request_the_counters_own_promises_nothing(asked: Point) -> None:
    privacy = asked.desk.privacy
    assert not isinstance(privacy.ask("c1"), Refused)
    assert b"take it back" in slips(asked)[-1]
    asked.mail(EraseRequest("net1", "c1", 9))
    asking = privacy.show(asked.shown("c1"))
    assert not isinstance(asking, Refused)
    assert (asking.is_asked, asking.is_ours) == (True, False)
    assert privacy.take_back("c1") == Refused(Reason.ASKED_BY_NETWORK)
    assert asked.events("erase.cancelled") == []
    assert len(privacy.waiting()) == 2
    assert not isinstance(privacy.ask("c1"), Refused)
    assert b"take it back" not in slips(asked)[-1]


def test_what_is_done_is_taken_back_by_nobody(asked: Point) -> None:
    issue(asked)
    assert not isinstance(asked.desk.privacy.ask("c1"), Refused)
    assert asked.desk.privacy.take_back("c1") == Refused(Reason.ALREADY_ERASED)
    assert asked.desk.privacy.take_back_shown("en") == Refused(Reason.CUSTOMER_FIRST)
    assert asked.events("erase.cancelled") == []


def test_the_slip_of_who_shows_the_code_is_printed_again_and_says_what_comes_first(
    asked: Point,
) -> None:
    privacy = asked.desk.privacy
    assert privacy.reprint_shown("en") == Refused(Reason.CUSTOMER_FIRST)
    privacy.ask("c1")
    counted = "SELECT count(*) FROM print_job"
    before = asked.store.db.execute(counted).fetchone()[0]
    privacy.show(asked.shown("c1"))
    assert privacy.reprint_shown("en") is None
    assert privacy.reprint_shown("en") == Refused(Reason.CUSTOMER_FIRST), "one proof, one slip"
    assert asked.store.db.execute(counted).fetchone()[0] == before + 1
    assert len(asked.events("erasure.asked")) == 1


def test_a_slip_of_what_is_done_meanwhile_is_not_of_a_request_that_waits(asked: Point) -> None:
    privacy = asked.desk.privacy
    privacy.ask("c1")
    privacy.show(asked.shown("c1"))
    issue(asked)
    asked.desk.tick(0)
    assert privacy.reprint_shown("en") == Refused(Reason.ALREADY_ERASED)
