"""The screens of disposal stand in the showroom, from nothing to dispose of to nothing left."""

from pathlib import Path

from kiosk.core.words import ParcelState
from kiosk.trial.showroom import Showroom
from kiosk.trial.showroom_dispose import came_back, dispose_views


def test_disposal_is_shown_until_nothing_is_left(tmp_path: Path) -> None:
    show = Showroom(tmp_path, "en", lambda _: b"")
    stored = show._stored()[:2]
    names = []
    for name, make in dispose_views(show.office, stored):
        make()
        names.append(name)
    assert names[0] == "dispose_empty"
    assert names[-1] == "dispose_done"
    assert len(names) == len(set(names))
    states = {show.file.parcels.get(parcel.parcel).state for parcel in stored}  # type: ignore[union-attr]
    assert states == {ParcelState.DISPOSED}
    show.close()


def test_the_clock_is_right_again_afterwards(tmp_path: Path) -> None:
    show = Showroom(tmp_path, "en", lambda _: b"")
    counter, before = show.desk.counter, show.office.wall()
    came_back(counter, (show._stored()[0].parcel,), 20)
    assert counter.clock().at == before
    show.close()
