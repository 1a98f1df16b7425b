"""The verbs of the central's second word on a parcel leave the wish that says it."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.terminal import kiosk

UNTIL = "2026-12-01T21:00:00+03:00"
UNTIL_MS = int(datetime(2026, 12, 1, 18, tzinfo=UTC).timestamp() * 1000)
EXTEND = ("extend", "--point", "7731", "--until")
DUE = ("due", "P1", "--point", "7731", "--sum")


@pytest.fixture(autouse=True)
def _no_central(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody grants a wish here."""
    monkeypatch.setattr("kiosk.postal._GRANT_S", 0.0)


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        (
            (*EXTEND, UNTIL, "P1", "P2"),
            {"type": "extend", "point": "7731", "parcels": ["P1", "P2"], "until": UNTIL_MS},
        ),
        (
            (*DUE, "129900", "RUB", "--paid", "link"),
            {"type": "due", "point": "7731", "parcel": "P1", "due_minor": 129_900}
            | {"currency": "RUB", "paid": "link"},
        ),
        (
            ("settle", "pay1", "repaid", "--point", "7731", "--comment", "By bank"),
            {"type": "settle", "point": "7731", "payment": "pay1", "verdict": "repaid"}
            | {"comment": "By bank"},
        ),
        (
            ("cancel", "P1", "--order", "O-1", "--point", "7731"),
            {"type": "cancel", "point": "7731", "order": "O-1", "parcels": ["P1"]},
        ),
    ],
)
def test_a_verb_leaves_its_wish(
    settings: Path, words: tuple[str, ...], wish: dict[str, object]
) -> None:
    told = kiosk("central", "--config", settings, *words, "--json")
    assert told.exit_code == 0, told.output
    assert json.loads(told.output)["pending"] is True
    (left,) = (settings.parent / "wishes").glob("*.wish")
    assert json.loads(left.read_bytes()) == wish


@pytest.mark.input
@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((*EXTEND, UNTIL), "Missing argument"),
        (("settle", "pay1", "lost", "--point", "7731"), "is not one of"),
        (("settle", "pay 1", "repaid", "--point", "7731"), "is no id"),
        (("settle", "pay1", "repaid", "--point", "7731", "--comment", "a" * 999), "no comment"),
        ((*EXTEND, UNTIL, *["P"] * 101), "more than 100 at once"),
        ((*EXTEND, UNTIL, "P 1"), "is no id"),
        ((*EXTEND, "2026-12-01", "P1"), "is no moment with its zone"),
        ((*EXTEND, "tomorrow", "P1"), "is no moment with its zone"),
        ((*EXTEND, "0001-01-01T00:00+14:00", "P1"), "is no moment with its zone"),
        ((*EXTEND, "1969-12-31T00:00Z", "P1"), "is no moment with its zone"),
        ((*DUE, "-1", "RUB"), "no sum"),
        ((*DUE, "1.5", "RUB"), "is not a valid integer"),
        ((*DUE, "1", "roubles"), "no sum"),
        ((*DUE, "1", "RUB", "--paid", "cash"), "is not one of"),
        (("cancel", "P1", "--point", "7731"), "--order"),
    ],
)
def test_what_makes_no_wish_is_wrong_usage(
    settings: Path, words: tuple[str, ...], said: str
) -> None:
    told = kiosk("central", "--config", settings, *words)
    assert (told.exit_code, said in " ".join(told.output.split())) == (2, True), told.output
    assert not list((settings.parent / "wishes").glob("*.wish"))
