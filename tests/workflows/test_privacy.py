"""A customer is forgotten when nothing of theirs is open, and not a moment earlier."""

from pathlib import Path

import msgspec
import pytest
from msgspec import Struct

from kiosk.core import messages
from kiosk.core.erase_letters import EraseWithdrawn
from kiosk.core.erasure import Held
from kiosk.core.messages import CustomerLine, EraseRequest
from kiosk.core.receipts import Doc, Text
from kiosk.core.refusals import Reason, Refused
from kiosk.store import tombstones
from kiosk.store.db import open_reader, snapshot
from kiosk.store.photos import PhotoRow
from kiosk.sync.photo_folder import PhotoFolder
from kiosk.workflows.privacy import Archive, Erasure
from tests.workflows.conftest import T0, Point

NAME, TAIL = "Mariposa Q.", "8675"
DUE = T0 + 30 * 24 * 3600 * 1000
JPEG = b"\xff\xd8 a photo of Mariposa's parcel"


@pytest.fixture
def archived(point: Point, tmp_path: Path) -> Point:
    """The counter with its folders; the owner is signed in."""
    point.archive = Archive(PhotoFolder(tmp_path / "photos"), tmp_path / tombstones.NAME)
    point.restart()
    point.sign_in("olga")
    return point


def stock(point: Point, parcel: str = "P1", seen: int = 0) -> None:
    """Bring a parcel of the customer onto the shelf."""
    delivery = f"D-{parcel}"
    line = messages.ManifestLine(parcel, order=f"o-{parcel}", customer_ref="c1")
    point.mail(
        messages.DeliveryAnnounced(delivery, "Meridian", T0),
        messages.DeliveryPart(delivery, 1, (line,), (CustomerLine("c1", NAME, TAIL),)),
        messages.CodesSet("c1", (point.window(point.code_of("c1")),)),
        seen=seen,
    )
    point.desk.accept.arrive(delivery)
    point.take_papers()
    point.desk.accept.receive(delivery, parcel)
    point.desk.place.move(parcel, "A-01")


def issue(point: Point, parcel: str = "P1") -> None:
    card = point.desk.issue.open(point.shown("c1"))
    assert not isinstance(card, Refused)
    assert card.session
    assert not isinstance(point.desk.issue.pick(card.session.session, parcel), Refused)
    assert not isinstance(point.desk.issue.complete(card.session.session), Refused)


def with_photo(point: Point, subject: str = "P1") -> str:
    assert point.archive
    sha256 = point.archive.photos.put(JPEG)
    row = PhotoRow(sha256, len(JPEG), "image/jpeg", False, subject, "damage", T0)  # noqa: FBT003
    with point.counter.unit():
        point.store.photos.keep(row)
    return sha256


def found_in(folder: Path, *needles: str) -> list[str]:
    """Return every file with one of these in it, in whatever form."""
    forms = [
        form
        for needle in needles
        for form in (
            needle.encode(),
            needle.encode("utf-16-le"),
            needle.encode("utf-16-be"),
            needle.lower().encode(),
            needle.split()[0].lower().encode(),
        )
    ]
    files = [path for path in folder.rglob("*") if path.is_file()]
    return sorted(path.name for path in files if any(form in path.read_bytes() for form in forms))


def test_a_request_is_parked_while_an_order_is_open_and_done_when_it_closes(
    archived: Point,
) -> None:
    stock(archived)
    archived.mail(EraseRequest("r1", "c1", DUE))
    archived.desk.tick(0)
    assert archived.desk.privacy.waiting() == (Erasure("r1", Held.PARCELS, DUE),)
    assert archived.store.customers.get("c1")
    issue(archived)
    archived.desk.tick(0)
    assert archived.desk.privacy.waiting() == ()
    assert archived.store.customers.get("c1") is None
    asked, erased = archived.events("erasure.asked"), archived.events("customer.erased")
    assert [e.facts.request for e in (*asked, *erased)] == ["r1", "r1"]  # type: ignore[attr-defined]
    assert erased[0].actor == "system"
    audit = archived.store.journal.audit()
    assert (audit.broken_at, audit.differing) == (None, ())


