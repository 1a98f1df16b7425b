"""Handing over: the whole way, every refusal, undo, and what a pulled plug leaves."""

from collections.abc import Callable

import pytest

from kiosk.core import messages
from kiosk.core.codes import Code, CodeKind
from kiosk.core.facts.fact import Item
from kiosk.core.facts.visits import IssueRefused
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import ParcelState
from kiosk.hw.ports import Colour, Lamp, Rhythm
from kiosk.workflows.papers import Papers
from kiosk.workflows.views import CustomerCard, Issued
from tests.workflows.conftest import HOUR_MS, Point

TAKE_AMBER = Lamp((Colour.AMBER,), Rhythm.TAKE)


def _open(point: Point, customer: str = "c1") -> str:
    card = point.desk.issue.open(point.shown(customer))
    assert isinstance(card, CustomerCard), card
    assert card.session
    return card.session.session


def _reason(answer: object) -> Reason:
    assert isinstance(answer, Refused), answer
    return answer.reason


def test_a_customer_is_served_from_the_code_to_the_receipt(point: Point) -> None:
    point.stock("c1", "P1", "P2", items=(Item("Lamp", 275_000),))
    session = _open(point)
    assert point.lights.now == {"A-01": TAKE_AMBER}
    point.clock.pass_ms(9_000)
    picked = point.desk.issue.pick(session, "P1")
    assert isinstance(picked, CustomerCard)
    assert [p.parcel for p in picked.picked] == ["P1"]
    point.desk.issue.pick(session, "P2")
    assert point.lights.now == {}
    issued = point.desk.issue.complete(session)
    assert isinstance(issued, Issued)
    assert [p.parcel for p in issued.parcels] == ["P1", "P2"]
    told = [e.type for e in point.events()][-5:]
    assert told == ["parcel.picked"] * 2 + ["parcel.issued"] * 2 + ["session.completed"]
    assert point.desk.prints.waiting()[0].job_id == issued.receipt_job
    first, second = point.events("parcel.picked")
    assert (first.facts.search_ms, second.facts.search_ms) == (9_000, 0)  # type: ignore[attr-defined]


def test_what_is_not_picked_stays_on_the_shelf(point: Point) -> None:
    point.stock("c1", "P1", "P2")
    session = _open(point)
    point.desk.issue.pick(session, "P1")
    point.desk.issue.complete(session)
    left = point.store.parcels.get("P2")
    assert left
    assert (left.state, left.cell) == (ParcelState.STORED, "A-01")


def test_a_second_scan_changes_nothing(point: Point) -> None:
    point.stock("c1", "P1")
    session = _open(point)
    first = point.desk.issue.pick(session, "P1")
    before = point.store.journal.head()
    assert point.desk.issue.pick(session, "P1") == first
    assert point.store.journal.head() == before


def test_the_same_code_goes_on_with_the_visit(point: Point) -> None:
    point.stock("c1", "P1")
    session = _open(point)
    point.desk.issue.park(session)
    assert _open(point) == session
    assert [s.session.parked for s in point.desk.issue.live()] == [False]


def test_four_visitors_have_four_colours_and_the_fifth_waits(point: Point) -> None:
    for n in range(1, 6):
        point.stock(f"c{n}", f"P{n}", cell=f"A-0{n}" if n < 5 else "B-01")
    for n in range(1, 5):
        _open(point, f"c{n}")
    chips = point.desk.issue.live()
    assert [c.session.colour for c in chips] == ["amber", "blue", "violet", "orange"]
    assert [c.session.parked for c in chips] == [True, True, True, False]
    assert {cell: lamp.colours for cell, lamp in point.lights.now.items()} == {
        f"A-0{n}": (colour,) for n, colour in enumerate(list(Colour)[:4], start=1)
    }
    assert _reason(point.desk.issue.open(point.shown("c5"))) is Reason.TOO_MANY_SESSIONS


def test_two_visitors_with_one_cell_share_its_lamp(point: Point) -> None:
    point.stock("c1", "P1", cell="Z-01")
    point.stock("c2", "P2", cell="Z-01")
    _open(point, "c1")
    _open(point, "c2")
    assert point.lights.now == {"Z-01": Lamp((Colour.AMBER, Colour.BLUE), Rhythm.TAKE)}


