"""Choices: what a customer may say of each thing, the fitting room, bags; and when no more."""

import pytest
from msgspec.structs import replace

from kiosk.core import choices
from kiosk.core.facts.deciding import Bag, BagsTaken, ItemDecided, TryonEnded, TryonStarted
from kiosk.core.facts.fact import Item
from kiosk.core.parcels import Parcel
from kiosk.core.policy import BagKind
from kiosk.core.refusals import Reason, Refused
from kiosk.core.sessions import Session
from kiosk.core.words import (
    Decision,
    How,
    ParcelKind,
    ParcelState,
    Place,
    SessionKind,
    SessionState,
)
from tests.rules import POLICY

OPEN = Session(
    "s1", SessionKind.CUSTOMER, SessionState.OPEN, "c1", "code", How.CODE, "amber", 1000, "anna"
)
PAYING = replace(OPEN, state=SessionState.PAYING)
DONE = replace(OPEN, state=SessionState.COMPLETED)
PICKED = Parcel(
    "P1",
    ParcelKind.ORDER,
    ParcelState.PICKED,
    Place.COUNTER,
    items=(Item("Lamp", 1000), Item("Mug", 300)),
    session="s1",
)
SHOP = replace(POLICY, bags=(BagKind("M", 500), BagKind("L", 0)))


def wish(
    decision: Decision = Decision.REFUSE, item: int | None = 0, why: str = "size"
) -> ItemDecided:
    return ItemDecided("P1", "s1", decision, item, why)


def decide(
    said: ItemDecided,
    *,
    parcel: Parcel = PICKED,
    session: Session = OPEN,
    override: bool = False,
    partial: bool = True,
) -> object:
    policy = replace(SHOP, partial_refusal=partial)
    answer = choices.decide(parcel, session, said, policy, may_override=override)
    return answer.reason if isinstance(answer, Refused) else answer


def test_one_thing_or_all_may_be_refused_or_called_faulty() -> None:
    for said in (wish(), wish(item=None), wish(Decision.DEFECT, 1, "")):
        assert decide(said) == (said,)
    assert decide(wish(Decision.ACCEPT, 0, "")) == (), "it is taken anyway"


@pytest.mark.parametrize(
    "said",
    [
        wish(why="because"),
        wish(why=""),
        wish(item=2),
        wish(Decision.ACCEPT, 0, "size"),
        wish(Decision.DEFECT, 0, "size"),
    ],
)
def test_what_makes_no_sense_is_refused(said: ItemDecided) -> None:
    assert decide(said) is Reason.BAD_VALUE


def test_a_network_without_reasons_asks_for_none() -> None:
    mute = replace(SHOP, refuse_reasons=())
    said = wish(why="")
    assert choices.decide(PICKED, OPEN, said, mute, may_override=False) == (said,)
    assert isinstance(choices.decide(PICKED, OPEN, wish(), mute, may_override=False), Refused)


@pytest.mark.parametrize(
    ("parcel", "session", "reason"),
    [
        (PICKED, DONE, Reason.WRONG_STATE),
        (replace(PICKED, state=ParcelState.STORED), OPEN, Reason.WRONG_STATE),
        (replace(PICKED, session="s2"), OPEN, Reason.IN_SESSION),
        (PICKED, PAYING, Reason.AFTER_PAYMENT),
    ],
)
def test_when_nothing_may_be_said_of_a_thing(
    parcel: Parcel, session: Session, reason: Reason
) -> None:
    assert decide(wish(), parcel=parcel, session=session) is reason


def test_who_may_override_changes_what_is_paid_for() -> None:
    assert decide(wish(), session=PAYING, override=True) == (wish(),)


def test_what_costs_nobody_knows_how_much_does_not_stay_behind_alone() -> None:
    items = (Item("Lamp", 1000), Item("Mug"))
    paid, due = replace(PICKED, items=items), replace(PICKED, items=items, due_minor=1300)
    assert decide(wish(item=1), parcel=due) is Reason.NO_PRICE
    assert decide(wish(Decision.DEFECT, 1, ""), parcel=due) is Reason.NO_PRICE
    for said in (wish(item=0), wish(item=None)):
        assert decide(said, parcel=due) == (said,)
    assert decide(wish(item=1), parcel=paid) == (wish(item=1),)
    gift = replace(due, due_minor=1000)
    assert decide(wish(item=1), parcel=gift) == (wish(item=1),), "the lamp alone is paid for"
    single = replace(due, items=items[1:])
    assert decide(wish(), parcel=single) == (wish(),)


