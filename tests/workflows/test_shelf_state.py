"""Whatever is drawn, undone, moved and unplugged: every parcel lies in a cell that stands."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kiosk.core import mapchange, messages
from kiosk.core.refusals import Refused
from kiosk.core.shelfplan import Plan
from kiosk.core.shelfstrokes import (
    LightRun,
    Shape,
    add_rack,
    give_lights,
    remove_rack,
    rename_rack,
    set_beside,
    set_shelves,
    shift_rack,
)
from kiosk.core.words import Role
from tests.workflows.conftest import CELLS, POLICY, T0, Point

PARCELS = ("P1", "P2", "P3", "P4")
RACKS = ("A", "B", "K")
MEMORY = next((str(p) for p in [Path("/dev/shm")] if p.is_dir()), None)  # noqa: S108
KINDS = ("rename", "remove", "add", "shelves", "beside", "walk", "lights", "undo", "move", "merge",
         "back", "plug")  # fmt: skip
Turn: TypeAlias = tuple[str, str, str, int]
TURNS = st.lists(
    st.tuples(st.sampled_from(KINDS), st.sampled_from(RACKS), st.sampled_from(RACKS),
              st.integers(0, 7)),
    max_size=14,
)  # fmt: skip


class Shop:
    """A counter whose shelves are drawn while they are worked with."""

    def __init__(self, folder: Path) -> None:
        self.point = point = Point(folder)
        point.counter.ensure_cell_map(CELLS)
        lines = tuple(messages.ManifestLine(p, customer_ref="c1") for p in PARCELS)
        point.mail(
            messages.PolicySet(1, msgspec.Raw(msgspec.json.encode(POLICY))),
            messages.StaffUpsert("igor", "Igor K.", Role.MANAGER),
            messages.DeliveryAnnounced("D1", "Meridian", T0),
            messages.DeliveryPart("D1", 1, lines),
        )
        point.sign_in("igor")
        point.desk.accept.arrive("D1")
        for parcel in PARCELS:
            point.desk.accept.receive("D1", parcel)
            point.desk.place.move(parcel, "A-01")

    def turn(self, kind: str, rack: str, other: str, n: int) -> None:
        """Do one thing; whatever the rules refuse changes nothing."""
        desk, cells = self.point.desk, [cell.cell for cell in self.point.store.cells.all()]
        match kind:
            case "move":
                desk.place.move(PARCELS[n % len(PARCELS)], cells[n % len(cells)])
            case "merge":
                desk.cellcare.move_all(cells[n % len(cells)], cells[-1 - n % len(cells)])
            case "back":
                desk.cellcare.move_back()
            case "undo":
                desk.shelfmaps.undo()
            case "plug":
                self.point.restart()
            case _:
                self._draw(kind, rack, other, n)
        self.look()

    def _draw(self, kind: str, rack: str, other: str, n: int) -> None:
        maps = self.point.desk.shelfmaps
        plan, busy = maps.plan(), maps.busy()
        assert isinstance(plan, Plan)
        assert not isinstance(busy, Refused)
        some = [slot.cell for slot in plan.slots[n : n + 2]]
        strokes: dict[str, Callable[[], Plan | Refused]] = {
            "rename": lambda: rename_rack(plan, rack, other),
            "remove": lambda: remove_rack(plan, rack, busy),
            "add": lambda: add_rack(plan, rack, Shape(1, 2)),
            "shelves": lambda: set_shelves(plan, rack, n, busy),
            "beside": lambda: set_beside(plan, rack, None, n, busy),
            "walk": lambda: shift_rack(plan, rack, -1),
            "lights": lambda: give_lights(plan, some, LightRun("wall", n)),
        }
        drawn = strokes[kind]()
        if isinstance(drawn, Plan):
            maps.save(plan, drawn)

    def look(self) -> None:
        """See that nothing was lost, and that the lights are of cells that stand."""
        stand = {cell.cell for cell in self.point.store.cells.all()}
        lying = {p: self.point.store.parcels.get(p) for p in PARCELS}
        assert all(parcel is not None and parcel.cell in stand for parcel in lying.values())
        assert set(self.point.lights.chain.cells) <= {*stand, ""}


def play(turns: list[Turn]) -> None:
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        shop = Shop(Path(folder))
        try:
            for turn in turns:
                shop.turn(*turn)
            audit = shop.point.store.journal.audit()
            assert (audit.broken_at, audit.differing) == (None, ())
        finally:
            shop.point.close()


SWAPPED: list[Turn] = [
    ("merge", "A", "A", 0), ("rename", "A", "K", 0), ("rename", "B", "A", 0), ("back", "A", "A", 0),
    ("undo", "A", "A", 0), ("remove", "K", "A", 0), ("plug", "A", "A", 0), ("undo", "A", "A", 0),
]  # fmt: skip


@settings(max_examples=15, deadline=None)
@example(SWAPPED)
@given(TURNS)
def test_no_parcel_is_ever_in_a_cell_that_is_gone(turns: list[Turn]) -> None:
    play(turns)


def test_a_map_that_forgot_what_lies_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    decide = mapchange.decide

    def forgetful(after: Plan, standing: mapchange.Standing) -> object:
        return decide(after, mapchange.Standing(standing.rows, {}))

    monkeypatch.setattr(mapchange, "decide", forgetful)
    with pytest.raises(AssertionError):
        play([("rename", "A", "K", 0)])
