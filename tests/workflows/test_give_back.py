"""Giving back to sellers: by the newest code alone, all cells lit, an act for both sides."""

import pytest

from kiosk.core import messages
from kiosk.core.pickup import seller_digest
from kiosk.core.receipts import Text, copied
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import ParcelKind, ParcelState
from kiosk.workflows.give_back import GiveBack
from kiosk.workflows.views import SellerCard
from tests.workflows.conftest import T0, Point

CODE, NEWER = "SELLER-5521", "SELLER-9934"


def letter(point: Point, code: str, at: int) -> messages.SellerSet:
    digest = seller_digest(point.keys.point, code)
    return messages.SellerSet("s1", "Meridian Shoes", digest, at)


@pytest.fixture
def giving(point: Point) -> GiveBack:
    """Three parcels wait for a seller; Anna, a clerk, is signed in."""
    point.mail(letter(point, CODE, T0))
    point.stock("c1", "O1", cell="A-03")
    for parcel, cell in (("S1", "A-01"), ("S2", "A-02"), ("S3", "B-01")):
        line = messages.ManifestLine(parcel, kind=ParcelKind.SELLER, seller_ref="s1")
        delivery = f"D-{parcel}"
        point.mail(
            messages.DeliveryAnnounced(delivery, "Meridian", T0),
            messages.DeliveryPart(delivery, 1, (line,)),
        )
        point.desk.accept.arrive(delivery)
        point.desk.accept.receive(delivery, parcel)
        point.desk.place.move(parcel, cell)
    point.take_papers()
    return point.desk.give_back


def card(found: SellerCard | Refused) -> SellerCard:
    assert isinstance(found, SellerCard)
    return found


def reason(found: object) -> Reason | None:
    return found.reason if isinstance(found, Refused) else None


def test_a_code_opens_the_visit_and_lights_all_that_waits(giving: GiveBack, point: Point) -> None:
    found = card(giving.open(CODE))
    assert (found.name, [p.parcel for p in found.waiting]) == ("Meridian Shoes", ["S1", "S2", "S3"])
    assert set(point.lights.now) == {"A-01", "A-02", "B-01"}
    assert card(giving.open(CODE)) == found
    assert len(point.events("session.opened")) == 1
    assert [chip.name for chip in giving.live()] == ["Meridian Shoes"]
    assert point.desk.issue.live() == ()


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("SELLER-0000", Reason.CODE_WRONG),
        ("short", Reason.CODE_WRONG),
        ("привет, продавец", Reason.CODE_WRONG),
        (CODE, Reason.CODE_RESET),
        (NEWER, None),
    ],
)
def test_only_the_newest_code_counts(
    giving: GiveBack, point: Point, code: str, why: Reason | None
) -> None:
    point.mail(letter(point, NEWER, T0 + 1))
    assert reason(giving.open(code)) is why


def test_an_older_letter_changes_nothing(giving: GiveBack, point: Point) -> None:
    point.mail(letter(point, NEWER, T0 - 1))
    assert point.outcomes()[-1] == ("rejected", "stale")
    assert reason(giving.open(NEWER)) is Reason.CODE_WRONG
    assert reason(giving.open(CODE)) is None


def test_wrong_codes_are_counted_and_lock_the_counter(giving: GiveBack, point: Point) -> None:
    for _ in range(20):
        assert reason(giving.open("SELLER-0000")) is Reason.CODE_WRONG
    assert reason(giving.open(CODE)) is Reason.CODE_LOCKED
    assert len(point.events("code.rejected")) == 20


def test_what_was_taken_is_given_back_with_an_act_of_all_that_waited(
    giving: GiveBack, point: Point
) -> None:
    session = card(giving.open(CODE)).session.session
    giving.pick(session, "S1")
    assert len(card(giving.pick(session, "S1")).picked) == 1
    giving.not_found(session, "S2")
    done = card(giving.complete(session))
    assert [p.parcel for p in done.given] == ["S1"]
    found = point.store.parcels.get("S1")
    assert found is not None
    assert (found.state, found.place, found.cell) == (ParcelState.GIVEN_BACK, "out", None)
    assert point.lights.now == {}
    act = point.events("act.printed")[-1]
    assert (act.facts.kind, act.facts.subject) == ("seller", session)  # type: ignore[attr-defined]
    while point.desk.prints.pump():
        point.store.db.execute("UPDATE print_job SET state = 'sent' WHERE state = 'sending'")
    acts = [doc for doc in point.paper.drawn if doc.kind == "act"]
    assert len(acts) == 2
    lines = [e.left for e in acts[0].elements if isinstance(e, Text)]
    for words in ("Given back: 1", "Not found: 1", "Left behind: 1", "Seller: Meridian Shoes"):
        assert words in lines
    assert point.store.journal.audit().differing == ()


def test_nobody_elses_parcel_is_given_to_a_seller(giving: GiveBack) -> None:
    session = card(giving.open(CODE)).session.session
    assert reason(giving.pick(session, "O1")) is Reason.NOT_OF_THIS_SELLER
    assert reason(giving.pick(session, "P9")) is Reason.NOT_KNOWN_HERE
    assert reason(giving.complete(session)) is Reason.NOT_PICKED


def test_a_customers_visit_and_a_sellers_are_not_mixed_up(giving: GiveBack, point: Point) -> None:
    seller = card(giving.open(CODE)).session.session
    visit = point.desk.issue.open(point.shown("c1"))
    assert not isinstance(visit, Refused)
    assert reason(giving.card(visit.session.session)) is Reason.NOT_KNOWN_HERE  # type: ignore[union-attr]
    assert card(giving.resume(seller)).session.session == seller
    giving.pick(seller, "S1")
    giving.complete(seller)
    assert point.desk.issue.last() is None


def test_a_visit_ends_with_nothing_once_all_lies_in_cells_again(giving: GiveBack) -> None:
    session = card(giving.open(CODE)).session.session
    giving.pick(session, "S1")
    assert reason(giving.cancel(session)) is Reason.IN_SESSION
    assert reason(giving.put_back(session, "S1", "A-99")) is Reason.NO_SUCH_CELL
    assert card(giving.put_back(session, "S1", "A-01")).picked == ()
    assert giving.cancel(session) is None
    assert giving.live() == ()


def test_who_may_not_issue_gives_nothing_back(giving: GiveBack, point: Point) -> None:
    point.sign_in("oleg")
    assert reason(giving.open(CODE)) is Reason.NOT_ALLOWED


def test_an_ended_visit_is_archived_and_its_act_printed_again(
    giving: GiveBack, point: Point
) -> None:
    assert giving.archive() == ()
    session = card(giving.open(CODE)).session.session
    giving.pick(session, "S1")
    assert reason(giving.print_act(session)) is Reason.NOT_KNOWN_HERE
    ended = card(giving.complete(session))
    (printed, _) = point.take_papers()
    (visit,) = giving.archive()
    assert (visit.name, visit.act, visit.session.issued) == ("Meridian Shoes", ended.act, 1)
    point.mail(letter(point, NEWER, T0 + 1))
    session_2 = card(giving.open(NEWER)).session.session
    giving.pick(session_2, "S2")  # what was left behind then is not any more
    point.take_papers()
    assert giving.print_act(session) is None
    assert point.take_papers() == [copied(printed, "Copy")]
    assert reason(giving.print_act("v9")) is Reason.NOT_KNOWN_HERE
    point.sign_in("oleg")
    assert reason(giving.archive()) is reason(giving.print_act(session)) is Reason.NOT_ALLOWED
