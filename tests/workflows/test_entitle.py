"""Who may collect: a forwarded code, a document without a code, and locks that tell their end."""

from collections.abc import Callable

import pytest

from kiosk.core import messages
from kiosk.core.codes import Code, CodeKind
from kiosk.core.facts.visits import DocumentChecked, IssueRefused, SessionDelegated
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import CodelessReason, Collector, Right
from kiosk.workflows.proof import Standing
from kiosk.workflows.views import CustomerCard, Issued
from tests.workflows.conftest import DAY_MS, HOUR_MS, PIN, Point

MINUTE_MS = 60_000
STALE = CodelessReason.STALE


def served(point: Point, customer: str = "c1") -> str:
    card = point.desk.issue.open(point.shown(customer))
    assert isinstance(card, CustomerCard), card
    assert card.session
    return card.session.session


def reason(answer: object) -> Reason:
    assert isinstance(answer, Refused), answer
    return answer.reason


def handed_over(point: Point, session: str, parcel: str = "P1") -> str:
    """Pick and issue a parcel; the proof its fact tells."""
    point.desk.issue.pick(session, parcel)
    issued = point.desk.issue.complete(session)
    assert isinstance(issued, Issued), issued
    return str(point.events("parcel.issued")[-1].facts.proof)  # type: ignore[attr-defined]


def vouch(point: Point, staff: str, right: Right = Right.OVERRIDE) -> object:
    point.desk.access.set_pin(staff, "739152")
    point.sign_in("anna")
    attempt = point.desk.access.begin_sign_in(staff)
    return point.desk.access.vouch(attempt, attempt.verify("739152"), right)  # type: ignore[arg-type,union-attr]


# -- somebody else ---------------------------------------------------------------------------------


def test_somebody_else_collects_and_the_proof_says_so(point: Point) -> None:
    point.stock("c1", "P1")
    session = served(point)
    card = point.desk.entitle.collector(session, Collector.DELEGATE)
    assert isinstance(card, CustomerCard)
    assert card.session
    assert card.session.collector is Collector.DELEGATE
    point.restart()
    assert handed_over(point, session) == "delegate"


def test_it_is_taken_back_and_a_repeat_is_no_fact(point: Point) -> None:
    point.stock("c1", "P1")
    session = served(point)
    for who in (Collector.DELEGATE, Collector.DELEGATE, Collector.SELF):
        point.desk.entitle.collector(session, who)
    told = [event.facts for event in point.events("session.delegated")]
    assert told == [
        SessionDelegated(session, Collector.DELEGATE),
        SessionDelegated(session, Collector.SELF),
    ]
    assert handed_over(point, session) == "code"


def test_a_network_may_forbid_it(
    point: Point, policy_letter: Callable[..., messages.PolicySet]
) -> None:
    point.mail(policy_letter(delegate="no"))
    point.stock("c1", "P1")
    session = served(point)
    answer = point.desk.entitle.collector(session, Collector.DELEGATE)
    assert reason(answer) is Reason.DELEGATE_FORBIDDEN
    assert point.events("issue.refused")[-1].facts == IssueRefused("delegate_forbidden", session)
    assert handed_over(point, session) == "code"


@pytest.mark.parametrize("rules", [{"delegate": "document"}, {"document": "always"}])
def test_the_document_is_then_the_collectors_own(
    point: Point, policy_letter: Callable[..., messages.PolicySet], rules: dict[str, str]
) -> None:
    point.mail(policy_letter(**rules))
    point.stock("c1", "P1")
    session = served(point)
    point.desk.issue.check_document(session, ok=True, document="document")
    point.desk.issue.pick(session, "P1")
    point.desk.entitle.collector(session, Collector.DELEGATE)
    assert reason(point.desk.issue.complete(session)) is Reason.DOCUMENT_NEEDED
    point.desk.issue.check_document(session, ok=False, document="document")
    assert reason(point.desk.issue.complete(session)) is Reason.DOCUMENT_NEEDED
    card = point.desk.issue.check_document(session, ok=True, document="document")
    assert isinstance(card, CustomerCard)
    told = [event.facts for event in point.events("document.checked")][-2:]
    assert told == [
        DocumentChecked(session, "delegate", "document", ok=False),
        DocumentChecked(session, "delegate", "document", ok=True),
    ]
    assert isinstance(point.desk.issue.complete(session), Issued)


def test_nobody_collects_for_a_visit_that_is_over_or_was_never(point: Point) -> None:
    point.stock("c1", "P1")
    session = served(point)
    handed_over(point, session)
    assert reason(point.desk.entitle.collector(session, Collector.DELEGATE)) is Reason.WRONG_STATE
    assert reason(point.desk.entitle.collector("s9", Collector.SELF)) is Reason.NOT_KNOWN_HERE


# -- without a code --------------------------------------------------------------------------------


