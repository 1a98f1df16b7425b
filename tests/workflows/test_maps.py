"""The map: opened when somebody looks, told in words when it cannot be, another one taken up."""

from pathlib import Path

from kiosk.core.geo import Spot
from kiosk.core.mapfile import Flaw, Sheet
from kiosk.workflows.maps import Maps
from tests.store.mbtiles import USUAL, png, write
from tests.workflows.conftest import Point


def test_without_a_file_there_are_outlines(point: Point) -> None:
    maps = point.desk.maps
    assert maps.sheet() is Flaw.NONE_GIVEN
    assert maps.tile(0, 0, 0) is None
    assert maps.find("Sadovaya") == ()
    assert maps.outline(21, 14).rings  # Moscow lies in it
    assert maps.is_far_at_sea(Spot(40, -30))
    assert not maps.is_far_at_sea(Spot(55.75, 37.61))


def test_a_file_shows_its_tiles_to_anybody(point: Point, tmp_path: Path) -> None:
    path = write(tmp_path / "town.mbtiles")
    maps = Maps(point.counter, lambda: path)
    point.counter.signed_in = None
    sheet = maps.sheet()
    assert isinstance(sheet, Sheet)
    assert sheet.name == "Town"
    assert maps.tile(2, 1, 3) == png()


def test_a_file_that_is_not_there_or_bad_is_told(point: Point, tmp_path: Path) -> None:
    path = tmp_path / "town.mbtiles"
    maps = Maps(point.counter, lambda: path)
    assert maps.sheet() is Flaw.MISSING
    path.write_bytes(b"no map at all" * 100)
    assert maps.sheet() is Flaw.NO_DATABASE
    assert maps.tile(2, 1, 3) is None


def test_another_file_is_taken_up_without_a_restart(point: Point, tmp_path: Path) -> None:
    path = write(tmp_path / "town.mbtiles")
    maps = Maps(point.counter, lambda: path)
    assert isinstance(maps.sheet(), Sheet)
    newer = write(tmp_path / "newer", USUAL | {"name": "New town"})
    newer.replace(path)
    sheet = maps.sheet()
    assert isinstance(sheet, Sheet)
    assert sheet.name == "New town"
