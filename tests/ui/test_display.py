import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.trial.stand import Stand
from kiosk.ui.display import DisplaySettings, candidates, card_index, open_display


def connector(drm: Path, name: str, status: str) -> None:
    folder = drm / name
    folder.mkdir(parents=True)
    (folder / "status").write_text(status + "\n")


def test_the_card_with_a_connected_screen_is_taken(tmp_path: Path) -> None:
    connector(tmp_path, "card0-HDMI-A-1", "disconnected")
    connector(tmp_path, "card2-DSI-1", "connected")
    connector(tmp_path, "card10-HDMI-A-1", "connected")
    assert card_index(tmp_path) == 2


def test_without_a_connected_screen_there_is_no_card(tmp_path: Path) -> None:
    connector(tmp_path, "card0-HDMI-A-1", "disconnected")
    assert card_index(tmp_path) is None
    assert card_index(tmp_path / "nothing") is None


def test_a_desktop_keeps_the_card_and_a_console_has_no_windows() -> None:
    assert candidates("auto", {}) == ("kmsdrm", "offscreen")
    assert candidates("auto", {"DISPLAY": ":0"}) == ("wayland", "x11", "offscreen")
    assert candidates("x11", {}) == ("x11", "kmsdrm", "offscreen")


def test_a_driver_that_fails_is_named_and_the_next_is_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    with caplog.at_level(logging.INFO):
        display = open_display(DisplaySettings("nosuchdriver", (800, 480)), drm=tmp_path)
    assert display.driver == "offscreen"
    assert not display.visible
    assert "nosuchdriver:" in caplog.text
    assert "kmsdrm: no connected screen" in caplog.text
    display.close()


def test_a_screenshot_is_a_picture_of_the_screen(
    stand: Callable[..., Stand], tmp_path: Path
) -> None:
    s = stand("S")
    s.display.surface.fill((10, 20, 30))
    s.display.screenshot(tmp_path / "x.png")
    assert (tmp_path / "x.png").read_bytes().startswith(b"\x89PNG")


def test_whole_frames_are_shown_only_where_asked(
    stand: Callable[..., Stand], monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []
    monkeypatch.setattr("pygame.display.flip", lambda: calls.append("flip"))
    monkeypatch.setattr("pygame.display.update", calls.append)
    s = stand("S")
    s.display.show([])
    s.display.full_flip = True
    s.display.show([])
    assert calls == [[], "flip"]


@pytest.mark.parametrize(("wished", "got"), [(None, False), (True, True)])
def test_full_flip_follows_the_settings(*, wished: bool | None, got: bool) -> None:
    display = open_display(DisplaySettings("dummy", (800, 480), wished))
    assert display.full_flip is got
