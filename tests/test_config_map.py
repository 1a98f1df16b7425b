"""The settings of the map: a file that is named, or the first one in its folder."""

from pathlib import Path

import pytest

from kiosk.config import ConfigFaults, check, load
from kiosk.places import place_of
from tests.terminal import POINT


def settings(folder: Path, text: str) -> Path:
    path = folder / "kiosk.toml"
    path.write_text(POINT + text, encoding="utf-8")
    (folder / "identity").mkdir(exist_ok=True)
    (folder / "identity" / "point_key").write_text("11" * 32, encoding="ascii")
    return path


def test_the_map_is_the_file_that_is_named(tmp_path: Path) -> None:
    path = settings(tmp_path, '[map]\nfile = "maps/town.mbtiles"\n')
    assert place_of(load(path), tmp_path).map_file == tmp_path / "maps" / "town.mbtiles"


def test_without_a_name_it_is_the_first_one_of_the_folder(tmp_path: Path) -> None:
    place = place_of(load(settings(tmp_path, "")), tmp_path)
    assert place.map_file is None
    folder = tmp_path / "data" / "maps"
    folder.mkdir(parents=True)
    for name in ("b.mbtiles", "a.mbtiles", "0.txt"):
        (folder / name).touch()
    assert place.map_file == folder / "a.mbtiles"


def test_a_file_that_is_not_there_is_told_with_its_line(tmp_path: Path) -> None:
    path = settings(tmp_path, '[map]\nfile = "none.mbtiles"\n')
    line = path.read_text(encoding="utf-8").splitlines().index('file = "none.mbtiles"') + 1
    with pytest.raises(ConfigFaults, match=rf"kiosk.toml:{line} map.file: there is no file"):
        check(path)
    assert load(path).map.file  # a counter works all the same


@pytest.mark.parametrize("text", ["file = 7", 'folder = "maps"', 'file = ["a"]'])
def test_a_wrong_setting_is_told(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigFaults, match="map"):
        load(settings(tmp_path, f"[map]\n{text}\n"))
