"""The screens of a check-in stand in the showroom under names of their own."""

from pathlib import Path

from kiosk.trial.showroom import Showroom


def test_a_check_in_is_shown_from_the_announced_delivery_to_its_end(tmp_path: Path) -> None:
    show = Showroom(tmp_path, "en", lambda _: b"")
    names = []
    for exhibit in show.exhibits():
        exhibit.make()
        names.append(exhibit.name)
    show.close()
    ours = [name for name in names if name.startswith("accept")]
    assert len(ours) == len(set(ours)) >= 11
    assert ours[0] == "accept_announced"
    assert ours[-1] == "accept_closed"
    assert "accept_seal" in ours
    assert "accept_no_code" in ours
