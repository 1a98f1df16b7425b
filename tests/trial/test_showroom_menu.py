"""The showroom of the Menu joins its rooms in the order they are walked in."""

from pathlib import Path

from kiosk.trial.showroom import Showroom
from kiosk.trial.showroom_menu import menu_views


def test_every_room_of_the_menu_is_shown_once(tmp_path: Path) -> None:
    show = Showroom(tmp_path, "en", lambda _: b"")
    codes = [line.parcel for line in show.plan.stock.lines]
    found = [show.file.parcels.get(code) for code in codes]
    stored = tuple(p for p in found if p is not None and p.cell)

    names = [name for name, _ in menu_views(show.office, stored, show.code_of)]

    assert len(names) == len(set(names))
    assert names.index("team") < names.index(next(n for n in names if n.startswith("analytics")))
    show.close()
