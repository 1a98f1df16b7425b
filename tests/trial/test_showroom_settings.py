"""The exhibits of the settings."""

from pathlib import Path

from kiosk.trial.showroom import Showroom
from kiosk.trial.showroom_settings import settings_views


def test_the_settings_are_shown(tmp_path: Path) -> None:
    show = Showroom(tmp_path, "en", lambda _: b"")
    assert next(name for name, _ in settings_views(show.office)) == "settings"
    show.close()
