"""The list of what leaves: boxes by scan and by tap, the hand-over, the archive."""

from msgspec import json

from kiosk.core.words import BoxClass, BoxState, Flow
from kiosk.trial.showroom import POLICY
from tests.ui.screens.conftest import Room

BOX = "BOX:7731-4417"


def opened(room: Room) -> Room:
    room.open(room.show.office.doors.ship())
    return room


def test_the_rail_leads_to_what_leaves(room: Room) -> None:
    room.open(room.show.office.doors.menu())
    room.tap("rail.ship")
    assert room.screen == "ship"
    room.show.desk.counter.signed_in = "leila"  # a trainee ships nothing
    room.open(room.show.office.doors.menu())
    assert room.loop.screen.find("rail.ship") is None


def test_a_scanned_box_that_nobody_knows_is_begun_once_its_kind_is_chosen(room: Room) -> None:
    opened(room).scan(BOX)
    assert room.said == "A new box. Choose what it is for"
    room.tap("kind.defect")
    assert room.screen == "ship_box"
    box = room.show.file.boxes.get(BOX)
    assert box is not None
    assert (box.flow, box.class_) == (Flow.REVERSE, BoxClass.DEFECT)


def test_a_scanned_box_that_is_known_is_taken_in_hand(room: Room) -> None:
    room.show.desk.ship.begin(BOX, Flow.REVERSE, BoxClass.NORMAL)
    opened(room).scan(BOX)
    assert room.screen == "ship_box"
    room.open(room.show.office.doors.home())
    room.scan(BOX)
    assert room.screen == "ship_box"


def test_a_box_of_ours_is_begun_by_a_tap(room: Room) -> None:
    opened(room).tap("ship.begin")
    room.tap("kind.own.direct")
    (box,) = room.show.file.boxes.opened()
    assert (box.flow, box.class_, box.state) == (Flow.DIRECT, BoxClass.OWN, BoxState.OPEN)
    assert room.screen == "ship_box"


def test_only_kinds_of_the_network_are_offered(room: Room) -> None:
    few = POLICY | {"box_classes": ["normal", "direct"]}
    with room.show.desk.counter.unit():
        room.show.file.keep_rules("ozon_like", json.encode(few))
    opened(room).tap("ship.begin")
    room.loop.settle()
    found = {w: room.loop.screen.find(f"kind.{w}") is not None for w in BoxClass}
    assert found == dict.fromkeys(BoxClass, False) | {"normal": True, "direct": True}
    assert room.loop.screen.find("kind.own.reverse") is None


def test_a_sheet_goes_away_unapplied(room: Room) -> None:
    opened(room).scan(BOX)
    room.tap("kind.close")
    assert room.show.file.boxes.get(BOX) is None


def test_what_is_wrong_is_said_in_words(room: Room) -> None:
    for n in range(3):
        room.show.desk.ship.begin(f"BOX:7731-000{n}", Flow.REVERSE, BoxClass.NORMAL)
    opened(room).scan(BOX)
    room.tap("kind.normal")
    assert room.said == "Open boxes at once, at most: 3. Seal one of them first"


def test_each_tab_tells_what_is_there(room: Room) -> None:
    opened(room).tap("ship.tabs.archive")
    assert room.loop.screen.find("ship.archive") is not None
    room.tap("ship.tabs.handover")
    room.tap("flow.direct")
    assert room.screen == "handover"
