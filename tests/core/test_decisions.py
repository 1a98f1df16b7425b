"""Decisions: what is taken, what is owed for it, and what becomes of the rest."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.core import books, decisions, parcels
from kiosk.core.books import Subject
from kiosk.core.boxes import class_of
from kiosk.core.events import Event
from kiosk.core.facts import deciding, stockroom, visits
from kiosk.core.facts.deciding import Bag, ItemDecided, ParcelRefused, ParcelSplit
from kiosk.core.facts.fact import Fact, Item
from kiosk.core.parcels import Contradiction, Parcel
from kiosk.core.words import BoxClass, Decision, ParcelKind, ParcelState, Place

LAMP, MUG, HAT = Item("Lamp", 1000), Item("Mug", 300), Item("Hat", 200)
Lived = Callable[..., Parcel]
Told = Callable[..., Event]


def picked(*items: Item, due: int = 0) -> list[Fact]:
    return [
        stockroom.ParcelExpected("P1", "D1", items=items, due_minor=due, order="o1"),
        stockroom.ParcelReceived("P1", "D1"),
        stockroom.ParcelStored("P1", "A-01"),
        visits.ParcelPicked("P1", "s1", "A-01"),
    ]


def refused(item: int | None = None, why: str = "size") -> ItemDecided:
    return ItemDecided("P1", "s1", Decision.REFUSE, item, why)


def faulty(item: int | None = None) -> ItemDecided:
    return ItemDecided("P1", "s1", Decision.DEFECT, item)


def test_everything_is_taken_until_something_else_is_said(lived: Lived) -> None:
    parcel = lived(*picked(LAMP, MUG, due=1300))
    assert (decisions.taken_of(parcel), decisions.left_of(parcel)) == ((LAMP, MUG), ())
    assert decisions.due([parcel]) == 1300
    (issued,) = decisions.ended(parcel, "s1", "code", "P:1", age_seen=0)
    assert issued == visits.ParcelIssued("P1", "s1", "code", 2)


def test_what_is_left_of_a_parcel_goes_back_as_one_of_its_own(lived: Lived, told: Told) -> None:
    parcel = lived(*picked(LAMP, MUG, HAT, due=1500), refused(1), faulty(2))
    assert decisions.due([parcel]) == 1000
    split, issued = decisions.ended(parcel, "s1", "code", "P:1", age_seen=0)
    assert issued == visits.ParcelIssued("P1", "s1", "code", 1)
    new = books.evolve(Subject("parcel", "P:1"), None, told(split))
    rest = books.evolve(Subject("parcel", "P1"), parcel, told(split))
    assert isinstance(new, Parcel)
    assert isinstance(rest, Parcel)
    assert (new.kind, new.state, new.place) == (
        ParcelKind.REFUSAL,
        ParcelState.TO_RETURN,
        Place.COUNTER,
    )
    assert [i.title for i in new.items] == ["Mug", "Hat"]
    assert (new.order, new.reason, new.due_minor, class_of(new)) == (
        "o1",
        "defect",
        500,
        BoxClass.DEFECT,
    )
    assert (rest.items, rest.due_minor, rest.state) == ((LAMP,), 1000, ParcelState.PICKED)


@pytest.mark.parametrize("all_at_once", [True, False])
def test_a_parcel_of_which_nothing_is_taken_goes_back_whole(
    lived: Lived, *, all_at_once: bool
) -> None:
    said = [refused()] if all_at_once else [refused(0), refused(1)]
    parcel = lived(*picked(LAMP, MUG, due=1300), *said)
    assert decisions.due([parcel]) == 0
    assert decisions.ended(parcel, "s1", "code", "P:1", age_seen=0) == (
        ParcelRefused("P1", "s1", "size"),
    )
    gone = lived(*picked(LAMP, MUG), *said, ParcelRefused("P1", "s1", "size"))
    assert (gone.state, gone.place, gone.cell, gone.reason) == (
        ParcelState.TO_RETURN,
        Place.COUNTER,
        None,
        "size",
    )
    assert gone.returning_since


def test_a_parcel_whose_goods_nobody_listed_is_refused_whole(lived: Lived) -> None:
    parcel = lived(*picked(due=900), faulty())
    assert (decisions.is_refused(parcel), decisions.due([parcel])) == (True, 0)
    assert decisions.why(parcel) == "defect"
    again = lived(*picked(due=900), faulty(), ItemDecided("P1", "s1", Decision.ACCEPT))
    assert again == replace(lived(*picked(due=900)), version=6)


@pytest.mark.parametrize(
    ("paid_ahead", "owed"),
    [(0, 1000), (1300, 0), (700, 300), (1250, 0)],
)
def test_what_was_paid_ahead_stays_paid(paid_ahead: int, owed: int, lived: Lived) -> None:
    parcel = lived(*picked(LAMP, MUG, due=1300 - paid_ahead), refused(1))
    assert decisions.due_of(parcel) == owed


def test_bags_are_owed_too(lived: Lived) -> None:
    parcel = lived(*picked(LAMP, due=1000))
    assert decisions.due([parcel], (Bag("M", 2, 5), Bag("L", 1))) == 1010


def test_a_defect_is_told_before_any_other_reason(lived: Lived) -> None:
    assert decisions.why(lived(*picked(LAMP, MUG), refused(0), faulty(1))) == "defect"
    assert decisions.why(lived(*picked(LAMP, MUG), refused(1, "looks"))) == "looks"
    assert decisions.why(lived(*picked(LAMP), refused(0, ""))) == "refuse"


def test_what_is_put_back_or_cancelled_is_undecided_again(lived: Lived) -> None:
    back = lived(*picked(LAMP), faulty(0), visits.ParcelPutBack("P1", "A-01"))
    assert (back.items, class_of(back)) == ((LAMP,), BoxClass.NORMAL)
    unlisted = lived(*picked(), refused(), visits.ParcelPutBack("P1", "A-01"))
    assert (unlisted.decided, unlisted.why) == (None, "")


def test_an_undone_visit_has_what_was_refused_in_hand_again(lived: Lived) -> None:
    facts = [*picked(LAMP), refused(0), ParcelRefused("P1", "s1", "size")]
    again = lived(*facts, visits.IssueUndone("P1", "s1"))
    assert (again.state, again.session, again.reason) == (ParcelState.PICKED, "s1", "")
    assert decisions.is_refused(again), "the customer's word still stands"
    with pytest.raises(Contradiction):
        lived(*facts, visits.IssueUndone("P1", "s2"))


def test_what_was_split_off_goes_back_to_the_returns_also_after_an_undo(
    lived: Lived, told: Told
) -> None:
    parcel = lived(*picked(LAMP, MUG), refused(1))
    split, _ = decisions.ended(parcel, "s1", "code", "P:1", age_seen=0)
    new = parcels.evolve(None, told(split))
    again = parcels.evolve(new, told(visits.IssueUndone("P:1", "s1")))
    assert (again.state, again.was) == (ParcelState.PICKED, ParcelState.TO_RETURN)
    back = parcels.evolve(again, told(visits.ParcelPutBack("P:1", "R-01")))
    assert back.state is ParcelState.TO_RETURN


@pytest.mark.parametrize(
    "fact",
    [
        ItemDecided("P1", "s2", Decision.REFUSE, 0, "size"),
        refused(2),
        ParcelRefused("P1", "s2", "size"),
        ParcelSplit("P1", "P:1", "s1", "size", (LAMP,)),
        ParcelSplit("P1", "P:1", "s2", "size", (MUG,)),
        ParcelSplit("P1", "P1", "s1", "size", (MUG,)),
    ],
)
def test_what_nobody_can_have_decided(fact: Fact, lived: Lived) -> None:
    with pytest.raises(Contradiction):
        lived(*picked(LAMP, MUG), fact)


def test_a_split_names_both_parcels_and_neither_becomes_the_other(told: Told) -> None:
    split = told(ParcelSplit("P1", "P:1", "s1", "size", (LAMP,)))
    assert books.subjects(split.facts) == (Subject("parcel", "P1"), Subject("parcel", "P:1"))
    with pytest.raises(Contradiction, match="another"):
        books.evolve(Subject("parcel", "P1"), None, split)


def test_a_wish_that_stands_already_is_known(lived: Lived) -> None:
    parcel = lived(*picked(LAMP, MUG), refused(1))
    assert decisions.repeats(parcel, refused(1))
    assert decisions.repeats(parcel, ItemDecided("P1", "s1", Decision.ACCEPT, 0))
    assert not decisions.repeats(parcel, refused(1, "looks"))
    assert not decisions.repeats(parcel, refused())
    assert decisions.repeats(lived(*picked()), ItemDecided("P1", "s1", Decision.ACCEPT))


PRICES = st.lists(st.integers(0, 10**6), min_size=1, max_size=6)


@given(PRICES, st.data())
def test_nothing_is_lost_and_no_money_made_whatever_is_decided(
    prices: list[int], data: st.DataObject
) -> None:
    items = tuple(
        Item(str(n), price, decision=data.draw(st.sampled_from([None, *Decision])))
        for n, price in enumerate(prices)
    )
    due = data.draw(st.integers(0, 2 * 10**6))
    parcel = Parcel(
        "P1",
        ParcelKind.ORDER,
        ParcelState.PICKED,
        Place.COUNTER,
        items=items,
        due_minor=due,
        session="s1",
    )
    owed = decisions.due_of(parcel)
    assert 0 <= owed <= due
    taken, left = decisions.taken_of(parcel), decisions.left_of(parcel)
    assert sorted((*taken, *left), key=items.index) == list(items)
    facts = decisions.ended(parcel, "s1", "code", "P:1", age_seen=0)
    split = [fact for fact in facts if isinstance(fact, deciding.ParcelSplit)]
    assert bool(split) == (bool(taken) and bool(left))
    assert owed + sum(f.due_minor for f in split) == due or decisions.is_refused(parcel)
