"""`kiosk maps check`: what is in a file, or why it will not do."""

import json
from pathlib import Path

from click.testing import CliRunner

from kiosk.cli import main
from tests.store.mbtiles import USUAL, png, write


def test_a_file_that_fits_is_told_with_its_tiles(tmp_path: Path) -> None:
    rows = ((2, 0, 0, png()), (3, 0, 0, png()), (3, 1, 0, png(filling=300_000)))
    path = write(tmp_path / "town.mbtiles", USUAL, rows)
    done = CliRunner().invoke(main, ["maps", "check", str(path), "--json"])
    told = json.loads(done.output)
    assert done.exit_code == 0
    assert (told["fits"], told["name"], told["attribution"]) == (True, "Town", "(c) us")
    assert (told["tiles"], told["too_large"]) == ({"2": 1, "3": 2}, 1)


def test_a_file_that_does_not_fit_is_told_why(tmp_path: Path) -> None:
    path = write(tmp_path / "town.mbtiles", USUAL | {"format": "pbf"})
    done = CliRunner().invoke(main, ["maps", "check", str(path), "--json"])
    told = json.loads(done.output)
    assert done.exit_code == 1
    assert (told["fits"], told["flaw"]) == (False, "vector")
    assert "raster" in told["why"]


def test_people_read_lines(tmp_path: Path) -> None:
    path = write(tmp_path / "town.mbtiles")
    done = CliRunner().invoke(main, ["maps", "check", str(path)])
    assert "name        Town" in done.output.splitlines()
    gone = CliRunner().invoke(main, ["maps", "check", str(tmp_path / "none")])
    assert (gone.exit_code, "no such file" in gone.output) == (1, True)
