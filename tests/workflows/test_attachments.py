"""Personal fields wait for the central in a file that goes when it has them, and in no journal."""

from pathlib import Path

import pytest

from kiosk.core.attachments import MIME, PURPOSE, BadAttachment, fields_of, read, write
from kiosk.core.facts.evidence import PhotoTaken
from kiosk.core.facts.fact import Fact
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import Purpose
from kiosk.store.photos import PhotoRow
from kiosk.sync.photo_folder import PhotoFolder
from kiosk.workflows.attachments import NO_FILE, Pouch
from kiosk.workflows.photos import Album
from tests.core.test_attachments import MARIA, SALT, OpeningApplicant
from tests.faults.test_disk import no_file_beyond
from tests.sync.photo_world import jpeg
from tests.workflows.conftest import DAY_MS, T0, Point

WRITTEN = write(MARIA, SALT)
NAME = WRITTEN.sha256
ROOM = 5000


def told(sha256: str) -> tuple[Fact, ...]:
    """Return a fact that names a digest."""
    return (PhotoTaken("r-1", sha256, "opening-1", Purpose.ACCEPT),)


def lay_down(point: Point, fields: OpeningApplicant = MARIA) -> str | Refused:
    return point.desk.attachments.lay_down(fields, "opening-1", told)


def tick(point: Point, times: int = 3) -> None:
    for _ in range(times):
        point.desk.photos.tick()


def row(point: Point) -> PhotoRow | None:
    return point.store.photos.get(NAME)


def delivered(point: Point, reason: str = "") -> None:
    point.mailbox.photo_ended(NAME, reason, point.clock.stamp.at)


def personal(folder: Path) -> list[Path]:
    """Return the files in which a word of the applicant's can be read."""
    words = [word.encode() for word in (MARIA.name, MARIA.mail, MARIA.phone)]
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path for path in files if any(word in path.read_bytes() for word in words)]


@pytest.fixture
def files(point: Point) -> PhotoFolder:
    """The folder of photos at a counter without a camera, with little room in it."""
    made = PhotoFolder(point.folder / "photos")
    arrived = PhotoFolder(point.folder / "arrived")
    point.album = Album(None, None, made, arrived, lambda *_: None, ROOM)  # type: ignore[arg-type]
    point.pouch = Pouch(made, lambda: SALT)
    point.restart()
    return made


def test_fields_are_kept_as_the_most_urgent_of_all_and_then_named(
    point: Point, files: PhotoFolder
) -> None:
    assert lay_down(point) == NAME
    assert fields_of(read(files.piece(NAME, 0, 9999)), OpeningApplicant) == MARIA
    size = len(WRITTEN.raw)
    assert row(point) == PhotoRow(
        NAME, size, MIME, urgent=True, subject="opening-1", purpose=PURPOSE, taken_at=T0
    )
    (event,) = point.events("photo.")
    assert (event.facts, event.actor) == (told(NAME)[0], "anna")
    assert point.desk.photos.shots("opening-1", Purpose.ACCEPT).taken == (), "it is no photo"


def test_no_personal_byte_is_in_a_journal_or_in_any_database(
    point: Point, files: PhotoFolder
) -> None:
    lay_down(point)
    assert personal(point.folder) == [files.place(NAME)]
    bodies = b"".join(row.body for row in point.store.journal.since(0, 100_000))
    assert NAME.encode() in bodies
    assert SALT.hex().encode() not in bodies, "the digest must stay a riddle"


def test_the_file_goes_as_soon_as_the_central_has_it(point: Point, files: PhotoFolder) -> None:
    lay_down(point)
    tick(point)
    assert files.has(NAME)
    delivered(point)
    tick(point, 1)
    assert personal(point.folder) == []
    after = row(point)
    assert after is not None
    assert (after.ended_at, after.refused, after.size) == (T0, "", 0)


