"""The lamps' part of their device's screen: the walk, the map and the way back."""

from kiosk.core.lampmap import LampMap
from kiosk.hw.cellmap import Led
from kiosk.hw.lights import FarChain, LightEngine
from kiosk.hw.ports import DeviceState
from tests.ui.screens.conftest import Room


def test_the_walk_and_the_map_begin_here(room: Room) -> None:
    room.open(room.show.office.doors.device("lights"))
    assert "The map is the one of the settings." in room.words()
    room.tap("device.walk")
    assert room.screen == "light_map"
    room.tap("bar.back")
    room.tap("device.map")
    assert room.screen == "light_map"


def test_the_settings_map_comes_back_by_holding(room: Room) -> None:
    maps = room.show.desk.lampmaps
    chain = maps.chain("lights")
    assert chain is not None
    maps.save("lights", LampMap(("",) * len(chain.cells)))
    room.open(room.show.office.doors.device("lights"))
    assert "The map was made at this counter." in room.words()
    button = room.loop.screen.find("device.forget")
    assert button is not None
    x, y = button.rect.center
    room.stand.wait(0.4)
    room.stand.press(x, y)
    room.stand.wait(1.0)
    room.stand.lift(x, y)
    assert room.said.startswith("The settings' map counts again")
    assert maps.chain("lights") == chain


def test_a_nodes_lamps_are_mapped_at_the_node(room: Room) -> None:
    leds = {"A-01": Led("left", 0, 1)}
    far = LightEngine({}, leds, frozenset(), float, {"left": FarChain(lambda: True, 4)})
    room.show.desk.lampmaps._lights = far
    room.show.tell("left", "lights", DeviceState.READY)
    room.open(room.show.office.doors.device("left"))
    assert "A shelf node drives these lamps" in room.words()
    assert room.loop.screen.find("device.map") is None


def test_lamps_of_no_chain_say_so(room: Room) -> None:
    room.show.tell("gone", "lights", DeviceState.ABSENT, "lost")
    room.open(room.show.office.doors.device("gone"))
    assert "The settings name no such chain." in room.words()
