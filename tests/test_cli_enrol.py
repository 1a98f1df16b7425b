"""`kiosk enrol` in words; tests/test_enrolling.py has what it does."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from kiosk.cli import main
from kiosk.cli_enrol import _SAID
from kiosk.core.enrolment import code_of
from tests.terminal import kiosk

CODE = code_of(b"12345")
NOBODY = "https://127.0.0.1:1"


def test_the_request_is_shown_with_its_fingerprint_and_nobody_is_asked(settings: Path) -> None:
    told = kiosk("enrol", "--config", settings, "--show-request").output
    mark, csr = told.split("\n", 1)
    assert mark.startswith("fingerprint ")
    assert csr.startswith("-----BEGIN CERTIFICATE REQUEST-----")
    again = json.loads(kiosk("enrol", "--config", settings, "--show-request", "--json").output)
    assert f"fingerprint {again['fingerprint']}" == mark
    assert "PRIVATE" not in told


def test_a_mistyped_code_is_told_at_once(settings: Path) -> None:
    told = kiosk("enrol", "--config", settings, "--code", "ABC-DEF-GHJ", "--server", NOBODY)
    assert told.exit_code == 1
    assert "a sign is wrong or missing" in told.output


def test_the_code_is_asked_for(settings: Path) -> None:
    words = ["enrol", "--config", str(settings), "--server", NOBODY]
    told = CliRunner().invoke(main, words, input=f"{CODE}\n")
    assert told.exit_code == 1
    assert "the central cannot be reached" in told.output


def test_a_fault_is_told_as_json_too(settings: Path) -> None:
    told = kiosk("enrol", "--config", settings, "--code", CODE, "--server", NOBODY, "--json")
    assert (told.exit_code, json.loads(told.output)["reason"]) == (1, "no_network")


def test_renewing_takes_no_code(settings: Path) -> None:
    told = kiosk("enrol", "--config", settings, "--renew", "--code", CODE)
    assert told.exit_code == 2
    assert "--renew goes alone" in told.output


def test_renewing_keeps_the_role(settings: Path) -> None:
    told = kiosk("enrol", "--config", settings, "--renew", "--role", "shelf")
    assert told.exit_code == 2


@pytest.mark.input
def test_a_role_nobody_has_is_refused(settings: Path) -> None:
    told = kiosk("enrol", "--config", settings, "--code", CODE, "--role", "owner")
    assert (told.exit_code, "'counter', 'shelf'" in told.output) == (2, True)


def test_a_box_that_was_never_enrolled_is_told_so(settings: Path) -> None:
    told = kiosk("enrol", "--config", settings, "--renew")
    assert told.exit_code == 1
    assert "not enrolled yet" in told.output


def test_without_a_server_it_is_said_where_to_name_one(settings: Path) -> None:
    told = kiosk("enrol", "--config", settings, "--code", CODE)
    assert told.exit_code == 78
    assert "enrol.server: is needed" in told.output


@pytest.mark.parametrize("word", sorted(_SAID))
def test_every_word_of_the_door_has_its_sentence(word: str) -> None:
    assert len(_SAID[word]) > 20
