"""A stage's devices are those a counter works with, and a slow machine's camera is not broken."""

from pathlib import Path

from kiosk.core.facts.fact import CellSpec
from kiosk.core.words import Size, Zone
from kiosk.hw.eye_child import EyeSettings
from kiosk.trial.stage_gear import StageGear

CELLS = tuple(CellSpec(f"A-0{n}", "A", Size.S, Zone.MAIN, n) for n in range(1, 4))


def test_every_cell_has_a_lamp_of_its_own_and_a_button_near_it(tmp_path: Path) -> None:
    made = StageGear(CELLS, ("A-02",))
    gear = made.gear(tmp_path, 9100)
    assert {cell: led.first for cell, led in gear.leds.items()} == {"A-01": 0, "A-02": 1, "A-03": 2}
    assert gear.dark == {"A-02"}
    assert {cell for cells in gear.button_cells.values() for cell in cells} == {
        spec.cell for spec in CELLS
    }
    assert gear.at_door == {"door"}


def test_the_devices_stay_when_the_counter_starts_again(tmp_path: Path) -> None:
    made = StageGear(CELLS, ())
    first, again = made.gear(tmp_path, 9100), made.gear(tmp_path, 9100)
    assert first.scanners == again.scanners
    assert first.terminal is again.terminal


def test_its_camera_may_take_longer_than_one_at_a_real_counter(tmp_path: Path) -> None:
    gear, usual = StageGear(CELLS, ()).gear(tmp_path, 9100), EyeSettings()
    assert gear.eye.open_s > usual.open_s
    assert gear.eye.frame_s > usual.frame_s
