"""The figures as lists: each beside the one before; the reasons; nobody where nobody worked."""

from kiosk.core.figures import Figure
from kiosk.ui.kit.lists import ScrollList
from tests.ui.screens.conftest import Room


def listed(room: Room, view: str) -> ScrollList:
    room.open(room.show.office.doors.analytics())
    room.tap(f"view.{view}")
    found = room.loop.screen.find(f"analytics.{view}")
    assert isinstance(found, ScrollList)
    return found


def test_every_figure_is_listed(room: Room) -> None:
    assert listed(room, "figures").items == tuple(figure.value for figure in Figure)
    assert "These days" in room.words()


def test_reasons_stand_under_the_name_of_their_group(room: Room) -> None:
    found = listed(room, "reasons")
    assert found.empty == "Nothing came back and nobody was turned away."
    for why, reason in found.items:  # type: ignore[misc]
        assert why is not None
        assert isinstance(reason, str)


def test_a_week_without_anybody_says_so(room: Room) -> None:
    assert listed(room, "staff").empty == "Nobody worked on these days."
