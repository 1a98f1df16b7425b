"""What every visit shares: a customer's and a seller's are told apart, and wait for each other."""

import pytest

from kiosk.core import messages
from kiosk.core.pickup import seller_digest
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import ParcelKind, ParcelState
from kiosk.workflows.views import CustomerCard, SellerCard
from tests.workflows.conftest import T0, Point

CODE = "SELLER-5521"


@pytest.fixture
def both(point: Point) -> tuple[str, str]:
    """A customer's visit that waits, and a seller's that goes on; their ids."""
    point.stock("c1", "P1", cell="A-01")
    point.stock("c9", "S1", cell="A-02", kind=ParcelKind.SELLER, seller_ref="s1")
    digest = seller_digest(point.keys.point, CODE)
    point.mail(messages.SellerSet("s1", "Meridian Shoes", digest, T0))
    customer = point.desk.issue.open(point.shown("c1"))
    seller = point.desk.give_back.open(CODE)
    assert isinstance(customer, CustomerCard)
    assert isinstance(seller, SellerCard)
    assert customer.session is not None
    return customer.session.session, seller.session.session


def parked(point: Point, session: str) -> bool:
    visit = point.store.sessions.get(session)
    return visit is not None and visit.parked


def test_whoever_comes_next_lets_the_other_wait(point: Point, both: tuple[str, str]) -> None:
    customer, seller = both
    assert (parked(point, customer), parked(point, seller)) == (True, False)
    assert set(point.lights.now) == {"A-01", "A-02"}, "the lamps of who waits shine on"
    point.desk.issue.resume(customer)
    assert (parked(point, customer), parked(point, seller)) == (False, True)
    again = point.desk.give_back.open(CODE)
    assert isinstance(again, SellerCard)
    assert (again.session.session, parked(point, seller)) == (seller, False)


def test_neither_kind_does_anything_in_the_others_visit(
    point: Point, both: tuple[str, str]
) -> None:
    customer, seller = both
    issue, give_back = point.desk.issue, point.desk.give_back
    for answer in (
        issue.card(seller),
        issue.pick(seller, "S1"),
        issue.not_found(seller, "S1"),
        issue.put_back(seller, "S1", "A-01"),
        issue.resume(seller),
        issue.cancel(seller),
        issue.park(seller),
        give_back.card(customer),
        give_back.pick(customer, "P1"),
        give_back.resume(customer),
        give_back.cancel(customer),
    ):
        assert answer == Refused(Reason.NOT_KNOWN_HERE)
    states = {code: point.store.parcels.get(code).state for code in ("P1", "S1")}  # type: ignore[union-attr]
    assert set(states.values()) == {ParcelState.STORED}


@pytest.mark.parametrize("kind", ["customer", "seller"])
def test_a_visit_that_is_over_is_neither_resumed_nor_ended_again(
    point: Point, both: tuple[str, str], kind: str
) -> None:
    work = point.desk.issue if kind == "customer" else point.desk.give_back
    session = both[kind == "seller"]
    assert work.cancel(session) is None
    for answer in (work.cancel(session), work.resume(session)):
        assert isinstance(answer, Refused)
        assert answer.reason is Reason.WRONG_STATE
    refused = point.events("issue.refused")
    assert [event.facts.session for event in refused] == [session] * 2  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", ["customer", "seller"])
def test_what_cannot_be_done_is_kept_in_the_journal(
    point: Point, both: tuple[str, str], kind: str
) -> None:
    work = point.desk.issue if kind == "customer" else point.desk.give_back
    session, parcel = both[kind == "seller"], "P1" if kind == "customer" else "S1"
    for answer, why in (
        (work.pick(session, "P9"), Reason.NOT_KNOWN_HERE),
        (work.put_back(session, parcel, "A-99"), Reason.NO_SUCH_CELL),
        (work.put_back(session, parcel, "A-01"), Reason.WRONG_STATE),
    ):
        assert isinstance(answer, Refused)
        assert answer.reason is why
    told = [event.facts.reason for event in point.events("issue.refused")]  # type: ignore[attr-defined]
    assert told == ["not_known_here", "no_such_cell", "wrong_state"]
