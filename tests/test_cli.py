import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import click
import pytest
from PIL import Image

from kiosk import build
from kiosk.central.store_sqlite import SqliteStore
from kiosk.cli import BUG, BUSY, MISFIT, main
from kiosk.core.facts.stockroom import DeliveryAnnounced, ParcelExpected
from kiosk.hw.ports import Symbology
from kiosk.hw.sim import scene
from kiosk.moments import wall_ms
from kiosk.store.db import open_writer
from kiosk.store.schema import schema
from tests.terminal import POINT, kiosk

SCENARIO = Path(__file__).parent / "scenarios" / "issue.txt"
WORK_IN_NULL = Path("/dev/null") / "work"


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


def test_find_without_a_file_says_that_no_counter_worked_here_and_exits_75(settings: Path) -> None:
    told = kiosk("find", "48210001-0001-1", "--config", settings)
    assert told.exit_code == BUSY
    assert told.output == f"no counter has worked in {settings.parent}/data yet\n"


@pytest.fixture
def stocked(settings: Path) -> Path:
    """Settings beside a counter that has worked and knows a delivery."""
    app = build.counter_of(settings, headless=True)
    counter = app.desk.counter
    with counter.unit():
        counter.record(
            DeliveryAnnounced("D-1", "Meridian", 1),
            ParcelExpected("48210001-0001-1", "D-1", order="48210001-0001"),
            ParcelExpected("48210001-0001-2", "D-1", order="48210001-0001"),
            actor="central",
        )
    app.close()
    return settings


@pytest.mark.parametrize(
    ("code", "said", "exit_code"),
    [
        ("48210001-0001-1", "48210001-0001-1, expected, in no cell\n", 0),
        ("48210001-0001", "48210001-0001-1, expected, in no cell, and 1 more\n", 0),
        ("D-1", "delivery D-1, announced\n", 0),
        ("99999999-0001-1", "99999999-0001-1: not known here\n", 1),
        ("\udcff\udcfe", "not known here\n", 1),
    ],
)
def test_find_says_what_a_code_is(stocked: Path, code: str, said: str, exit_code: int) -> None:
    told = kiosk("find", code, "--config", stocked)
    assert told.exit_code == exit_code
    assert told.output.endswith(said)


def test_bytes_that_are_no_text_are_not_known(stocked: Path) -> None:
    command = [sys.executable, "-m", "kiosk", "find", b"\xff\xfe", "--config", str(stocked)]
    told = subprocess.run(command, capture_output=True, check=False, text=True, timeout=60)
    assert told.returncode == 1
    assert told.stderr.endswith(": not known here\n")


def test_an_audit_that_finds_all_well_says_one_line(stocked: Path) -> None:
    assert kiosk("audit", "--config", stocked).output == "3 journal rows, chain whole\n"


def test_a_counter_whose_file_dies_again_at_once_exits_75_in_words(settings: Path) -> None:
    data = settings.parent / "data"
    (data / "evidence" / str(wall_ms())).mkdir(parents=True)  # of a mending a moment ago
    (data / "counter.db").write_bytes(b"no database" * 99)
    told = kiosk("counter", "--headless", "--config", settings)
    assert (told.exit_code, "call the technician" in told.output) == (BUSY, True)


@pytest.mark.parametrize(
    ("verb", "name"),
    [
        (("sync",), "data/mail.db"),
        (("central",), "central.db"),
        (("find", "P1"), "data/counter.db"),
        (("audit",), "data/counter.db"),
    ],
    ids=lambda part: part if isinstance(part, str) else part[0],
)
def test_a_damaged_database_exits_75_in_words(
    settings: Path, verb: tuple[str, ...], name: str
) -> None:
    path = settings.parent / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"no database, whatever its name says" * 99)
    told = kiosk(*verb, "--config", settings)
    assert told.exit_code == BUSY
    assert f"{path}" in told.output
    assert "file is not a database" in told.output


def test_damage_found_later_exits_75_in_words(stocked: Path) -> None:
    path = stocked.parent / "data" / "counter.db"
    conn = sqlite3.connect(path)
    root = conn.execute("SELECT rootpage FROM sqlite_master WHERE name = 'parcel'").fetchone()[0]
    conn.close()
    with path.open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(b"\xff" * 4096)
    told = kiosk("find", "48210001-0001-1", "--config", stocked)
    assert told.exit_code == BUSY
    assert "a database is damaged: " in told.output