def test_nothing_is_issued_before_the_central_sent_its_rules(bare: Point) -> None:
    bare.mail(messages.StaffUpsert("anna", "Anna K.", "clerk"))  # type: ignore[arg-type]
    bare.sign_in("anna")
    assert _reason(bare.desk.issue.open(bare.shown("c1"))) is Reason.NOT_SYNCED


@pytest.mark.parametrize("kind", [CodeKind.ORDER, CodeKind.PARCEL, CodeKind.DIGITS])
def test_a_number_is_not_a_code(point: Point, kind: CodeKind) -> None:
    answer = point.desk.issue.open(Code(kind, "48210031-0931", "qr"))
    assert _reason(answer) is Reason.CODE_REQUIRED


def test_a_card_looked_at_without_a_code_issues_nothing(point: Point) -> None:
    point.stock("c1", "P1")
    card = point.desk.issue.view("c1")
    assert isinstance(card, CustomerCard)
    assert card.session is None
    assert point.events("customer.viewed")
    assert _reason(point.desk.issue.view("c99")) is Reason.NOT_KNOWN_HERE
    assert [hit.id for hit in point.desk.issue.customers_by_tail("0001")] == ["c1"]  # type: ignore[union-attr]


def test_whoever_has_nothing_here_is_told_so(point: Point) -> None:
    point.stock("c1", "P1")
    session = _open(point)
    point.desk.issue.pick(session, "P1")
    point.desk.issue.complete(session)
    again = point.desk.issue.open(point.shown("c1"))
    assert _reason(again) is Reason.WRONG_STATE
    assert point.events("issue.refused")[-1].facts == IssueRefused("wrong_state")


def test_every_refusal_in_a_visit_is_journaled(point: Point) -> None:
    point.stock("c1", "P1")
    point.stock("c2", "P2", cell="A-02")
    session = _open(point)
    assert _reason(point.desk.issue.pick(session, "P2")) is Reason.NOT_OF_THIS_CUSTOMER
    assert _reason(point.desk.issue.pick(session, "P9")) is Reason.NOT_KNOWN_HERE
    assert _reason(point.desk.issue.complete(session)) is Reason.NOT_PICKED
    assert [event.facts for event in point.events("issue.refused")] == [
        IssueRefused("not_of_this_customer", session, "P2"),
        IssueRefused("not_known_here", session),
        IssueRefused("not_picked", session),
    ]


def test_a_visit_nobody_opened_is_not_known(point: Point) -> None:
    issue = point.desk.issue
    for answer in (
        issue.card("s9"),
        issue.pick("s9", "P1"),
        issue.put_back("s9", "P1", "A-01"),
        issue.not_found("s9", "P1"),
        issue.check_document("s9", ok=True, document="passport"),
        issue.complete("s9"),
        issue.undo("s9"),
        issue.cancel("s9"),
        issue.park("s9"),
        issue.resume("s9"),
    ):
        assert _reason(answer) is Reason.NOT_KNOWN_HERE


def test_a_picked_parcel_goes_back_where_it_fits(point: Point) -> None:
    point.stock("c1", "P1")
    session = _open(point)
    point.desk.issue.pick(session, "P1")
    assert _reason(point.desk.issue.put_back(session, "P1", "X-99")) is Reason.NO_SUCH_CELL
    assert _reason(point.desk.issue.put_back(session, "P1", "R-01")) is Reason.WRONG_ZONE
    point.clock.pass_ms(3_000)  # the wrong cell has flashed
    assert isinstance(point.desk.issue.put_back(session, "P1", "A-02"), CustomerCard)
    assert point.lights.now == {"A-02": TAKE_AMBER}


def test_a_parcel_that_is_not_there_is_not_found_and_may_turn_up(point: Point) -> None:
    point.stock("c1", "P1")
    session = _open(point)
    card = point.desk.issue.not_found(session, "P1")
    assert isinstance(card, CustomerCard)
    assert [p.state for p in card.transit] == [ParcelState.NOT_FOUND]
    assert point.lights.now == {}
    assert isinstance(point.desk.issue.pick(session, "P1"), CustomerCard)
    assert isinstance(point.desk.issue.complete(session), Issued)