def test_a_stale_code_is_made_good_by_a_document_and_the_right(point: Point) -> None:
    point.stock("c1", "P1")
    point.clock.pass_ms(2 * DAY_MS)
    assert reason(point.desk.issue.open(point.shown("c1"))) is Reason.CODE_STALE
    point.sign_in("igor")
    card = point.desk.entitle.by_document("c1", STALE, ok=True)
    assert isinstance(card, CustomerCard)
    assert card.session
    session = card.session.session
    assert point.events("document.checked")[-1].facts == DocumentChecked(
        session, "override", "document", ok=True
    )
    assert handed_over(point, session) == "override.stale"


def test_without_the_right_a_second_person_vouches_and_is_named(point: Point) -> None:
    point.stock("c1", "P1")
    answer = point.desk.entitle.by_document("c1", STALE, ok=True)
    assert reason(answer) is Reason.WITNESS_NEEDED
    assert point.events("session.opened") == []
    vouch(point, "igor")
    card = point.desk.entitle.by_document("c1", STALE, ok=True, witness="igor")
    assert isinstance(card, CustomerCard)
    opened = point.events("session.opened")[-1]
    assert (opened.actor, opened.witness) == ("anna", "igor")


def test_a_colleagues_word_is_good_once_and_for_the_one_who_gave_it(point: Point) -> None:
    point.stock("c1", "P1")
    vouch(point, "igor")
    wrong = point.desk.entitle.by_document("c1", STALE, ok=True, witness="olga")
    assert reason(wrong) is Reason.WITNESS_NEEDED
    spent = point.desk.entitle.by_document("c1", STALE, ok=True, witness="igor")
    assert reason(spent) is Reason.WITNESS_NEEDED


def test_a_word_for_an_issue_is_none_for_a_missing_code(point: Point) -> None:
    """A clerk may vouch for a trainee's issue, not for doing without a code."""
    point.stock("c1", "P1")
    point.desk.access.set_pin("anna", PIN)
    point.sign_in("leila")
    point.vouch("anna", PIN)
    answer = point.desk.entitle.by_document("c1", STALE, ok=True, witness="anna")
    assert reason(answer) is Reason.WITNESS_NEEDED


def test_a_wrong_document_opens_nothing_and_is_journaled(point: Point) -> None:
    point.stock("c1", "P1")
    point.sign_in("igor")
    answer = point.desk.entitle.by_document("c1", STALE, ok=False)
    assert reason(answer) is Reason.DOCUMENT_NEEDED
    assert point.events("issue.refused")[-1].facts == IssueRefused("document_needed")
    assert point.desk.issue.live() == ()


@pytest.mark.parametrize("who", ["c9", "", "x" * 300])
def test_nobody_unknown_is_served_without_a_code(point: Point, who: str) -> None:
    point.sign_in("igor")
    assert reason(point.desk.entitle.by_document(who, STALE, ok=True)) is Reason.NOT_KNOWN_HERE


def test_what_a_code_could_not_open_a_document_cannot_either(point: Point) -> None:
    point.stock("c1", "P1")
    session = served(point)
    handed_over(point, session)
    point.sign_in("igor")
    answer = point.desk.entitle.by_document("c1", STALE, ok=True)
    assert reason(answer) is Reason.WRONG_STATE


def test_a_document_for_the_name_tells_no_age(point: Point) -> None:
    point.stock("c1", "P1", age_limit=18)
    point.sign_in("igor")
    card = point.desk.entitle.by_document("c1", STALE, ok=True)
    assert isinstance(card, CustomerCard)
    assert card.session
    assert card.asked == (18,)
    session = card.session.session
    point.desk.issue.pick(session, "P1")
    assert reason(point.desk.issue.complete(session)) is Reason.DOCUMENT_NEEDED
    point.desk.issue.check_document(session, ok=True, document="document", age=18)
    assert isinstance(point.desk.issue.complete(session), Issued)


def test_without_a_code_nobody_collects_for_another(point: Point) -> None:
    point.stock("c1", "P1")
    point.sign_in("igor")
    card = point.desk.entitle.by_document("c1", STALE, ok=True)
    session = card.session.session  # type: ignore[union-attr]
    answer = point.desk.entitle.collector(session, Collector.DELEGATE)
    assert reason(answer) is Reason.DELEGATE_FORBIDDEN


def test_nothing_of_a_document_is_kept() -> None:
    """Of a check there are a purpose, a word for the document, yes or no, and the years asked."""
    kept = set(DocumentChecked.__struct_fields__)
    assert kept == {"session", "purpose", "document", "ok", "age"}


def test_whose_it_is_and_how_old_are_two_answers(
    point: Point, policy_letter: Callable[..., messages.PolicySet]
) -> None:
    point.mail(policy_letter(document="always"))
    point.stock("c1", "P1", age_limit=18)
    point.stock("c1", "P2", cell="A-02", age_limit=99)
    session = served(point)
    point.desk.issue.pick(session, "P1")
    for age in (18, 0):
        assert reason(point.desk.issue.complete(session)) is Reason.DOCUMENT_NEEDED
        point.desk.issue.check_document(session, ok=True, document="document", age=age)
    assert isinstance(point.desk.issue.complete(session), Issued)
    told = [event.facts for event in point.events("document.checked")]
    assert told == [
        DocumentChecked(session, "age", "document", ok=True, age=18),
        DocumentChecked(session, "identity", "document", ok=True),
    ]
    (paper,) = point.take_papers()
    lines = [getattr(element, "left", "") for element in paper.elements]
    assert [line for line in lines if "checked" in line] == ["Document checked", "Age checked: 18+"]


