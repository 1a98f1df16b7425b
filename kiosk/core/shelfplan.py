"""The shelf map as somebody draws it: racks, shelves, cells, and which lights are whose.

A plan is a draft: `core.shelfstrokes` changes it, and nothing counts before it is saved
(`core.mapchange`).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from kiosk.core.cells import Cell
from kiosk.core.facts.fact import CellSpec
from kiosk.core.lampmap import LampMap
from kiosk.core.words import Size, Zone

UNSAID_BESIDE = 5  # how a rack is drawn of which nobody said how it stands


class Slot(Struct, frozen=True):
    """A cell of the draft.

    Args:
        cell: its name from now on.
        was: its name until now, empty for a new one.
    """

    cell: str
    size: Size
    zone: Zone
    was: str = ""


Shelf = tuple[Slot, ...]


class RackPlan(Struct, frozen=True):
    """A rack of the draft, its shelves from the top."""

    rack: str
    shelves: tuple[Shelf, ...]

    @property
    def slots(self) -> tuple[Slot, ...]:
        """All its cells, in walk order."""
        return tuple(slot for shelf in self.shelves for slot in shelf)


class Plan(Struct, frozen=True):
    """The whole draft.

    Args:
        racks: in walk order.
        lamps: whose each LED is, by chain; only chains this box drives.
        far: cells whose lights another computer drives.
    """

    racks: tuple[RackPlan, ...] = ()
    lamps: Mapping[str, LampMap] = {}
    far: frozenset[str] = frozenset()

    @property
    def slots(self) -> tuple[Slot, ...]:
        """All cells, in walk order."""
        return tuple(slot for rack in self.racks for slot in rack.slots)

    def rack(self, name: str) -> RackPlan | None:
        """Return a rack by its name."""
        return next((rack for rack in self.racks if rack.rack == name), None)

    def slot(self, cell: str) -> Slot | None:
        """Return a cell by its name."""
        return next((slot for slot in self.slots if slot.cell == cell), None)

    def lights_of(self, cell: str) -> tuple[tuple[str, int], ...]:
        """Return the lights of a cell: chain and LED."""
        return tuple((name, led) for name, lamps in self.lamps.items()
                     for led in lamps.leds_of(cell))  # fmt: skip

    def lights(self) -> dict[str, tuple[tuple[str, int], ...]]:
        """Return the lights of every cell that has any: chain and LED."""
        found: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
        for name, lamps in self.lamps.items():
            for led, cell in enumerate(lamps.cells):
                found[cell].append((name, led))
        return {cell: tuple(lights) for cell, lights in found.items() if cell}

    @property
    def unlit(self) -> tuple[str, ...]:
        """The cells without any light, in walk order."""
        lit = {cell for lamps in self.lamps.values() for cell in lamps.cells} | self.far
        return tuple(slot.cell for slot in self.slots if slot.cell not in lit)


def shelves_of(cells: Sequence[Cell]) -> tuple[tuple[Cell, ...], ...]:
    """Return the cells of one rack shelf by shelf, as they stand.

    Args:
        cells: in walk order; those of which nobody said the shelf stand five beside each other.
    """
    said: defaultdict[int, list[Cell]] = defaultdict(list)
    for cell in cells:
        said[cell.shelf].append(cell)
    unsaid = said.pop(0, [])
    loose = [unsaid[i : i + UNSAID_BESIDE] for i in range(0, len(unsaid), UNSAID_BESIDE)]
    return tuple(tuple(shelf) for shelf in [*(said[n] for n in sorted(said)), *loose])


def plan_of(cells: Iterable[Cell], lamps: Mapping[str, LampMap], far: Collection[str] = ()) -> Plan:
    """Return the map as it counts now, to be changed.

    Args:
        cells: in walk order.
        lamps: by chain; LEDs of what is no cell here are nobody's.
        far: cells whose lights another computer drives.
    """
    racks: defaultdict[str, list[Cell]] = defaultdict(list)
    for cell in cells:
        racks[cell.rack].append(cell)
    known = {cell.cell for rack in racks.values() for cell in rack}
    plans = (
        RackPlan(
            name,
            tuple(tuple(Slot(c.cell, c.size, c.zone, was=c.cell) for c in shelf)
                  for shelf in shelves_of(found)),
        )
        for name, found in racks.items()
    )  # fmt: skip
    ours = {
        name: replace(of, cells=tuple(cell if cell in known else "" for cell in of.cells))
        for name, of in lamps.items()
    }
    return Plan(tuple(plans), ours, frozenset(far))


def specs_of(plan: Plan) -> tuple[CellSpec, ...]:
    """Return the cells as a fact tells them."""
    placed = (
        (slot, rack.rack, number)
        for rack in plan.racks
        for number, shelf in enumerate(rack.shelves, start=1)
        for slot in shelf
    )
    return tuple(
        CellSpec(slot.cell, rack, slot.size, slot.zone, walk, number)
        for walk, (slot, rack, number) in enumerate(placed)
    )
