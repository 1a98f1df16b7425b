"""The racks of the counted point: a walk past every cell once."""

from kiosk.trial.racks import cell_map


def test_the_walk_passes_every_cell_once() -> None:
    cells = cell_map()
    assert [cell.walk for cell in cells] == list(range(len(cells)))
    assert len({cell.cell for cell in cells}) == len(cells)
