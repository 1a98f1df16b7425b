"""The screens of the settings, in every state that matters."""

from collections.abc import Callable, Iterator

from kiosk.ui.kit.screen import Screen
from kiosk.ui.screens.office import Office

View = tuple[str, Callable[[], Screen]]


def settings_views(office: Office) -> Iterator[View]:
    """Yield the names and the screens of the settings.

    Args:
        office: the counter.
    """
    yield "settings", office.doors.settings