def test_grown_up_goods_wait_for_a_document(point: Point) -> None:
    point.stock("c1", "P1", age_limit=18)
    card = point.desk.issue.open(point.shown("c1"))
    assert isinstance(card, CustomerCard)
    assert card.asked == (18,)
    session = _open(point)
    point.desk.issue.pick(session, "P1")
    assert _reason(point.desk.issue.complete(session)) is Reason.DOCUMENT_NEEDED
    too_young = point.desk.issue.check_document(session, ok=False, document="passport", age=18)
    assert _reason(too_young) is Reason.DOCUMENT_NEEDED
    point.desk.issue.check_document(session, ok=True, document="passport")
    assert _reason(point.desk.issue.complete(session)) is Reason.DOCUMENT_NEEDED, "whose, not old"
    shown = point.desk.issue.check_document(session, ok=True, document="passport", age=18)
    assert isinstance(shown, CustomerCard)
    assert shown.asked == ()
    assert isinstance(point.desk.issue.complete(session), Issued)
    assert point.events("parcel.issued")[0].facts.age_checked  # type: ignore[attr-defined]


def test_what_is_not_paid_is_not_handed_over(point: Point) -> None:
    point.stock("c1", "P1", due_minor=50_000)
    session = _open(point)
    point.desk.issue.pick(session, "P1")
    answer = point.desk.issue.complete(session)
    assert answer == Refused(Reason.UNPAID, {"amount_minor": 50_000, "currency": "RUB"})


def test_an_issue_is_taken_back_within_its_time(point: Point) -> None:
    point.stock("c1", "P1")
    session = _open(point)
    point.desk.issue.pick(session, "P1")
    point.desk.issue.complete(session)
    last = point.desk.issue.last()
    assert last
    assert last.session.session == session
    point.clock.pass_ms(60_000)
    card = point.desk.issue.undo(session)
    assert isinstance(card, CustomerCard)
    assert [p.parcel for p in card.picked] == ["P1"]
    assert point.desk.issue.last() is None
    assert isinstance(point.desk.issue.complete(session), Issued)


def test_a_lock_tells_nobody_who_was_here_last(point: Point) -> None:
    point.stock("c1", "P1")
    session = _open(point)
    point.desk.issue.pick(session, "P1")
    point.desk.issue.complete(session)
    point.desk.access.sign_out()
    assert point.desk.issue.last() is None
    point.sign_in("anna")
    assert point.desk.issue.last()


def test_the_other_clerks_visit_waits_while_an_issue_is_taken_back(point: Point) -> None:
    point.stock("c1", "P1")
    point.stock("c2", "P2", cell="A-02")
    session = _open(point)
    point.desk.issue.pick(session, "P1")
    point.desk.issue.complete(session)
    other = point.desk.issue.open(point.shown("c2"))
    assert isinstance(other, CustomerCard)
    point.desk.issue.undo(session)
    working = [v.session for v in point.store.sessions.live() if not v.parked]
    assert working == [session]


def test_later_only_a_manager_takes_an_issue_back(point: Point) -> None:
    point.stock("c1", "P1")
    session = _open(point)
    point.desk.issue.pick(session, "P1")
    point.desk.issue.complete(session)
    point.clock.pass_ms(60_001)
    assert point.desk.issue.last() is None
    assert _reason(point.desk.issue.undo(session)) is Reason.UNDO_TOO_LATE
    point.sign_in("igor")
    assert _reason(point.desk.issue.undo(session)) is Reason.REASON_NEEDED
    assert isinstance(point.desk.issue.undo(session, "mistake"), CustomerCard)


def test_a_visit_is_cancelled_empty_handed_only(point: Point) -> None:
    point.stock("c1", "P1")
    session = _open(point)
    point.desk.issue.pick(session, "P1")
    assert _reason(point.desk.issue.cancel(session)) is Reason.IN_SESSION
    point.desk.issue.put_back(session, "P1", "A-01")
    assert point.desk.issue.cancel(session) is None
    assert point.desk.issue.live() == ()
    assert point.lights.now == {}
    assert _reason(point.desk.issue.resume(session)) is Reason.WRONG_STATE


def test_a_parked_visit_keeps_its_lamps_and_is_resumed(point: Point) -> None:
    point.stock("c1", "P1")
    point.stock("c2", "P2", cell="A-02")
    first = _open(point, "c1")
    second = _open(point, "c2")
    assert set(point.lights.now) == {"A-01", "A-02"}
    assert point.desk.issue.park(second) is None
    assert point.desk.issue.park(second) is None
    assert isinstance(point.desk.issue.resume(first), CustomerCard)
    assert [s.session.parked for s in point.desk.issue.live()] == [False, True]


