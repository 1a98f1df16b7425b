"""The editor's exhibits count for nothing: what follows stands on the same shelves."""

from pathlib import Path

from kiosk.trial.showroom import Showroom
from kiosk.trial.showroom_map import map_views
from kiosk.trial.stand import Stand


def test_the_exhibits_of_the_map_save_nothing(tmp_path: Path) -> None:
    stand, show = Stand(), Showroom(tmp_path, "en", lambda _: None)
    before = show.file.cells.all()
    for _, make in map_views(show.office):
        stand.open(make(), show.office.home)
    assert show.file.cells.all() == before
    show.close()
