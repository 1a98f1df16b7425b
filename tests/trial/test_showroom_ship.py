"""The screens of shipping stand in the showroom under names of their own."""

from pathlib import Path

from kiosk.trial.showroom import Showroom


def test_shipping_is_shown_from_the_empty_box_to_the_archive(tmp_path: Path) -> None:
    show = Showroom(tmp_path, "en", lambda _: b"")
    names = []
    for exhibit in show.exhibits():
        exhibit.make()
        names.append(exhibit.name)
    show.close()
    ours = [name for name in names if name.startswith(("ship", "handover"))]
    assert len(ours) == len(set(ours)) >= 18
    assert ours[0] == "ship_empty"
    assert ours[-1] == "ship_archive"
