"""Sessions: who may be served, what may be picked and handed over, and what may be taken back."""

from collections.abc import Callable

import msgspec
import pytest

from kiosk.core import sessions
from kiosk.core.cells import Cell, CellLoad
from kiosk.core.events import Event
from kiosk.core.facts import deciding, visits
from kiosk.core.facts.fact import Fact, Item
from kiosk.core.parcels import Contradiction, Parcel
from kiosk.core.policy import DocumentRule
from kiosk.core.refusals import Reason, Refused
from kiosk.core.sessions import COLOURS, Session, free_colour, worked_ms
from kiosk.core.words import (
    Collector,
    Decision,
    How,
    ParcelKind,
    ParcelState,
    Place,
    SessionKind,
    SessionState,
    Size,
    Zone,
)
from tests.rules import POLICY

S = ParcelState
OPEN = Session(
    "s1",
    SessionKind.CUSTOMER,
    SessionState.OPEN,
    "c1",
    "code",
    How.CODE,
    "amber",
    opened_at=1000,
    opened_by="anna",
    active_since=1000,
)
DONE = msgspec.structs.replace(OPEN, state=SessionState.COMPLETED, closed_at=2000, issued=1)


def _parcel(state: S = S.STORED, **fields: object) -> Parcel:
    given = {"parcel": "P1", "customer_ref": "c1", "cell": "A-01" if state is S.STORED else None}
    given["place"] = Place.CELL if state is S.STORED else Place.COUNTER
    return Parcel(kind=ParcelKind.ORDER, state=state, **(given | fields))  # type: ignore[arg-type]


def _reason(answer: object) -> Reason:
    assert isinstance(answer, Refused)
    return answer.reason


def _open(parcels: list[Parcel], live: list[Session] | None = None) -> object:
    return sessions.open_for("s1", "c1", parcels, live or [], POLICY)


def test_a_session_opens_with_the_first_free_colour() -> None:
    blue = msgspec.structs.replace(OPEN, session="s2", colour="blue")
    opened = visits.SessionOpened("s1", SessionKind.CUSTOMER, "c1", "code", How.CODE, "amber")
    assert _open([_parcel()], [blue]) == (opened,)


def test_four_sessions_have_four_colours_and_a_fifth_waits() -> None:
    live: list[Session] = []
    for n in range(4):
        (opened,) = sessions.open_for(f"s{n}", f"c{n}", [_parcel()], live, POLICY)
        live.append(msgspec.structs.replace(OPEN, session=f"s{n}", colour=opened.colour))
    assert tuple(s.colour for s in live) == COLOURS
    assert _reason(_open([_parcel()], live)) is Reason.TOO_MANY_SESSIONS
    assert free_colour(live) in COLOURS


@pytest.mark.parametrize(
    ("parcels", "reason"),
    [
        ([], Reason.NOTHING_READY),
        ([_parcel(S.EXPECTED)], Reason.NOTHING_READY),
        ([_parcel(provisional=True)], Reason.UNCONFIRMED),
        ([_parcel(S.TO_RETURN)], Reason.CANCELLED),
        ([_parcel(S.ISSUED)], Reason.WRONG_STATE),
    ],
)
def test_nobody_is_served_for_nothing(parcels: list[Parcel], reason: Reason) -> None:
    assert _reason(_open(parcels)) is reason


def test_a_stored_parcel_of_the_customer_is_picked_once() -> None:
    picked = visits.ParcelPicked("P1", "s1", "A-01", 700)
    assert sessions.pick(_parcel(), OPEN, 700) == (picked,)
    assert sessions.pick(_parcel(S.NOT_FOUND), OPEN, 0) == (visits.ParcelPicked("P1", "s1", None),)
    assert sessions.pick(_parcel(S.PICKED, session="s1"), OPEN, 0) == ()


@pytest.mark.parametrize(
    ("parcel", "reason"),
    [
        (_parcel(customer_ref="c2"), Reason.NOT_OF_THIS_CUSTOMER),
        (_parcel(S.PICKED, session="s2"), Reason.IN_SESSION),
        (_parcel(provisional=True), Reason.UNCONFIRMED),
        (_parcel(S.TO_RETURN), Reason.CANCELLED),
        (_parcel(S.ISSUED), Reason.WRONG_STATE),
        (_parcel(S.RECEIVED), Reason.WRONG_STATE),
    ],
)
def test_what_may_not_be_picked(parcel: Parcel, reason: Reason) -> None:
    assert _reason(sessions.pick(parcel, OPEN, 0)) is reason


