"""The exhibits of notices and notes; afterwards nothing of them is left unseen."""

from pathlib import Path

from kiosk.trial.showroom import Showroom
from kiosk.trial.showroom_notices import notice_views
from kiosk.workflows.notices import Unread


def test_they_are_shown_and_leave_the_bell_silent(tmp_path: Path) -> None:
    show = Showroom(tmp_path, "en", lambda _: b"")
    show.desk.counter.signed_in = "anna"
    stock = [show.file.parcels.get(line.parcel) for line in show.plan.stock.lines[:4]]
    names = []
    for name, make in notice_views(show.office, tuple(filter(None, stock))):
        names.append(name)
        make()
    assert names[0] == "notices_empty"
    assert len(names) == len(set(names)) == 11
    assert show.desk.notices.unread() == Unread()
    show.close()