@pytest.mark.parametrize("fault", [ZeroDivisionError("oh"), RuntimeError("oh"), KeyError("oh")])
def test_a_bug_is_logged_and_exits_70(
    fault: Exception, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: Path) -> None:
        raise fault

    monkeypatch.setattr("kiosk.config.check", fail)
    assert kiosk("config").exit_code == BUG
    (record,) = caplog.records
    assert record.exc_info is not None
    assert record.exc_info[1] is fault


@pytest.mark.parametrize(
    ("fault", "exit_code"),
    [(KeyboardInterrupt(), 1), (SystemExit(5), 5), (click.UsageError("no"), 2), (click.Abort(), 1)],
)
def test_what_is_no_bug_ends_as_it_always_did(
    fault: BaseException, exit_code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Path) -> None:
        raise fault

    monkeypatch.setattr("kiosk.config.check", fail)
    assert kiosk("config").exit_code == exit_code


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--log", "nonsense", "config"), "'nonsense' is not one of 'debug', 'info'"),
        (("play", __file__, "--size", "abc"), "'abc' is no size, such as 1280x800"),
        (("play", __file__, "--size", "10x10"), "10x10 cannot be drawn on: 800x480 to"),
        (("play", __file__, "--size", "800x1280"), "800x1280 cannot be drawn on"),
        (("play", __file__, "--size", "99999x9999"), "99999x9999 cannot be drawn on"),
        (("demo", "--out", __file__), "is a file"),
        (("play", __file__, "--out", __file__), "is a file"),
    ],
)
def test_a_wrong_word_exits_2_and_is_named(words: tuple[str, ...], said: str) -> None:
    told = kiosk(*words)
    assert told.exit_code == 2
    assert said in " ".join(told.output.split())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("demo", "--out", "/dev/null"), "/dev/null: File exists"),
        (("demo", "--out", "/dev/null/x"), "/dev/null/x: Not a directory"),
        (("play", SCENARIO, "--out", "/dev/null"), f"{WORK_IN_NULL}/issue.txt: Not a directory"),
    ],
)
def test_a_folder_that_cannot_be_made_exits_75_in_words(
    words: tuple[str | Path, ...], said: str
) -> None:
    told = kiosk(*words)
    assert told.exit_code == BUSY
    assert told.output == f"the storage takes no writes: {said}\n"


def test_a_log_level_may_be_written_large(settings: Path) -> None:
    assert kiosk("--log", "INFO", "config", "--config", settings).exit_code == 0


def test_config_tells_what_would_stop_the_counter(settings: Path) -> None:
    (settings.parent / "identity" / "point_key").unlink()
    settings.write_text(POINT + 'zone = "UTC"\n', encoding="utf-8")
    told = kiosk("config", "--config", settings)
    assert told.exit_code == MISFIT
    assert f"{settings.parent}/identity/point_key holds no 64 hex digits" in told.output


def test_decoders_may_stand_apart(tmp_path: Path) -> None:
    scene.symbol("41234567*8301", Symbology.QR, 6).save(tmp_path / "a.png")
    assert kiosk("decode", tmp_path / "a.png", "--engines", "zxing, zbar").exit_code == 0


def test_an_audit_without_a_file_exits_75_in_words(settings: Path) -> None:
    told = kiosk("audit", "--config", settings)
    assert told.exit_code == BUSY
    assert "counter.db cannot be opened" in told.output


def test_storage_that_takes_no_writes_exits_75_in_words(settings: Path) -> None:
    (settings.parent / "data" / "counter.db.lock").mkdir(parents=True)
    told = kiosk("counter", "--headless", "--config", settings)
    assert told.exit_code == BUSY
    assert "the storage takes no writes: " in told.output


def test_a_scenario_that_cannot_be_read_is_told_with_its_line(tmp_path: Path) -> None:
    scenario = tmp_path / "bad.txt"
    scenario.write_text("sign in anna\njump high\n", encoding="utf-8")
    told = kiosk("play", scenario)
    assert told.exit_code == 1
    assert "bad.txt:2: unknown word 'jump'" in told.output


def test_bench_names_the_subjects_it_knows() -> None:
    told = kiosk("bench", "weather")
    assert told.exit_code == 2
    assert all(name in told.output for name in ("decode", "ui", "store", "sync"))


def test_the_wires_document_is_printed_as_it_lies_in_the_papers() -> None:
    lies = Path(__file__).parents[1] / "docs" / "asyncapi.json"
    assert kiosk("asyncapi").output == lies.read_text(encoding="utf-8")