UNCLAIMED = _parcel(S.TO_RETURN, cell="R-01", reason="unclaimed")


def test_who_comes_late_is_served_until_the_parcel_is_packed() -> None:
    assert not isinstance(_open([UNCLAIMED]), Refused)
    assert sessions.pick(UNCLAIMED, OPEN, 5) == (visits.ParcelPicked("P1", "s1", "R-01", 5),)
    assert sessions.not_found(UNCLAIMED, OPEN) == (visits.ParcelNotFound("P1", "R-01", "s1"),)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"reason": "by_central"}, Reason.CANCELLED),
        ({"reason": ""}, Reason.CANCELLED),
        ({"kind": ParcelKind.RETURN}, Reason.CANCELLED),
        ({"provisional": True}, Reason.UNCONFIRMED),
        ({"state": S.PACKED}, Reason.WRONG_STATE),
        ({"customer_ref": "c2"}, Reason.NOT_OF_THIS_CUSTOMER),
    ],
)
def test_what_goes_back_for_another_reason_is_not_handed_over(
    changes: dict[str, object], reason: Reason
) -> None:
    parcel = msgspec.structs.replace(UNCLAIMED, **changes)
    assert _reason(sessions.pick(parcel, OPEN, 5)) is reason


def test_nothing_is_picked_for_a_session_that_is_over() -> None:
    assert _reason(sessions.pick(_parcel(), DONE, 0)) is Reason.WRONG_STATE


def test_a_picked_parcel_goes_back_into_a_cell_that_may_hold_it() -> None:
    target = CellLoad(Cell("A-02", "A", Size.S, Zone.MAIN, 1))
    picked = _parcel(S.PICKED, session="s1")
    assert sessions.put_back(picked, OPEN, target) == (visits.ParcelPutBack("P1", "A-02"),)
    wet = CellLoad(Cell("A-02", "A", Size.S, Zone.MAIN, 1, blocked="wet"))
    assert _reason(sessions.put_back(picked, OPEN, wet)) is Reason.CELL_BLOCKED
    assert _reason(sessions.put_back(_parcel(), OPEN, target)) is Reason.WRONG_STATE
    other = _parcel(S.PICKED, session="s2")
    assert _reason(sessions.put_back(other, OPEN, target)) is Reason.IN_SESSION


def test_only_a_stored_parcel_of_the_customer_can_be_missed() -> None:
    lost = visits.ParcelNotFound("P1", "A-01", "s1")
    assert sessions.not_found(_parcel(), OPEN) == (lost,)
    assert _reason(sessions.not_found(_parcel(S.PICKED), OPEN)) is Reason.WRONG_STATE
    stranger = _parcel(customer_ref="c2")
    assert _reason(sessions.not_found(stranger, OPEN)) is Reason.NOT_OF_THIS_CUSTOMER


def test_what_was_picked_is_handed_over_and_the_rest_stays() -> None:
    picked = _parcel(S.PICKED, session="s1", items=(Item("Lamp"),))
    parcels = [picked, _parcel(parcel="P2"), _parcel(S.PICKED, parcel="P3", session="s9")]
    assert sessions.complete(OPEN, parcels, POLICY, 3500) == (
        visits.ParcelIssued("P1", "s1", "code", 1),
        visits.SessionCompleted("s1", issued=1, active_ms=2500),
    )


def test_nothing_picked_is_nothing_handed_over() -> None:
    assert _reason(sessions.complete(OPEN, [_parcel()], POLICY, 0)) is Reason.NOT_PICKED


def test_a_session_completes_once() -> None:
    picked = [_parcel(S.PICKED, session="s1")]
    assert _reason(sessions.complete(DONE, picked, POLICY, 0)) is Reason.WRONG_STATE


def test_grown_up_goods_need_a_document() -> None:
    aged = [_parcel(S.PICKED, session="s1", age_limit=18)]
    assert sessions.complete(OPEN, aged, POLICY, 0) == Refused(Reason.DOCUMENT_NEEDED, {"age": 18})
    known = msgspec.structs.replace(OPEN, document_ok=True, age_ok=16)
    assert _reason(sessions.complete(known, aged, POLICY, 0)) is Reason.DOCUMENT_NEEDED
    shown = msgspec.structs.replace(OPEN, age_ok=18)
    issued = sessions.complete(shown, aged, POLICY, 1000)
    assert isinstance(issued, tuple)
    assert issued[0] == visits.ParcelIssued("P1", "s1", "code", age_checked=True)


