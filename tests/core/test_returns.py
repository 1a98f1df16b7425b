"""Customers' returns: whatever a silly clerk does, goods come back once, looked over, or not."""

from collections.abc import Callable

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.core import books, messages, returns
from kiosk.core.books import State, Subject
from kiosk.core.boxes import Moment
from kiosk.core.events import CENTRAL, Event, type_of
from kiosk.core.facts import returning
from kiosk.core.facts.fact import Fact, Item
from kiosk.core.facts.stockroom import ParcelConfirmed
from kiosk.core.parcels import Contradiction, Parcel
from kiosk.core.policy import Check, NoRequest, Policy
from kiosk.core.refusals import Reason, Refused
from kiosk.core.returns import Found, Return, Unknown
from kiosk.core.words import (
    BoxClass,
    ClockQuality,
    Condition,
    How,
    ParcelKind,
    ParcelState,
    Place,
    RejectReason,
    ReturnJudgement,
    ReturnState,
    Size,
)
from tests.families import first_quickly
from tests.rules import POLICY

T0 = 1_780_000_000_000
NOW = Moment(T0, ClockQuality.NTP)
SHOES = Item("Vento", 345_000, barcode="4601", category="shoes")
LETTER = messages.ReturnExpected(
    "R1", "ii5275210303", "c1", (SHOES,), order="o1", size=Size.M, until=T0 + 10, reason="too small"
)
EXPECTED = Return(
    "R1",
    code="ii5275210303",
    customer_ref="c1",
    order="o1",
    items=(SHOES,),
    size=Size.M,
    until=T0 + 10,
)
OPEN = replace(EXPECTED, state=ReturnState.OPEN)
TICKED = ("same", "complete", "tags", "unused")


def tell(known: Return | None, *facts: Fact, at: int = T0, by: str = "anna") -> Return:
    for fact in facts:
        event = Event("0" * 36, type_of(fact), 1, at, 1, "a" * 16, ClockQuality.NTP, by, fact)
        known = returns.evolve(known, event)
    assert known is not None
    return known


def reason(found: object) -> Reason | None:
    return found.reason if isinstance(found, Refused) else None


def facts(found: object) -> tuple[Fact, ...]:
    assert isinstance(found, tuple), found
    return found


# -- what the central tells ------------------------------------------------------------------------


def test_a_letter_announces_a_return_once() -> None:
    told = facts(returns.announce(None, None, LETTER))
    known = tell(None, *told)
    assert replace(known, changed_at=0, changed_by="", version=0) == EXPECTED
    assert facts(returns.announce(known, None, LETTER)) == told  # a correction
    assert "too small" not in repr(told), "the journal could not forget it"
    opened = tell(known, returning.ReturnOpened("R1", How.CODE))
    assert reason(returns.announce(opened, None, LETTER)) is Reason.STALE


def test_a_declined_return_may_be_asked_for_anew() -> None:
    declined = tell(OPEN, returning.ReturnRejected("R1", RejectReason.USED))
    again = tell(declined, *facts(returns.announce(declined, None, LETTER)))
    assert (again.state, again.why, again.version) == (ReturnState.EXPECTED, None, 2)


def kept(state: ReturnState) -> Return:
    own = Return("01", state, code="ii5275210303", provisional=True)
    return replace(own, parcel="P:1") if state is ReturnState.ACCEPTED else own


def test_a_late_letter_confirms_what_was_opened_under_its_code() -> None:
    told = facts(returns.announce(None, kept(ReturnState.OPEN), LETTER))
    known = tell(kept(ReturnState.OPEN), *told)
    assert (known.return_, known.announced, known.provisional) == ("01", "R1", False)
    assert (known.state, known.items, known.customer_ref) == (ReturnState.OPEN, (SHOES,), "c1")


def test_a_late_letter_confirms_the_parcel_that_was_taken() -> None:
    told = facts(returns.announce(None, kept(ReturnState.ACCEPTED), LETTER))
    assert told[1:] == (ParcelConfirmed("P:1", "o1", "c1"),)
    known = tell(kept(ReturnState.ACCEPTED), told[0])
    assert (known.state, known.provisional) == (ReturnState.ACCEPTED, False)


