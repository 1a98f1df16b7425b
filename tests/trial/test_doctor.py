"""`kiosk doctor`: everything configured, one line each, and nothing changed by looking."""

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from msgspec.structs import replace

from kiosk import build
from kiosk.cli import main
from kiosk.gear import Gear
from kiosk.hw.sim.scanner import SimScanner
from kiosk.store.db import open_writer
from kiosk.store.schema import schema
from kiosk.trial.doctor import UnknownDevice, Wish, examine
from kiosk.trial.doctor_box import Box, this_box
from kiosk.trial.doctor_devices import Patience
from kiosk.trial.findings import Finding, Verdict
from tests.waiting import eventually

POINT = '[point]\nid = "7731"\ndevice = "kiosk-7731"\n[ui]\ndriver = "dummy"\n'
PRINTER = '[printer]\ndriver = "file"\npath = "{}/receipts.bin"\n'
SCANNER = '[[scanner]]\nname = "hand"\ndriver = "serial"\npath = "/dev/serial/by-id/none"\n'
LIGHTS = (
    '[shelves]\nracks = [ { name = "A", count = 3 } ]\n'
    '[[lights]]\nname = "wall"\ndriver = "gpio"\npins = [5]\ncells = "wall"\n'
    '[cells]\nwall = [ { cells = "A-01", start = 0 } ]\n'
)
PLAIN = Wish()
QUICK = Patience(open_s=3.0, node_s=0.1, look_s=0.1, step_s=0.01)


def settings(folder: Path, *tables: str) -> Path:
    (folder / "identity").mkdir(exist_ok=True)
    (folder / "identity" / "point_key").write_text("11" * 32, encoding="ascii")
    path = folder / "kiosk.toml"
    path.write_text(POINT + "".join(table.replace("{}", str(folder)) for table in tables), "utf-8")
    return path


def examined(path: Path, wish: Wish = PLAIN, gear: Gear | None = None) -> list[Finding]:
    box = replace(this_box(), library=lambda name: None if name == "lgpio" else "1.0")
    wish = replace(wish, patience=QUICK)
    return list(examine(path, wish, box, lambda _: None, gear))


def named(findings: list[Finding], name: str) -> Finding:
    return next(finding for finding in findings if finding.name == name)


def failed(findings: list[Finding]) -> set[str]:
    return {finding.name for finding in findings if finding.verdict is Verdict.FAIL}


def kiosk(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["doctor", *(str(word) for word in words)])


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        # SQLite leaves these two, empty of news, to whoever reads a stopped counter's file
        if path.is_file() and not path.name.endswith(("-shm", "-wal"))
    }


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Path]:
    """The settings of a counter that runs, with a printer that works and a scanner that is away."""
    path = settings(tmp_path, PRINTER, SCANNER)
    app = build.counter_of(path, headless=True)

    def is_told() -> bool:
        app.turn(0.0)
        states = {row.device: row.state for row in app.file.devices.all()}
        return states == {"hand": "absent", "printer": "ready"}

    eventually(is_told)
    yield path
    app.close()


def test_a_good_point_is_told_line_by_line(tmp_path: Path) -> None:
    findings = examined(settings(tmp_path, PRINTER))
    assert failed(findings) == set()
    assert [finding.name for finding in findings] == [
        *("settings", "machine", "libraries", "display", "clock", "disk"),
        *("broker mqtt", "database", "printer"),
    ]
    assert all("\n" not in str(finding) for finding in findings)


def test_looking_changes_nothing(tmp_path: Path) -> None:
    path = settings(tmp_path, PRINTER, SCANNER)
    build.counter_of(path, headless=True).close()
    path.with_suffix(".toml.good").unlink()
    before = files_in(tmp_path)
    examined(path)
    assert files_in(tmp_path) == before


def test_devices_are_opened_while_the_counter_is_stopped(tmp_path: Path) -> None:
    gone = SimScanner("desk", time.monotonic)
    gone.plugged = False
    gear = Gear(scanners=(SimScanner("hand", time.monotonic), gone))
    findings = examined(settings(tmp_path), gear=gear)
    assert failed(findings) == {"scanner desk"}
    assert named(findings, "scanner hand").detail == "driver sim"


def test_a_running_counter_is_asked_by_its_file(running: Path) -> None:
    findings = examined(running)
    assert failed(findings) == {"scanner hand"}
    assert "the counter runs" in named(findings, "database").detail
    assert "driver file" in named(findings, "printer").detail


def test_a_running_counter_keeps_its_lamps_and_its_paper(running: Path) -> None:
    findings = examined(running, Wish(walk=True, slip=True))
    assert failed(findings) == {"scanner hand", "walk", "slip"}
    assert named(findings, "walk").todo == named(findings, "slip").todo == "stop the counter first"
    assert not running.with_name("receipts.bin").exists()


def test_a_slip_is_printed_on_request_alone(tmp_path: Path) -> None:
    path = settings(tmp_path, PRINTER)
    examined(path)
    assert not (tmp_path / "receipts.bin").exists()
    assert named(examined(path, Wish(slip=True)), "slip").verdict is Verdict.OK
    assert (tmp_path / "receipts.bin").read_bytes()[:2] == b"\x1b@"
    assert named(examined(settings(tmp_path), Wish(slip=True)), "slip").verdict is Verdict.FAIL


