import json
from pathlib import Path

import pytest

from tests.terminal import kiosk


def test_a_manifest_with_errors_sends_nothing_and_names_each_line(
    settings: Path, tmp_path: Path
) -> None:
    manifest = tmp_path / "delivery.csv"
    manifest.write_text("delivery,carrier,parcel\nD-1,Meridian,48210001-0001-1\n", encoding="utf-8")
    told = kiosk("central", "--config", settings, "send-delivery", manifest, "--point", "7731")
    assert told.exit_code == 1
    assert "delivery.csv" in told.output
    assert not list((tmp_path / "wishes").glob("*.wish"))


MANIFEST = (
    "delivery,carrier,due_at,parcel\nD-1,Meridian,2026-09-28T10:15:00+03:00,48210001-0001-1\n"
)


def test_a_wish_without_a_central_is_pending_and_unchecked(
    settings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.postal._GRANT_S", 0.0)
    (tmp_path / "d.csv").write_text(MANIFEST, encoding="utf-8")
    words = ("central", "--config", settings, "send-delivery", tmp_path / "d.csv", "--point", "9")
    told = json.loads(kiosk(*words, "--json").output)
    assert (told["ok"], told["pending"]) == (True, True)
    assert "nothing of it was checked yet" in told["lines"][1]
    assert "nothing of it was checked yet" in kiosk(*words).output


@pytest.mark.parametrize("point", ["", "a b", "x" * 65])
def test_what_is_no_point_is_told_in_words(settings: Path, tmp_path: Path, point: str) -> None:
    (tmp_path / "d.csv").write_text(MANIFEST, encoding="utf-8")
    words = ("central", "--config", settings, "send-delivery", tmp_path / "d.csv")
    told = kiosk(*words, "--point", point)
    assert told.exit_code == 2
    assert f"{point!r} is no point's id" in " ".join(told.output.split())
    assert not list((tmp_path / "wishes").glob("*.wish"))


def test_something_is_done_about_a_box(
    settings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.postal._GRANT_S", 0.0)
    words = ("central", "--config", settings, "device")
    told = json.loads(kiosk(*words, "kiosk-7731", "--resync", "--json").output)
    assert (told["ok"], told["pending"]) == (True, True)
    (wish,) = (tmp_path / "wishes").glob("*.wish")
    assert json.loads(wish.read_text("utf-8"))["action"] == "resync"
    assert kiosk(*words, "kiosk-7731").exit_code == 2, "it must be said what"
    assert kiosk(*words, "central-1", "--trust").exit_code == 2, "that is no box"
