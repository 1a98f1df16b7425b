"""Two counters at one point: each shows the other's work, and what both did becomes a conflict."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from kiosk.core.messages import OrderCancelled
from kiosk.core.parcels import Parcel
from kiosk.core.refusals import Refused
from kiosk.core.words import ClockQuality, ParcelState
from tests.corridor import POINT, Corridor, issue, shelve
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
