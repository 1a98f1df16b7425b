from kiosk.core.facts.fact import CellSpec
from kiosk.core.words import Size, Zone
from kiosk.trial.racks import cell_map
from kiosk.trial.sections import sections


def test_each_rack_has_one_button_for_its_cells() -> None:
    cells = [CellSpec(f"{rack}-01", rack, Size.S, Zone.MAIN, 1) for rack in "AB"]
    assert sections(cells) == {"section-a": ("A-01",), "section-b": ("B-01",)}


def test_every_cell_of_the_staged_point_has_exactly_one_button() -> None:
    named = [cell for cells in sections(cell_map()).values() for cell in cells]
    assert sorted(named) == sorted(spec.cell for spec in cell_map())
