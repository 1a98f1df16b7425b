"""The central takes photos in pieces, whatever dies, and hands pictures of goods out."""

import hashlib
import io
import os
from pathlib import Path

import pytest
from msgspec.structs import replace
from PIL import Image

from kiosk.central import photo_room
from kiosk.central.photo_room import PhotoRoom
from kiosk.core.attachments import MAX_BYTES, MIME, write
from kiosk.core.facts.evidence import PhotoTaken
from kiosk.core.words import Purpose
from kiosk.sync.photo_folder import PhotoFolder
from kiosk.sync.photo_packets import MAX_CHUNK, PhotoChunk
from kiosk.sync.photos import ATTACHMENTS, MAX_DAY, MAX_PHOTO, Known, Step
from kiosk.sync.protocol import PhotoAck, PhotoLine
from tests.central.conftest import DAY_MS, T0, Box, Central
from tests.core.test_attachments import MARIA, SALT
from tests.faults.test_disk import no_file_beyond
from tests.sync.photo_world import jpeg, name_of

RAW = jpeg(2 * MAX_CHUNK + 100)
NAME = name_of(RAW)


def pieces(raw: bytes, mime: str = "image/jpeg") -> list[PhotoChunk]:
    name, size = hashlib.sha256(raw).hexdigest(), len(raw)
    return [
        PhotoChunk(PhotoLine(name, size, at, mime), raw[at : at + MAX_CHUNK])
        for at in range(0, size, MAX_CHUNK)
    ]


class Rooms:
    """A central's photos; `open_again` is a central that was killed."""

    def __init__(self, folder: Path, central: Central) -> None:
        self.folder, self.central = folder, central
        self.open()

    def open(self) -> None:
        self.photos = PhotoFolder(self.folder / "photos")
        self.pictures = PhotoFolder(self.folder / "pictures")
        self.attachments = PhotoFolder(self.folder / "attachments", ATTACHMENTS)
        self.room = PhotoRoom(self.photos, self.pictures, self.attachments, self.central.store)

    def open_again(self) -> None:
        self.central.open_again()
        self.open()

    def send(self, raw: bytes, mime: str = "image/jpeg", at: int = T0) -> PhotoAck | None:
        answer = None
        for chunk in pieces(raw, mime):
            answer = self.room.take("box-1", chunk, at)
            if answer is None or answer.state != "more":
                break
        return answer

    def state(self, name: str = NAME) -> tuple[str, str, int] | None:
        row = self.central.store.photos.get("box-1", name)
        return (row.state, row.reason, row.wrong) if row else None


@pytest.fixture
def rooms(tmp_path: Path, central: Central) -> Rooms:
    """An empty one."""
    return Rooms(tmp_path, central)


def test_a_photo_is_kept_under_its_digest_and_booked(rooms: Rooms) -> None:
    answer = rooms.send(RAW)
    assert answer == PhotoAck(sha256=NAME, have=len(RAW), state="done")
    assert rooms.photos.place(NAME).read_bytes() == RAW
    assert rooms.state() == ("done", "", 0)


def test_a_killed_central_goes_on_where_the_file_ends(rooms: Rooms) -> None:
    first, second, third = pieces(RAW)
    rooms.room.take("box-1", first, T0)
    rooms.open_again()
    told = rooms.room.take("box-1", first, T0)
    assert told == PhotoAck(sha256=NAME, have=MAX_CHUNK)
    rooms.room.take("box-1", second, T0)
    rooms.open_again()
    told = rooms.room.take("box-1", third, T0)
    assert told is not None
    assert told.state == "done"


def test_a_central_killed_between_file_and_book_books_it_at_the_next_offer(rooms: Rooms) -> None:
    rooms.photos.put(RAW)
    told = rooms.room.take("box-1", pieces(RAW)[0], T0)
    assert told is not None
    assert told.state == "done"
    assert rooms.state() == ("done", "", 0)


def test_the_third_wrong_hash_is_refused_also_when_the_central_died_in_between(
    rooms: Rooms,
) -> None:
    bad = [replace(chunk, data=bytes(len(chunk.data))) for chunk in pieces(RAW)]
    states = []
    for _ in range(3):
        for chunk in bad:
            answer = rooms.room.take("box-1", chunk, T0)
        assert answer is not None
        states.append((answer.state, answer.have))
        rooms.open_again()
    assert states == [("more", 0), ("more", 0), ("refused", 0)]
    assert rooms.state() == ("refused", "wrong_hash", 2)
    told = rooms.room.take("box-1", pieces(RAW)[0], T0)
    assert told is not None
    assert told.reason == "wrong_hash", "refused for good"


