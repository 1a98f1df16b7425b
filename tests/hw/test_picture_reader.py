import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from random import Random

import msgspec
import pytest
from PIL import Image

from kiosk.hw.picture_reader import PictureReader, PictureReading, ReadCode
from kiosk.hw.ports import Symbology
from kiosk.hw.sim import scene
from tests.hw import broken_pictures

TEXT = "41234567*8301"
QR = scene.symbol(TEXT, Symbology.QR, 6).convert("RGB")
BOTH = ("zxing", "zbar")


def reading(path: Path, engines: tuple[str, ...] = BOTH) -> PictureReading:
    return next(PictureReader(engines).read([path]))


def _photo() -> Image.Image:
    conditions = scene.any_conditions(Random(3))
    return scene.photograph(scene.phone(TEXT), conditions, Random(3))


def _two_codes() -> Image.Image:
    made = Image.new("RGB", (900, 400), (255, 255, 255))
    made.paste(QR, (20, 20))
    made.paste(scene.symbol("4600000000039", Symbology.EAN13, 3).convert("RGB"), (400, 20))
    return made


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lay down a file of every kind, good and bad."""
    made = tmp_path_factory.mktemp("pictures")
    QR.save(made / "code.png")
    _photo().save(made / "photo.jpg", quality=85)
    QR.save(made / "code.webp")
    QR.convert("RGBA").save(made / "see-through.png")
    QR.convert("P").save(made / "palette.png")
    QR.save(made / "named-wrongly.jpg", "PNG")
    _two_codes().save(made / "two.png")
    broken_pictures.part_of_two(b"4123456").save(made / "part-of-two.png")
    scene.photograph(None, scene.Conditions(), Random(1)).save(made / "no-code.jpg")
    (made / "most-pixels.png").write_bytes(broken_pictures.grey_png(4000, 3000))
    (made / "a-row-more.png").write_bytes(broken_pictures.grey_png(4000, 3001))
    (made / "bomb.png").write_bytes(broken_pictures.BOMB)
    (made / "a-folder.png").mkdir()
    os.mkfifo(made / "a-pipe.png")
    QR.save(made / "heavy.png")
    with (made / "heavy.png").open("r+b") as file:
        file.truncate((4 << 20) + 1)
    for name, raw in broken_pictures.UNREADABLE.items():
        (made / name).write_bytes(raw)
    return made


def _said(error: str) -> tuple[tuple[str, ...], str]:
    return (), error


EXPECTED = {
    "code.png": ((TEXT,), ""),
    "photo.jpg": ((TEXT,), ""),
    "code.webp": ((TEXT,), ""),
    "see-through.png": ((TEXT,), ""),
    "palette.png": ((TEXT,), ""),
    "named-wrongly.jpg": ((TEXT,), ""),
    "two.png": ((TEXT, "4600000000039"), ""),
    "part-of-two.png": (("\ufffd",), ""),
    "no-code.jpg": ((), ""),
    "most-pixels.png": ((), ""),
    "a-row-more.png": _said("has more than 12 million pixels"),
    "bomb.png": _said("has more than 12 million pixels"),
    "heavy.png": _said("is larger than 4 MB"),
    "a-folder.png": _said("is not a file"),
    "a-pipe.png": _said("is not a file"),
    "nowhere.png": _said("is not there"),
    "x" * 300: _said("cannot be read: OSError"),
    "empty.png": _said("is not a picture"),
    "words.png": _said("is not a picture"),
    "header-only.png": _said("is not a picture"),
    "cut.png": _said("cannot be read: OSError"),
    "cut.jpg": _said("cannot be read: OSError"),
    "cut.webp": _said("cannot be read: OSError"),
    "no-such-chunk.png": _said("cannot be read: SyntaxError"),
}


@pytest.fixture(scope="module")
def readings(folder: Path) -> dict[str, PictureReading]:
    """Read all of them by one reader, a code last."""
    paths = [*(folder / name for name in EXPECTED), folder / "code.png"]
    found = list(PictureReader(BOTH).read(paths))
    assert [one.path for one in found] == [str(path) for path in paths]
    return {Path(one.path).name: one for one in found}


@pytest.mark.parametrize("name", EXPECTED, ids=lambda name: name[:20])
def test_each_file_gives_its_codes_or_says_why_not(
    readings: dict[str, PictureReading], name: str
) -> None:
    found = readings[name]
    assert (tuple(sorted(c.text for c in found.codes)), found.error) == EXPECTED[name]
    assert bool(found.ms) is not bool(found.error)


def test_a_reading_is_one_line_of_json(readings: dict[str, PictureReading], folder: Path) -> None:
    code = {"text": TEXT, "symbology": "qr", "engine": "zxing"}
    good, none, bad = (readings[name] for name in ("code.png", "no-code.jpg", "empty.png"))
    assert [msgspec.json.decode(msgspec.json.encode(one)) for one in (good, none, bad)] == [
        {"path": str(folder / "code.png"), "codes": [code], "ms": good.ms},
        {"path": str(folder / "no-code.jpg"), "codes": [], "ms": none.ms},
        {"path": str(folder / "empty.png"), "codes": [], "ms": 0.0, "error": "is not a picture"},
    ]


def test_zbar_alone_is_named_in_what_it_read(folder: Path) -> None:
    assert reading(folder / "code.png", ("zbar",)).codes == (ReadCode(TEXT, "qr", "zbar"),)


# -- what takes the decoder down -------------------------------------------------------------------


@pytest.fixture
def reader() -> PictureReader:
    return PictureReader(("zxing",))


@pytest.fixture
def begun(reader: PictureReader, folder: Path) -> Iterator[Iterator[PictureReading]]:
    """Read a first file of five; the child lives, the second file's name is no UTF-8."""
    odd = Path(os.fsdecode(bytes(folder / "code") + b"\xff.png"))
    odd.write_bytes((folder / "code.png").read_bytes())
    made = reader.read([folder / "code.png", odd, odd, folder / "code.webp"])
    assert next(made).codes == (ReadCode(TEXT, "qr", "zxing"),)
    yield made
    made.close()


