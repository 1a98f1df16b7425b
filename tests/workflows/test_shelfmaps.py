"""The shelf map, drawn at the counter: saved whole, never losing what lies, and taken back."""

import pytest

from kiosk.core import mapchange, shelfplan, shelfstrokes
from kiosk.core.facts.fact import CellSpec
from kiosk.core.labels import cell_label
from kiosk.core.lampmap import LampMap
from kiosk.core.messages import DeliveryAnnounced, DeliveryPart, ManifestLine
from kiosk.core.refusals import Reason, Refused
from kiosk.core.shelfplan import Plan
from kiosk.core.shelfstrokes import LightRun, Shape
from kiosk.core.words import Size, StocktakeScope, Zone
from kiosk.workflows.shelfmaps import Saved
from kiosk.workflows.views import Received, Stored
from tests.workflows.conftest import CELLS, T0, Point


@pytest.fixture(autouse=True)
def _manager(point: Point) -> None:
    point.sign_in("igor")


def plan(point: Point) -> Plan:
    found = point.desk.shelfmaps.plan()
    assert isinstance(found, Plan)
    return found


def drawn(found: Plan | Refused) -> Plan:
    assert isinstance(found, Plan), found
    return found


def busy(point: Point) -> frozenset[str]:
    found = point.desk.shelfmaps.busy()
    assert not isinstance(found, Refused)
    return found


def save(point: Point, after: Plan | Refused) -> Saved:
    saved = point.desk.shelfmaps.save(plan(point), drawn(after))
    assert isinstance(saved, Saved), saved
    return saved


def names(point: Point) -> list[str]:
    return [cell.cell for cell in point.store.cells.all()]


def is_sound(point: Point) -> bool:
    """Whether the audit agrees, and every parcel lies in a cell that stands."""
    audit = point.store.journal.audit()
    lying = {
        p.cell for cell in point.store.cells.rows() for p in point.store.parcels.in_cell(cell.cell)
    }
    return (audit.broken_at, audit.differing) == (None, ()) and lying <= set(names(point))


def test_a_new_rack_is_told_by_name_and_survives_a_pulled_plug(point: Point) -> None:
    saved = save(point, shelfstrokes.add_rack(plan(point), "K", Shape(2, 2, Size.M, Zone.RETURNS)))
    assert saved.to_label == ("K-01", "K-02", "K-03", "K-04")
    told = point.events("cellmap.changed")[-1]
    assert told.actor == "igor"
    assert told.facts.cells[-1] == CellSpec("K-04", "K", Size.M, Zone.RETURNS, 13, 2)  # type: ignore[attr-defined]
    point.restart()
    assert names(point)[-4:] == list(saved.to_label)
    assert is_sound(point)


def test_the_settings_count_until_the_first_change_and_not_after(point: Point) -> None:
    wider = (*CELLS, CellSpec("S-01", "S", Size.S, Zone.MAIN, 40))
    point.counter.ensure_cell_map(wider)
    assert "S-01" in names(point)
    save(point, shelfstrokes.set_size(plan(point), {"A-01"}, Size.M))
    head = point.store.journal.head()
    point.counter.ensure_cell_map(CELLS)
    assert point.store.journal.head() == head
    cell = point.store.cells.get("A-01")
    assert cell is not None
    assert cell.size is Size.M


def test_the_settings_own_map_can_be_taken_as_a_draft(point: Point) -> None:
    assert point.desk.shelfmaps.of_settings() == Refused(Reason.STALE)
    save(point, shelfstrokes.remove_rack(plan(point), "B", busy(point)))
    again = point.desk.shelfmaps.of_settings()
    assert isinstance(again, Plan)
    assert [slot.was for slot in drawn(again).slots if slot.cell.startswith("B")] == [""] * 3
    assert save(point, again).to_label == ("B-01", "B-02", "B-03")
    assert sorted(names(point)) == sorted(spec.cell for spec in CELLS)


def test_a_cell_that_was_filled_meanwhile_does_not_vanish(point: Point) -> None:
    before = plan(point)
    after = drawn(shelfstrokes.remove_rack(before, "A", busy(point)))
    point.stock("c1", "P1", cell="A-02")
    refused = point.desk.shelfmaps.save(before, after)
    assert refused == Refused(Reason.CELL_NOT_EMPTY, {"cell": "A-02"})
    assert busy(point) == {"A-02"}
    assert "A-02" in names(point)