@pytest.mark.parametrize(
    ("known", "why"),
    [
        (EXPECTED, None),
        (OPEN, None),
        (replace(OPEN, state=ReturnState.ACCEPTED), Reason.ALREADY_RETURNED),
        (replace(OPEN, state=ReturnState.REJECTED), Reason.STALE),
    ],
)
def test_the_central_withdraws_only_what_is_not_here(known: Return, why: Reason | None) -> None:
    decided = returns.withdraw(known)
    assert reason(decided) is why
    if why is None:
        assert tell(known, *facts(decided)).why is RejectReason.WITHDRAWN


@pytest.mark.parametrize("state", [ReturnState.OPEN, ReturnState.ACCEPTED])
@pytest.mark.parametrize("verdict", list(ReturnJudgement))
def test_a_verdict_ends_what_was_provisional(state: ReturnState, verdict: ReturnJudgement) -> None:
    told = facts(returns.judge(kept(state), verdict, "why"))
    of_return = [f for f in told if not isinstance(f, ParcelConfirmed)]
    known = tell(kept(state), *of_return)
    assert (known.provisional, known.verdict) == (False, verdict)
    denied_open = (state, verdict) == (ReturnState.OPEN, ReturnJudgement.DENIED)
    assert known.state is (ReturnState.REJECTED if denied_open else state)
    is_confirmed = (state, verdict) == (ReturnState.ACCEPTED, ReturnJudgement.CONFIRMED)
    assert (len(told) > len(of_return)) is is_confirmed
    assert reason(returns.judge(known, verdict)) is Reason.STALE


# -- opening -----------------------------------------------------------------------------------


def test_a_known_return_is_opened_once(policy: Policy) -> None:
    told = facts(returns.open_(EXPECTED, How.CODE, policy, NOW))
    assert told == (returning.ReturnOpened("R1", How.CODE),)
    assert returns.open_(tell(EXPECTED, *told), How.CODE, policy, NOW) == ()


@pytest.mark.parametrize(
    ("known", "why"),
    [
        (replace(OPEN, state=ReturnState.ACCEPTED), Reason.ALREADY_RETURNED),
        (replace(OPEN, state=ReturnState.REJECTED), Reason.WRONG_STATE),
        (replace(EXPECTED, until=T0 - 1), Reason.RETURN_TERM_OVER),
        (replace(EXPECTED, until=None), None),
        (replace(EXPECTED, items=(replace(SHOES, returnable=False),)), Reason.NOT_RETURNABLE),
    ],
)
def test_why_a_known_return_is_not_opened(
    known: Return, why: Reason | None, policy: Policy
) -> None:
    assert reason(returns.open_(known, How.CODE, policy, NOW)) is why


def test_an_unsure_clock_ends_no_term(policy: Policy) -> None:
    late = replace(EXPECTED, until=T0 - 1)
    unsure = Moment(T0, ClockQuality.UNSURE)
    assert facts(returns.open_(late, How.CODE, policy, unsure))


def test_what_the_central_announced_it_has_judged_by_category(policy: Policy) -> None:
    strict = replace(policy, not_returnable=("shoes",), no_request=NoRequest.KEEP)
    assert facts(returns.open_(EXPECTED, How.CODE, strict, NOW))
    brought = Unknown(How.PRODUCT, items=(SHOES,))
    assert reason(returns.open_unknown("01", brought, strict)) is Reason.NOT_RETURNABLE


@pytest.mark.parametrize("keeps", [False, True])
def test_the_network_says_what_becomes_of_the_unknown(policy: Policy, keeps: bool) -> None:  # noqa: FBT001
    rules = replace(policy, no_request=NoRequest.KEEP if keeps else NoRequest.REFUSE)
    decided = returns.open_unknown("01", Unknown(How.UNANNOUNCED, "ii5275210399"), rules)
    if not keeps:
        assert reason(decided) is Reason.NO_REQUEST
        return
    known = tell(None, *facts(decided))
    assert (known.state, known.provisional, known.code) == (
        ReturnState.OPEN,
        True,
        "ii5275210399",
    )


# -- looking over ------------------------------------------------------------------------------


def test_goods_are_compared_by_their_bar_code() -> None:
    assert returns.is_same(OPEN, "4601")
    assert not returns.is_same(OPEN, "4602")
    assert returns.is_same(OPEN, "0000000004601"), "the same number in more digits"
    assert returns.is_same(OPEN, "0100000000004601215Xy7"), "one piece of them"
    assert not returns.is_same(replace(OPEN, items=(replace(SHOES, barcode=""),)), "000")
    assert returns.is_same(replace(OPEN, items=()), "4602")


