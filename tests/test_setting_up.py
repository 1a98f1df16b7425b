"""A box that is nobody's: told from a mistyped path; its one file; its screen until it is in."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk import moments, setting_up
from kiosk.config import load
from kiosk.core.enrolment import code_of
from kiosk.core.setup import PREFIX, Draft, Invitation, Step, Way
from kiosk.core.words import ClockQuality
from kiosk.enrolling import Box
from kiosk.gear import Gear
from kiosk.hw.ports import Scan, Symbology
from kiosk.setting_up import SetupApp, SetupFile, is_nobodys, setup_of
from kiosk.sync.identity import Identity
from kiosk.ui.display import Display, DisplaySettings, open_display
from kiosk.workflows.setup import MISTYPED
from tests.central.house import CODE as HOUSE_CODE
from tests.central.house import WRONG
from tests.test_enrolling import Desk
from tests.waiting import eventually

CODE = code_of(b"\x01\x02\x03\x04\x05")
SERVER = '[enrol]\nserver = "https://127.0.0.1:1"\n'

LET_IN = (
    '[point]\nid = "7731"\ndevice = "kiosk-7731-1"\n[mqtt]\nhost = "m.example"\n'
    'cafile = "ca.crt"\ncertfile = "device.crt"\nkeyfile = "device.key"\n'
)


@pytest.mark.parametrize(
    ("text", "is_it"),
    [
        (SERVER, True),
        ("", True),
        ('[point]\nid = "7731"\ndevice = "kiosk-7731-1"\n', False),
        ('[enrol]\nlisten = "127.0.0.1:8443"\nbroker = "m.example:8883"\n', False),
        ("[enrol]\nserver = 7\n", False),
        (None, False),
        (LET_IN + SERVER, True),
        (LET_IN, False),
    ],
)
def test_settings_without_a_point_are_a_new_box_and_a_mistyped_path_is_none(
    tmp_path: Path, text: str | None, *, is_it: bool
) -> None:
    path = tmp_path / "kiosk.toml"
    if text is not None:
        path.write_text(text)
    assert is_nobodys(path) is is_it


@pytest.mark.parametrize("there", ["device.crt", "data/counter.db"])
def test_who_has_papers_or_has_worked_is_somebodys(tmp_path: Path, there: str) -> None:
    """A journal with PINs is not laid open because a file beside it is gone."""
    (tmp_path / "data").mkdir()
    (tmp_path / "kiosk.toml").write_text(LET_IN + SERVER)
    (tmp_path / there).touch()
    assert not is_nobodys(tmp_path / "kiosk.toml")


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


def test_once_in_the_code_goes_and_what_a_cut_save_left(tmp_path: Path) -> None:
    path = tmp_path / "setup.json"
    file = SetupFile(path)
    file.save(Draft(Step.CODE, "ru", Way.NEW, Invitation(CODE), {"name": "Maria"}))
    file.drop_code()
    assert file.load() == Draft(Step.CODE, "ru", Way.NEW, form={"name": "Maria"})
    file.save(Draft(Step.CODE, "ru", Way.CODE, Invitation(CODE)))
    path.with_suffix(".part").write_bytes(b"half")
    file.drop_code()
    assert list(tmp_path.iterdir()) == []


def test_a_registration_goes_once_it_is_old(tmp_path: Path) -> None:
    file = SetupFile(tmp_path / "setup.json")
    assert not file.expire(2**40, 1)
    file.save(Draft(form={"name": "Maria"}))
    os.utime(tmp_path / "setup.json", (1000, 1000))
    assert not file.expire(1_005_000, 5_000)
    assert file.form() == {"name": "Maria"}
    assert file.expire(1_005_001, 5_000)
    assert file.form() == {}


def test_what_was_typed_by_an_unsure_clock_or_a_later_one_is_as_old_as_the_first_sure_look(
    tmp_path: Path,
) -> None:
    path, clock = tmp_path / "setup.json", [ClockQuality.UNSURE]
    file = SetupFile(path, lambda: clock[0])
    for quality in (ClockQuality.UNSURE, ClockQuality.RTC):
        clock[0] = quality
        file.save(Draft(form={"name": "Maria"}))
        assert path.stat().st_mtime == 0
        assert not file.expire(1_000_000_000, 5_000)
        assert path.stat().st_mtime == 1_000_000
    assert file.expire(1_000_005_001, 5_000)
    clock[0] = ClockQuality.NTP
    file.save(Draft(form={"name": "Maria"}))
    assert path.stat().st_mtime > 0
    assert not file.expire(1_000_000_000, 5_000), "written after this moment"
    assert path.stat().st_mtime == 1_000_000


def test_a_file_whose_time_cannot_be_set_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    file = SetupFile(tmp_path / "setup.json", lambda: ClockQuality.UNSURE)
    file.save(Draft(form={"name": "Maria"}))

    def refuse(*_: object) -> None:
        raise PermissionError(1, "read-only")

    monkeypatch.setattr(os, "utime", refuse)
    assert not file.expire(2**40, 1)
    assert file.form() == {"name": "Maria"}
    assert "keeps its time" in caplog.text


def test_a_disk_that_takes_no_writes_does_not_stop_it(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("no folder")
    file = SetupFile(tmp_path / "data" / "setup.json")
    file.save(Draft(Step.WAY))
    assert file.load() == Draft()


def test_whoever_cannot_be_asked_is_a_word(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text(SERVER)
    ask = setting_up.asker(path)
    assert ask(Invitation("7QX-K2M-9F5"), "ru") == MISTYPED
    assert ask(Invitation(CODE), "ru") == "no_network"
    path.write_text("")
    assert ask(Invitation(CODE), "ru") == "bad_identity", "it knows no server"


def test_a_server_that_is_none_ends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text(SERVER)
    ask = setting_up.asker(path)
    assert ask(Invitation(CODE, "https://["), "en") == "no_network"
    assert ask(Invitation(CODE, "https://[", "0" * 64), "en") == "no_network"

    def fall(_box: Box, _wish: object) -> None:
        raise ValueError

    monkeypatch.setattr(Box, "enrol", fall)
    assert ask(Invitation(CODE), "en") == "bad_identity"


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SetupApp:
    (tmp_path / "kiosk.toml").write_text(SERVER)
    monkeypatch.setattr(setting_up, "asker", lambda _: lambda told, _: "" if told.code else "later")

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


def test_who_never_comes_back_is_forgotten_and_a_clock_that_jumps_ages_nobody(
    app: SetupApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, kept = tmp_path / "data" / "setup.json", SetupFile(tmp_path / "data" / "setup.json")
    monkeypatch.setattr(app._file, "_clock", lambda: ClockQuality.UNSURE)
    turn(app, "setup.en")
    turn(app, "setup.new")
    app.screen.setup.fill({"name": "Maria"})
    wall, day = moments.wall_ms(), 24 * 3600 * 1000
    app.tend(wall + 40 * day, ClockQuality.UNSURE)
    app.tend(wall + 90 * day, ClockQuality.NTP)  # switched off and on; the network told the time
    app.tend(wall + 119 * day, ClockQuality.NTP)
    app.tend(wall + 900 * day, ClockQuality.RTC)
    assert kept.form() == {"name": "Maria"}
    app.screen.asking = True
    app.tend(wall + 121 * day, ClockQuality.NTP)
    assert kept.form() == {"name": "Maria"}, "the network is being asked"
    app.screen.asking = False
    app.tend(wall + 121 * day, ClockQuality.NTP)
    assert not file.exists()
    assert "Maria" not in repr(app.screen.form.fields())
    app.loop.turn(0)
    assert app.loop.tap("setup.en"), "the first question"
    assert kept.form() == {}


def test_told_to_stop_it_stops_and_nobody_is_in(app: SetupApp) -> None:
    stop = threading.Event()
    stop.set()
    assert not app.run(stop)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A new box beside a real door."""
    made = Desk(tmp_path)
    made.path.write_text('[ui]\ndriver = "dummy"\n')
    yield made
    made.house.door.close()
    made.central.store.close()