def test_a_renamed_rack_takes_parcels_flags_and_lights_along(point: Point) -> None:
    point.stock("c1", "P1", cell="A-01")
    point.desk.cellcare.mark_full("A-01")
    save(point, shelfstrokes.rename_rack(plan(point), "A", "D"))
    parcel, cell = point.store.parcels.get("P1"), point.store.cells.get("D-01")
    assert parcel is not None
    assert cell is not None
    assert (parcel.cell, cell.full) == ("D-01", True)
    assert point.lights.chain.cells[:4] == ("D-01", "D-02", "D-03", "D-04")
    assert point.desk.lamps.dark == {"D-04"}
    assert point.store.cells.get("A-01") is None
    point.lights.chain = point.lights.settled
    point.restart()
    assert point.lights.chain.cells[0] == "D-01"
    assert is_sound(point)


def test_the_last_change_is_undone_once(point: Point) -> None:
    point.stock("c1", "P1", cell="A-01")
    was, lamps = plan(point), point.lights.chain
    assert not point.desk.shelfmaps.can_undo()
    save(point, shelfstrokes.rename_rack(was, "A", "D"))
    assert point.desk.shelfmaps.can_undo()
    undone = point.desk.shelfmaps.undo()
    assert isinstance(undone, Saved)
    assert undone.to_label == ("A-01", "A-02", "A-03", "A-04")
    parcel = point.store.parcels.get("P1")
    assert parcel is not None
    assert (parcel.cell, plan(point)) == ("A-01", was)
    assert point.lights.chain == lamps
    assert point.desk.shelfmaps.undo() == Refused(Reason.STALE)
    assert [e.facts.to_cell for e in point.events("parcel.moved")] == ["D-01", "A-01"]  # type: ignore[attr-defined]
    assert is_sound(point)


def test_a_change_is_not_undone_over_what_was_put_there_since(point: Point) -> None:
    save(point, shelfstrokes.add_rack(plan(point), "K", Shape(1, 1, Size.L)))
    point.stock("c1", "P1", cell="K-01")
    assert point.desk.shelfmaps.undo() == Refused(Reason.CELL_NOT_EMPTY, {"cell": "K-01"})
    assert point.desk.shelfmaps.can_undo()
    point.desk.place.move("P1", "B-01")
    assert isinstance(point.desk.shelfmaps.undo(), Saved)
    assert is_sound(point)


def test_a_draft_of_an_older_map_is_refused(point: Point) -> None:
    old = plan(point)
    save(point, shelfstrokes.add_rack(old, "K", Shape(1, 1)))
    late = drawn(shelfstrokes.add_rack(old, "L", Shape(1, 1)))
    assert point.desk.shelfmaps.save(old, late) == Refused(Reason.STALE)
    assert point.desk.shelfmaps.save(plan(point), plan(point)) == Refused(Reason.STALE)


def test_the_undo_of_a_map_that_changed_again_is_refused(point: Point) -> None:
    save(point, shelfstrokes.add_rack(plan(point), "K", Shape(1, 1)))
    specs = shelfplan.specs_of(shelfstrokes.set_size(plan(point), {"A-01"}, Size.XL))
    with point.counter.unit():
        point.counter.record(*mapchange.told(specs))
    assert point.desk.shelfmaps.undo() == Refused(Reason.STALE)


def test_lights_are_saved_with_the_cells_in_one_go(point: Point) -> None:
    grown = shelfstrokes.add_rack(plan(point), "K", Shape(1, 1))
    lit = shelfstrokes.give_lights(drawn(grown), ["K-01"], LightRun("wall", len(CELLS)))
    save(point, lit)
    assert point.store.lamps.all()["wall"].leds_of("K-01") == (len(CELLS),)
    point.desk.find.light("K-01")
    assert "K-01" in point.desk.lamps.shown.lit
    assert [e.facts.cells[-1] for e in point.events("lamps.mapped")] == ["K-01"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("lamps", "reason"),
    [
        ({"wall": LampMap(("A-01",))}, Reason.BAD_VALUE),
        ({"roof": LampMap(("A-01",))}, Reason.BAD_VALUE),
    ],
    ids=["short", "unknown"],
)
def test_lights_that_cannot_be_are_refused(
    point: Point, lamps: dict[str, LampMap], reason: Reason
) -> None:
    before = plan(point)
    bad = Plan(before.racks, lamps, before.far)
    assert point.desk.shelfmaps.save(before, bad) == Refused(reason)


