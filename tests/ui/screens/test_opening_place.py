"""The place step through touches: search, rooms, rules, and the place that is proposed."""

import json
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from kiosk.core import geo
from kiosk.core.facts.opening import OpeningInvited, OpeningRegistered
from kiosk.core.opening_words import OpeningStage
from kiosk.trial import city
from kiosk.trial.city import Plan
from kiosk.trial.showroom import POLICY
from kiosk.ui.screens.opening_place import OpeningPlaceScreen
from kiosk.workflows.maps import Maps
from kiosk.workflows.opening import PLACE
from tests.ui.screens.conftest import Room
from tests.waiting import eventually

TOWN = Plan(side=2)
RULES = [
    {"kind": "distance_m", "limit": 500},
    {"kind": "area_m2", "limit": 25},
    {"kind": "neighbour", "what": "bar"},
]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return city.write(tmp_path_factory.mktemp("town") / "town.mbtiles", TOWN)


@pytest.fixture
def place(make_room: Callable[..., Room], town: Path) -> Room:
    """The step of a partner who is invited and registered, with a map."""
    room = make_room()
    counter = room.show.desk.counter
    with counter.unit():
        counter.store.keep_rules("x", msgspec.json.encode({**POLICY, "location_rules": RULES}))
        counter.record(OpeningInvited("O-1"), actor="central")
        counter.record(OpeningRegistered("O-1", "a" * 64, "1"))
    reopen(room, town)
    return room


def reopen(room: Room, town: Path | None) -> None:
    screen = OpeningPlaceScreen(room.show.office)
    screen.maps = Maps(room.show.desk.counter, lambda: town)
    screen.sheet = screen.maps.sheet()
    room.open(screen)


def screen_of(room: Room) -> OpeningPlaceScreen:
    assert isinstance(room.loop.screen, OpeningPlaceScreen)
    return room.loop.screen


def search(room: Room, text: str) -> None:
    room.tap("place.search")
    screen_of(room).typing.text = text
    room.tap("place.keys.enter")


def middle_of_map(room: Room) -> tuple[int, int]:
    view = room.loop.screen.find("map")
    assert view is not None
    return view.rect.center


def draft(room: Room) -> dict[str, str]:
    told = room.show.desk.opening.draft(PLACE)
    assert isinstance(told, dict)
    return told


def test_coordinates_move_the_pin(place: Room) -> None:
    search(place, "55,5770; 45,0020")
    assert screen_of(place).ground().spot.lat == pytest.approx(55.577)
    assert draft(place) == {"lat": "55577000", "lon": "45002000"}
    assert "55.57700, 45.00200" in place.words()


def test_a_pin_in_the_sea_is_told_on_the_map(place: Room) -> None:
    search(place, "55.577, 45.002")
    assert "in the sea" not in place.words()
    search(place, "40, -30")
    assert "The pin stands in the sea" in place.words()


def test_an_address_the_map_knows_moves_the_pin(place: Room) -> None:
    label, spot = next(TOWN.addresses())
    search(place, label)
    hit = "place.hit.0"
    eventually(lambda: place.stand.turn() or place.loop.screen.find(hit) or "lat" in draft(place))
    if place.loop.screen.find(hit):
        place.tap(hit)
    assert label in place.words()
    assert draft(place)["lat"] == str(spot.millionths[0])


def test_an_address_nobody_knows_is_kept_with_the_pin(place: Room) -> None:
    search(place, "Nowhere 7")
    eventually(lambda: place.stand.turn() or "does not know" in place.said)
    assert draft(place)["address"] == "Nowhere 7"


def test_a_code_with_a_place_moves_the_pin(place: Room) -> None:
    place.scan("geo:55.5760,45.0030?z=17")
    assert draft(place)["lat"] == "55576000"
    place.scan("geo:95,45")
    assert draft(place)["lat"] == "55576000"


def test_buttons_move_the_pin_and_it_is_kept(place: Room) -> None:
    before = screen_of(place).ground().spot
    place.tap("map.right")
    assert screen_of(place).ground().spot.lon > before.lon
    assert draft(place)["lon"] == str(screen_of(place).ground().spot.millionths[1])


def test_the_coordinates_follow_the_pin_while_the_map_is_panned(place: Room) -> None:
    at = middle_of_map(place)
    before, kept = geo.written(screen_of(place).ground().spot), draft(place)
    place.stand.press(*at)
    place.stand.drag(at[0] - 60, at[1] + 40)
    place.stand.turn()
    now = geo.written(screen_of(place).ground().spot)
    assert now != before
    assert now in place.words()
    assert before not in place.words()
    assert draft(place) == kept, "it is kept once the finger has left"
    place.stand.lift(at[0] - 60, at[1] + 40)
    place.stand.turn()
    assert draft(place) != kept


