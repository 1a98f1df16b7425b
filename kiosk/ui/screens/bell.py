"""The bell of every screen: what the person at the counter has not seen yet."""

from kiosk.ui.kit.bell import Bell
from kiosk.ui.phrases import Phrases
from kiosk.ui.screens.office import Office


def bell_of(office: Office, phrases: Phrases) -> Bell | None:
    """Return the bell, None while there is nothing unseen."""
    unread = office.desk.notices.unread()
    if not unread.count:
        return None
    return Bell(
        id="bar.bell",
        label=phrases.text("Notices"),
        count=unread.count,
        asks=unread.act > 0,
        do=office.doors.notices,
    )
