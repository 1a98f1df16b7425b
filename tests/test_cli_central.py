import hashlib
import json
from pathlib import Path

import pytest
from PIL import Image

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


def test_pictures_of_goods_are_laid_in_and_named_by_digest(settings: Path, tmp_path: Path) -> None:
    Image.new("RGB", (620, 400), "teal").save(tmp_path / "lamp.jpg")
    told = kiosk("central", "--config", settings, "add-pictures", tmp_path / "lamp.jpg")
    name = hashlib.sha256((tmp_path / "lamp.jpg").read_bytes()).hexdigest()
    assert told.output.split()[0] == name
    assert (tmp_path / "pictures" / name[:2] / name).exists()
    again = kiosk("central", "--config", settings, "add-pictures", tmp_path / "lamp.jpg", "--json")
    assert json.loads(again.output)[0]["sha256"] == name


@pytest.mark.input
def test_what_is_no_picture_for_a_point_is_told_in_words_and_the_others_go_in(
    settings: Path, tmp_path: Path
) -> None:
    Image.new("RGB", (621, 4)).save(tmp_path / "wide.png")
    (tmp_path / "words.jpg").write_bytes(b"no picture")
    (tmp_path / "huge.jpg").write_bytes(b"\xff\xd8\xff" + bytes(2 * 1024 * 1024))
    Image.new("RGB", (9, 9)).save(tmp_path / "good.webp")
    files = [tmp_path / name for name in ("wide.png", "words.jpg", "huge.jpg", "good.webp")]
    told = kiosk("central", "--config", settings, "add-pictures", *files)
    assert told.exit_code == 1
    for word in ("621 x 4", "no JPEG, PNG or WEBP", "larger than 2 MB"):
        assert word in told.output
    assert len(list((tmp_path / "pictures").glob("*/*"))) == 1


@pytest.mark.parametrize("point", ["", "a b", "x" * 65])
def test_what_is_no_point_is_told_in_words(settings: Path, tmp_path: Path, point: str) -> None:
    (tmp_path / "d.csv").write_text(MANIFEST, encoding="utf-8")
    words = ("central", "--config", settings, "send-delivery", tmp_path / "d.csv")
    told = kiosk(*words, "--point", point)
    assert told.exit_code == 2
    assert f"{point!r} is no point's id" in " ".join(told.output.split())
    assert not list((tmp_path / "wishes").glob("*.wish"))
