"""The map's widget: fingers and buttons move the same earth; flags lie over nothing else."""

import pygame
import pytest

from kiosk.core.geo import Spot
from kiosk.trial.stand import Stand
from kiosk.ui.kit.boxes import Stack
from kiosk.ui.kit.canvas import Canvas, Mark
from kiosk.ui.kit.ground import Ground, Reach
from kiosk.ui.kit.map import Flag, MapView, Sign
from kiosk.ui.kit.skin import Skin
from kiosk.ui.kit.widget import Dirt, Kind, Rect, Touch, find, tree, walk

TOWN = Spot(55.75, 37.61)
VIEW = Rect(40, 60, 700, 520)


@pytest.fixture
def skin() -> Skin:
    return Stand("L").skin


@pytest.fixture
def ground() -> Ground:
    return Ground(lambda _: None, lambda *_: None, Reach(10, 16), TOWN, 15)


def shown(skin: Skin, ground: Ground, *signs: Sign, ring_m: int = 500) -> MapView:
    view = MapView(
        id="map", ground=ground, credit="(c) Town", ring_m=ring_m, signs=signs, home=TOWN
    )
    view.dirt = Dirt()
    view.layout(skin, VIEW)
    return view


def press(view: MapView, name: str) -> None:
    button = find(view, f"map.{name}")
    assert button is not None
    button.on(Touch(Kind.TAP))


def test_a_drag_moves_the_earth_and_a_fling_goes_no_further(skin: Skin, ground: Ground) -> None:
    view, moves = shown(skin, ground), list[str]()
    view.moved = lambda: moves.append("moved")
    view.on(Touch(Kind.DRAG, 100, 100, 60, -20))
    assert ground.offset_of(TOWN) == pytest.approx((60, -20), abs=1e-3)
    assert view.dirt is not None
    assert view.dirt.take()
    view.on(Touch(Kind.FLING, 100, 100, 2000, 0))
    assert ground.offset_of(TOWN) == pytest.approx((60, -20), abs=1e-3)
    assert moves == ["moved"]


def test_a_pinch_zooms_about_the_fingers(skin: Skin, ground: Ground) -> None:
    view = shown(skin, ground)
    spot = Spot(55.751, 37.613)
    x, y = ground.offset_of(spot)
    where = (VIEW.centerx + x, VIEW.centery + y)
    view.on(Touch(Kind.PINCH, *where, 0, 0, 1.3))
    assert ground.zoom == pytest.approx(15.378, abs=0.01)
    assert ground.offset_of(spot) == pytest.approx((x, y), abs=1.5)
    view.on(Touch(Kind.PINCH, *where, 0, 0, 0.0))  # two fingers on one spot
    assert ground.zoom == pytest.approx(15.378, abs=0.01)


def test_every_gesture_has_its_button(skin: Skin, ground: Ground) -> None:
    view = shown(skin, ground)
    press(view, "plus")
    assert ground.zoom == 16
    press(view, "minus")
    assert ground.zoom == 15
    for name, sign in (("left", (1, 0)), ("right", (-1, 0)), ("up", (0, 1)), ("down", (0, -1))):
        press(view, "locate")
        press(view, name)
        x, y = ground.offset_of(TOWN)
        assert (round(x / 100), round(y / 100)) == (sign[0] * 2, sign[1] * 1)
    press(view, "locate")
    assert ground.offset_of(TOWN) == pytest.approx((0, 0), abs=1e-3)


def test_a_double_tap_zooms_in(skin: Skin, ground: Ground) -> None:
    shown(skin, ground).on(Touch(Kind.TWICE, VIEW.centerx, VIEW.centery))
    assert ground.zoom == 16


def test_flags_lie_over_nothing(skin: Skin, ground: Ground) -> None:
    near = [Sign(Spot(55.7512 + n / 9000, 37.6122 + n / 7000), f"770{n} 41{n} m") for n in range(6)]
    view = shown(skin, ground, *near)
    flags = [w for w in view.parts() if isinstance(w, Flag)]
    assert 1 <= len(flags) <= 6
    assert flags[0].label == "7700 410 m"  # the nearest is never left out
    rects = [w.rect for w in view.parts()]
    assert all(VIEW.contains(rect) for rect in rects)
    assert not any(a.colliderect(b) for n, a in enumerate(rects) for b in rects[:n])


def test_a_neighbour_out_of_sight_has_no_flag(skin: Skin, ground: Ground) -> None:
    view = shown(skin, ground, Sign(Spot(56.0, 37.61), "7702 28 km"))
    assert not [w for w in view.parts() if isinstance(w, Flag)]


def test_whose_map_it_is_is_always_said(skin: Skin, ground: Ground) -> None:
    view = shown(skin, ground)
    rows = {str(row["role"]): row["text"] for row in tree(Stack(children=[view]))}
    assert rows["attribution"] == "(c) Town"
    assert "map" in {w.role for w in walk(view)}


@pytest.mark.parametrize("ring_m", [0, 1, 500, 900, 20_000])
def test_the_map_draws_with_any_ring(skin: Skin, ground: Ground, ring_m: int) -> None:
    surface, marks = pygame.Surface((800, 640)), list[Mark]()
    view = shown(skin, ground, Sign(Spot(55.7512, 37.6122), "7702"), ring_m=ring_m)
    view.paint(Canvas(surface, skin, marks))
    assert {"(c) Town", "7702"} <= {mark.text for mark in marks}
    assert min(mark.px for mark in marks if mark.style) >= 14