def test_a_map_panned_beside_another_page_changes_no_words(place: Room) -> None:
    place.tap("place.page.rooms")
    at, words = middle_of_map(place), place.words()
    place.stand.press(*at)
    place.stand.drag(at[0] - 60, at[1])
    place.stand.turn()
    assert place.words() == words


def test_rooms_are_filled_in_and_outlive_the_screen(place: Room, town: Path) -> None:
    place.tap("place.page.rooms")
    place.tap("place.area_m2")
    place.type("place.figure", "32")
    place.tap("place.figure.enter")
    place.tap("place.entrance")
    place.tap("place.entrance.street")
    place.tap("place.neighbours")
    place.tap("place.beside.bar")
    place.tap("place.beside.none")
    place.tap("place.sheet.close")
    kept = {"area_m2": "32", "entrance": "street", "neighbours": "none"}
    assert draft(place).items() >= kept.items()
    reopen(place, town)
    place.tap("place.page.rooms")
    assert "32" in place.words().split(" | ")


def test_a_figure_that_cannot_be_is_not_known(place: Room) -> None:
    place.tap("place.page.rooms")
    place.tap("place.area_m2")
    place.type("place.figure", "-5*")
    place.tap("place.figure.enter")
    assert screen_of(place).plan().facts.area_m2 is None


def test_without_an_address_nothing_is_proposed(place: Room) -> None:
    place.tap("place.propose")
    assert place.said.startswith("Give the address first")
    assert screen_of(place).opening is not None


def test_a_rule_that_is_not_kept_is_told_and_locks_nothing(place: Room) -> None:
    screen = screen_of(place)
    screen.keep(address="Mill st., 4", area_m2="18")
    place.stand.turn()
    place.tap("place.propose")
    assert "1 rule is not kept" in place.words()
    place.tap("place.mend")
    assert "1 rule is not kept" not in place.words()
    place.tap("place.propose")
    place.tap("place.sure")
    opening = place.show.desk.opening.current()
    assert opening is not None
    told = json.loads(msgspec.json.encode(opening))
    assert (told["state"], told["place"]["address"]) == ("submitted", "Mill st., 4")
    assert told["place"]["facts"]["area_m2"] == 18
    assert draft(place) == {}


def test_a_pin_in_the_sea_is_asked_about_before_it_is_proposed(place: Room) -> None:
    screen = screen_of(place)
    screen.keep(address="Mill st., 4", area_m2="40", neighbours="none", lat="40000000",
                lon="-30000000")  # fmt: skip
    reopen(place, None)  # no map: the outlines reach over all the earth
    place.tap("place.propose")
    assert "The pin stands in the sea" in place.words()
    assert "place.sure" in {row["id"] for row in place.loop.screen.tree()}
    opening = place.show.desk.opening.current()
    assert opening is not None
    assert opening.state is OpeningStage.DRAFT  # type: ignore[union-attr]
    place.tap("place.mend")
    assert draft(place)["lat"] == "40000000", "it is mended, not lost"


def test_what_was_proposed_is_not_proposed_twice(place: Room, town: Path) -> None:
    screen_of(place).keep(address="Mill st., 4", area_m2="40", neighbours="none")
    place.stand.turn()
    place.tap("place.propose")
    reopen(place, town)
    place.tap("place.propose")
    assert place.said.startswith("The place was proposed already")
    assert "Mill st., 4" in place.words()
    opening = screen_of(place).opening
    assert opening is not None
    assert opening.state is OpeningStage.SUBMITTED


def test_tiles_come_and_the_dark_is_darker(place: Room) -> None:
    screen = screen_of(place)
    eventually(lambda: place.stand.turn() or screen.ground().is_whole)
    light = place.stand.display.surface.get_at((300, 300))
    place.loop.wear("dark", 100)
    place.stand.turn()
    eventually(lambda: place.stand.turn() or screen.ground().is_whole)
    assert sum(place.stand.display.surface.get_at((300, 300))[:3]) < sum(light[:3])


def test_a_point_nobody_invited_has_nothing_to_propose(make_room: Callable[..., Room]) -> None:
    room = make_room()
    room.open(room.show.office.doors.opening_place())
    room.tap("place.propose")
    assert room.said.startswith("The network has not asked for a place")
    room.tap("map.plus")
    assert "outlines alone" in room.words()
