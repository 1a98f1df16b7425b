"""A box that is nobody's: told from a mistyped path; its one file; its screen until it is in."""

import threading
from pathlib import Path

import pytest

from kiosk import setting_up
from kiosk.core.enrolment import code_of
from kiosk.core.setup import Draft, Invitation, Step, Way
from kiosk.gear import Gear
from kiosk.setting_up import SetupApp, SetupFile, is_nobodys, setup_of
from kiosk.ui.display import Display, DisplaySettings, open_display
from kiosk.workflows.setup import MISTYPED
from tests.waiting import eventually

CODE = code_of(b"\x01\x02\x03\x04\x05")
SERVER = '[enrol]\nserver = "https://127.0.0.1:1"\n'


@pytest.mark.parametrize(
    ("text", "is_it"),
    [
        (SERVER, True),
        ("", True),
        ('[point]\nid = "7731"\ndevice = "kiosk-7731-1"\n', False),
        ('[enrol]\nlisten = "127.0.0.1:8443"\nbroker = "m.example:8883"\n', False),
        ("[enrol]\nserver = 7\n", False),
        (None, False),
    ],
)
def test_settings_without_a_point_are_a_new_box_and_a_mistyped_path_is_none(
    tmp_path: Path, text: str | None, *, is_it: bool
) -> None:
    path = tmp_path / "kiosk.toml"
    if text is not None:
        path.write_text(text)
    assert is_nobodys(path) is is_it


def test_the_file_is_read_by_nobody_else_and_a_bad_one_begins_anew(tmp_path: Path) -> None:
    file = SetupFile(tmp_path / "data" / "setup.json")
    draft = Draft(Step.FORM, "ru", Way.NEW, Invitation(CODE), {"name": "Мария"})
    file.save(draft)
    assert file.load() == draft
    assert (tmp_path / "data" / "setup.json").stat().st_mode & 0o077 == 0
    assert file.form() == {"name": "Мария"}
    for bad in (b"", b"{", b'{"step": "moon"}', b"[" * 20_000, b"\xff" * 90):
        (tmp_path / "data" / "setup.json").write_bytes(bad)
        assert file.load() == Draft()
    file.forget()
    file.forget()
    assert file.load() == Draft()


def test_a_disk_that_takes_no_writes_does_not_stop_it(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("no folder")
    file = SetupFile(tmp_path / "data" / "setup.json")
    file.save(Draft(Step.WAY))
    assert file.load() == Draft()


def test_whoever_cannot_be_asked_is_a_word(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text(SERVER)
    ask = setting_up.asker(path)
    assert ask(Invitation("7QX-K2M-9F5")) == MISTYPED
    assert ask(Invitation(CODE)) == "no_network"
    path.write_text("")
    assert ask(Invitation(CODE)) == "bad_identity", "it knows no server"


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SetupApp:
    (tmp_path / "kiosk.toml").write_text(SERVER)
    monkeypatch.setattr(setting_up, "asker", lambda _: lambda told: "" if told.code else "later")

    def screen(_config: object) -> Display:
        return open_display(DisplaySettings("dummy", (1280, 800)))

    return setup_of(tmp_path / "kiosk.toml", screen, Gear())


def turn(app: SetupApp, widget: str) -> None:
    def tapped() -> bool:
        app.loop.turn(0)
        return app.loop.tap(widget)

    eventually(tapped)
    app.loop.turn(0)


def test_the_screen_ends_once_the_box_is_let_in(app: SetupApp, tmp_path: Path) -> None:
    turn(app, "setup.en")
    turn(app, "setup.code")
    assert SetupFile(tmp_path / "data" / "setup.json").load().step is Step.CODE
    app.screen.lines["code"].typing.add(CODE)
    app.screen.setup.write("code", CODE)
    app.screen.renew()
    turn(app, "setup.ask")
    assert app.run(threading.Event())
    assert not (tmp_path / "data" / "setup.json").exists()


def test_told_to_stop_it_stops_and_nobody_is_in(app: SetupApp) -> None:
    stop = threading.Event()
    stop.set()
    assert not app.run(stop)