def test_a_final_refusal_takes_the_file_too_and_stays_told(
    point: Point, files: PhotoFolder
) -> None:
    lay_down(point)
    delivered(point, "day_full")
    tick(point)
    assert files.has(NAME), "it may come another day"
    delivered(point, "bad_kind")
    tick(point)
    assert personal(point.folder) == []
    point.clock.pass_ms(89 * DAY_MS)
    tick(point)
    after = row(point)
    assert after is not None
    assert after.refused == "bad_kind"
    point.clock.pass_ms(2 * DAY_MS)
    tick(point)
    assert row(point) is None


def test_neither_a_full_room_nor_time_throws_away_what_waits(
    point: Point, files: PhotoFolder
) -> None:
    for number in range(4):
        photo = files.put(jpeg(ROOM, number))
        with point.counter.unit():
            point.store.photos.keep(PhotoRow(photo, ROOM, "image/jpeg", False, "P1", "accept", T0))  # noqa: FBT003
            point.store.photos.end(photo, T0, "") if number else None
    assert point.desk.photos.is_full()
    assert lay_down(point) == NAME
    point.clock.pass_ms(400 * DAY_MS)
    tick(point)
    assert files.has(NAME)
    delivered(point)
    tick(point)
    assert row(point) is not None, "what became of it is told for a term, and takes no room"
    assert not files.has(NAME)


def test_a_plug_pulled_between_file_and_mark_costs_nothing(
    point: Point, files: PhotoFolder
) -> None:
    lay_down(point)
    delivered(point)
    files.remove(NAME)
    point.restart()
    tick(point, 1)
    after = row(point)
    assert after is not None
    assert (after.ended_at, after.refused) == (T0, "")


def test_a_copy_put_back_from_before_the_delivery_waits_for_nothing(
    point: Point, files: PhotoFolder
) -> None:
    lay_down(point)
    point.restart()
    assert point.store.photos.attachments_waiting() == (NAME,), "its file is here"
    files.remove(NAME)
    point.restart()
    assert point.store.photos.attachments_waiting() == ()
    after = row(point)
    assert after is not None
    assert after.refused == NO_FILE


def test_a_file_no_row_tells_of_is_swept_away_after_a_start(
    point: Point, files: PhotoFolder
) -> None:
    files.put(WRITTEN.raw)
    point.restart()
    tick(point)
    assert personal(point.folder) == []


@pytest.mark.disk
def test_a_file_the_disk_does_not_let_go_of_stays_told_as_waiting(
    point: Point, files: PhotoFolder
) -> None:
    lay_down(point)
    delivered(point)
    files.place(NAME).unlink()
    files.place(NAME).mkdir()  # removing it is an error of the system
    tick(point)
    after = row(point)
    assert after is not None
    assert after.ended_at is None
    files.place(NAME).rmdir()
    point.restart()
    tick(point)
    after = row(point)
    assert after is not None
    assert after.ended_at == T0


@pytest.mark.disk
def test_what_the_disk_does_not_take_is_neither_kept_nor_told(
    point: Point, files: PhotoFolder
) -> None:
    with no_file_beyond(10):
        assert lay_down(point) == Refused(Reason.STORAGE_READ_ONLY)
    point.read_only()
    assert lay_down(point) == Refused(Reason.STORAGE_READ_ONLY)
    assert personal(point.folder) == []
    assert [*files.path.rglob("*.part")] == []
    assert (row(point), point.events("photo.")) == (None, [])


@pytest.mark.input
def test_fields_out_of_bounds_leave_nothing(point: Point, files: PhotoFolder) -> None:
    with pytest.raises(BadAttachment):
        lay_down(point, OpeningApplicant("x" * 1001))
    assert list(files.names()) == []
    assert point.events("photo.") == []


def test_a_box_without_a_folder_says_so(point: Point) -> None:
    assert lay_down(point) == Refused(Reason.STORAGE_READ_ONLY)
