"""Tiles from files of every kind: right ones, and each way in which one is not."""

import sqlite3
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from kiosk.core.geo import Spot
from kiosk.core.mapfile import Flaw
from kiosk.store.tiles import MAX_TILE_BYTES, BadTiles, TileFile, side_of
from tests.store.mbtiles import USUAL, png, write

Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Make a file in a folder of its own."""
    return partial(write, tmp_path / "town.mbtiles")


def flaw_of(path: Path) -> Flaw:
    with pytest.raises(BadTiles) as told:
        TileFile(path)
    assert str(path) in str(told.value)
    return told.value.flaw


def test_a_file_says_what_it_is(make: Make) -> None:
    told = USUAL | {"bounds": "10,50,11,51", "attribution": '&copy; <a href="x">A\nB</a>'}
    sheet = TileFile(make(told)).sheet
    assert (sheet.name, sheet.attribution, sheet.least, sheet.most) == ("Town", "\u00a9 A B", 2, 4)
    assert sheet.middle == Spot(50.5, 10.5)
    assert (sheet.tile_px, sheet.addresses) == (256, False)


def test_rows_are_counted_from_the_north(make: Make) -> None:
    tiles = TileFile(make())
    assert tiles.tile(2, 1, 3) == png()  # row 0 from the south is row 3 of 4 from the north
    assert tiles.tile(2, 1, 0) is None


@pytest.mark.parametrize(
    "at", [(2, 4, 0), (2, -1, 0), (2, 0, 4), (-1, 0, 0), (23, 0, 0), (60, 0, 0)]
)
def test_outside_the_map_there_are_no_tiles(make: Make, at: tuple[int, int, int]) -> None:
    assert TileFile(make()).tile(*at) is None


@pytest.mark.parametrize(
    "data",
    [None, "text", 7, b"", b"\x89PNG", png(filling=MAX_TILE_BYTES), png(257), png(256, wide=512)],
)
def test_a_tile_that_cannot_be_shown_is_none(make: Make, data: object) -> None:
    tiles = TileFile(make(USUAL, ((2, 0, 0, png()), (2, 1, 0, data))))
    assert tiles.tile(2, 0, 3) is not None
    assert tiles.tile(2, 1, 3) is None


def test_large_tiles_are_taken_too(make: Make) -> None:
    assert TileFile(make(USUAL, ((2, 0, 0, png(512)),))).sheet.tile_px == 512


def test_a_picture_that_promises_a_sea_of_pixels_is_no_tile() -> None:
    assert side_of(png(256)) == 256
    bomb = bytearray(png(256))
    bomb[16:24] = (30_000).to_bytes(4, "big") * 2
    assert side_of(bytes(bomb)) == 0


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    assert flaw_of(tmp_path / "none.mbtiles") is Flaw.MISSING
    assert flaw_of(tmp_path) is Flaw.MISSING


@pytest.mark.parametrize("raw", [b"not a database at all " * 400, b"\x00" * 5000, b"PK\x03\x04zip"])
def test_another_file_is_told(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "town.mbtiles"
    path.write_bytes(raw)
    assert flaw_of(path) is Flaw.NO_DATABASE


def test_an_empty_file_has_no_tables(tmp_path: Path) -> None:
    path = tmp_path / "town.mbtiles"
    path.touch()
    assert flaw_of(path) is Flaw.NO_TILES


def test_a_file_without_its_tables_or_columns_is_told(make: Make) -> None:
    path = make(USUAL, (), "DROP TABLE tiles")
    assert flaw_of(path) is Flaw.NO_TILES
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE tiles (zoom INT)")
    db.close()
    assert flaw_of(path) is Flaw.NO_TILES


def test_a_file_without_tiles_is_told(make: Make) -> None:
    assert flaw_of(make(USUAL, ())) is Flaw.NO_TILES


@pytest.mark.parametrize("said", ["pbf", "PBF", "mvt"])
def test_vector_tiles_are_told(make: Make, said: str) -> None:
    assert flaw_of(make(USUAL | {"format": said})) is Flaw.VECTOR


def test_vector_tiles_that_call_themselves_png_are_told(make: Make) -> None:
    assert flaw_of(make(USUAL, ((2, 0, 0, b"\x1f\x8b\x08pbf"),))) is Flaw.VECTOR


def test_another_format_is_told(make: Make) -> None:
    assert flaw_of(make(USUAL | {"format": "tiff"})) is Flaw.FORMAT


@pytest.mark.parametrize(
    ("least", "most"), [("5", "4"), ("-1", "4"), ("0", "23"), ("a", "4"), ("2", "4.5"), ("", "")]
)
def test_zooms_that_cannot_be_are_told(make: Make, least: str, most: str) -> None:
    assert flaw_of(make(USUAL | {"minzoom": least, "maxzoom": most})) is Flaw.ZOOMS


def test_zooms_that_are_not_told_are_those_of_the_tiles(make: Make) -> None:
    sheet = TileFile(make({"name": "Town"}, ((3, 0, 0, png()), (5, 0, 0, png())))).sheet
    assert (sheet.least, sheet.most, sheet.format) == (3, 5, "png")


@pytest.mark.parametrize("data", [b"", b"gif", png(100), png(filling=MAX_TILE_BYTES), 5, "x"])
def test_a_first_tile_that_cannot_be_shown_is_told(make: Make, data: object) -> None:
    assert flaw_of(make(USUAL, ((2, 0, 0, data),))) is Flaw.TILE


@pytest.mark.parametrize("said", ["", "1,2,3", "a,b,c,d", "10,50,9,51", "-181,0,1,1", "nan,0,1,1"])
def test_bounds_that_cannot_be_are_the_whole_earth(make: Make, said: str) -> None:
    sheet = TileFile(make(USUAL | {"bounds": said})).sheet
    assert (sheet.west, sheet.south, sheet.east, sheet.north) == (-180, -90, 180, 90)


def test_a_damaged_page_is_no_tile_and_is_found_by_the_check(make: Make) -> None:
    many = tuple((4, n % 16, n // 16, png(filling=3000 + n)) for n in range(60))
    path = make(USUAL, many)
    raw = bytearray(path.read_bytes())
    raw[40_960:-4096] = b"\xff" * (len(raw) - 40_960 - 4096)
    path.write_bytes(raw)
    tiles = TileFile(path)
    assert tiles.tile(4, 8, 12) is None
    with pytest.raises(BadTiles) as told:
        tiles.counts()
    assert told.value.flaw is Flaw.DAMAGED


def test_a_view_that_never_ends_is_stopped(make: Make) -> None:
    endless = (
        "CREATE VIEW tiles AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)"
        " SELECT x AS zoom_level, 0 AS tile_column, 0 AS tile_row, x'00' AS tile_data FROM n"
        " WHERE x < 0"
    )
    assert flaw_of(make(USUAL, (), "DROP TABLE tiles", endless)) is Flaw.DAMAGED


def test_a_view_over_shared_pictures_is_a_map_too(make: Make) -> None:
    path = make(
        USUAL,
        ((2, 1, 0, png()),),
        "ALTER TABLE tiles RENAME TO map",
        "CREATE VIEW tiles AS SELECT * FROM map",
    )
    assert TileFile(path).tile(2, 1, 3) == png()


ADDRESSES = "CREATE TABLE addresses (label TEXT, key TEXT, lat INTEGER, lon INTEGER)"


def test_addresses_are_found_by_their_words(make: Make) -> None:
    path = make(
        USUAL,
        ((2, 1, 0, png()),),
        ADDRESSES,
        "INSERT INTO addresses VALUES ('Sadovaya st., 18', 'sadovaya st 18', 55750000, 37610000),"
        " ('Old Sadovaya st., 18', 'old sadovaya st 18', 55760000, 37610000),"
        " ('Lesnaya st., 2', 'lesnaya st 2', 55770000, 37610000)",
    )
    tiles = TileFile(path)
    assert [one.label for one in tiles.find("SADOV 18")] == [
        "Sadovaya st., 18",
        "Old Sadovaya st., 18",
    ]
    assert tiles.find("Sadovaya, 18")[0].spot == Spot(55.75, 37.61)
    assert [one.label for one in tiles.find("st")] != []
    assert tiles.find("nowhere") == tiles.find("") == tiles.find(" .,% ") == ()


def test_addresses_that_cannot_be_are_left_out(make: Make) -> None:
    path = make(
        USUAL,
        ((2, 1, 0, png()),),
        ADDRESSES,
        "INSERT INTO addresses VALUES ('a', 'st', 'north', 0), (NULL, 'st', 0, 0),"
        " ('b', 'st', 90000001, 0), ('c', 'st', 1, 2), (x'00', 'st', 1, 2)",
    )
    assert [one.label for one in TileFile(path).find("st")] == ["c"]


def test_a_table_of_addresses_with_other_columns_finds_nothing(make: Make) -> None:
    path = make(USUAL, ((2, 1, 0, png()),), "CREATE TABLE addresses (street TEXT)")
    assert TileFile(path).find("st") == ()


def test_the_check_counts(make: Make) -> None:
    tiles = TileFile(
        make(USUAL, ((2, 0, 0, png()), (3, 0, 0, png()), (3, 1, 0, png(filling=300_000))))
    )
    assert tiles.counts() == {2: 1, 3: 2}
    assert tiles.unfit() == 1


def test_a_map_is_not_written_to(make: Make) -> None:
    path = make()
    before = path.read_bytes()
    tiles = TileFile(path)
    tiles.tile(2, 1, 3)
    tiles.close()
    assert path.read_bytes() == before
    assert [p.name for p in path.parent.iterdir()] == ["town.mbtiles"]


@pytest.mark.parametrize("zoom", [None, "two"])
def test_a_zoom_that_is_no_number_is_told_by_the_check(make: Make, zoom: object) -> None:
    tiles = TileFile(make(USUAL, ((2, 1, 0, png()), (zoom, 0, 0, png()))))
    with pytest.raises(BadTiles) as told:
        tiles.counts()
    assert told.value.flaw is Flaw.ZOOMS


def test_a_value_that_would_fill_the_memory_is_not_made(make: Make) -> None:
    path = make(
        USUAL,
        ((2, 1, 0, png()),),
        "ALTER TABLE tiles RENAME TO real",
        "CREATE VIEW tiles AS SELECT * FROM real UNION ALL SELECT 2, 0, 0, zeroblob(5000000)",
    )
    tiles = TileFile(path)
    assert tiles.tile(2, 0, 3) is None
    with pytest.raises(BadTiles) as told:
        tiles.unfit()
    assert told.value.flaw is Flaw.DAMAGED
