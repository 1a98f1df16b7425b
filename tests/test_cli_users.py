"""`kiosk central user`, with no central running: the wishes wait for it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from kiosk import consoles
from kiosk.central.wish_forms import Granted
from kiosk.cli import main
from tests.test_consoles import PLAIN, settings


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings of a central that grants at once."""
    done = Granted(ok=True, lines=("it is done",))
    monkeypatch.setattr(consoles, "wish_of", lambda _path, _wish: done)
    return settings(tmp_path, PLAIN.format(port=8480))


def run(config: Path, *words: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["central", "--config", str(config), "user", *words])
    return result.exit_code, result.output


def test_a_code_and_a_link_are_told_once(config: Path) -> None:
    status, said = run(config, "add", "anna", "--role", "admin")
    assert (status, "it is done" in said) == (0, True)
    code = said.split("code  ")[1].split()[0]
    assert f"http://127.0.0.1:8480/welcome?code={code}" in said
    told = json.loads(run(config, "reset", "anna", "--json")[1])
    assert set(told) == {"code", "link", "pending", "ok"}
    assert run(config, "block", "anna")[0] == 0
    assert run(config, "role", "anna", "operator")[0] == 0
    assert run(config, "role", "anna", "owner")[0] == 2


def test_a_refusal_is_told_without_a_code(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    no = Granted(ok=False, lines=("there is a user anna already",))
    monkeypatch.setattr(consoles, "wish_of", lambda _path, _wish: no)
    status, said = run(config, "add", "anna")
    assert (status, "already" in said, "code" in said) == (1, True, False)


@pytest.mark.input
@pytest.mark.parametrize("name", ["A", "a", "anna k", "ä" * 4, "-", "x" * 40, "anna\n"])
def test_a_strange_name_is_refused(config: Path, name: str) -> None:
    assert run(config, "add", "--", name)[0] == 2


def test_who_there_is_needs_books(config: Path) -> None:
    assert run(config, "list")[0] == 75
