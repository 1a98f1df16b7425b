"""The town that is nowhere: the same from the same seed, whole in every zoom, and it says so."""

from pathlib import Path

import pygame

from kiosk.store.tiles import TileFile
from kiosk.trial import city
from kiosk.trial.city import Plan
from kiosk.ui.kit import pictures

SMALL = Plan(side=2)


def test_a_town_is_a_map_that_says_what_it_is(tmp_path: Path) -> None:
    tiles = TileFile(city.write(tmp_path / "maps" / "town.mbtiles", SMALL))
    sheet = tiles.sheet
    assert "no real place" in sheet.attribution
    assert "OpenStreetMap" not in sheet.attribution
    assert (sheet.least, sheet.most, sheet.addresses) == (11, 16, True)
    assert sheet.holds(SMALL.middle)
    assert sum(tiles.counts().values()) == len(list(city.tiles(SMALL)))
    assert tiles.unfit() == 0


def test_the_same_seed_draws_the_same_town_and_another_one_another() -> None:
    key = (16, 40_960, 20_544)
    assert city.picture(Plan(side=2), key) == city.picture(SMALL, key)
    assert city.picture(Plan(seed=2, side=2), key) != city.picture(SMALL, key)


def test_every_address_is_found_where_its_house_is(tmp_path: Path) -> None:
    plan = Plan(language="ru", side=2)
    tiles = TileFile(city.write(tmp_path / "town.mbtiles", plan))
    label, spot = next(plan.addresses())
    found = tiles.find(label)
    assert label in {one.label for one in found}
    assert any(one.spot.millionths == spot.millionths for one in found)


def test_a_whole_town_has_its_tiles() -> None:
    keys = list(city.tiles(Plan()))
    assert len(keys) == len(set(keys)) == 384


def test_streets_meet_at_the_edge_of_tiles() -> None:
    x, y = 40_960, 20_544
    west, east = (pictures.tile(city.picture(SMALL, (16, x + n, y))) for n in (0, 1))
    assert west is not None
    assert east is not None

    def roads(tile: pygame.Surface, column: int) -> set[int]:
        return {row for row in range(256) if sum(tile.get_at((column, row))[:3]) > 750}

    assert roads(west, 255)
    assert len(roads(west, 255) ^ roads(east, 0)) <= 4
