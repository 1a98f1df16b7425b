"""The shelves of the point that was counted (WORKFLOWS.md 8)."""

from kiosk.core.facts.fact import CellSpec
from kiosk.core.words import Size, Zone

# 240 cells: racks A-F, 8 shelves of 5; S 120, M 80, L 32, XL 8 (WORKFLOWS.md 8).
_RACKS = {"A": "S", "B": "S", "C": "S", "D": "M", "E": "M", "F": "L"}
_LAST_L = 32  # of rack F; the rest of it is XL
_QUARANTINE, _RETURNS, _FLOOR = ("Q-01", "Q-02"), ("R-01", "R-02", "R-03"), ("Z-01", "Z-02")
_DIRECT = ("T-01", "T-02", "T-03", "T-04")


def cell_map() -> tuple[CellSpec, ...]:
    """Return the shelf map of point 7731: 240 cells in walk order, then the side zones."""
    cells = [
        CellSpec(f"{rack}-{n:02d}", rack, _size_of(rack, n), Zone.MAIN, walk)
        for walk, (rack, n) in enumerate((r, n) for r in _RACKS for n in range(1, 41))
    ]
    sides = (
        (_QUARANTINE, Zone.QUARANTINE),
        (_RETURNS, Zone.RETURNS),
        (_FLOOR, Zone.FLOOR),
        (_DIRECT, Zone.DIRECT),
    )
    for names, zone in sides:
        cells += [CellSpec(n, n[0], Size.XL, zone, len(cells) + i) for i, n in enumerate(names)]
    return tuple(cells)


def _size_of(rack: str, number: int) -> Size:
    if rack == "F" and number > _LAST_L:
        return Size.XL
    return Size(_RACKS[rack])