def test_what_waits_survives_a_restart(archived: Point) -> None:
    stock(archived)
    archived.mail(EraseRequest("r1", "c1", DUE))
    archived.restart()
    assert [one.request for one in archived.desk.privacy.waiting()] == ["r1"]


def test_not_one_byte_of_the_customer_is_left_in_any_file(archived: Point) -> None:
    stock(archived)
    photo = with_photo(archived)
    issue(archived)
    folder = archived.folder
    assert set(found_in(folder, NAME, TAIL)) > {"counter.db-wal"}, "else the search is blind"
    archived.mail(EraseRequest("r1", "c1", DUE))
    archived.desk.tick(0)
    archived.mailbox.blank_applied("e" * 16, 10_000)
    assert found_in(folder, NAME, TAIL, "Mariposa") == []
    assert archived.archive
    assert archived.archive.photos.size(photo) == 0
    assert archived.store.search("maripo") == ()
    (erased,) = archived.events("customer.erased")
    assert erased.facts.photos == 1  # type: ignore[attr-defined]
    assert erased.facts.papers > 0  # type: ignore[attr-defined]


def test_a_reader_in_the_way_does_not_keep_the_old_bytes_for_long(archived: Point) -> None:
    stock(archived)
    issue(archived)
    reader = open_reader(archived.store._writer.path)
    with snapshot(reader):
        reader.execute("SELECT count(*) FROM customer").fetchone()
        archived.mail(EraseRequest("r1", "c1", DUE))
        archived.desk.tick(0)
        assert archived.store.customers.get("c1") is None
        assert "counter.db-wal" in found_in(archived.folder, NAME)
    reader.close()
    archived.clock.pass_ms(5_000)
    archived.desk.tick(0)
    archived.mailbox.blank_applied("e" * 16, 10_000)
    assert found_in(archived.folder, NAME) == []


def test_a_letter_written_before_does_not_bring_them_back_and_a_new_order_does(
    archived: Point,
) -> None:
    stock(archived)
    issue(archived)
    archived.mail(EraseRequest("r1", "c1", DUE))
    archived.desk.tick(0)
    knew = archived.store.journal.head().seq
    stock(archived, "P2", seen=knew - 5)
    assert archived.store.customers.get("c1") is None
    assert archived.store.codes.windows("c1") == ()
    stock(archived, "P3", seen=knew)
    assert archived.store.customers.get("c1")
    assert archived.store.codes.windows("c1")


def test_an_erasure_at_the_counter_needs_the_right_and_gives_a_slip(archived: Point) -> None:
    stock(archived)
    issue(archived)
    archived.take_papers()
    archived.sign_in("igor")
    assert archived.desk.privacy.ask("c1") == Refused(Reason.NOT_ALLOWED, {"right": "erase"})
    archived.sign_in("olga")
    done = archived.desk.privacy.ask("c1")
    assert isinstance(done, Erasure)
    assert done.held is None
    (slip,) = archived.take_papers()
    assert isinstance(slip.elements[0], Text)
    assert slip.elements[0].left == "Your data is erased"
    assert NAME not in msgspec.json.encode(slip).decode()
    assert archived.events("customer.erased")[0].actor == "olga"
    assert archived.desk.privacy.ask("c9") == Refused(Reason.NOT_KNOWN_HERE)


def test_one_who_asks_twice_is_asked_for_once(archived: Point) -> None:
    stock(archived)
    first, second = archived.desk.privacy.ask("c1"), archived.desk.privacy.ask("c1")
    assert first == second
    assert len(archived.events("erasure.asked")) == 1
    assert archived.desk.privacy.standing("c1") == first
    assert [doc.elements[0].left for doc in archived.take_papers()][-1] == (  # type: ignore[union-attr]
        "Your data will be erased"
    )