@pytest.mark.parametrize("item", [-1, -2, 2, 10**6])
def test_a_thing_that_is_not_in_the_parcel_is_not_decided_on(item: int) -> None:
    assert decide(wish(item=item)) is Reason.BAD_VALUE


def test_where_parcels_go_back_whole_no_single_thing_does() -> None:
    assert decide(wish(), partial=False) is Reason.WHOLE_ONLY
    assert decide(wish(item=None), partial=False) == (wish(item=None),)
    single = replace(PICKED, items=PICKED.items[:1])
    assert decide(wish(), parcel=single, partial=False) == (wish(),)


def test_a_customer_tries_on_what_was_picked_and_comes_back() -> None:
    assert choices.start_try_on(OPEN, [PICKED], POLICY) == (TryonStarted("s1"),)
    trying = replace(OPEN, tries_since=5)
    assert choices.start_try_on(trying, [PICKED], POLICY) == ()
    assert choices.end_try_on(trying) == (TryonEnded("s1"),)
    assert choices.end_try_on(OPEN) == ()


@pytest.mark.parametrize(
    ("session", "parcels", "minutes", "reason"),
    [
        (DONE, [PICKED], 20, Reason.WRONG_STATE),
        (OPEN, [PICKED], 0, Reason.NO_TRY_ON),
        (OPEN, [], 20, Reason.NOT_PICKED),
        (PAYING, [PICKED], 20, Reason.AFTER_PAYMENT),
    ],
)
def test_when_nothing_is_tried_on(
    session: Session, parcels: list[Parcel], minutes: int, reason: Reason
) -> None:
    answer = choices.start_try_on(session, parcels, replace(POLICY, try_on_min=minutes))
    assert isinstance(answer, Refused)
    assert answer.reason is reason


def test_a_visit_that_is_over_has_nobody_in_the_fitting_room() -> None:
    assert isinstance(choices.end_try_on(DONE), Refused)


@pytest.mark.parametrize(
    ("minutes", "spent_s", "late"), [(20, 1199, False), (20, 1200, True), (0, 9999, False)]
)
def test_the_time_in_the_fitting_room_has_an_end(minutes: int, spent_s: int, *, late: bool) -> None:
    trying, policy = replace(OPEN, tries_since=1000), replace(POLICY, try_on_min=minutes)
    at = 1000 + spent_s * 1000
    assert choices.is_late(trying, policy, at) is late
    assert choices.tried_ms(trying, at) == spent_s * 1000
    assert not choices.is_late(OPEN, policy, at)
    assert choices.tried_ms(trying, 0) == 0, "the clock went back"


def bags(bag: str, count: int, session: Session = OPEN, *, override: bool = False) -> object:
    answer = choices.take_bags(session, bag, count, SHOP, may_override=override)
    return answer.reason if isinstance(answer, Refused) else answer


def test_bags_are_counted_by_kind() -> None:
    assert bags("M", 2) == (BagsTaken("s1", (Bag("M", 2, 500),)),)
    having = replace(OPEN, bags=(Bag("M", 2, 500),))
    assert bags("L", 1, having) == (BagsTaken("s1", (Bag("L", 1), Bag("M", 2, 500))),)
    assert bags("M", 0, having) == (BagsTaken("s1"),)
    assert bags("M", 2, having) == ()


@pytest.mark.parametrize(
    ("bag", "count", "session", "reason"),
    [
        ("XXL", 1, OPEN, Reason.BAD_VALUE),
        ("M", -1, OPEN, Reason.BAD_VALUE),
        ("M", 21, OPEN, Reason.BAD_VALUE),
        ("M", 1, DONE, Reason.WRONG_STATE),
        ("M", 1, PAYING, Reason.AFTER_PAYMENT),
    ],
)
def test_which_bags_nobody_takes(bag: str, count: int, session: Session, reason: Reason) -> None:
    assert bags(bag, count, session) is reason


def test_a_free_bag_is_given_after_the_payment_too() -> None:
    assert bags("L", 1, PAYING) == (BagsTaken("s1", (Bag("L", 1),)),)
    assert bags("M", 1, PAYING, override=True) == (BagsTaken("s1", (Bag("M", 1, 500),)),)
