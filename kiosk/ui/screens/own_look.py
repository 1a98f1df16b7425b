"""How the screen looks to whoever is signed in: language, theme and text size of their own."""

from typing import Protocol

from kiosk.core.settings import THEME, ZOOM
from kiosk.ui.kit.screen import Stage
from kiosk.ui.kit.skin import Skin
from kiosk.ui.screens.office import Office


class _OnStage(Protocol):
    office: Office
    stage: Stage

    @property
    def skin(self) -> Skin:
        """How it is drawn now."""


def put_on(screen: _OnStage, language: str) -> None:
    """Show the screen as the person who signed in likes it, or as the point does.

    Args:
        screen: which is on the stage.
        language: of the person, empty for the point's.
    """
    office, own = screen.office, screen.office.desk.settings.own
    screen.stage.speak(language or office.language)
    theme, zoom = office.look
    wanted = int(own(ZOOM) or zoom)
    # chosen on a larger screen, perhaps
    fits = wanted if wanted in screen.skin.layout.zooms else zoom
    look = (own(THEME) or theme, fits)
    if look != (screen.skin.theme.name, screen.skin.zoom):
        screen.stage.wear(*look)
