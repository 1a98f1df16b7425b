"""What every verb that asks the central for something checks and tells alike."""

import json
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from kiosk.central.faults import ManifestFaults
from kiosk.central.wish_forms import Granted
from kiosk.cli_options import NO
from kiosk.cli_wishes import an_id, from_file, say_granted, some_ids

HERE = click.Context(click.Command("extend"))
WHICH = click.Option(["--point"])


def test_ids_pass_as_they_are() -> None:
    assert an_id(HERE, WHICH, "48210001-0001-1") == "48210001-0001-1"
    assert some_ids(HERE, WHICH, ("P1", "P:2")) == ("P1", "P:2")


@pytest.mark.input
@pytest.mark.parametrize("asked", [("P1", ""), ("P 1",), ("P1", "x" * 65), ("P",) * 101])
def test_what_is_no_id_or_too_much_is_told_in_words(asked: tuple[str, ...]) -> None:
    with pytest.raises(click.BadParameter, match=r"is no id: up to 64|more than 100 at once"):
        some_ids(HERE, WHICH, asked)


def test_a_file_is_read_or_each_of_its_faults_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert from_file(Path.exists, tmp_path) is True

    def faulty(path: Path) -> str:
        raise ManifestFaults([f"{path.name}:1: no carrier", f"{path.name}:2: no parcel"])

    with pytest.raises(SystemExit) as ended:
        from_file(faulty, Path("d.csv"))
    assert ended.value.code == NO
    assert capsys.readouterr().err == "d.csv:1: no carrier\nd.csv:2: no parcel\n"


@pytest.mark.parametrize("granted", [Granted(ok=True, lines=("done",)), None])
def test_an_answer_is_told_for_people_and_for_programs(
    granted: Granted | None, capsys: pytest.CaptureFixture[str]
) -> None:
    say_granted(granted, as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert (told["ok"], told["pending"]) == (True, granted is None)
    say_granted(granted, as_json=False)
    assert capsys.readouterr().out.splitlines() == told["lines"]


def test_a_refusal_ends_with_its_own_code(capsys: pytest.CaptureFixture[str]) -> None:
    no = Granted(ok=False, lines=("there is no point 'p9'",))
    says: list[Callable[[], None]] = [
        lambda: say_granted(no, as_json=True),
        lambda: say_granted(no, as_json=False),
    ]
    for say in says:
        with pytest.raises(SystemExit) as ended:
            say()
        assert ended.value.code == NO
    out, err = capsys.readouterr()
    assert json.loads(out)["ok"] is False
    assert err == "there is no point 'p9'\n"