def test_an_age_nobody_looked_at_is_not_told_as_checked() -> None:
    never = msgspec.structs.replace(POLICY, document=DocumentRule.NEVER)
    issued = sessions.complete(OPEN, [_parcel(S.PICKED, session="s1", age_limit=18)], never, 0)
    assert isinstance(issued, tuple)
    assert issued[0] == visits.ParcelIssued("P1", "s1", "code", age_checked=False)


def test_some_networks_always_ask_for_a_document_and_some_never() -> None:
    plain = [_parcel(S.PICKED, session="s1")]
    always = msgspec.structs.replace(POLICY, document=DocumentRule.ALWAYS)
    assert _reason(sessions.complete(OPEN, plain, always, 0)) is Reason.DOCUMENT_NEEDED
    never = msgspec.structs.replace(POLICY, document=DocumentRule.NEVER)
    aged = [_parcel(S.PICKED, session="s1", age_limit=18)]
    assert isinstance(sessions.complete(OPEN, aged, never, 0), tuple)


def test_nothing_unpaid_is_handed_over() -> None:
    due = [_parcel(S.PICKED, session="s1", due_minor=500)]
    assert sessions.complete(OPEN, due, POLICY, 0) == Refused(
        Reason.UNPAID, {"amount_minor": 500, "currency": "RUB"}
    )


def _undo(
    at: int,
    live: list[Session] | None = None,
    *,
    may_override: bool = False,
    reason: str = "",
) -> object:
    issued = [_parcel(S.ISSUED, session="s1"), _parcel(S.ISSUED, parcel="P0", session="s0")]
    return sessions.undo(
        DONE, issued, live or [], POLICY, at, may_override=may_override, reason=reason
    )


def test_an_issue_is_taken_back_within_its_time_or_by_override() -> None:
    undone = (visits.IssueUndone("P1", "s1"), visits.SessionReopened("s1", "amber"))
    assert _undo(62_000) == undone
    assert _reason(_undo(62_001)) is Reason.UNDO_TOO_LATE
    assert _reason(_undo(10**9, may_override=True)) is Reason.REASON_NEEDED
    why = (visits.IssueUndone("P1", "s1", "mistake"), visits.SessionReopened("s1", "amber"))
    assert _undo(10**9, may_override=True, reason="mistake") == why


def test_an_issue_is_not_taken_back_when_all_colours_are_in_use() -> None:
    live = [msgspec.structs.replace(OPEN, session=f"s{n}") for n in range(4)]
    assert _reason(_undo(2000, live)) is Reason.TOO_MANY_SESSIONS


def test_an_open_session_cannot_be_undone() -> None:
    answer = sessions.undo(OPEN, [], [], POLICY, 0, may_override=True)
    assert _reason(answer) is Reason.WRONG_STATE


def test_a_session_ends_empty_handed_only_when_nothing_is_held() -> None:
    assert sessions.cancel(OPEN, [_parcel()]) == (visits.SessionCancelled("s1"),)
    held = [_parcel(S.PICKED, session="s1")]
    assert sessions.cancel(OPEN, held) == Refused(Reason.IN_SESSION, {"parcels": 1})
    assert _reason(sessions.cancel(DONE, [])) is Reason.WRONG_STATE


def test_only_worked_time_counts(told: Callable[..., Event]) -> None:
    facts: list[tuple[int, Fact]] = [
        (0, visits.SessionOpened("s1", SessionKind.CUSTOMER, "c1", "code", How.CODE, "amber")),
        (3000, visits.SessionParked("s1")),
        (9000, visits.SessionResumed("s1")),
    ]
    session = None
    for at, fact in facts:
        session = sessions.evolve(session, told(fact, at=at + 1))
    assert session is not None
    assert worked_ms(session, 10_001) == 4000


def test_a_session_lives_through_parking_checking_and_undoing(told: Callable[..., Event]) -> None:
    after: list[tuple[Fact, dict[str, object]]] = [
        (visits.SessionParked("s1"), {"parked": True, "active_since": 0}),
        (visits.SessionResumed("s1"), {"parked": False, "active_since": 2}),
        (visits.DocumentChecked("s1", "age", "passport", ok=True, age=18), {"age_ok": 18}),
        (visits.DocumentChecked("s1", "identity", "passport", ok=True), {"document_ok": True}),
        (visits.DocumentChecked("s1", "age", "passport", ok=False, age=21), {"age_ok": 18}),
        (visits.SessionDelegated("s1", Collector.DELEGATE), {"document_ok": False, "age_ok": 0}),
        (visits.SessionCompleted("s1", 2, active_ms=7), {"issued": 2, "active_ms": 7}),
        (visits.SessionReopened("s1", "blue"), {"colour": "blue", "closed_at": 0}),
        (visits.SessionCancelled("s1"), {"state": SessionState.CANCELLED}),
    ]
    session: Session | None = OPEN
    for at, (fact, wanted) in enumerate(after, start=1):
        session = sessions.evolve(session, told(fact, at=at))
        assert {name: getattr(session, name) for name in wanted} == wanted


