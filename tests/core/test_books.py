"""The books: every fact changes the rows it names, and no row becomes something else."""

from collections.abc import Callable

import pytest

from kiosk.core.books import KINDS, Subject, evolve, subjects
from kiosk.core.cells import Cell
from kiosk.core.events import FACTS, Event
from kiosk.core.facts import box, people, stockroom, visits
from kiosk.core.facts.fact import CellSpec
from kiosk.core.parcels import Contradiction
from kiosk.core.policy import PolicyInForce
from kiosk.core.team import Staff
from kiosk.core.words import Role, Size, Zone

ONLY_TOLD = {
    "setting.changed",
    "notes.read",
    "notice.read",
    "lamps.mapped",
    "lamps.unmapped",
    "shift.opened",
    "shift.closed",
    "pin.set",
    "login.failed",
    "customer.viewed",
    "issue.refused",
    "code.rejected",
    "message.done",
    "journal.epoch_started",
    "snapshot.applied",
    "sync.snapshot_asked",
    "config.applied",
    "photo.taken",
    "photo.skipped",
    "storage.recovered",
    "storage.confirmed",
    "badge.bound",
    "customer.erased",
    "erasure.asked",
    "erase.cancelled",
    "retention.done",
    "link.restored",
    "link.lost",
    "badge.revoked",
    "pin.reset",
    "staff.named",
    "staff.unlocked",
    "update.begun",
    "update.confirmed",
    "update.failed",
    "update.installed",
    "update.rolled_back",
}


def test_a_fact_names_the_row_it_changes() -> None:
    assert subjects(stockroom.ParcelStored("P1", "A-01")) == (Subject("parcel", "P1"),)
    assert subjects(visits.SessionParked("s1")) == (Subject("session", "s1"),)
    assert subjects(box.PolicyApplied("meridian", 1)) == (Subject("policy", "meridian"),)
    cells = (
        CellSpec("A-01", "A", Size.S, Zone.MAIN, 1),
        CellSpec("A-02", "A", Size.S, Zone.MAIN, 2),
    )
    told_twice = stockroom.CellmapChanged(cells, ("A-02", "B-01"))
    assert [subject.id for subject in subjects(told_twice)] == ["A-01", "A-02", "B-01"]
    assert subjects(stockroom.CellmapChanged(cells)) == (
        Subject("cell", "A-01"),
        Subject("cell", "A-02"),
    )


def test_every_fact_changes_a_row_or_is_only_told() -> None:
    folded = set(FACTS) - ONLY_TOLD
    samples = {word: _blank(word) for word in folded}
    assert {word for word, fact in samples.items() if not subjects(fact)} == set()


def _blank(word: str) -> object:
    fact = FACTS[word]
    names = fact.__struct_fields__
    cells = (CellSpec("A-01", "A", Size.S, Zone.MAIN, 1),)
    return fact(**{name: cells if name == "cells" else "x" for name in names})


def test_each_kind_of_row_follows_its_own_rules(told: Callable[..., Event]) -> None:
    added = told(people.StaffAdded("s1", Role.CLERK))
    assert evolve(Subject("staff", "s1"), None, added) == Staff("s1", Role.CLERK)
    changed = told(stockroom.CellmapChanged((CellSpec("A-01", "A", Size.S, Zone.MAIN, 1),)))
    cell = Cell("A-01", "A", Size.S, Zone.MAIN, 1, edited=True)
    assert evolve(Subject("cell", "A-01"), None, changed) == cell
    applied = told(box.PolicyApplied("meridian", 2), at=5)
    in_force = PolicyInForce("meridian", 2, 5)
    assert evolve(Subject("policy", "meridian"), None, applied) == in_force


@pytest.mark.parametrize("kind", KINDS)
def test_no_row_becomes_something_else(kind: str, told: Callable[..., Event]) -> None:
    stranger = Staff("s1", Role.CLERK) if kind != "staff" else PolicyInForce("p", 1, 1)
    with pytest.raises(Contradiction):
        evolve(Subject(kind, "x"), stranger, told(people.StaffBlocked("x")))
