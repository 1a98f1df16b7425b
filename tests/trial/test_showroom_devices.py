"""The screens of devices and shelves stand in the showroom under names of their own."""

from pathlib import Path

from kiosk.trial.showroom import Showroom
from kiosk.trial.showroom_devices import device_views, shelf_views


def test_every_view_has_a_name_and_makes_a_screen(tmp_path: Path) -> None:
    show = Showroom(tmp_path, "en", lambda _: None)
    views = [*device_views(show.office), *shelf_views(show.office)]
    names = [name for name, _ in views]
    assert len(names) == len(set(names)) == 24
    assert {make().name for _, make in views} == {
        *("device", "selftest", "light_map", "shelves", "unclaimed"),
    }
    show.close()
