from kiosk.trial.showroom_settings import settings_views
from tests.ui.screens.conftest import Room


def test_the_settings_are_shown(room: Room) -> None:
    assert [name for name, _ in settings_views(room.show.office)] == ["settings"]