def test_who_is_too_young_for_one_parcel_gets_the_other(point: Point) -> None:
    point.stock("c1", "P1", age_limit=16)
    point.stock("c1", "P2", cell="A-02", age_limit=18)
    session = served(point)
    point.desk.issue.check_document(session, ok=False, document="document", age=18)
    card = point.desk.issue.pick(session, "P1")
    assert isinstance(card, CustomerCard)
    assert card.asked == (16,), "what stays on the shelf asks nothing"
    point.desk.issue.check_document(session, ok=True, document="document", age=16)
    assert isinstance(point.desk.issue.complete(session), Issued)


def test_goods_issued_long_ago_make_no_check_one_of_age(point: Point) -> None:
    point.stock("c1", "P1", age_limit=18)
    session = served(point)
    point.desk.issue.check_document(session, ok=True, document="document", age=18)
    handed_over(point, session)
    point.stock("c1", "P2", cell="A-02")
    point.desk.issue.check_document(served(point), ok=True, document="document")
    assert point.events("document.checked")[-1].facts.purpose == "identity"  # type: ignore[attr-defined]


@pytest.mark.parametrize("age", [-1, 100, 10**9])
def test_an_age_nobody_can_have_is_not_noted(point: Point, age: int) -> None:
    point.stock("c1", "P1")
    session = served(point)
    answer = point.desk.issue.check_document(session, ok=True, document="document", age=age)
    assert reason(answer) is Reason.BAD_VALUE
    assert point.events("document.checked") == []


# -- wrong codes -----------------------------------------------------------------------------------


@pytest.fixture
def short(point: Point, policy_letter: Callable[..., messages.PolicySet]) -> Point:
    """A point of a network with six-digit codes; c1's is 123456."""
    point.mail(policy_letter(pickup_code="last4+6"))
    point.stock("c1", "P1")
    point.mail(messages.CodesSet("c1", (point.window("123456", "c1"),)))
    return point


def guess(point: Point, code: str = "000000") -> object:
    return point.desk.issue.open(Code(CodeKind.PICKUP, code, "typed"), "c1")


def test_the_tries_that_are_left_and_the_end_of_a_lock_are_told(short: Point) -> None:
    assert short.desk.entitle.standing("c1") == Standing(5)
    for _ in range(4):
        guess(short)
        short.clock.pass_ms(MINUTE_MS)
    assert short.desk.entitle.standing("c1") == Standing(1)
    guess(short)
    assert short.desk.entitle.standing("c1") == Standing(0, 6)  # the first of five was 4 min ago
    assert guess(short) == Refused(Reason.CODE_LOCKED, {"minutes": 6})
    short.clock.pass_ms(6 * MINUTE_MS)
    assert short.desk.entitle.standing("c1") == Standing(0, 1)
    short.clock.pass_ms(1)
    assert short.desk.entitle.standing("c1") == Standing(1)
    assert isinstance(guess(short, "123456"), CustomerCard)


@pytest.mark.parametrize("jump_ms", [-5 * DAY_MS, 5 * DAY_MS])
def test_a_wrong_clock_neither_opens_nor_prolongs_a_lock(short: Point, jump_ms: int) -> None:
    for _ in range(5):
        guess(short)
    jumped = short.clock.stamp
    short.clock.stamp = type(jumped)(jumped.at + jump_ms, jumped.mono, jumped.boot, jumped.clock)
    assert short.desk.entitle.standing("c1") == Standing(0, 10)
    assert reason(guess(short, "123456")) is Reason.CODE_LOCKED
    short.clock.pass_ms(10 * MINUTE_MS + 1)
    assert short.desk.entitle.standing("c1") == Standing(5)


def test_a_restart_begins_the_lock_anew_and_tells_its_end(short: Point) -> None:
    for _ in range(5):
        guess(short)
    short.clock.pass_ms(9 * MINUTE_MS)
    short.clock.reboot()
    short.restart()
    assert short.desk.entitle.standing("c1") == Standing(0, 10)
    short.clock.pass_ms(10 * MINUTE_MS + 1)
    assert short.desk.entitle.standing("c1") == Standing(5)


def test_twenty_wrong_codes_of_anybody_lock_the_whole_counter(point: Point) -> None:
    point.stock("c1", "P1")
    for _ in range(20):
        point.desk.issue.open(Code(CodeKind.PICKUP, "99999999*0000", "qr"))
    assert point.desk.entitle.standing(None) == Standing(0, 60)
    assert reason(point.desk.issue.open(point.shown("c1"))) is Reason.CODE_LOCKED
    point.clock.pass_ms(HOUR_MS + 1)
    assert point.desk.entitle.standing(None) == Standing(20)


def test_a_lock_does_not_keep_a_document_from_being_looked_at(short: Point) -> None:
    for _ in range(5):
        guess(short)
    short.sign_in("igor")
    assert isinstance(short.desk.entitle.by_document("c1", STALE, ok=True), CustomerCard)