def test_a_trainee_hands_over_with_a_witness(point: Point) -> None:
    point.stock("c1", "P1")
    point.desk.access.set_pin("igor", "284619")
    point.sign_in("leila")
    session = _open(point)
    point.desk.issue.pick(session, "P1")
    assert _reason(point.desk.issue.complete(session)) is Reason.WITNESS_NEEDED
    assert _reason(point.desk.issue.complete(session, "igor")) is Reason.WITNESS_NEEDED
    point.vouch("igor", "284619")
    assert isinstance(point.desk.issue.complete(session, "igor"), Issued)
    assert point.events("parcel.issued")[0].witness == "igor"


def test_one_vouching_is_good_for_one_issue(point: Point) -> None:
    point.stock("c1", "P1")
    point.desk.access.set_pin("igor", "284619")
    point.sign_in("leila")
    session = _open(point)
    point.vouch("igor", "284619")
    assert _reason(point.desk.issue.complete(session, "igor")) is Reason.NOT_PICKED
    point.desk.issue.pick(session, "P1")
    assert _reason(point.desk.issue.complete(session, "igor")) is Reason.WITNESS_NEEDED


def test_a_pulled_plug_leaves_all_of_an_issue_or_nothing(
    point: Point, monkeypatch: pytest.MonkeyPatch
) -> None:
    point.stock("c1", "P1")
    session = _open(point)
    point.desk.issue.pick(session, "P1")

    def unplugged(*_: object, **_named: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(Papers, "queue", unplugged)
    with pytest.raises(KeyboardInterrupt):
        point.desk.issue.complete(session)
    monkeypatch.undo()
    point.restart()
    parcel = point.store.parcels.get("P1")
    assert parcel
    assert parcel.state is ParcelState.PICKED
    assert point.events("parcel.issued") == []
    assert point.desk.prints.waiting() == ()
    assert isinstance(point.desk.issue.complete(session), Issued)


def test_a_dead_lamp_never_undoes_an_issue(point: Point) -> None:
    point.stock("c1", "P1")
    session = _open(point)
    point.desk.issue.pick(session, "P1")

    def unplugged(_: object) -> None:
        raise KeyboardInterrupt

    point.lights.show = unplugged  # type: ignore[method-assign,assignment]
    with pytest.raises(KeyboardInterrupt):
        point.desk.issue.complete(session)
    del point.lights.show
    point.restart()
    assert len(point.events("parcel.issued")) == 1
    assert len(point.desk.prints.waiting()) == 1
    assert _reason(point.desk.issue.complete(session)) is Reason.WRONG_STATE


def test_open_visits_light_their_cells_again_after_a_restart(point: Point) -> None:
    point.stock("c1", "P1")
    session = _open(point)
    point.restart()
    assert point.lights.now == {"A-01": TAKE_AMBER}
    assert isinstance(point.desk.issue.pick(session, "P1"), CustomerCard)


def test_a_parcel_cancelled_in_the_middle_is_not_handed_over(point: Point) -> None:
    point.stock("c1", "P1", "P2")
    session = _open(point)
    point.desk.issue.pick(session, "P1")
    point.mail(messages.OrderCancelled("o-P1", ("P1", "P2")))
    assert point.lights.now == {}
    assert _reason(point.desk.issue.complete(session)) is Reason.NOT_PICKED
    assert _reason(point.desk.issue.pick(session, "P2")) is Reason.CANCELLED


def test_what_was_issued_first_stands_when_the_central_cancels_later(
    point: Point, policy_letter: Callable[..., messages.PolicySet]
) -> None:
    point.stock("c1", "P1")
    session = _open(point)
    point.desk.issue.pick(session, "P1")
    point.desk.issue.complete(session)
    point.mail(messages.OrderCancelled("o-P1", ("P1",)), policy_letter(version=2))
    assert point.outcomes()[-2:] == [("rejected", "already_issued"), ("applied", "")]
    parcel = point.store.parcels.get("P1")
    assert parcel
    assert parcel.state is ParcelState.ISSUED


def test_a_long_wait_does_not_count_as_work(point: Point) -> None:
    point.stock("c1", "P1")
    session = _open(point)
    point.clock.pass_ms(5_000)
    point.desk.issue.park(session)
    point.clock.pass_ms(HOUR_MS)
    point.desk.issue.resume(session)
    point.desk.issue.pick(session, "P1")
    point.clock.pass_ms(2_000)
    point.desk.issue.complete(session)
    assert point.events("session.completed")[0].facts.active_ms == 7_000  # type: ignore[attr-defined]
