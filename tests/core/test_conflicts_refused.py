"""What a customer did not take, where another counter knew otherwise."""

import pytest
from msgspec.structs import replace

from kiosk.core import conflicts
from kiosk.core.books import Subject
from kiosk.core.conflicts import Rule, Settled
from kiosk.core.events import Event, type_of
from kiosk.core.facts.deciding import ItemDecided, ParcelRefused, ParcelSplit
from kiosk.core.facts.fact import Fact, Item
from kiosk.core.parcels import Contradiction, Parcel
from kiosk.core.words import ClockQuality, Decision, ParcelKind, ParcelState, Place

S = ParcelState
T0 = 1_780_000_000_000
P = Subject("parcel", "P1")
LAMP, MUG = Item("Lamp", 1000), Item("Mug", 300)
STORED = Parcel(
    "P1",
    ParcelKind.ORDER,
    S.STORED,
    Place.CELL,
    "A-01",
    items=(LAMP, MUG, MUG),
    due_minor=1600,
)
REFUSED = ParcelRefused("P1", "s2", "size")
SPLIT = ParcelSplit(
    "P1", "P:1", "s2", "size", (replace(MUG, decision=Decision.REFUSE, why="size"),), due_minor=300
)


def settle(parcel: Parcel | None, fact: Fact, subject: Subject = P) -> Settled:
    event = Event("0" * 36, type_of(fact), 1, T0, 1, "a" * 16, ClockQuality.NTP, "anna", fact)
    return conflicts.settle(subject, parcel, event)


def after(parcel: Parcel, fact: Fact) -> tuple[Parcel, Rule | None]:
    settled = settle(parcel, fact)
    assert isinstance(settled.state, Parcel)
    return settled.state, settled.clash and settled.clash.rule


def test_goods_that_were_refused_are_at_the_counter_wherever_they_were_put() -> None:
    back, rule = after(STORED, REFUSED)
    assert (back.state, back.place, back.cell, back.reason) == (
        S.TO_RETURN,
        Place.COUNTER,
        None,
        "size",
    )
    assert (rule, back.placed_at) == (Rule.HELD, T0)


def test_what_was_split_off_is_out_of_the_parcel_once() -> None:
    rest, rule = after(STORED, SPLIT)
    assert (rest.items, rest.due_minor, rest.state) == ((LAMP, MUG), 1300, S.STORED)
    assert rule is Rule.HELD
    new = settle(None, SPLIT, Subject("parcel", "P:1")).state
    assert isinstance(new, Parcel)
    assert (new.parcel, new.state) == ("P:1", S.TO_RETURN)


@pytest.mark.parametrize("fact", [REFUSED, SPLIT])
@pytest.mark.parametrize(
    ("state", "rule"),
    [
        (S.ISSUED, Rule.ISSUE_STANDS),
        (S.PACKED, Rule.ALREADY_PACKED),
        (S.SHIPPED, Rule.ALREADY_PACKED),
    ],
)
def test_what_is_gone_is_gone(state: S, rule: Rule, fact: Fact) -> None:
    gone = replace(STORED, state=state, place=Place.OUT, cell=None)
    settled = settle(gone, fact)
    assert settled.state == gone
    assert settled.clash
    assert (settled.clash.rule, settled.clash.quiet) == (rule, False)
    assert [task.id for task in settled.clash.tasks] == ["P1"]


def test_a_word_about_what_nobody_has_in_hand_changes_nothing() -> None:
    said = ItemDecided("P1", "s2", Decision.REFUSE, 0, "size")
    settled = settle(STORED, said)
    assert settled.state == STORED
    assert settled.clash
    assert settled.clash.quiet


def test_what_was_never_heard_of_was_never_refused() -> None:
    for fact in (REFUSED, SPLIT):
        with pytest.raises(Contradiction):
            settle(None, fact)
