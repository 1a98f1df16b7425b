"""The verbs of the quarantine."""

import json
from pathlib import Path

import pytest

from kiosk import postal
from kiosk.central.replaying import QuarantineWish
from tests.central.conftest import Box, Central, life
from tests.central.test_replaying import put_aside
from tests.terminal import kiosk
from tests.test_cli_rollout import Asked, asked, config  # noqa: F401  fixtures


@pytest.fixture
def books(config: Path) -> None:  # noqa: F811
    """Books with an event that can be read by now, and with one that cannot."""
    central, box = Central(config.parent / "central.db"), Box()
    box.tell(*life("P1"))
    central.take(box.hello(), box.batch(1))
    put_aside(central, box.head)
    box.write(b"\x1b[2J no event")
    central.take(box.batch(box.head))
    central.store.close()


@pytest.mark.usefixtures("books")
def test_they_tell_what_is_there(config: Path) -> None:  # noqa: F811
    ask = ("central", "--config", config, "quarantine")
    told = kiosk(*ask, "list").output.splitlines()
    assert "DecodeError" in told[0]
    assert told[1].endswith("event: ValidationError; can be taken in now")
    rows = json.loads(kiosk(*ask, "list", "--json").output)
    assert [(one["n"], one["may_replay"]) for one in rows] == [(2, False), (1, True)]
    shown = kiosk(*ask, "show", "2").output
    assert "\\x1b[2J no event" in shown
    assert "\x1b" not in shown
    assert json.loads(kiosk(*ask, "show", "1", "--json").output)["device"] == "box-1"
    no = kiosk(*ask, "show", "9")
    assert (no.exit_code, no.stderr) == (1, "there is nothing of this number in quarantine\n")


def test_they_wish(config: Path, asked: Asked) -> None:  # noqa: F811
    ask = ("central", "--config", config, "quarantine")
    assert kiosk(*ask, "replay", "7", "--json").exit_code == 0
    assert kiosk(*ask, "leave", "7", "--why", "an old box").exit_code == 0
    assert asked.wishes == [QuarantineWish(7, "replay"), QuarantineWish(7, "leave", "an old box")]
    asked.ok = False
    assert kiosk(*ask, "replay", "7").exit_code == 1


@pytest.mark.input
@pytest.mark.parametrize(
    "args", [("replay", "x"), ("replay", "0"), ("leave", "1"), ("leave", "1", "--why", "x" * 201)]
)
def test_bad_arguments_are_told(config: Path, args: tuple[str, ...]) -> None:  # noqa: F811
    assert kiosk("central", "--config", config, "quarantine", *args).exit_code == 2


def test_without_books_nothing_is_told(config: Path) -> None:  # noqa: F811
    assert kiosk("central", "--config", config, "quarantine", "list").exit_code == 75
    assert postal.__name__ == "kiosk.postal"