def test_every_fault_of_the_settings_has_its_line_and_the_rest_is_looked_at(
    tmp_path: Path,
) -> None:
    wrong = '[camera]\ndrivr = "pattern"\n[label_printer]\ndriver = "file"\npath = 3\n'
    findings = examined(settings(tmp_path, PRINTER, wrong), Wish(slip=True))
    said = [finding.detail for finding in findings if finding.name == "settings"]
    assert [line.partition(": ")[0] for line in said] == [
        "kiosk.toml:10 camera.drivr",
        "kiosk.toml:13 label_printer.path",
    ]
    assert named(findings, "printer").verdict is Verdict.OK
    assert failed(findings) == {"settings", "slip"}


@pytest.mark.parametrize("text", ["", "[point", "\x00", "[printer]\ndriver = 7\n"])
def test_settings_nobody_can_use_are_a_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text(text, encoding="utf-8")
    findings = examined(path, Wish(walk=True, slip=True))
    assert failed(findings) >= {"walk", "slip"} - ({"slip"} if text else set())
    assert named(findings, "disk").verdict is Verdict.OK
    (tmp_path / "kiosk.toml").unlink()
    lost = named(examined(path), "settings")
    assert (lost.verdict, "cannot be read" in lost.detail) == (Verdict.FAIL, True)
    assert "docs/examples" in lost.todo


def test_a_database_that_cannot_be_read_is_a_line(tmp_path: Path) -> None:
    path = settings(tmp_path, PRINTER)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "counter.db").write_bytes(b"no database" * 1000)
    assert failed(examined(path)) == {"database"}
    (tmp_path / "data" / "counter.db").unlink()
    writer = open_writer(tmp_path / "data" / "counter.db", schema)
    writer.db.execute("PRAGMA user_version = 999")
    running = examined(path)
    assert failed(running) == {"database"}
    assert [finding.name for finding in running][-1] == "database"  # no device is touched
    writer.close()
    assert named(examined(path), "printer").verdict is Verdict.OK


def test_another_users_lock_is_a_line_and_no_device_is_touched(tmp_path: Path) -> None:
    path = settings(tmp_path, PRINTER)
    (tmp_path / "data").mkdir()
    lock = tmp_path / "data" / "counter.db.lock"
    lock.symlink_to(lock)  # cannot be opened, whoever asks: root reads everything else
    findings = examined(path)
    assert failed(findings) == {"database"}
    assert "sudo -u kiosk kiosk doctor" in named(findings, "database").todo
    assert "printer" not in {finding.name for finding in findings}


def test_a_chain_of_another_box_is_seen(tmp_path: Path) -> None:
    path = settings(tmp_path, LIGHTS)
    build.counter_of(path, headless=True).close()
    assert "database" not in failed(examined(path, gear=Gear()))
    path.write_text(path.read_text("utf-8").replace("kiosk-7731", "kiosk-9999"), "utf-8")
    assert failed(examined(path, gear=Gear())) == {"database"}


def test_a_broker_that_is_gone_fails_when_it_is_configured(tmp_path: Path) -> None:
    path = settings(tmp_path, '[mqtt]\nhost = "127.0.0.1"\nport = 1\n')
    assert failed(examined(path)) == {"broker mqtt"}


def test_the_shelfs_broker_is_asked_when_a_node_is_named(tmp_path: Path) -> None:
    node = '[shelf]\nport = 1\n[[scanner]]\nname = "far"\ndriver = "mqtt"\nnode = "left"\n'
    assert failed(examined(settings(tmp_path, node))) == {"broker shelf", "shelf left"}


def test_cells_without_a_lamp_are_those_of_the_map(tmp_path: Path) -> None:
    said = named(examined(settings(tmp_path, LIGHTS)), "cells")
    assert (said.verdict, "2 of 3 cells have no lamp: A-02, A-03" in said.detail) == (
        Verdict.WARN,
        True,
    )


def test_one_device_alone_is_looked_at(tmp_path: Path) -> None:
    path = settings(tmp_path, PRINTER, SCANNER)
    assert [finding.name for finding in examined(path, Wish("printer"))] == ["printer"]
    with pytest.raises(UnknownDevice, match="there is hand, printer"):
        examined(path, Wish("prnter"))


# -- the verb --------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _no_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "SDL_VIDEODRIVER", "dummy")


def test_the_verb_exits_0_when_all_works_and_1_when_not(tmp_path: Path) -> None:
    good = kiosk("--config", settings(tmp_path, PRINTER))
    assert (good.exit_code, "printer" in good.output) == (0, True), good.output
    bad = kiosk("--config", settings(tmp_path, PRINTER, SCANNER))
    assert bad.exit_code == 1
    line = next(line for line in bad.output.splitlines() if line.startswith("FAIL"))
    assert "scanner hand" in line
    assert "Do: plug it in" in line


def test_the_verb_answers_a_program_in_one_object(tmp_path: Path) -> None:
    told = kiosk("--json", "--device", "hand", "--config", settings(tmp_path, PRINTER, SCANNER))
    answer = json.loads(told.stdout)
    assert (told.exit_code, answer["ok"]) == (1, False)
    (check,) = answer["checks"]
    assert (check["verdict"], check["name"]) == ("FAIL", "scanner hand")
    assert check["todo"]


def test_a_device_that_is_none_is_wrong_usage(tmp_path: Path) -> None:
    told = kiosk("--device", "nothing", "--config", settings(tmp_path, PRINTER))
    assert told.exit_code == 2
    assert "there is printer" in told.output


def test_this_box_needs_no_pi() -> None:
    assert isinstance(this_box(), Box)
