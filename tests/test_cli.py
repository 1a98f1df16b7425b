import json
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from kiosk.central.store_sqlite import SqliteStore
from kiosk.cli import BUSY, MISFIT, main
from kiosk.hw.ports import Symbology
from kiosk.hw.sim import scene
from kiosk.store.db import open_writer
from kiosk.store.schema import schema

POINT = '[point]\nid = "7731"\ndevice = "kiosk-7731"\n'


def kiosk(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    (tmp_path / "identity").mkdir()
    (tmp_path / "identity" / "point_key").write_text("11" * 32, encoding="ascii")
    path = tmp_path / "kiosk.toml"
    path.write_text(POINT, encoding="utf-8")
    return path


@pytest.mark.parametrize("verb", sorted(main.commands))
def test_every_verb_has_help(verb: str) -> None:
    told = kiosk(verb, "--help")
    assert told.exit_code == 0
    assert len(told.output.splitlines()) > 4


def test_good_settings_are_said_to_be_good(settings: Path) -> None:
    assert "all settings are good" in kiosk("config", "--config", settings).output


@pytest.mark.parametrize("verb", ["config", "sync", "central"])
def test_bad_settings_are_told_with_their_line_and_exit_78(settings: Path, verb: str) -> None:
    settings.write_text(POINT + "[printer]\nwdith = 576\n", encoding="utf-8")
    told = kiosk(verb, "--config", settings)
    assert told.exit_code == MISFIT
    assert "kiosk.toml:5 printer.wdith" in told.output
    assert "width" in told.output


def test_a_file_of_a_newer_program_exits_78_in_words(settings: Path) -> None:
    folder = settings.parent / "data"
    folder.mkdir()
    writer = open_writer(folder / "counter.db", schema)
    writer.db.execute("PRAGMA user_version = 999")
    writer.close()
    told = kiosk("counter", "--headless", "--config", settings)
    assert told.exit_code == MISFIT
    assert "newer version" in told.output


def test_a_running_counter_exits_75_in_words(settings: Path) -> None:
    folder = settings.parent / "data"
    folder.mkdir()
    writer = open_writer(folder / "counter.db", schema)
    told = kiosk("counter", "--headless", "--config", settings)
    writer.close()
    assert told.exit_code == BUSY
    assert "open in another process" in told.output


def test_a_running_central_exits_75_and_newer_books_78_in_words(settings: Path) -> None:
    path = settings.with_name("central.db")
    store = SqliteStore(path, str, str)
    told = kiosk("central", "--config", settings)
    assert told.exit_code == BUSY
    assert "open in another central" in told.output
    store.close()
    conn = sqlite3.connect(path)
    conn.execute("PRAGMA user_version = 999")
    conn.close()
    told = kiosk("central", "--config", settings)
    assert told.exit_code == MISFIT
    assert "newer version" in told.output


def test_decode_prints_one_json_line_a_picture(tmp_path: Path) -> None:
    good, empty, bad = tmp_path / "good.png", tmp_path / "empty.png", tmp_path / "bad.png"
    scene.symbol("41234567*8301", Symbology.QR, 6).save(good)
    Image.new("L", (200, 200), 255).save(empty)
    bad.write_text("no picture", encoding="utf-8")
    told = kiosk("decode", good, empty)
    lines = [json.loads(line) for line in told.output.splitlines()]
    assert told.exit_code == 0
    assert [code["text"] for code in lines[0]["codes"]] == ["41234567*8301"]
    assert lines[1]["codes"] == []
    told = kiosk("decode", good, bad)
    assert told.exit_code == 1
    assert json.loads(told.output.splitlines()[1])["error"] == "is not a picture"


def test_decode_names_a_decoder_it_does_not_know(tmp_path: Path) -> None:
    told = kiosk("decode", tmp_path, "--engines", "zxing,abc")
    assert told.exit_code == 2
    assert "abc" in told.output


def test_find_without_a_file_knows_nothing_and_exits_1(settings: Path) -> None:
    told = kiosk("find", "48210001-0001-1", "--config", settings)
    assert told.exit_code == 1
    assert "not known here" in told.output


def test_an_audit_without_a_file_exits_75_in_words(settings: Path) -> None:
    told = kiosk("audit", "--config", settings)
    assert told.exit_code == BUSY
    assert "counter.db cannot be opened" in told.output


def test_storage_that_takes_no_writes_exits_75_in_words(settings: Path) -> None:
    (settings.parent / "data" / "counter.db.lock").mkdir(parents=True)
    told = kiosk("counter", "--headless", "--config", settings)
    assert told.exit_code == BUSY
    assert "the storage takes no writes: " in told.output


def test_a_manifest_with_errors_sends_nothing_and_names_each_line(
    settings: Path, tmp_path: Path
) -> None:
    manifest = tmp_path / "delivery.csv"
    manifest.write_text("delivery,carrier,parcel\nD-1,Meridian,48210001-0001-1\n", encoding="utf-8")
    told = kiosk("central", "--config", settings, "send-delivery", manifest, "--point", "7731")
    assert told.exit_code == 1
    assert "delivery.csv" in told.output
    assert not list((tmp_path / "wishes").glob("*.wish"))


def test_a_scenario_that_cannot_be_read_is_told_with_its_line(tmp_path: Path) -> None:
    scenario = tmp_path / "bad.txt"
    scenario.write_text("sign in anna\njump high\n", encoding="utf-8")
    told = kiosk("play", scenario)
    assert told.exit_code == 1
    assert "bad.txt:2: unknown word 'jump'" in told.output


def test_bench_names_the_subjects_it_knows() -> None:
    told = kiosk("bench", "weather")
    assert told.exit_code == 2
    assert "decode, ui, store, sync" in told.output
