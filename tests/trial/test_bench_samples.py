"""The shares of a checkout of our own: generated codes in folders of the same names."""

from pathlib import Path

import pytest
from PIL import Image

from kiosk.hw.ports import Symbology
from kiosk.hw.sim import scene
from kiosk.trial import bench_samples

CODES = {
    "ean13-1/1": ("4600000000039", Symbology.EAN13),
    "code128-1/1": ("48210001-0395-1", Symbology.CODE128),
    "qrcode-1/1": ("41234567*8301", Symbology.QR),
    "datamatrix-1/1": ("P:PK31000000", Symbology.DATAMATRIX),
}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name, (text, family) in CODES.items():
        place = tmp_path / name
        place.parent.mkdir()
        scene.symbol(text, family, 4).save(place.with_suffix(".png"))
        place.with_suffix(".txt").write_text(text)
    return tmp_path


def shares(folder: Path) -> dict[str, tuple[float, bool]]:
    return {row.name: (row.value, row.ok) for row in bench_samples.rows(folder)}


def test_samples_that_are_read_reach_every_target(checkout: Path) -> None:
    assert shares(checkout) == {
        "EAN-13 samples read, of 1": (1.0, True),
        "Code 128 samples read, of 1": (1.0, True),
        "QR samples read, of 1": (1.0, True),
        "Data Matrix samples read, of 1": (1.0, True),
        "samples with a wrong text let through": (0, True),
    }


def test_a_text_that_is_not_the_samples_is_a_wrong_one(checkout: Path) -> None:
    (checkout / "code128-1/1.txt").write_text("48210001-0395-2")
    told = shares(checkout)
    assert told["Code 128 samples read, of 1"] == (0.0, False)
    assert told["samples with a wrong text let through"] == (1, False)


def test_no_sample_at_all_is_no_success(tmp_path: Path) -> None:
    assert [ok for _, ok in shares(tmp_path).values()] == [False] * 4 + [True]


def test_bytes_and_line_ends_are_expected_as_they_lie_there(tmp_path: Path) -> None:
    folder = tmp_path / "datamatrix-2"
    folder.mkdir()
    for name in ("a.png", "b.webp", "c.jpg", "e.gif"):
        Image.new("L", (8, 8)).save(folder / name)
    (folder / "a.bin").write_bytes(b"\xe9\x00")
    (folder / "b.txt").write_bytes(b"two\r\nlines")
    (folder / "e.txt").write_text("no picture we open")
    found = bench_samples.samples(tmp_path, "datamatrix-[0-9]")
    assert [(s.picture.name, s.text) for s in found] == [
        ("a.png", "é\0"),
        ("b.webp", "two\r\nlines"),
    ]


def test_the_mislabelled_sample_is_expected_to_say_what_it_shows(tmp_path: Path) -> None:
    folder = tmp_path / "ean13-2"
    folder.mkdir()
    Image.new("L", (8, 8)).save(folder / "23.webp")
    (folder / "23.txt").write_text("9780804816632")
    (sample,) = bench_samples.samples(tmp_path, "ean13-[0-9]")
    assert sample.text == "9784872348880"
    assert list(bench_samples.samples(tmp_path, "ean13-ext*")) == []
