import json
from pathlib import Path

import pytest

from kiosk import eraser, postal
from kiosk.central.erasures import Asked
from kiosk.central.wish_forms import Granted
from kiosk.cli import main
from kiosk.core.erasure import Held
from kiosk.core.refusals import Reason, Refused
from kiosk.workflows.privacy import Erasure
from tests.terminal import CliRunner, kiosk


def erase(shelved: Path, *more: str):  # noqa: ANN201
    words = ["erase", "c1", "--config", str(shelved), "--staff", "olga", *more]
    return CliRunner().invoke(main, words, input="284613\n")


@pytest.mark.parametrize(
    ("told", "code", "said"),
    [
        (Erasure("r1"), 0, "r1: erased"),
        (Erasure("r1", Held.PARCELS), 0, "r1: waits, something is open (parcels)"),
        (Refused(Reason.NOT_KNOWN_HERE), 1, "refused: not_known_here"),
    ],
)
def test_what_became_of_it_is_said(
    shelved: Path, monkeypatch: pytest.MonkeyPatch, told: object, code: int, said: str
) -> None:
    monkeypatch.setattr(eraser, "erase", lambda *_: told)
    found = erase(shelved)
    assert (found.exit_code, said in found.output) == (code, True)


def test_a_program_reads_it_as_json(shelved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(eraser, "erase", lambda *_: Erasure("r1", Held.VISIT, 5))
    said = erase(shelved, "--json").output.splitlines()[-1]
    assert json.loads(said) == {"request": "r1", "held": "visit", "due_at": 5}


def test_what_is_no_reference_is_wrong_usage(shelved: Path) -> None:
    found = kiosk("erase", "Maria S.", "--config", shelved, "--staff", "olga")
    assert found.exit_code == 2
    assert kiosk("central", "--config", shelved, "erase", "a b").exit_code == 2
    assert kiosk("central", "--config", shelved, "erase", "c1", "--days", "400").exit_code == 2


def test_the_central_is_asked_and_tells_how_it_stands(
    shelved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wishes = []

    def wish_of(_path: Path, wish: object) -> Granted:
        wishes.append(wish)
        return Granted(ok=True, lines=("r1: 2 boxes are asked to forget the customer",))

    monkeypatch.setattr(postal, "wish_of", wish_of)
    told = kiosk("central", "--config", shelved, "erase", "c1", "--days", "7")
    assert (told.exit_code, "2 boxes" in told.output) == (0, True)
    assert (wishes[0].customer_ref, wishes[0].days) == ("c1", 7)
    asked = Asked("r1", "c1", "central", 0, 86_400_000, None, {"box-1": ("waiting", 0)})
    monkeypatch.setattr(postal, "erasures_of", lambda _: [asked])
    said = kiosk("central", "--config", shelved, "erasures").output
    assert "open, due 1970-01-02" in said
    assert "box-1" in said
    assert "waiting" in said
    listed = kiosk("central", "--config", shelved, "erasures", "--json").output
    assert json.loads(listed)[0]["boxes"] == {"box-1": ["waiting", 0]}
    asked = Asked("r1", "c1", "central", 0, 2**53 - 1, None, {})
    monkeypatch.setattr(postal, "erasures_of", lambda _: [asked])
    assert "due 9007199254740991" in kiosk("central", "--config", shelved, "erasures").output
    monkeypatch.setattr(postal, "erasures_of", lambda _: [])
    assert "nobody" in kiosk("central", "--config", shelved, "erasures").output


def test_an_erasure_is_taken_back_with_a_reason(
    shelved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wishes = []

    def wish_of(_path: Path, wish: object) -> Granted:
        wishes.append(wish)
        return Granted(ok=True, lines=("r1: 2 boxes are told that it is taken back",))

    monkeypatch.setattr(postal, "wish_of", wish_of)
    told = kiosk("central", "--config", shelved, "take-back", "r1", "--why", "she wrote to us")
    assert (told.exit_code, "taken back" in told.output) == (0, True)
    assert (wishes[0].request, wishes[0].why) == ("r1", "she wrote to us")
    for why in ("", "a\nb", "x" * 201):
        assert kiosk("central", "--config", shelved, "take-back", "r1", "--why", why).exit_code == 2
    kept = Asked("r1", "c1", "central", 0, None, None, {"box-1": ("kept", 0)}, 86_400_000, "vera")
    monkeypatch.setattr(postal, "erasures_of", lambda _: [kept])
    said = kiosk("central", "--config", shelved, "erasures").output
    assert "taken back 1970-01-02 by vera" in said
    assert "kept" in said