def test_what_is_being_counted_does_not_go(point: Point) -> None:
    point.desk.count.start(StocktakeScope.RACK, "A", ())
    before = plan(point)
    without = drawn(shelfstrokes.remove_rack(before, "A", busy(point)))
    assert point.desk.shelfmaps.save(before, without) == Refused(Reason.OTHER_STOCKTAKE_OPEN)
    renamed = drawn(shelfstrokes.rename_rack(before, "A", "D"))
    assert point.desk.shelfmaps.save(before, renamed) == Refused(Reason.OTHER_STOCKTAKE_OPEN)
    save(point, shelfstrokes.remove_rack(before, "B", busy(point)))


def test_a_parcel_meant_for_a_cell_that_went_is_put_where_it_is_scanned(point: Point) -> None:
    lines = (ManifestLine("P1", order="o1", customer_ref="c1"),)
    point.mail(DeliveryAnnounced("D1", "Meridian", T0), DeliveryPart("D1", 1, lines, ()))
    point.desk.accept.arrive("D1")
    received = point.desk.accept.receive("D1", "P1")
    assert isinstance(received, Received)
    assert received.cell == "A-01"
    save(point, shelfstrokes.remove_rack(plan(point), "A", busy(point)))
    again = point.desk.accept.receive("D1", "P1")
    assert isinstance(again, Received)
    assert again.cell == "B-01"
    stored = point.desk.place.store("P1", "B-02")
    assert isinstance(stored, Stored)
    assert stored.cell == "B-02"


def test_labels_are_queued_for_cells_that_stand(point: Point) -> None:
    point.take_papers()
    assert point.desk.shelfmaps.print_labels(("A-01", "B-02")) == 2
    assert point.take_papers() == [cell_label("A-01"), cell_label("B-02")]
    refused = Refused(Reason.NO_SUCH_CELL, {"cell": "X-01"})
    assert point.desk.shelfmaps.print_labels(("A-01", "X-01")) == refused
    assert point.take_papers() == []


def test_a_light_is_tried_before_it_is_saved(point: Point) -> None:
    assert point.desk.shelfmaps.point("wall", 2) is None
    assert point.lights.pointed == ("wall", 2)
    point.desk.shelfmaps.rest()
    assert point.lights.pointed is None
    assert point.desk.shelfmaps.point("left", 0) == Refused(Reason.NOT_OURS)


def test_a_point_without_lights_draws_its_shelves_all_the_same(point: Point) -> None:
    point.lights = None  # type: ignore[assignment]
    point.restart()
    assert plan(point).lamps == {}
    save(point, shelfstrokes.add_rack(plan(point), "K", Shape(1, 1)))
    assert point.desk.shelfmaps.point("wall", 0) == Refused(Reason.NOT_OURS)


def test_a_clerk_draws_nothing(point: Point) -> None:
    before = plan(point)
    point.sign_in("anna")
    refused = Refused(Reason.NOT_ALLOWED, {"right": "map"})
    maps = point.desk.shelfmaps
    assert [maps.plan(), maps.busy(), maps.save(before, before), maps.undo()] == [refused] * 4
    assert [maps.print_labels(()), maps.of_settings(), maps.point("wall", 0)] == [refused] * 3


def test_a_disk_that_takes_no_writes_keeps_map_and_lights(point: Point) -> None:
    before, lamps = plan(point), point.lights.chain
    point.read_only()
    after = drawn(shelfstrokes.rename_rack(before, "A", "D"))
    assert point.desk.shelfmaps.save(before, after) == Refused(Reason.STORAGE_READ_ONLY)
    assert (plan(point), point.lights.chain) == (before, lamps)
    assert not point.desk.shelfmaps.can_undo()


def test_a_technician_draws_without_seeing_a_parcel(point: Point) -> None:
    point.sign_in("oleg")
    save(point, shelfstrokes.add_rack(plan(point), "K", Shape(1, 1)))
    assert point.events("cellmap.changed")[-1].actor == "oleg"
    assert point.desk.find.cell("K-01") == Refused(Reason.NOT_ALLOWED, {"right": "find"})
