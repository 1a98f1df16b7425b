"""The shelf buttons of a staged point: one a rack."""

from collections.abc import Iterable

from kiosk.core.facts.fact import CellSpec


def sections(cells: Iterable[CellSpec]) -> dict[str, tuple[str, ...]]:
    """Return one shelf button a rack, such as `section-a`, with the cells it stands for."""
    found: dict[str, tuple[str, ...]] = {}
    for cell in cells:
        name = f"section-{cell.rack.lower()}"
        found[name] = (*found.get(name, ()), cell.cell)
    return found