def bomb() -> bytes:
    out = io.BytesIO()
    Image.new("1", (5000, 5000)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.input
@pytest.mark.parametrize(
    ("raw", "mime", "reason"),
    [
        (bomb(), "image/png", "too_many_pixels"),
        (jpeg(900), "image/png", "not_a_picture"),
        (b"#!/bin/sh\nrm -rf /\n", "image/jpeg", "not_a_picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml", "bad_kind"),
        (jpeg(900), "text/html", "bad_kind"),
        (bytes(MAX_PHOTO + 1), "image/jpeg", "too_large"),
    ],
)
def test_what_is_no_bearable_picture_is_refused_and_leaves_no_file(
    rooms: Rooms, raw: bytes, mime: str, reason: str
) -> None:
    answer = rooms.send(raw, mime)
    assert answer is not None
    assert (answer.state, answer.reason) == ("refused", reason)
    assert list(rooms.folder.glob("photos/*/*")) == []
    assert rooms.state(hashlib.sha256(raw).hexdigest()) == ("refused", reason, 0)


def test_a_device_that_sends_too_much_in_a_day_is_told_to_come_tomorrow(rooms: Rooms) -> None:
    with rooms.central.store.unit():
        rooms.central.store.photos.keep_taken("box-1", T0 // DAY_MS, MAX_DAY - 10)
    answer = rooms.send(RAW)
    assert answer is not None
    assert (answer.state, answer.reason) == ("refused", "day_full")
    assert rooms.state() is None
    answer = rooms.send(RAW, at=T0 + DAY_MS)
    assert answer is not None
    assert answer.state == "done"


def test_what_a_device_sent_today_is_counted_over_a_restart(rooms: Rooms) -> None:
    rooms.send(RAW)
    rooms.open_again()
    assert rooms.central.store.photos.taken("box-1", T0 // DAY_MS) == len(RAW)


@pytest.mark.disk
def test_a_full_disk_answers_nothing_and_takes_the_photo_later(rooms: Rooms) -> None:
    with no_file_beyond(MAX_CHUNK + 5):
        assert rooms.send(RAW) is None
    answer = rooms.room.take("box-1", pieces(RAW)[0], T0)
    assert answer is not None
    assert MAX_CHUNK <= answer.have <= MAX_CHUNK + 5
    rest = RAW[answer.have :]
    while rest:
        line = PhotoLine(NAME, len(RAW), len(RAW) - len(rest), "image/jpeg")
        answer = rooms.room.take("box-1", PhotoChunk(line, rest[:MAX_CHUNK]), T0)
        rest = rest[MAX_CHUNK:]
    assert answer is not None
    assert answer.state == "done"


def test_an_unfinished_photo_is_thrown_away_after_a_week(rooms: Rooms) -> None:
    rooms.room.take("box-1", pieces(RAW)[0], T0)
    part = next(rooms.folder.glob("photos/*/*.part"))
    os.utime(part, (T0 / 1000, T0 / 1000))
    assert rooms.room.sweep(T0 + 6 * DAY_MS) == 0
    assert rooms.room.sweep(T0 + 8 * DAY_MS) == 1
    assert not part.exists()


# -- attachments -----------------------------------------------------------------------------------

PERSONAL = write(MARIA, SALT)


def test_an_attachment_is_kept_apart_from_photos_and_handed_to_no_box(rooms: Rooms) -> None:
    answer = rooms.send(PERSONAL.raw, MIME)
    assert answer == PhotoAck(sha256=PERSONAL.sha256, have=len(PERSONAL.raw), state="done")
    assert rooms.attachments.place(PERSONAL.sha256).read_bytes() == PERSONAL.raw
    assert list(rooms.folder.glob("photos/*/*")) == []
    assert rooms.state(PERSONAL.sha256) == ("done", "", 0)
    answer = rooms.room.hand(PhotoAck(sha256=PERSONAL.sha256))
    assert isinstance(answer, PhotoAck)
    assert answer.reason == "not_here"


def test_an_attachment_that_comes_again_is_done_at_once(rooms: Rooms) -> None:
    first = rooms.send(PERSONAL.raw, MIME)
    rooms.open_again()
    assert rooms.send(PERSONAL.raw, MIME) == first
    assert len(list(rooms.folder.glob("attachments/*/*"))) == 1


def test_half_an_attachment_is_thrown_away_after_a_week(rooms: Rooms) -> None:
    (whole,) = pieces(PERSONAL.raw, MIME)
    rooms.room.take("box-1", replace(whole, data=whole.data[:50]), T0)
    (part,) = rooms.folder.glob("attachments/*/*.part")
    os.utime(part, (T0 / 1000, T0 / 1000))
    assert rooms.room.sweep(T0 + 8 * DAY_MS) == 1


@pytest.mark.input
@pytest.mark.parametrize(
    ("raw", "mime", "reason"),
    [
        (bytes(MAX_BYTES + 1), MIME, "too_large"),
        (b"#!/bin/sh\nrm -rf /\n", MIME, "not_an_attachment"),
        (jpeg(900), MIME, "not_an_attachment"),
        (b'{"fields":' * 1600, MIME, "not_an_attachment"),
        (b"[" * MAX_BYTES, MIME, "not_an_attachment"),
        (PERSONAL.raw[:-1], MIME, "not_an_attachment"),
        (PERSONAL.raw + b" ", MIME, "not_an_attachment"),
        (PERSONAL.raw, "image/jpeg", "not_a_picture"),
        (PERSONAL.raw, "Application/JSON", "bad_kind"),
        (PERSONAL.raw, "application/json; charset=utf-8", "bad_kind"),
    ],
)
def test_what_is_no_attachment_is_refused_and_leaves_no_file(
    rooms: Rooms, raw: bytes, mime: str, reason: str
) -> None:
    answer = rooms.send(raw, mime)
    assert answer is not None
    assert (answer.state, answer.reason) == ("refused", reason)
    assert not [*rooms.folder.glob("photos/*/*"), *rooms.folder.glob("attachments/*/*")]
    assert rooms.state(hashlib.sha256(raw).hexdigest()) == ("refused", reason, 0)


@pytest.mark.input
def test_an_attachment_under_a_wrong_digest_is_refused_the_third_time(rooms: Rooms) -> None:
    (whole,) = pieces(PERSONAL.raw, MIME)
    wrong = replace(whole, line=replace(whole.line, sha256="ab" * 32))
    told = [rooms.room.take("box-1", wrong, T0) for _ in range(3)]
    assert [(one.state, one.reason) for one in told if one] == [
        ("more", ""),
        ("more", ""),
        ("refused", "wrong_hash"),
    ]
    assert not list(rooms.folder.glob("attachments/*/*"))


# -- pictures of goods -----------------------------------------------------------------------------


def test_a_picture_is_handed_out_piece_by_piece(rooms: Rooms) -> None:
    rooms.pictures.put(RAW)
    got = b""
    while len(got) < len(RAW):
        chunk = rooms.room.hand(PhotoAck(sha256=NAME, have=len(got)))
        assert isinstance(chunk, PhotoChunk)
        assert (chunk.line.mime, chunk.line.offset) == ("image/jpeg", len(got))
        got += chunk.data
    assert got == RAW
    assert rooms.room.hand(PhotoAck(sha256=NAME, have=len(RAW), state="done")) is None


@pytest.mark.parametrize("have", [len(RAW), 2**53 - 1])
def test_a_question_beyond_the_end_is_answered_from_the_beginning(rooms: Rooms, have: int) -> None:
    rooms.pictures.put(RAW)
    chunk = rooms.room.hand(PhotoAck(sha256=NAME, have=have))
    assert isinstance(chunk, PhotoChunk)
    assert chunk.line.offset == 0


def test_a_picture_that_is_not_here_is_said_to_be_so(rooms: Rooms) -> None:
    answer = rooms.room.hand(PhotoAck(sha256=NAME))
    assert answer == PhotoAck(sha256=NAME, state="refused", reason="not_here")


def test_a_photo_of_a_point_is_no_picture_for_all(rooms: Rooms) -> None:
    rooms.send(RAW)
    answer = rooms.room.hand(PhotoAck(sha256=NAME))
    assert isinstance(answer, PhotoAck)
    assert answer.reason == "not_here"


# -- gone ------------------------------------------------------------------------------------------


def let_go(rooms: Rooms, *names: str) -> None:
    store = rooms.central.store
    with store.unit():
        store.evidence.expire([("box-1", name) for name in names], T0)


def test_the_file_of_one_that_is_to_go_goes_once_and_its_row_tells_so(rooms: Rooms) -> None:
    rooms.send(RAW)
    assert rooms.room.clear() == 0
    let_go(rooms, NAME)
    assert rooms.room.clear() == 1
    assert not rooms.photos.has(NAME)
    assert rooms.state() == ("gone", "", 0)
    assert rooms.room.clear() == 0


def test_a_central_killed_before_the_file_went_takes_it_away_after_its_start(rooms: Rooms) -> None:
    rooms.send(RAW)
    let_go(rooms, NAME)
    rooms.open_again()
    assert rooms.photos.has(NAME)
    assert rooms.room.clear() == 1
    assert not rooms.photos.has(NAME)


def test_a_central_killed_after_it_but_before_the_note_does_it_again(rooms: Rooms) -> None:
    rooms.send(RAW)
    let_go(rooms, NAME)
    rooms.photos.remove(NAME)
    rooms.open_again()
    assert rooms.room.clear() == 1
    assert rooms.central.store.evidence.due(9) == []


def test_a_file_that_came_back_goes_again_at_the_next_start(rooms: Rooms) -> None:
    other = jpeg(5000)
    rooms.send(RAW)
    rooms.send(other)
    let_go(rooms, NAME)
    rooms.room.clear()
    rooms.photos.put(RAW)  # a folder from a backup
    assert rooms.room.clear_again() == 1
    assert not rooms.photos.has(NAME)
    assert rooms.photos.has(name_of(other))
    assert rooms.room.clear_again() == 0


@pytest.mark.parametrize("sent", [0, 1, 2])
def test_one_that_was_late_on_its_way_does_not_stay(rooms: Rooms, sent: int) -> None:
    chunks = pieces(RAW)
    for chunk in chunks[:sent]:
        rooms.room.take("box-1", chunk, T0)
    let_go(rooms, NAME)
    told = rooms.room.take("box-1", chunks[sent], T0)
    assert told == PhotoAck(sha256=NAME, have=len(RAW), state="done"), "it is sent no more"
    assert list(rooms.photos.names()) == []


def test_one_that_goes_while_it_is_written_does_not_stay(rooms: Rooms) -> None:
    *before, last = pieces(RAW)
    for chunk in before:
        rooms.room.take("box-1", chunk, T0)
    kept = rooms.photos.take

    def take(chunk: PhotoChunk, known: Known) -> Step:
        step = kept(chunk, known)
        let_go(rooms, NAME)  # another process takes the erasure in
        rooms.room.clear()
        rooms.photos.put(RAW)
        return step

    rooms.photos.take = take  # type: ignore[method-assign]
    told = rooms.room.take("box-1", last, T0)
    assert told is not None
    assert told.state == "done"
    assert list(rooms.photos.names()) == []


def test_a_disk_that_does_not_let_go_is_asked_again(rooms: Rooms) -> None:
    rooms.send(RAW)
    let_go(rooms, NAME)
    place = rooms.photos.place(NAME)
    place.unlink()
    place.mkdir()  # what unlink refuses
    assert rooms.room.clear() == 0
    place.rmdir()
    assert rooms.room.clear() == 1


def test_one_that_cannot_go_holds_up_none_after_it(
    rooms: Rooms, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(photo_room, "_AT_ONCE", 2)
    names = sorted(name_of(jpeg(1000 + n)) for n in range(5))
    for n in range(5):
        rooms.send(jpeg(1000 + n))
    let_go(rooms, *names)
    stuck = [rooms.photos.place(name) for name in names[:2]]
    for place in stuck:
        place.unlink()
        place.mkdir()  # what unlink refuses
    assert [rooms.room.clear() for _ in range(3)] == [0, 2, 1]
    assert [rooms.state(name) for name in names[2:]] == [("gone", "", 0)] * 3
    assert [rooms.room.clear() for _ in range(4)] == [0, 0, 0, 0]
    assert len(caplog.records) < 5, "8 times refused"
    for place in stuck:
        place.rmdir()
    assert sum(rooms.room.clear() for _ in range(2)) == 2
    assert rooms.central.store.evidence.due(9) == []


def test_bytes_that_are_another_photo_too_stay(rooms: Rooms) -> None:
    rooms.send(RAW)
    box = Box()
    box.tell(PhotoTaken("f1", NAME, "P1", Purpose.DAMAGE))
    rooms.central.register("box-2", "p2")
    rooms.central.take(box.hello(), box.batch(1))
    with rooms.central.store.unit():
        rooms.central.store.evidence.expire([("box-2", NAME)], T0)
    assert rooms.room.clear() == 1
    assert rooms.photos.has(NAME)