def test_held_before_a_reader_the_code_makes_a_counter_of_a_new_box(desk: Desk) -> None:
    file = SetupFile(desk.folder / "data" / "setup.json")
    file.save(Draft(Step.CODE, "pt", Way.NEW, form={"name": "Ana"}))
    app = setup_of(desk.path, lambda _: open_display(DisplaySettings("dummy", (1024, 600))), Gear())
    mark = desk.house.network.authority.fingerprint
    app.loop.turn(0)
    app.inbox.put(Scan(f"{PREFIX}{WRONG};{desk.server};{mark}", Symbology.QR, "hand", 0.0))
    desk.house.while_answering(lambda: eventually(lambda: _said(app)))
    assert is_nobodys(desk.path), "a code that is refused changes nothing"
    app.inbox.put(Scan(f"{PREFIX}{HOUSE_CODE};{desk.server};{mark}", Symbology.QR, "hand", 0.0))
    assert desk.house.while_answering(lambda: app.run(threading.Event()))
    assert not is_nobodys(desk.path)
    point = load(desk.path).point
    assert point is not None
    assert (point.id, point.language) == ("p1", "pt")
    assert file.load().invitation == Invitation(), "the code is used up"
    assert file.form() == {"name": "Ana"}, "the registration waits for the opening"


def test_cut_short_while_it_is_let_in_the_same_code_lets_it_in_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = desk.house.network.authority.fingerprint
    told, ask = Invitation(HOUSE_CODE, desk.server, mark), setting_up.asker(desk.path)
    with monkeypatch.context() as cut:

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        cut.setattr(Identity, "admit", full)
        assert desk.house.while_answering(lambda: ask(told, "pt")) == "bad_identity"
    assert is_nobodys(desk.path)
    assert desk.house.while_answering(lambda: ask(told, "pt")) == ""
    assert not is_nobodys(desk.path)
    assert desk.fits()


def _said(app: SetupApp) -> bool:
    app.loop.turn(0)
    return bool(app.screen.said)
