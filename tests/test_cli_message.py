"""`kiosk central message` and `unsay` leave the wish that says it, or say what is wrong."""

import json
from pathlib import Path

import pytest

from kiosk import moments
from tests.terminal import kiosk

DAY_MS = 24 * 3_600_000


@pytest.fixture(autouse=True)
def _no_central(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody grants a wish here."""
    monkeypatch.setattr("kiosk.postal._GRANT_S", 0.0)


def left(settings: Path) -> dict[str, object]:
    (wish,) = (settings.parent / "wishes").glob("*.wish")
    told: dict[str, object] = json.loads(wish.read_bytes())
    return told


def test_a_message_leaves_its_wish_with_a_name_of_its_own(settings: Path) -> None:
    words = ("message", "7731", "Close early", "Bring keys", "--ru", "Раньше", "--act")
    told = kiosk("central", "--config", settings, *words, "--days", "2", "--right", "team")
    assert told.exit_code == 0, told.output
    wish = left(settings)
    until, post = wish.pop("until"), wish.pop("post")
    assert isinstance(until, int)
    assert abs(until - moments.wall_ms() - 2 * DAY_MS) < DAY_MS
    assert f"name  {post}" in told.output
    assert wish == {
        "type": "post",
        "point": "7731",
        "level": "act",
        "ru": ["Раньше"],
        "en": ["Close early", "Bring keys"],
        "right": "team",
    }


def test_it_is_withdrawn_by_its_name(settings: Path) -> None:
    told = kiosk("central", "--config", settings, "unsay", "7731", "m1", "--json")
    assert told.exit_code == 0, told.output
    assert left(settings) == {"type": "post", "point": "7731", "post": "m1", "withdraw": True}


@pytest.mark.input
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("message", "77 31", "Hi"), "is no id"),
        (("message", "7731", "Hi", "--name", "m 1"), "is no id"),
        (("message", "7731", "x" * 201), "no message"),
        (("message", "7731", *["x"] * 6), "no message"),
        (("message", "7731", "\x1b@"), "no message"),
        (("message", "7731", "Hi", "--days", "0"), "--days"),
        (("message", "7731", "Hi", "--right", "all"), "--right"),
        (("unsay", "7731", "m 1"), "is no id"),
    ],
)
def test_what_is_no_message_is_said(settings: Path, words: tuple[str, ...], said: str) -> None:
    told = kiosk("central", "--config", settings, *words)
    assert told.exit_code == 2
    assert said in told.output