@pytest.mark.parametrize(
    ("before", "fact"),
    [
        (None, visits.SessionParked("s1")),
        (DONE, visits.SessionParked("s1")),
        (DONE, visits.SessionCompleted("s1", 1)),
        (OPEN, visits.SessionReopened("s1", "amber")),
        (OPEN, visits.ParcelPutBack("P1", "A-01")),
    ],
)
def test_what_cannot_have_happened_is_a_contradiction(
    before: Session | None, fact: Fact, told: Callable[..., Event]
) -> None:
    with pytest.raises(Contradiction):
        sessions.evolve(before, told(fact))


# -- what is taken and what is not -----------------------------------------------------------------

LAMP, MUG = Item("Lamp", 1000), Item("Mug", 300)
LEFT = msgspec.structs.replace(MUG, decision=Decision.REFUSE, why="size")


def _in_hand(*items: Item, name: str = "P1", **fields: object) -> Parcel:
    return _parcel(S.PICKED, parcel=name, session="s1", items=items, **fields)


def test_what_is_left_goes_back_and_the_rest_is_issued() -> None:
    mixed, whole = _in_hand(LAMP, LEFT), _in_hand(LEFT, name="P2")
    split, issued, refused, done = _facts(
        sessions.complete(OPEN, [mixed, whole], POLICY, 3000, {"P1": "P:1"})
    )
    assert (split.new, split.items, issued.items) == ("P:1", (LEFT,), 1)
    assert refused == deciding.ParcelRefused("P2", "s1", "size")
    assert (done.issued, done.refused) == (1, 2)


def test_a_visit_may_end_with_nothing_taken() -> None:
    adult = _in_hand(LEFT, age_limit=18, due_minor=300)
    refused, done = _facts(sessions.complete(OPEN, [adult], POLICY, 3000))
    assert isinstance(refused, deciding.ParcelRefused)
    assert (done.issued, done.refused) == (0, 1)


def test_what_is_taken_is_paid_for_and_bags_too() -> None:
    mixed = _in_hand(LAMP, LEFT, due_minor=1300)
    bagged = msgspec.structs.replace(OPEN, bags=(deciding.Bag("M", 2, 5),))
    unpaid = sessions.complete(bagged, [mixed], POLICY, 3000)
    assert isinstance(unpaid, Refused)
    assert (unpaid.reason, unpaid.facts["amount_minor"]) == (Reason.UNPAID, 1010)


def test_nobody_leaves_while_somebody_is_in_the_fitting_room() -> None:
    trying = msgspec.structs.replace(OPEN, tries_since=2000)
    assert _reason(sessions.complete(trying, [_in_hand(LAMP)], POLICY, 3000)) is Reason.UNDECIDED


def test_an_undone_visit_brings_back_what_was_refused_unless_it_was_put_away() -> None:
    here = _parcel(S.TO_RETURN, session="s1", reason="size")
    away = _parcel(S.TO_RETURN, parcel="P2", session="s1", place=Place.CELL, cell="R-01")
    facts = sessions.undo(DONE, [here, away], [], POLICY, 3000, may_override=False)
    undone, reopened = _facts(facts)
    assert undone == visits.IssueUndone("P1", "s1")
    assert isinstance(reopened, visits.SessionReopened)


def test_bags_and_the_fitting_room_are_of_the_visit(told: Callable[..., Event]) -> None:
    bags = (deciding.Bag("M", 1),)
    session = sessions.evolve(OPEN, told(deciding.TryonStarted("s1"), 7000))
    session = sessions.evolve(session, told(deciding.BagsTaken("s1", bags)))
    assert (session.tries_since, session.bags) == (7000, bags)
    ended = sessions.evolve(session, told(deciding.TryonEnded("s1")))
    assert ended.tries_since == 0
    for fact in (visits.SessionCompleted("s1", 1, refused=2), visits.SessionCancelled("s1")):
        assert sessions.evolve(session, told(fact)).tries_since == 0
    with pytest.raises(Contradiction):
        sessions.evolve(DONE, told(deciding.TryonStarted("s1")))


def _facts(answer: object) -> tuple:
    assert isinstance(answer, tuple), answer
    return answer
