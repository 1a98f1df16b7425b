"""Deciding: thing by thing until the visit is over; what is left has a code, a cell and a paper."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from kiosk.core import messages
from kiosk.core.evidence import Skipped
from kiosk.core.facts.deciding import Bag, ItemDecided
from kiosk.core.facts.fact import Item
from kiosk.core.paywords import PaymentState
from kiosk.core.receipts import Doc, Qr, Text
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import Decision, ParcelKind, ParcelState, Place
from kiosk.hw.ports import Rhythm
from kiosk.workflows.till import Account
from kiosk.workflows.views import CustomerCard, Issued
from tests.workflows.conftest import Point

GOODS = (Item("Lamp", 275_000), Item("Mug", 30_000))
MINUTE_MS = 60_000


def _visit(point: Point, *picked: str, customer: str = "c1") -> str:
    card = point.desk.issue.open(point.shown(customer))
    assert isinstance(card, CustomerCard), card
    assert card.session
    for parcel in picked:
        point.desk.issue.pick(card.session.session, parcel)
    return card.session.session


def _say(
    session: str,
    decision: Decision = Decision.REFUSE,
    item: int | None = None,
    why: str = "size",
    parcel: str = "P1",
) -> ItemDecided:
    return ItemDecided(
        parcel, session, decision, item, "" if decision is not Decision.REFUSE else why
    )


def _reason(answer: object) -> Reason:
    assert isinstance(answer, Refused), answer
    return answer.reason


def _done(point: Point, session: str) -> Issued:
    issued = point.desk.issue.complete(session)
    assert isinstance(issued, Issued), issued
    return issued


def _words(doc: Doc) -> list[str]:
    return [e.left for e in doc.elements if isinstance(e, Text)]


def test_what_is_refused_of_a_parcel_goes_back_with_a_code_and_a_sticker_of_its_own(
    point: Point,
) -> None:
    point.label_printer = True
    point.restart()
    point.stock("c1", "P1", items=GOODS)
    point.take_papers()
    session = _visit(point, "P1")
    card = point.desk.deciding.decide(_say(session, item=1))
    assert isinstance(card, CustomerCard)
    assert card.picked[0].items[1].decision is Decision.REFUSE
    issued = _done(point, session)
    (left,) = issued.left
    assert left.parcel.startswith("P:")
    assert (left.kind, left.state, left.place) == (
        ParcelKind.REFUSAL,
        ParcelState.TO_RETURN,
        Place.COUNTER,
    )
    assert [p.parcel for p in issued.parcels] == ["P1"]
    assert [i.title for i in issued.parcels[0].items] == ["Lamp"]
    label, receipt = sorted(point.take_papers(), key=lambda doc: doc.kind)
    assert left.parcel in str(label)
    words = _words(receipt)
    assert words.index("Lamp") < words.index("Not taken, goes back") < words.index("Mug")
    assert "- The size is not right" in words
    (code,) = [e for e in receipt.elements if isinstance(e, Qr)]
    assert code.text == f"RCPT:{issued.receipt_job}"


def test_what_is_refused_is_put_among_the_returns_where_the_lamp_blinks(point: Point) -> None:
    point.stock("c1", "P1", items=GOODS)
    session = _visit(point, "P1")
    point.desk.deciding.decide(_say(session))
    (left,) = _done(point, session).left
    assert left.parcel == "P1"
    assert point.desk.deciding.put_away(left) == "R-01"
    assert point.lights.now["R-01"].rhythm is Rhythm.PUT
    assert _reason(point.desk.place.move("P1", "A-01")) is Reason.WRONG_ZONE
    assert [p.parcel for p in point.desk.place.waiting()] == ["P1"], "nothing is forgotten"
    assert not isinstance(point.desk.place.move("P1", "R-01"), Refused)
    assert point.desk.deciding.left(session) == ()
    assert point.desk.place.waiting() == ()


def test_who_takes_nothing_has_a_paper_that_says_so(point: Point) -> None:
    point.stock("c1", "P1", items=GOODS)
    session = _visit(point, "P1")
    point.desk.deciding.decide(_say(session))
    issued = _done(point, session)
    assert (issued.parcels, issued.session.issued, issued.session.refused) == ((), 0, 1)
    (paper,) = point.take_papers()
    assert _words(paper)[0] == "Nothing was taken"


def test_a_decision_is_taken_back_until_the_visit_is_over(point: Point) -> None:
    point.stock("c1", "P1", items=GOODS)
    session = _visit(point, "P1")
    point.desk.deciding.decide(_say(session, item=0))
    point.desk.deciding.decide(_say(session, Decision.ACCEPT, 0))
    before = point.store.journal.head()
    point.desk.deciding.decide(_say(session, Decision.ACCEPT, 0))
    assert point.store.journal.head() == before, "it says what stands already"
    assert _done(point, session).left == ()
    assert _reason(point.desk.deciding.decide(_say(session, item=0))) is Reason.WRONG_STATE


def test_a_decision_survives_the_pulled_plug(point: Point) -> None:
    point.stock("c1", "P1", items=GOODS)
    session = _visit(point, "P1")
    point.desk.deciding.decide(_say(session, item=1))
    point.desk.deciding.start_try_on(session)
    point.restart()
    card = point.desk.issue.card(session)
    assert isinstance(card, CustomerCard)
    assert card.session
    assert card.session.tries_since
    assert card.picked[0].items[1].why == "size"


def test_an_undone_visit_is_as_it_was_before_its_end(point: Point) -> None:
    point.stock("c1", "P1", items=GOODS)
    point.stock("c1", "P2", items=GOODS[:1])
    session = _visit(point, "P1", "P2")
    point.desk.deciding.decide(_say(session, item=1))
    point.desk.deciding.decide(_say(session, parcel="P2"))
    split = next(p for p in _done(point, session).left if p.kind is ParcelKind.REFUSAL)
    card = point.desk.issue.undo(session)
    assert isinstance(card, CustomerCard)
    assert {p.parcel for p in card.picked} == {"P1", "P2", split.parcel}
    again = _done(point, session)
    assert {p.parcel for p in again.left} == {"P2", split.parcel}


def test_who_changes_their_mind_takes_what_was_split_off_after_all(point: Point) -> None:
    point.stock("c1", "P1", items=GOODS)
    session = _visit(point, "P1")
    point.desk.deciding.decide(_say(session, item=1))
    (split,) = _done(point, session).left
    point.desk.issue.undo(session)
    point.desk.deciding.decide(_say(session, Decision.ACCEPT, parcel=split.parcel))
    issued = _done(point, session)
    assert {p.parcel for p in issued.parcels} == {"P1", split.parcel}
    assert issued.left == ()


def test_a_defect_wants_the_photos_the_network_asks_for(
    point: Point, policy_letter: Callable[..., messages.PolicySet]
) -> None:
    point.mail(policy_letter(photos_defect=2))
    point.stock("c1", "P1", items=GOODS)
    session = _visit(point, "P1")
    faulty = _say(session, Decision.DEFECT, 0)
    missing = point.desk.deciding.decide(faulty)
    assert isinstance(missing, Refused)
    assert (missing.reason, missing.facts["n"]) == (Reason.PHOTOS_MISSING, 2)
    assert isinstance(point.desk.deciding.decide(faulty, Skipped.NO_CAMERA), CustomerCard)
    told = [event.type for event in point.events()][-2:]
    assert told == ["photo.skipped", "item.decided"]


def test_the_fitting_room_holds_up_the_end_and_its_time_is_told_once(point: Point) -> None:
    point.stock("c1", "P1", items=GOODS)
    session = _visit(point, "P1")
    assert not isinstance(point.desk.deciding.start_try_on(session), Refused)
    assert _reason(point.desk.issue.complete(session)) is Reason.UNDECIDED
    point.clock.pass_ms(20 * MINUTE_MS - 1)
    assert (point.desk.deciding.late(), point.desk.deciding.newly_late()) == ((), False)
    point.clock.pass_ms(1)
    assert [v.session for v in point.desk.deciding.late()] == [session]
    assert [point.desk.deciding.newly_late() for _ in range(3)] == [True, False, False]
    point.desk.deciding.end_try_on(session)
    assert point.desk.deciding.late() == ()
    _done(point, session)


def test_bags_are_counted_and_told_on_the_paper(
    point: Point, policy_letter: Callable[..., messages.PolicySet]
) -> None:
    point.mail(policy_letter(bags=[{"bag": "M"}]))
    point.stock("c1", "P1", items=GOODS)
    session = _visit(point, "P1")
    card = point.desk.deciding.take_bags(session, "M", 2)
    assert isinstance(card, CustomerCard)
    assert card.session
    assert card.session.bags == (Bag("M", 2),)
    assert _reason(point.desk.deciding.take_bags(session, "L", 1)) is Reason.BAD_VALUE
    _done(point, session)
    (paper,) = point.take_papers()
    assert "Bag M: 2" in _words(paper)


def test_only_what_is_taken_is_owed(
    point: Point, policy_letter: Callable[..., messages.PolicySet]
) -> None:
    point.mail(policy_letter(bags=[{"bag": "M", "price_minor": 500}]))
    point.stock("c1", "P1", items=GOODS, due_minor=305_000)
    session = _visit(point, "P1")
    point.desk.deciding.decide(_say(session, item=1))
    point.desk.deciding.take_bags(session, "M", 1)
    unpaid = point.desk.issue.complete(session)
    assert isinstance(unpaid, Refused)
    assert unpaid.facts["amount_minor"] == 275_500
    point.desk.deciding.decide(_say(session))
    point.desk.deciding.take_bags(session, "M", 0)
    assert _done(point, session).parcels == ()


@pytest.mark.parametrize("staff", ["oleg"])
def test_only_who_may_issue_decides(point: Point, staff: str) -> None:
    point.stock("c1", "P1", items=GOODS)
    session = _visit(point, "P1")
    point.sign_in(staff)
    for answer in (
        point.desk.deciding.decide(_say(session)),
        point.desk.deciding.start_try_on(session),
        point.desk.deciding.end_try_on(session),
        point.desk.deciding.take_bags(session, "M", 1),
    ):
        assert _reason(answer) is Reason.NOT_ALLOWED


def test_what_is_not_of_a_visit_is_not_decided_on(point: Point) -> None:
    point.stock("c1", "P1", items=GOODS)
    session = _visit(point)
    assert _reason(point.desk.deciding.decide(_say(session))) is Reason.WRONG_STATE
    assert _reason(point.desk.deciding.decide(_say("nobody"))) is Reason.NOT_KNOWN_HERE
    assert _reason(point.desk.deciding.decide(_say(session, parcel="P9"))) is Reason.NOT_KNOWN_HERE
    assert _reason(point.desk.deciding.start_try_on("nobody")) is Reason.NOT_KNOWN_HERE


def test_a_counter_without_rules_decides_nothing(bare: Point) -> None:
    assert bare.desk.deciding.late() == ()


def test_a_receipt_is_written_in_the_customers_language(point: Point) -> None:
    point.speaks = {"pt": replace(point.wording, words=lambda text: f"pt: {text}")}
    point.restart()
    point.stock("c1", "P1", items=GOODS)
    session = _visit(point, "P1")
    point.desk.deciding.decide(_say(session, item=1))
    assert isinstance(point.desk.issue.complete(session, language="pt"), Issued)
    (paper,) = (doc for doc in point.take_papers() if doc.kind == "receipt")
    words = _words(paper)
    assert words[0] == "pt: Parcels handed over"
    assert "- pt: The size is not right" in words


# -- the money of what is bought in part -----------------------------------------------------------

THREE = (Item("Lamp", 300), Item("Mug", 300), Item("Hat", 300))


def _bill(point: Point, session: str) -> tuple[int, int, int]:
    """Return what is due, paid and to be given back."""
    account = point.desk.till.account(session)
    assert isinstance(account, Account), account
    return account.bill.due_minor, account.bill.paid_minor, account.bill.over_minor


def _bought_in_part(point: Point) -> tuple[str, str]:
    """Sell one thing of three; tells the visit and what was split off."""
    point.stock("c1", "P1", items=THREE, due_minor=900)
    session = _visit(point, "P1")
    for item in (1, 2):
        point.desk.deciding.decide(_say(session, item=item))
    assert isinstance(point.desk.till.take_cash(session, 300), Account)
    (split,) = _done(point, session).left
    return session, split.parcel


def test_what_is_bought_in_part_is_paid_and_told_in_part(point: Point) -> None:
    session, _ = _bought_in_part(point)
    (done,) = point.events("session.completed")
    assert (done.facts.due_minor, done.facts.paid_minor) == (300, 300)  # type: ignore[attr-defined]
    (issued,) = point.events("parcel.issued")
    assert issued.facts.due_minor == 300  # type: ignore[attr-defined]
    paid = [one.amount_minor for one in point.store.payments.of_session(session)]
    assert paid == [300]


def test_an_undone_part_gives_all_of_the_sum_back_and_owes_it_once_more(point: Point) -> None:
    session, split = _bought_in_part(point)
    point.desk.issue.undo(session)
    (back,) = point.events("payment.reversed")
    assert back.facts.amount_minor == 300  # type: ignore[attr-defined]
    assert _bill(point, session) == (300, 0, 0)
    point.desk.deciding.decide(_say(session, Decision.ACCEPT, 0, parcel=split))
    assert _bill(point, session) == (600, 0, 0), "one more of three after all"
    assert _reason(point.desk.issue.complete(session)) is Reason.UNPAID
    point.desk.till.take_cash(session, 600)
    assert len(_done(point, session).parcels) == 2
    kept = [one.amount_minor for one in point.store.payments.of_session(session)
            if one.state is PaymentState.PAID]  # fmt: skip
    assert kept == [600]


def test_what_was_put_away_before_an_undo_is_not_owed(point: Point) -> None:
    session, split = _bought_in_part(point)
    point.desk.place.move(split, "R-01")
    point.desk.issue.undo(session)
    assert _bill(point, session) == (300, 0, 0)


def test_an_undone_visit_opens_anew_with_what_is_due_now(point: Point) -> None:
    point.stock("c1", "P1", items=THREE, due_minor=900)
    session = _visit(point, "P1")
    point.mail(messages.DueSet("P1", 1200, "RUB"))
    for item in (1, 2):
        point.desk.deciding.decide(_say(session, item=item))
    assert _bill(point, session) == (300, 0, 0), "the visit goes on with the due it opened with"
    point.desk.till.take_cash(session, 300)
    _done(point, session)
    point.desk.issue.undo(session)
    assert _bill(point, session) == (600, 0, 0), "of 1200, the two that stayed took 600 along"


def test_of_two_parcels_paid_at_once_one_put_back_gives_the_whole_sum_back_first(
    point: Point,
) -> None:
    point.stock("c1", "P1", items=GOODS[:1], due_minor=500)
    point.stock("c1", "P2", items=GOODS[1:], due_minor=200, cell="A-02")
    session = _visit(point, "P1", "P2")
    point.desk.till.take_cash(session, 700)
    _done(point, session)
    point.desk.issue.undo(session)
    assert _bill(point, session) == (700, 0, 0)
    point.desk.issue.put_back(session, "P2", "A-02")
    assert _bill(point, session) == (500, 0, 0)
    point.desk.till.take_cash(session, 500)
    assert [p.parcel for p in _done(point, session).parcels] == ["P1"]
    rest = [e.facts.amount_minor for e in point.events("payment.reversed")]  # type: ignore[attr-defined]
    assert rest == [700]
