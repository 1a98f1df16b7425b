"""Pictures under their digests: what has its name is whole and proved, whatever happened before."""

import hashlib
from contextlib import suppress
from pathlib import Path

import pytest

from kiosk.core.attachments import MIME, write
from kiosk.sync.photo_folder import PhotoFolder
from kiosk.sync.photo_packets import PhotoChunk
from kiosk.sync.photos import ATTACHMENTS, Known
from kiosk.sync.protocol import PhotoLine
from tests.core.test_attachments import MARIA, SALT
from tests.faults.test_disk import no_file_beyond
from tests.sync.photo_world import jpeg, name_of

RAW = jpeg(1000)
NAME = name_of(RAW)


def piece(offset: int = 0, end: int = len(RAW), raw: bytes = RAW) -> PhotoChunk:
    return PhotoChunk(PhotoLine(NAME, len(raw), offset, "image/jpeg"), raw[offset:end])


@pytest.fixture
def folder(tmp_path: Path) -> PhotoFolder:
    """An empty one."""
    return PhotoFolder(tmp_path / "photos")


def test_a_photo_lies_two_levels_deep_under_its_digest(folder: PhotoFolder) -> None:
    assert folder.put(RAW) == NAME
    assert folder.place(NAME) == folder.path / NAME[:2] / NAME
    assert folder.piece(NAME, 0, 5000) == RAW
    assert (folder.has(NAME), folder.size(NAME)) == (True, len(RAW))


def test_a_photo_put_in_twice_is_written_once(folder: PhotoFolder) -> None:
    folder.put(RAW)
    before = folder.place(NAME).stat().st_mtime_ns, folder.place(NAME).stat().st_ino
    folder.put(RAW)
    assert (folder.place(NAME).stat().st_mtime_ns, folder.place(NAME).stat().st_ino) == before


def test_a_transfer_goes_on_at_the_size_of_the_part(folder: PhotoFolder) -> None:
    assert folder.take(piece(0, 400), Known()).answer.have == 400
    again = PhotoFolder(folder.path)
    assert again.have(NAME) == 400
    assert not again.has(NAME)
    assert again.take(piece(400), Known()).answer.state == "done"
    assert again.place(NAME).read_bytes() == RAW
    assert again.have(NAME) == 0


@pytest.mark.input
def test_each_folder_takes_its_own_kind(folder: PhotoFolder, tmp_path: Path) -> None:
    written = write(MARIA, SALT)
    apart = PhotoFolder(tmp_path / "attachments", ATTACHMENTS)
    whole = PhotoChunk(PhotoLine(written.sha256, len(written.raw), 0, MIME), written.raw)
    assert folder.take(whole, Known()).answer.reason == "bad_kind"
    assert apart.take(piece(), Known()).answer.reason == "bad_kind"
    assert apart.take(whole, Known()).answer.state == "done"
    assert apart.place(written.sha256).read_bytes() == written.raw


def test_a_wrong_hash_leaves_nothing_and_asks_from_the_beginning(folder: PhotoFolder) -> None:
    folder.take(piece(0, 400), Known())
    step = folder.take(piece(400, raw=RAW[:-1] + b"!"), Known())
    assert (step.answer.state, step.answer.have) == ("more", 0)
    assert folder.have(NAME) == 0
    assert not folder.has(NAME)


def test_a_whole_file_that_is_no_picture_is_refused_and_thrown_away(folder: PhotoFolder) -> None:
    raw = b"%PDF-1.7" + bytes(100)
    name = hashlib.sha256(raw).hexdigest()
    chunk = PhotoChunk(PhotoLine(name, len(raw), 0, "image/jpeg"), raw)
    assert folder.take(chunk, Known()).answer.reason == "not_a_picture"
    assert list(folder.path.glob("*/*")) == []


def test_a_transfer_cut_between_last_byte_and_proof_is_proved_later(folder: PhotoFolder) -> None:
    folder.take(piece(0, 400), Known())
    part = next(folder.path.glob("*/*.part"))
    part.write_bytes(RAW)
    assert folder.take(piece(0, 400), Known()).answer.state == "done"
    assert folder.place(NAME).read_bytes() == RAW


@pytest.mark.disk
def test_a_file_the_disk_does_not_give_has_no_bytes(folder: PhotoFolder) -> None:
    folder.place(NAME).mkdir(parents=True)  # reading it is an error of the system
    assert folder.piece(NAME, 0, 10) == b""


def test_what_is_not_there_has_no_bytes_and_no_size(folder: PhotoFolder) -> None:
    assert (folder.piece(NAME, 0, 10), folder.size(NAME), folder.have(NAME)) == (b"", 0, 0)
    folder.remove(NAME)


@pytest.mark.parametrize(
    "name",
    ["", "..", "../../etc/passwd", "AB" * 32, "a" * 63, "a" * 64 + "\n", "a/" * 32, "a" * 65],
)
def test_only_a_digest_names_a_file(folder: PhotoFolder, name: str) -> None:
    with pytest.raises(ValueError, match="not a SHA-256"):
        folder.place(name)


@pytest.mark.disk
@pytest.mark.parametrize("room", [0, 1, 399, 400, 401, 900])
def test_a_disk_that_fills_up_keeps_what_was_whole_and_goes_on_later(
    folder: PhotoFolder, room: int
) -> None:
    for _ in range(2):
        with no_file_beyond(room), suppress(OSError):
            folder.take(piece(0, 400), Known())
            folder.take(piece(folder.have(NAME), 950), Known())
    for part in folder.path.glob("*/*.part"):
        assert RAW.startswith(part.read_bytes())
    for _ in range(3):
        have = folder.have(NAME)
        step = folder.take(piece(have), Known())
    assert step.answer.state == "done"
    assert folder.place(NAME).read_bytes() == RAW


@pytest.mark.disk
def test_a_full_disk_takes_no_photo_and_leaves_no_name(folder: PhotoFolder) -> None:
    with no_file_beyond(10), pytest.raises(OSError, match="File too large"):
        folder.put(RAW)
    assert not folder.has(NAME)
    assert folder.put(RAW) == NAME
    assert folder.place(NAME).read_bytes() == RAW
