"""What a map looks at: where tiles lie, zooming about a point, parents for what is missing."""

from collections import deque
from collections.abc import Callable

import pygame
import pytest

from kiosk.core.geo import Spot
from kiosk.ui.kit.ground import Drawn, Ground, Key, Reach
from kiosk.ui.kit.widget import Move

TOWN = Spot(55.75, 37.61)
VIEW = (700, 500)


class Worker:
    """A worker that works when it is told."""

    def __init__(self) -> None:
        self.waiting: deque[Callable[[], Move]] = deque()

    def later(self, work: Callable[[], Drawn], then: Callable[[Drawn], Move]) -> None:
        self.waiting.append(lambda: then(work()))

    def work(self) -> None:
        while self.waiting:
            self.waiting.popleft()()


def shade(key: Key) -> pygame.Surface | None:
    """Draw a tile in a colour that tells its zoom."""
    tile = pygame.Surface((256, 256))
    tile.fill((key[0] * 10, 0, 0))
    return tile


@pytest.fixture
def worker() -> Worker:
    pygame.display.set_mode((64, 64))
    return Worker()


def ground_of(
    worker: Worker,
    zoom: float = 14,
    draw: Callable[[Key], pygame.Surface | None] = shade,
    spot: Spot = TOWN,
) -> Ground:
    return Ground(draw, worker.later, Reach(10, 16), spot, zoom)


def zoom_seen(ground: Ground, key: Key) -> int | None:
    picture = ground.picture(key)
    return None if picture is None else picture.get_at((5, 5))[0] // 10


def test_the_middle_stays_where_it_was_put(worker: Worker) -> None:
    ground = ground_of(worker)
    assert ground.spot.lat == pytest.approx(TOWN.lat)
    assert ground.spot.lon == pytest.approx(TOWN.lon)
    assert ground.offset_of(TOWN) == pytest.approx((0, 0), abs=1e-3)


def test_a_pan_moves_the_earth_with_the_finger(worker: Worker) -> None:
    ground = ground_of(worker)
    ground.pan(100, -40)
    assert ground.offset_of(TOWN) == pytest.approx((100, -40), abs=1e-3)
    assert ground.spot.lon < TOWN.lon
    assert ground.spot.lat < TOWN.lat


def test_a_zoom_keeps_the_place_under_the_fingers(worker: Worker) -> None:
    ground = ground_of(worker)
    ground.pan(-120, -80)
    before = ground.offset_of(TOWN)
    ground.zoom_by(1, *before)
    assert ground.offset_of(TOWN) == pytest.approx(before, abs=1.5)


@pytest.mark.parametrize(("wish", "wanted"), [(3.0, 10.0), (99.0, 17.0), (12.3, 12.3)])
def test_zooms_end_where_there_is_nothing_more_to_see(
    worker: Worker, wish: float, wanted: float
) -> None:
    ground = ground_of(worker)
    ground.zoom_to(wish)
    assert ground.zoom == wanted
    assert 10 <= ground.level <= 16


@pytest.mark.parametrize("zoom", [14, 13.37, 16.9])
def test_tiles_cover_the_view_without_a_gap(worker: Worker, zoom: float) -> None:
    places = [place for _, place in ground_of(worker, zoom).tiles(*VIEW)]
    assert places[0].unionall(places).contains(pygame.Rect(0, 0, *VIEW))
    assert (
        sum(p.w * p.h for p in places)
        == places[0].unionall(places).w * places[0].unionall(places).h
    )


def test_the_earth_goes_on_beyond_180_degrees(worker: Worker) -> None:
    ground = ground_of(worker, 10, spot=Spot(0, 179.99))
    columns = {key[1] for key, _ in ground.tiles(*VIEW)}
    assert {0, 1023} <= columns
    assert ground.offset_of(Spot(0, -179.99))[0] == pytest.approx(14.56, abs=0.1)
    ground.pan(-200, 0)
    assert ground.spot.lon < 0


def test_tiles_come_from_the_worker_the_middle_first(worker: Worker) -> None:
    asked = list[Key]()

    def draw(key: Key) -> pygame.Surface | None:
        asked.append(key)
        return shade(key)

    ground = ground_of(worker, draw=draw)
    changes = list[int]()
    ground.changed = lambda: changes.append(1)
    ground.look(*VIEW)
    assert asked == []  # nothing is drawn where the screen is drawn
    worker.work()
    keys = [key for key, _ in ground.tiles(*VIEW)]
    assert sorted(asked) == sorted(keys)
    middle = min(
        ground.tiles(*VIEW), key=lambda one: abs(one[1].centerx - 350) + abs(one[1].centery - 250)
    )
    assert asked[0] == middle[0]
    assert ground.is_whole
    assert changes
    assert {zoom_seen(ground, key) for key in keys} == {14}


def test_a_tile_that_is_not_here_yet_is_its_parent_enlarged(worker: Worker) -> None:
    ground = ground_of(worker)
    ground.look(*VIEW)
    worker.work()
    ground.zoom_to(15)
    keys = [key for key, _ in ground.tiles(*VIEW)]
    assert {zoom_seen(ground, key) for key in keys} == {14}
    ground.look(*VIEW)
    worker.work()
    assert {zoom_seen(ground, key) for key in keys} == {15}


def test_a_tile_there_is_not_has_its_parent_made(worker: Worker) -> None:
    ground = ground_of(worker, draw=lambda key: shade(key) if key[0] <= 12 else None)
    ground.look(*VIEW)
    worker.work()
    assert ground.is_whole
    assert {zoom_seen(ground, key) for key, _ in ground.tiles(*VIEW)} == {12}


def test_where_there_is_nothing_at_all_the_search_ends(worker: Worker) -> None:
    ground = ground_of(worker, draw=lambda _: None)
    ground.look(*VIEW)
    worker.work()
    assert ground.is_whole
    assert all(ground.picture(key) is None for key, _ in ground.tiles(*VIEW))


def test_one_batch_is_under_way_at_a_time(worker: Worker) -> None:
    ground = ground_of(worker)
    for _ in range(5):
        ground.look(*VIEW)
        ground.pan(300, 0)
    assert len(worker.waiting) == 1
    worker.waiting.clear()  # the screen was covered: the answer is dropped
    ground.rest()
    ground.look(*VIEW)
    assert len(worker.waiting) == 1


def test_a_tile_between_two_zooms_is_as_wide_as_it_is_shown(worker: Worker) -> None:
    ground = ground_of(worker, 14.4)
    ground.look(*VIEW)
    worker.work()
    key, place = next(ground.tiles(*VIEW))
    picture = ground.picture(key)
    assert picture is not None
    assert picture.get_size() == place.size == (338, 338)


def test_what_is_forgotten_is_made_anew(worker: Worker) -> None:
    ground = ground_of(worker)
    ground.look(*VIEW)
    worker.work()
    ground.forget()
    assert not ground.is_whole
