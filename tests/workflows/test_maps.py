"""The map: opened when somebody looks, told in words when it cannot be, another one taken up."""

from pathlib import Path

import msgspec

from kiosk.core.geo import Spot
from kiosk.core.location_rules import Outcome
from kiosk.core.mapfile import Flaw, Sheet
from kiosk.core.opening_letters import OpeningAround, OpeningInvited
from kiosk.core.opening_words import NearPoint
from kiosk.workflows.maps import Maps
from tests.store.mbtiles import USUAL, png, write
from tests.workflows.conftest import POLICY, T0, Point

HERE = Spot(55.75, 37.61)
RULES = [{"kind": "distance_m", "limit": 500}, {"kind": "area_m2", "limit": 25}]


def test_without_a_file_there_are_outlines(point: Point) -> None:
    maps = point.desk.maps
    assert maps.sheet() is Flaw.NONE_GIVEN
    assert maps.tile(0, 0, 0) is None
    assert maps.find("Sadovaya") == ()
    assert maps.outline(21, 14).rings  # Moscow lies in it


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


def test_without_rules_and_points_a_place_is_only_land_or_sea(point: Point) -> None:
    plan = point.desk.maps.plan(HERE, {})
    assert (plan.verdicts, plan.neighbours, plan.is_told, plan.ring_m) == ((), (), False, 0)
    assert not plan.is_at_sea
    assert point.desk.maps.plan(Spot(40, -30), {}).is_at_sea


def test_a_place_is_judged_by_the_policy_and_the_points_around(point: Point) -> None:
    counter = point.counter
    with counter.unit():
        raw = msgspec.json.encode({**POLICY, "location_rules": RULES})
        counter.store.keep_rules("meridian", raw)
    plan = point.desk.maps.plan(HERE, {"area_m2": "30"})
    assert [one.outcome for one in plan.verdicts] == [Outcome.UNKNOWN, Outcome.KEPT]
    near = (NearPoint("7702", "Mira 4", 55_753_000, 37_610_000),)
    point.mail(OpeningInvited("O-1"), OpeningAround("O-1", T0, near))
    plan = point.desk.maps.plan(HERE, {"area_m2": "20"})
    assert [one.outcome for one in plan.verdicts] == [Outcome.BROKEN, Outcome.BROKEN]
    assert [(one.near.point, int(one.metres)) for one in plan.neighbours] == [("7702", 333)]
    assert (plan.is_told, plan.ring_m) == (True, 500)