def test_a_disk_that_takes_no_tombstone_takes_no_erasure(archived: Point) -> None:
    stock(archived)
    issue(archived)
    assert archived.archive
    archived.archive.tombstones.mkdir()
    assert archived.desk.privacy.ask("c1") == Refused(Reason.STORAGE_READ_ONLY)
    assert archived.store.customers.get("c1")
    archived.archive.tombstones.rmdir()
    archived.clock.pass_ms(60_000)
    archived.desk.tick(0)
    assert archived.store.customers.get("c1") is None


def test_a_receipt_of_them_is_found_no_more(archived: Point) -> None:
    stock(archived)
    issue(archived)
    assert not isinstance(archived.desk.receipts.of_parcel("P1"), Refused)
    archived.desk.privacy.ask("c1")
    assert archived.desk.receipts.of_parcel("P1") == Refused(Reason.RECEIPT_NOT_KNOWN)
    docs = archived.store.db.execute("SELECT doc FROM print_job").fetchall()
    assert all(msgspec.json.decode(doc, type=Doc) is not None for (doc,) in docs)
    assert all(b"P1" not in doc for (doc,) in docs if b'"act"' not in doc)


def test_what_is_taken_back_is_told_to_the_tombstones_once(archived: Point) -> None:
    stock(archived)
    assert archived.archive
    asked = archived.desk.privacy.ask("c1")
    assert isinstance(asked, Erasure)
    archived.mail(EraseRequest("r9", "c1", DUE), EraseWithdrawn("r9", "c1"))
    assert archived.desk.privacy.take_back("c1") == asked.request
    for _ in range(2):
        archived.desk.tick(0)
        archived.restart()
        archived.sign_in("olga")
    told = tombstones.read(archived.archive.tombstones)
    assert [(one.request, one.is_kept) for one in told] == [("r9", True), (asked.request, True)]
    assert b"c1" not in archived.archive.tombstones.read_bytes()


def test_what_was_told_of_erasures_is_read_once_and_only_where_there_is_more(
    archived: Point,
) -> None:
    stock(archived)
    archived.desk.privacy.tick()
    archived.mail(EraseRequest("r9", "c1", DUE), EraseWithdrawn("r9", "c1"))
    spoken: list[str] = []
    archived.store.db.conn.set_trace_callback(spoken.append)
    archived.desk.privacy.tick()
    readings = [sql for sql in spoken if sql.startswith("SELECT seq, body FROM journal")]
    assert len(readings) == 1
    spoken.clear()
    archived.desk.privacy.tick()
    archived.store.db.conn.set_trace_callback(None)
    assert len(spoken) == 1, "whether there is more"


class FirstStone(Struct):
    """A line as a program reads it that knows of no take-back, and that a rollback puts here."""

    mark: str
    request: str
    at: int
    seq: int = 0


def test_a_program_of_before_takes_no_take_back_for_a_grave(archived: Point) -> None:
    stock(archived)
    assert archived.archive
    archived.mail(EraseRequest("r9", "c1", DUE), EraseWithdrawn("r9", "c1"))
    archived.desk.tick(0)
    archived.desk.privacy.ask("c1")
    issue(archived)
    archived.desk.tick(0)
    assert archived.store.customers.get("c1") is None
    lines = [line for line in archived.archive.tombstones.read_bytes().splitlines() if line]
    kept, grave = lines
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(kept, type=FirstStone)
    assert len(msgspec.json.decode(grave, type=FirstStone).mark) == 64


def test_a_disk_that_takes_no_such_line_is_asked_again(archived: Point) -> None:
    stock(archived)
    assert archived.archive
    path = archived.archive.tombstones
    path.mkdir()
    archived.mail(EraseRequest("r9", "c1", DUE), EraseWithdrawn("r9", "c1"))
    archived.desk.tick(0)
    path.rmdir()
    archived.clock.pass_ms(60_001)
    archived.desk.tick(0)
    assert [one.request for one in tombstones.read(path)] == ["r9"]
