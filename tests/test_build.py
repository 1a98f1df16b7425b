import threading
from pathlib import Path

import pytest

from kiosk import build
from kiosk.config import ConfigFaults
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


def test_a_counter_starts_at_the_lock_with_its_shelves(settings: Path) -> None:
    app = build.counter_of(settings, headless=True)
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


def test_the_pepper_is_made_once_and_for_this_user_alone(settings: Path) -> None:
    build.counter_of(settings, headless=True).close()
    pepper = settings.parent / "identity" / "pepper"
    first = pepper.read_text(encoding="ascii")
    assert len(bytes.fromhex(first)) == 32
    assert pepper.stat().st_mode & 0o077 == 0
    build.counter_of(settings, headless=True).close()
    assert pepper.read_text(encoding="ascii") == first


def test_without_the_points_key_it_says_which_file_is_missing(settings: Path) -> None:
    (settings.parent / "identity" / "point_key").unlink()
    with pytest.raises(ConfigFaults, match="point_key"):
        build.counter_of(settings, headless=True)


def test_a_bad_device_table_leaves_that_device_out_and_says_so(settings: Path) -> None:
    settings.write_text(POINT + RACKS + "[printer]\nwdith = 576\n", encoding="utf-8")
    app = build.counter_of(settings, headless=True)
    app.turn(0.0)
    told = {d.device: d.what for d in app.desk.health.devices()}
    assert told["printer"] == "misconfigured"
    app.close()


def test_carrier_and_central_are_put_together_and_stop_when_told(settings: Path) -> None:
    stop = threading.Event()
    stop.set()
    build.counter_of(settings, headless=True).close()
    build.sync_of(settings).run(stop)
    build.central_of(settings).run(stop)
    assert (settings.parent / "data" / "mail.db").exists()
    assert (settings.parent / "central.db").exists()
