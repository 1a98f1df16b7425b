"""python-escpos is imported without what it would cost and leave behind."""

import json
import os
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import yaml

FILE = files("escpos") / "capabilities.json"
ASK = """
import sys
{before}
from kiosk.hw.escpos_library import commands, table
print(len(table()["profiles"]))
commands().qr("A", native=True)
"""
NEVER = """
import yaml
def never(_): raise AssertionError("the slow reader was used")
yaml.safe_load = never
"""


def asked(folder: Path, before: str = "", **more: str) -> str:
    env = {k: v for k, v in os.environ.items() if not k.startswith("ESCPOS_")}
    env |= {"TMPDIR": str(folder)} | more
    command = [sys.executable, "-c", ASK.format(before=before)]
    done = subprocess.run(command, env=env, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def test_its_table_is_read_as_json_and_no_folder_stays(tmp_path: Path) -> None:
    known = json.loads(FILE.read_bytes())
    assert asked(tmp_path, NEVER) == str(len(known["profiles"]))
    assert list(tmp_path.iterdir()) == []


def test_json_says_what_yaml_says() -> None:
    assert json.loads(FILE.read_bytes()) == yaml.safe_load(FILE.read_text(encoding="utf-8"))


def test_a_table_that_somebody_chose_is_the_one(tmp_path: Path) -> None:
    chosen, scratch = tmp_path / "mine.json", tmp_path / "scratch"
    scratch.mkdir()
    known = json.loads(FILE.read_bytes())
    few = {name: known["profiles"][name] for name in ("default", "simple")}
    chosen.write_text(json.dumps(known | {"profiles": few}), encoding="utf-8")
    assert asked(scratch, ESCPOS_CAPABILITIES_FILE=str(chosen)) == "2"
