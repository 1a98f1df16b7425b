"""The screens two clerks share, made out of a morning's work."""

from pathlib import Path

from kiosk.trial.showroom import Showroom
from kiosk.trial.showroom_clerks import clerk_views


def test_what_is_put_back_is_shown_until_one_lies_in_its_cell(tmp_path: Path) -> None:
    show = Showroom(tmp_path, "en", lambda _: b"")
    for turn in range(2):
        show.serve(turn)
    show.serve(2)
    show._issued()
    left: dict[str, int] = {}
    for name, make in clerk_views(show.office):
        make()
        left[name] = show.desk.left.count()
    assert left["put_back_empty"] == 0
    assert left["put_back_done"] == left["put_back"] - 1 >= 1
    assert show.desk.left.count() == 0, "nothing lies about for the screens after these"
    show.close()
