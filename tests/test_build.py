from pathlib import Path

import pytest

from kiosk import build
from kiosk.hw.ports import Scan, Symbology
from kiosk.store.db import Busy

POINT = '[point]\nid = "7731"\ndevice = "kiosk-7731"\nlanguage = "pt"\n'
RACKS = '[shelves]\nracks = [ { name = "A", count = 12 } ]\n'


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    (tmp_path / "identity").mkdir()
    (tmp_path / "identity" / "point_key").write_text("11" * 32, encoding="ascii")
    path = tmp_path / "kiosk.toml"
    path.write_text(POINT + RACKS, encoding="utf-8")
    return path


def test_a_counter_starts_at_the_lock_with_its_shelves(
    settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    settings.write_text(POINT + RACKS + '[ui]\ndriver = "dummy"\n', encoding="utf-8")
    app = build.counter_of(settings, headless=False)
    for _ in range(3):
        app.turn(0.0)
    assert app.loop.screen.name == "lock"
    assert len(app.file.cells.all()) == 12
    assert app.loop.skin.phrases.language == "pt"
    app.close()


def test_a_second_start_finds_everything_as_it_was(settings: Path) -> None:
    build.counter_of(settings, headless=True).abandon()
    app = build.counter_of(settings, headless=True)
    assert len(app.file.cells.all()) == 12
    assert app.file.journal.audit().differing == ()
    app.close()


def test_two_counters_on_one_file_are_refused(settings: Path) -> None:
    app = build.counter_of(settings, headless=True)
    with pytest.raises(Busy, match="open in another process"):
        build.counter_of(settings, headless=True)
    app.close()


def test_a_bad_device_table_leaves_that_device_out_and_says_so(settings: Path) -> None:
    settings.write_text(POINT + RACKS + "[printer]\nwdith = 576\n", encoding="utf-8")
    app = build.counter_of(settings, headless=True)
    app.turn(0.0)
    told = {d.device: d.what for d in app.desk.health.devices()}
    assert told == {"printer": "misconfigured", "settings": "misconfigured"}
    app.close()


def test_without_a_screen_a_scan_lights_its_cell(settings: Path) -> None:
    app = build.counter_of(settings, headless=True)
    app.inbox.put(Scan("CELL:A-03", Symbology.QR, "hand", 1.0))
    app.turn(0.0)
    assert app.loop.screen.name == "lookup"
    assert app.desk.lamps.shown.unmapped == {"A-03"}  # lit, had this box lamps
    app.close()


def test_a_bad_table_whose_last_good_copy_serves_is_told_as_settings_alone(settings: Path) -> None:
    printer = '[printer]\ndriver = "file"\npath = "receipts.bin"\n'
    settings.write_text(POINT + RACKS + printer, encoding="utf-8")
    build.counter_of(settings, headless=True).close()
    settings.write_text(POINT + RACKS + printer + "wdith = 576\n", encoding="utf-8")
    app = build.counter_of(settings, headless=True)
    app.turn(0.0)
    told = {d.device: d.what for d in app.desk.health.devices()}
    assert (told["settings"], told["printer"]) == ("misconfigured", "")
    app.close()


@pytest.mark.parametrize(("width", "height"), [(700, 480), (800, 1280)])
def test_a_screen_nobody_can_draw_on_is_no_screen(
    settings: Path, width: int, height: int, caplog: pytest.LogCaptureFixture
) -> None:
    ui = f'[ui]\ndriver = "dummy"\nwidth = {width}\nheight = {height}\n'
    settings.write_text(POINT + RACKS + ui, encoding="utf-8")
    app = build.counter_of(settings, headless=False)
    app.turn(0.0)
    assert app.loop.screen.name == "lookup"
    told = [r.getMessage() for r in caplog.records if "too small or upright" in r.getMessage()]
    assert told == [
        f"a screen of {width} x {height} is too small or upright: going on as with --headless"
    ]
    app.close()
