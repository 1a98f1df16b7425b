"""The exhibits of proposed moves."""

from pathlib import Path

from kiosk.trial.showroom import Showroom
from kiosk.trial.showroom_slotting import TakenScreen, slotting_views


def test_moves_are_shown_from_none_to_one_in_hand(tmp_path: Path) -> None:
    show = Showroom(tmp_path, "en", lambda _: b"")
    views = dict(slotting_views(show.office, show._stored()[:2]))
    assert list(views) == ["slotting_empty", "shelves_moves", "slotting", "slotting_in_hand"]
    screen = views["slotting_in_hand"]()
    assert isinstance(screen, TakenScreen)
    assert screen.taken is not None
    show.close()