def pid_of(reader: PictureReader) -> int:
    assert reader._child.pid is not None
    return reader._child.pid


def test_a_child_that_dies_over_a_file_costs_that_file_alone(
    reader: PictureReader, begun: Iterator[PictureReading], folder: Path
) -> None:
    first = pid_of(reader)
    os.kill(first, signal.SIGSTOP)  # it is at work when it dies, as in zbar's abort()
    killer = threading.Thread(target=os.kill, args=(first, signal.SIGKILL))
    killer.start()
    lost, again, last = begun
    killer.join()
    shown = f"{folder}/code\ufffd.png"
    assert (lost.path, lost.codes, lost.error) == (
        shown, (), "took the decoder down and was given up",
    )  # fmt: skip
    assert [(one.path, one.codes, one.error) for one in (again, last)] == [
        (shown, (ReadCode(TEXT, "qr", "zxing"),), ""),
        (str(folder / "code.webp"), (ReadCode(TEXT, "qr", "zxing"),), ""),
    ]
    assert msgspec.json.encode(lost).startswith(b'{"path":')


def test_a_file_that_takes_too_long_is_given_up(
    reader: PictureReader, begun: Iterator[PictureReading], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = pid_of(reader)
    os.kill(first, signal.SIGSTOP)
    monkeypatch.setattr("kiosk.hw.picture_child._PATIENCE_S", 0.05)
    assert next(begun).error == "took longer than 3 s and was given up"
    monkeypatch.undo()
    assert next(begun).codes == (ReadCode(TEXT, "qr", "zxing"),)
    assert pid_of(reader) != first


def test_the_child_may_take_half_a_gigabyte_and_is_gone_at_the_end(
    reader: PictureReader, begun: Iterator[PictureReading]
) -> None:
    proc = Path(f"/proc/{pid_of(reader)}")
    limits = (proc / "limits").read_text().splitlines()
    (space,) = (line.split()[3:5] for line in limits if line.startswith("Max address space"))
    assert space == ["536870912", "536870912"]
    begun.close()  # whoever stops asking leaves nothing behind
    assert (reader._child.pid, proc.exists()) == (None, False)


# -- decoders that are not there -------------------------------------------------------------------


@pytest.fixture
def without_zbar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lay a pyzbar before ours that fails as the real one does without libzbar0."""
    package = tmp_path / "pyzbar"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "pyzbar.py").write_text("raise ImportError('Unable to find zbar shared library')")
    monkeypatch.syspath_prepend(tmp_path)  # a spawned child looks where we look


@pytest.mark.usefixtures("without_zbar")
def test_without_zbar_the_other_reads_on(folder: Path) -> None:
    assert reading(folder / "code.png").codes == (ReadCode(TEXT, "qr", "zxing"),)


@pytest.mark.usefixtures("without_zbar")
def test_without_any_decoder_it_says_so(folder: Path) -> None:
    with pytest.raises(ValueError, match=r"no such decoder here: .*libzbar0 is not installed"):
        reading(folder / "code.png", ("zbar",))


def test_an_unknown_decoder_is_refused(folder: Path) -> None:
    with pytest.raises(ValueError, match="no such decoder here: 'eyes'"):
        reading(folder / "code.png", ("zxing", "eyes"))
