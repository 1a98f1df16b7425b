"""The showroom of an opening leaves a point that works."""

from pathlib import Path

from kiosk.trial.showroom import Showroom
from kiosk.trial.showroom_opening import opening_views


def test_the_last_of_the_views_leaves_a_launched_point(tmp_path: Path) -> None:
    show = Showroom(tmp_path, "en", lambda _: None)
    names = []
    for name, make in opening_views(show.office):
        make()
        names.append(name)
    assert len(names) == len(set(names)) >= 18
    assert show.desk.opening.is_launched()
    assert show.desk.counter.is_open
    show.close()
