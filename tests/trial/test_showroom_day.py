"""The day's exhibits: a point with two days behind it, a third opened and closed."""

from pathlib import Path

from kiosk.core.daywords import DayState
from kiosk.trial.showroom import Showroom
from kiosk.trial.showroom_day import day_views


def test_a_day_passes_while_its_screens_are_shown(tmp_path: Path) -> None:
    show = Showroom(tmp_path, "en", lambda _: b"\xff\xd8")
    names = [name for name, make in day_views(show.office) if make()]
    days = show.file.days.latest(9)
    show.close()
    assert len(names) == len(set(names))
    assert [(one.state, one.untended) for one in days] == [
        (DayState.CLOSED, False),
        (DayState.CLOSED, True),
        (DayState.CLOSED, False),
    ]
    assert days[0].handed
    assert days[0].loose
