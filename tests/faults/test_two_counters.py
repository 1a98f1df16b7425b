"""Two counters at one point: each shows the other's work, and what both did becomes a conflict."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import msgspec
import pytest

from kiosk.core.messages import OrderCancelled
from kiosk.core.parcels import Parcel
from kiosk.core.refusals import Refused
from kiosk.core.words import ClockQuality, ParcelState
from tests.corridor import POINT, Corridor, issue, shelve
from tests.families import first_quickly
from tests.workflows.conftest import Point as Box


@pytest.fixture
def corridor(tmp_path: Path) -> Iterator[Corridor]:
    """A central with one point."""
    corridor = Corridor(tmp_path)
    yield corridor
    corridor.close()


@pytest.fixture
def two(corridor: Corridor) -> tuple[Box, Box]:
    """Two counters of one point, with a clerk at each and three parcels on the shelf."""
    one = corridor.open_point()
    corridor.share()
    corridor.carry()
    other = corridor.add("box-2")
    corridor.carry()
    other.sign_in("igor")
    corridor.deliver("c1", "P1", "P2", "P3")
    shelve(one, "D-P1", "P1", "P2", "P3")
    corridor.carry()
    return one, other


def _stands(parcel: Parcel | None) -> tuple[object, ...]:
    assert parcel is not None
    return parcel.state, parcel.place, parcel.cell, parcel.reason, parcel.session


def _all_agree(corridor: Corridor, *boxes: Box) -> None:
    """All three say the same of every parcel, and every fact is at the central once."""
    there = {id_: body for (kind, id_), body in corridor.books().items() if kind == "parcel"}
    for box in boxes:
        here = {i: b for (kind, i), b in corridor.rows(box.device).items() if kind == "parcel"}
        assert set(here) == set(there)
        for name, body in there.items():
            assert _stands(box.store.parcels.get(name)) == _stands(_parcel(body))
        audit = box.store.journal.audit()
        assert (audit.broken_at, audit.differing) == (None, ())
        ids = [row.id for row in box.store.journal.since(0, 10_000)]
        told = [id_ for _seq, id_ in corridor.asked.event_ids(box.device)]
        assert sorted(told) == sorted(ids)


def _parcel(body: bytes) -> Parcel:
    return msgspec.json.decode(body, type=Parcel)


def test_each_counter_shows_the_other_s_parcels(corridor: Corridor, two: tuple[Box, Box]) -> None:
    one, other = two
    parcel = other.store.parcels.get("P1")
    assert parcel
    assert (parcel.state, parcel.cell, parcel.changed_by) == (ParcelState.STORED, "A-01", "anna")
    other.desk.place.move("P1", "B-01")
    corridor.carry()
    moved = one.store.parcels.get("P1")
    assert moved
    assert (moved.cell, moved.changed_by) == ("B-01", "igor")
    assert [e.via for e in one.events("parcel.moved")] == [
        e.id for e in other.events("parcel.moved")
    ]
    _all_agree(corridor, one, other)
    assert corridor.asked.counts(POINT).conflicts == 0


def test_what_a_sibling_has_issued_is_refused(corridor: Corridor, two: tuple[Box, Box]) -> None:
    one, other = two
    assert not isinstance(issue(one, "c1", "P1"), Refused)
    corridor.carry()
    answer = issue(other, "c1", "P1")
    assert isinstance(answer, Refused)
    corridor.carry()
    counts = corridor.asked.counts(POINT)
    assert (counts.issued, counts.conflicts) == (1, 0)
    _all_agree(corridor, one, other)


@pytest.mark.parametrize("cut", [False, True], ids=["within the delay", "cut off"])
def test_two_issues_become_a_conflict_with_both_facts_kept(
    corridor: Corridor, two: tuple[Box, Box], *, cut: bool
) -> None:
    one, other = two
    if cut:
        corridor.cut_off.add("box-2")
    assert not isinstance(issue(one, "c1", "P1"), Refused)
    if cut:
        corridor.carry()
    other.clock.pass_ms(60_000)
    assert not isinstance(issue(other, "c1", "P1"), Refused)
    corridor.cut_off.clear()
    corridor.carry()

    (claim,) = corridor.asked.claims(POINT)
    assert (claim.claim, claim.id, claim.tasks) == ("issued_twice", "P1", ("check_parcel:P1",))
    kinds = [e.type for box in two for e in box.events("parcel.issued") if not e.via]
    assert kinds == ["parcel.issued"] * 2
    counts = corridor.asked.counts(POINT)
    assert (counts.issued, counts.types["parcel.issued"]) == (1, 4), "both facts, and their echoes"
    for box in two:
        booked = box.store.parcels.get("P1")
        assert booked
        assert booked.state is ParcelState.ISSUED
        audit = box.store.journal.audit()
        assert (audit.broken_at, audit.differing) == (None, ())


def test_two_moves_while_cut_off_end_in_the_later_cell(
    corridor: Corridor, two: tuple[Box, Box]
) -> None:
    one, other = two
    corridor.cut_off |= {"box-1", "box-2"}
    one.clock.pass_ms(5_000)
    one.desk.place.move("P1", "B-01")
    other.clock.pass_ms(9_000)
    other.clock.doubt(ClockQuality.RTC)
    other.desk.place.move("P1", "B-02")
    corridor.cut_off.clear()
    corridor.carry()
    cells = {box.store.parcels.get("P1").cell for box in two}  # type: ignore[union-attr]
    assert cells == {"B-02"}
    (claim,) = corridor.asked.claims(POINT)
    assert (claim.claim, claim.tasks) == ("", ("count_cell:B-01", "count_cell:B-02"))
    _all_agree(corridor, one, other)


def test_an_issue_beats_a_cancellation_that_the_sibling_obeyed(
    corridor: Corridor, two: tuple[Box, Box]
) -> None:
    one, other = two
    corridor.cut_off.add("box-1")
    assert not isinstance(issue(one, "c1", "P1"), Refused)
    corridor.send(OrderCancelled("o-P1", ("P1",)))
    corridor.carry()
    back = other.store.parcels.get("P1")
    assert back
    assert back.state is ParcelState.TO_RETURN
    corridor.cut_off.clear()
    corridor.carry()
    assert {_stands(box.store.parcels.get("P1"))[0] for box in two} == {ParcelState.ISSUED}
    assert corridor.asked.counts(POINT).issued == 1
    assert {c.claim for c in corridor.asked.claims(POINT)} == {"issued_after_cancel"}


def test_a_third_box_takes_its_place_beside_the_two(
    corridor: Corridor, two: tuple[Box, Box]
) -> None:
    one, other = two
    third = corridor.add("box-3")
    corridor.carry()
    third.sign_in("igor")
    third.desk.place.move("P2", "B-03")
    corridor.carry()
    assert one.store.parcels.get("P2").cell == "B-03"  # type: ignore[union-attr]
    _all_agree(corridor, one, other, third)


def test_a_delivery_is_taken_in_at_both(corridor: Corridor, two: tuple[Box, Box]) -> None:
    one, other = two
    corridor.deliver("c2", "Q1", "Q2")
    one.desk.accept.arrive("D-Q1")
    other.desk.accept.arrive("D-Q1")
    one.desk.accept.receive("D-Q1", "Q1")
    other.desk.accept.receive("D-Q1", "Q2")
    corridor.carry()
    one.desk.place.move("Q2", "B-01")
    other.desk.place.move("Q1", "B-01")
    corridor.carry()
    _all_agree(corridor, one, other)
    assert corridor.asked.counts(POINT).conflicts == 0


def _act(random: Random, box: Box, at_box: int) -> None:
    """Let a clerk do something; what the rules refuse changes nothing."""
    parcel = random.choice(("P1", "P2", "P3"))
    match random.randrange(6):
        case 0 | 1:
            box.desk.place.move(parcel, random.choice(("A-01", "A-02", "B-01", "B-02")))
        case 2:
            issue(box, "c1", parcel)
        case 3:
            card = box.desk.issue.open(box.shown("c1"))
            if not isinstance(card, Refused):
                box.desk.issue.pick(card.session.session, parcel)  # type: ignore[union-attr]
        case 4:
            box.desk.place.move(parcel, "Z-01")
        case _:
            box.clock.pass_ms(1_000 + at_box)


@pytest.mark.cut
@pytest.mark.parametrize("seed", first_quickly(range(6)))
def test_whatever_two_counters_do_every_fact_is_kept_and_an_issue_stands(
    corridor: Corridor, two: tuple[Box, Box], seed: int
) -> None:
    random = Random(seed)
    for _ in range(40):
        corridor.cut_off = {d for d in ("box-1", "box-2") if random.random() < 0.5}
        at_box = random.randrange(2)
        _act(random, two[at_box], at_box)
        if random.random() < 0.4:
            corridor.carry()
    corridor.cut_off = set()
    corridor.carry()
    issued = {
        e.facts.parcel  # type: ignore[attr-defined]
        for box in two
        for e in box.events("parcel.issued")
    }
    there = {
        id_: _parcel(body) for (kind, id_), body in corridor.books().items() if kind == "parcel"
    }
    assert {name for name, p in there.items() if p.state is ParcelState.ISSUED} == issued
    for box in two:
        here = {name: box.store.parcels.get(name) for name in there}
        assert {n for n, p in here.items() if p and p.state is ParcelState.ISSUED} == issued
        audit = box.store.journal.audit()
        assert (audit.broken_at, audit.differing) == (None, ())
        ids = sorted(row.id for row in box.store.journal.since(0, 10_000))
        assert sorted(i for _seq, i in corridor.asked.event_ids(box.device)) == ids
    twice = [c for c in corridor.asked.claims(POINT) if c.claim == "issued_twice"]
    acts = [e for box in two for e in box.events("parcel.issued") if not e.via]
    assert len(twice) == len(acts) - len(issued), "each second issue is claimed"