def test_the_checklist_is_that_of_the_category(policy: Policy) -> None:
    assert [c.key for c in returns.checklist(OPEN, policy, Condition.WHOLE)] == list(TICKED)
    faulty = [c.key for c in returns.checklist(OPEN, policy, Condition.FAULTY)]
    assert faulty == ["same", "complete", "tags"]
    own = replace(policy, return_checklist={"shoes": (Check("soles"),), "": (Check("complete"),)})
    assert [c.key for c in returns.checklist(OPEN, own, Condition.WHOLE)] == ["same", "soles"]
    both = replace(OPEN, items=(SHOES, Item("Mug")))
    keys = [c.key for c in returns.checklist(both, own, Condition.WHOLE)]
    assert keys == ["same", "soles", "complete"]
    blind = returns.checklist(replace(OPEN, items=()), own, Condition.WHOLE)
    assert [c.key for c in blind] == ["complete"]


@pytest.mark.parametrize(
    ("condition", "size", "class_"),
    [
        (Condition.WHOLE, Size.S, BoxClass.NORMAL),
        (Condition.FAULTY, Size.S, BoxClass.DEFECT),
        (Condition.WHOLE, Size.XL, BoxClass.OWN),
    ],
)
def test_accepted_goods_are_a_parcel_that_goes_back(
    policy: Policy, condition: Condition, size: Size, class_: BoxClass
) -> None:
    (fact,) = facts(returns.accept(OPEN, "P:1", Found(condition, size, TICKED), policy))
    assert isinstance(fact, returning.ReturnAccepted)
    assert fact.box_class is class_
    subjects = books.subjects(fact)
    assert subjects == (Subject("return", "R1"), Subject("parcel", "P:1"))
    event = Event("0" * 36, type_of(fact), 1, T0, 1, "a" * 16, ClockQuality.NTP, "anna", fact)
    parcel = books.evolve(subjects[1], None, event)
    assert isinstance(parcel, Parcel)
    assert (parcel.kind, parcel.state, parcel.place) == (
        ParcelKind.RETURN,
        ParcelState.TO_RETURN,
        Place.COUNTER,
    )
    assert (parcel.items, parcel.order, parcel.customer_ref) == ((SHOES,), "o1", "c1")
    known = tell(OPEN, fact)
    assert (known.state, known.parcel, known.condition) == (
        ReturnState.ACCEPTED,
        "P:1",
        condition,
    )
    assert reason(returns.accept(known, "P:2", Found(checks=TICKED), policy)) is (
        Reason.ALREADY_RETURNED
    )


def test_every_line_is_ticked_first(policy: Policy) -> None:
    decided = returns.accept(OPEN, "P:1", Found(checks=TICKED[:-1]), policy)
    assert decided == Refused(Reason.CHECKLIST_OPEN, {"n": 1})


def test_only_the_staffs_own_reasons_decline(policy: Policy) -> None:
    assert reason(returns.reject(OPEN, RejectReason.WITHDRAWN)) is Reason.BAD_VALUE
    assert reason(returns.reject(EXPECTED, RejectReason.USED)) is Reason.WRONG_STATE
    known = tell(OPEN, *facts(returns.reject(OPEN, RejectReason.USED)))
    assert (known.state, known.why) == (ReturnState.REJECTED, RejectReason.USED)
    assert reason(returns.accept(known, "P:1", Found(checks=TICKED), policy)) is Reason.WRONG_STATE


@pytest.mark.parametrize(
    "fact",
    [
        returning.ReturnAccepted("R1", "P:1", Condition.WHOLE, BoxClass.NORMAL),
        returning.ReturnRejected("R1", RejectReason.USED),
        returning.ReturnVerdict("R1", ReturnJudgement.CONFIRMED),
    ],
)
def test_nothing_happens_to_a_return_nobody_has_heard_of(fact: Fact) -> None:
    with pytest.raises(Contradiction):
        tell(None, fact)


# -- a silly clerk -------------------------------------------------------------------------------

ACTS = st.one_of(
    st.just(("open",)),
    st.tuples(st.just("accept"), st.sets(st.sampled_from(TICKED)), st.sampled_from(Condition)),
    st.tuples(st.just("accept"), st.just(set(TICKED)), st.just(Condition.WHOLE)),
    st.tuples(st.just("reject"), st.sampled_from(RejectReason)),
    st.tuples(st.just("announce")),
    st.tuples(st.just("withdraw")),
    st.tuples(st.just("judge"), st.sampled_from(ReturnJudgement)),
)


