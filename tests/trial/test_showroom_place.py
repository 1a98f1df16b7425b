"""The exhibits of the place step: each in its state, and nothing of their files left behind."""

import tempfile
from pathlib import Path

import pytest

from kiosk.trial.showroom import Showroom
from kiosk.trial.showroom_place import place_views
from kiosk.trial.stand import Stand
from kiosk.ui.kit.lint import findings


def test_every_state_is_shown_and_its_files_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "towns").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "towns"))
    show, stand = Showroom(tmp_path, "en", lambda _: None), Stand("M")
    shown = dict[str, str]()
    for name, make in place_views(show.office):
        screen = stand.open(make(), show.office.home).screen
        shown[name] = " | ".join(str(row["text"]) for row in screen.tree())
    show.close()
    assert "no real place" in shown["place"]
    assert "Not kept" in shown["place_rules"]
    assert "rules are not kept" in shown["place_sure"]
    assert "outlines alone" in shown["place_no_map"]
    assert "damaged" in shown["place_damaged"]
    assert "in the sea" in shown["place_at_sea"]
    assert list((tmp_path / "towns").iterdir()) == []


@pytest.mark.parametrize("size", ["L", "M"])
def test_large_letters_in_the_longest_language_lose_nothing(tmp_path: Path, size: str) -> None:
    show, stand = Showroom(tmp_path, "pt", lambda _: None), Stand(size, "pt")
    found = {}
    for name, make in place_views(show.office):
        if name in {"place", "place_rules", "place_rooms", "place_sure"}:
            loop = stand.open(make(), show.office.home)
            loop.wear("contrast", 130)
            loop.settle()
            found[name] = findings(loop.screen)
    show.close()
    assert len(found) == 4
    assert not any(found.values()), found
