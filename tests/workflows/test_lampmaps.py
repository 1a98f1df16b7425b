"""Mapping the lamps: one LED is lit, one transaction saves, and the next start knows it."""

import pytest

from kiosk.core.lampmap import LampMap, assign, call_dark
from kiosk.core.refusals import Reason, Refused
from kiosk.hw.ports import Colour, LampChain
from tests.workflows.conftest import CELLS, Point

COUNT = len(CELLS) + 1


@pytest.fixture(autouse=True)
def _technician(point: Point) -> None:
    point.sign_in("oleg")


def as_it_is(point: Point) -> LampMap:
    chain = point.desk.lampmaps.chain("wall")
    assert chain is not None
    return LampMap(chain.cells, chain.dark)


def test_an_led_is_lit_alone_and_its_cell_shines_on_the_screen(point: Point) -> None:
    assert point.desk.lampmaps.point("wall", 1) is None
    assert point.lights.pointed == ("wall", 1)
    assert point.desk.lamps.colour_of("A-01") is None
    point.desk.lampmaps.rest()
    assert point.lights.pointed is None
    point.desk.lampmaps.rest()


def test_a_pointed_cell_is_amber_only_while_it_shines(point: Point) -> None:
    lamps, shown = point.desk.lamps, frozenset({"A-02"})
    point.desk.lampmaps.point("wall", 1)
    lamps.shown = type(lamps.shown)(lit=shown)
    assert lamps.colour_of("A-02") is Colour.AMBER
    lamps.shown = type(lamps.shown)()
    assert lamps.colour_of("A-02") is None


def test_a_saved_map_is_told_kept_and_shown_at_once_and_at_the_next_start(point: Point) -> None:
    lamps = call_dark(assign(as_it_is(point), COUNT - 1, "A-01"), 2)
    assert point.desk.lampmaps.save("wall", lamps) is None
    (told,) = point.events("lamps.mapped")
    assert (told.actor, told.facts.cells, told.facts.dark) == ("oleg", lamps.cells, (2, 3))  # type: ignore[attr-defined]
    for _ in range(2):
        assert point.desk.lampmaps.is_saved("wall")
        assert as_it_is(point) == lamps
        assert point.desk.lamps.dark == {"A-03", "A-04"}
        point.lights.chain = point.lights.settled
        point.restart()
    audit = point.store.journal.audit()
    assert (audit.broken_at, audit.differing) == (None, ())


def test_the_way_back_to_the_settings_is_told_too(point: Point) -> None:
    before = as_it_is(point)
    assert point.desk.lampmaps.forget("wall") == Refused(Reason.STALE)
    point.desk.lampmaps.save("wall", LampMap(("",) * COUNT))
    assert point.desk.lamps.dark == frozenset()
    assert point.desk.lampmaps.forget("wall") is None
    assert as_it_is(point) == before
    assert [e.facts.chain for e in point.events("lamps.unmapped")] == ["wall"]  # type: ignore[attr-defined]
    point.restart()
    assert not point.desk.lampmaps.is_saved("wall")


@pytest.mark.parametrize(
    ("chain", "lamps", "reason"),
    [
        ("nowhere", LampMap(), Reason.NOT_OURS),
        ("left", LampMap(("", "C-01")), Reason.NOT_OURS),
        ("wall", LampMap(), Reason.BAD_VALUE),
        ("wall", LampMap(("",) * COUNT, frozenset({COUNT})), Reason.BAD_VALUE),
        ("wall", LampMap((*[""] * (COUNT - 1), "X-99")), Reason.NO_SUCH_CELL),
    ],
)
def test_a_map_that_cannot_be_is_refused_and_changes_nothing(
    point: Point, chain: str, lamps: LampMap, reason: Reason
) -> None:
    before, head = as_it_is(point), point.store.journal.head()
    refused = point.desk.lampmaps.save(chain, lamps)
    assert isinstance(refused, Refused)
    assert refused.reason is reason
    assert (as_it_is(point), point.store.journal.head()) == (before, head)


def test_a_nodes_lamps_are_not_pointed_at(point: Point) -> None:
    assert point.desk.lampmaps.point("left", 0) == Refused(Reason.NOT_OURS)
    assert point.lights.pointed is None


def test_a_disk_that_takes_no_writes_keeps_the_old_map(point: Point) -> None:
    before = as_it_is(point)
    point.read_only()
    refused = point.desk.lampmaps.save("wall", LampMap(("",) * COUNT))
    assert refused == Refused(Reason.STORAGE_READ_ONLY)
    assert as_it_is(point) == before


def test_a_map_of_a_chain_that_is_gone_hurts_nobody(point: Point) -> None:
    with point.store.unit():
        point.store.lamps.keep("old", LampMap(("A-01",)))
    point.restart()
    assert point.desk.lampmaps.chain("old") in {None, LampChain("old", ("A-01",))}


def test_a_cell_without_light_is_suggested_last(point: Point) -> None:
    point.desk.lampmaps.save("wall", call_dark(LampMap(as_it_is(point).cells), 0))
    point.sign_in("anna")
    point.stock("c1", "P1", cell="A-02")
    (parcel,) = point.store.parcels.in_cell("A-02")
    assert parcel.suggested == "A-02"