class Till:
    """The rows of one return and its parcels, changed by facts alone."""

    def __init__(self, policy: Policy, known: Return) -> None:
        self.policy, self.rows = policy, dict[Subject, State]()
        self.rows[Subject("return", "R1")] = known
        self.told: list[Fact] = []
        self.parcels = 0

    @property
    def known(self) -> Return:
        row = self.rows[Subject("return", "R1")]
        assert isinstance(row, Return)
        return row

    def do(self, act: str, *more: object) -> None:
        decided = getattr(self, f"_{act}")(*more)
        for fact in () if isinstance(decided, Refused) else decided:
            event = Event("0" * 36, type_of(fact), 1, T0, 1, "a" * 16, NOW.clock, CENTRAL, fact)
            found = {s: books.evolve(s, self.rows.get(s), event) for s in books.subjects(fact)}
            self.rows |= found
            self.told.append(fact)

    def _open(self) -> object:
        return returns.open_(self.known, How.CODE, self.policy, NOW)

    def _accept(self, checks: set[str], condition: Condition) -> object:
        self.parcels += 1
        found = Found(condition, checks=checks)
        return returns.accept(self.known, f"P:{self.parcels}", found, self.policy)

    def _reject(self, why: RejectReason) -> object:
        return returns.reject(self.known, why)

    def _announce(self) -> object:
        return returns.announce(self.known, None, LETTER)

    def _withdraw(self) -> object:
        return returns.withdraw(self.known)

    def _judge(self, verdict: ReturnJudgement) -> object:
        return returns.judge(self.known, verdict)


DAYS = st.tuples(st.lists(ACTS, min_size=4, max_size=12), st.booleans())
_checklist, _withdraw = returns.checklist, returns.withdraw


def broken(day: tuple[list[tuple[object, ...]], bool]) -> str:
    """Play a day; tell the promise that it broke, empty for none."""
    acts, provisional = day
    till = Till(POLICY, replace(OPEN, provisional=True) if provisional else EXPECTED)
    for act, *more in acts:
        try:
            till.do(str(act), *more)
        except Contradiction as caught:
            return str(caught)
    taken = [fact for fact in till.told if isinstance(fact, returning.ReturnAccepted)]
    if {s.id for s in till.rows if s.kind == "parcel"} != {fact.parcel for fact in taken}:
        return "a parcel came from nowhere"
    return "twice" if len(taken) > 1 else "".join(_unsound(till, fact) for fact in taken)


def _unsound(till: Till, fact: returning.ReturnAccepted) -> str:
    before = till.told[: till.told.index(fact)]
    declined = sum(isinstance(f, returning.ReturnRejected) for f in before)
    if declined > sum(isinstance(f, returning.ReturnExpected) for f in before):
        return "a parcel from a declined return"
    asked = {check.key for check in _checklist(till.known, POLICY, fact.condition)}
    return "" if asked <= set(fact.checks) else "without its checks"


@given(day=DAYS)
def test_goods_are_taken_back_once_and_looked_over_first(
    day: tuple[list[tuple[object, ...]], bool],
) -> None:
    assert broken(day) == ""


# -- broken rules: each must be caught, or the property proves nothing ---------------------


class Caught(Exception):
    """A day went wrong."""


def _any_state(_known: Return) -> Refused | None:
    return None


MUTANTS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "nothing is looked at": lambda m: m.setattr(returns, "checklist", lambda *_: ()),
    "whatever state it is in": lambda m: m.setattr(returns, "_not_open", _any_state),
    "the central takes it from the shelf": lambda m: m.setattr(
        returns, "withdraw", lambda known: _withdraw(replace(known, state=ReturnState.OPEN))
    ),
}


@pytest.mark.parametrize("mutant", first_quickly(MUTANTS))
def test_a_broken_rule_is_caught(mutant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    @settings(max_examples=2_000, database=None, derandomize=True, phases=(Phase.generate,))
    @given(DAYS)
    def lives(day: tuple[list[tuple[object, ...]], bool]) -> None:
        if found := broken(day):
            raise Caught(found)

    MUTANTS[mutant](monkeypatch)
    with pytest.raises(Caught):
        lives()
