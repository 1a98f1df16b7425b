from collections.abc import Callable

import pytest
from msgspec.structs import replace

from kiosk.hw.ports import DeviceState
from kiosk.ui.kit.lint import findings
from kiosk.ui.screens.menu import Door, MenuScreen
from tests.ui.screens.conftest import Room


class FullMenu(MenuScreen):
    """One with as many doors as there may ever be, of the longest names there are."""

    def groups(self) -> tuple[tuple[str, tuple[Door, ...]], ...]:
        longest = max((d for _, doors in super().groups() for d in doors), key=lambda d: d.label)
        return tuple(
            (name, tuple(replace(longest, key=f"{n}-{at}", right=None) for at in range(5)))
            for n, (name, _) in enumerate(super().groups())
        )


def test_every_door_leads_to_its_screen_and_back(room: Room) -> None:
    room.open(room.show.office.doors.menu())
    behind = {"map": "map_edit", "count": "count_start", "badge": "my_badge"}
    for key in ("day", "notices", "news", "count", "map", "badge", "team", "settings", "health"):
        room.tap(f"menu.{key}")
        assert room.screen == behind.get(key, key)
        room.tap("bar.back")
        assert room.screen == "menu"


def test_a_door_is_there_for_whom_it_is(room: Room) -> None:
    room.show.desk.counter.signed_in = "igor"  # a clerk
    room.open(room.show.office.doors.menu())
    for key, is_there in (("count", True), ("settings", True), ("map", False), ("team", False)):
        assert (room.loop.screen.find(f"menu.{key}") is not None) is is_there


class HoledMenu(MenuScreen):
    """One whose first group has no door for anybody."""

    def groups(self) -> tuple[tuple[str, tuple[Door, ...]], ...]:
        (first, _), *others = super().groups()
        return ((first, ()), *others)


def test_a_group_without_a_door_leaves_no_hole(room: Room) -> None:
    room.open(HoledMenu(room.show.office))
    assert "Today" not in room.words()
    assert "Shelves" in room.words()


@pytest.mark.parametrize("language", ["ru", "pt", "en"])
@pytest.mark.parametrize("size", ["L", "M", "S"])
def test_twenty_doors_have_room_below_a_banner_too(
    make_room: Callable[..., Room], language: str, size: str
) -> None:
    room = make_room(language, size)
    for device, kind in (("camera", "camera"), ("hand", "scanner")):
        room.show.tell(device, kind, DeviceState.ABSENT, "lost")
    loop = room.open(FullMenu(room.show.office))
    assert loop.screen.find("banner") is not None
    assert findings(loop.screen, frozenset()) == []
    lowest = max(loop.screen.find(f"menu.{n}-4").rect.bottom for n in range(4))
    _, top, _, tall = loop.skin.layout.content
    assert lowest <= top + tall
