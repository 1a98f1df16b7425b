"""Promise 7 of TRUST.md: after an erasure, no file of the kiosk or of the central has the person.

A customer goes through all a point does with them: a wish in the central's spool, a manifest, a
pickup code, another point, a return, a photo at both ends, stickers and receipts, a backup, a
restart; all of it under a log that takes every word. Then every file is searched byte by byte, in
every form a name may have; the same search finds them in many files before.
"""

import io
import logging
import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PIL import Image

from kiosk.central.manifests import Manifest
from kiosk.central.photo_room import PhotoRoom
from kiosk.central.store_sqlite import SqliteStore
from kiosk.central.wish_forms import DeliveryWish
from kiosk.central.wishes import Wishes, answer_at, leave
from kiosk.core import evidence, messages
from kiosk.core.events import Event, type_of
from kiosk.core.facts.evidence import PhotoTaken
from kiosk.core.facts.fact import Fact, Item
from kiosk.core.messages import CustomerLine
from kiosk.core.refusals import Refused
from kiosk.core.stickers import StickerRules, StickersOn
from kiosk.core.words import Purpose
from kiosk.store import backups, tombstones
from kiosk.store.backups import DAY_MS, Kind, Wanted
from kiosk.store.ladder import Ladder
from kiosk.store.photos import PhotoRow
from kiosk.store.replay import Replay
from kiosk.sync.mailbox import Letter, Mark
from kiosk.sync.photo_folder import PhotoFolder
from kiosk.sync.photo_packets import MAX_CHUNK, PhotoChunk
from kiosk.sync.photos import ATTACHMENTS
from kiosk.sync.protocol import PhotoAck, PhotoLine
from kiosk.workflows.privacy import Archive
from tests.central.conftest import Box, Central
from tests.workflows.conftest import CELLS, POLICY, STAFF, T0, Point

NAME, TAIL = "Мариэтта Ж.", "8675"
DOCUMENT = "docmark-40817"  # what a clerk or a customer may write of a document
EPOCH = "e" * 16


def _jpeg(words: str) -> bytes:
    """Return a picture that says something beside what it shows."""
    file = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(file, "JPEG")
    return evidence.told_apart(file.getvalue(), words)


JPEG = _jpeg("Marietta's passport docmark-40817")
LATE = _jpeg("Marietta's passport docmark-40817, once more")


class World:
    """A point and its central, carried between by hand; a log of every word beside them."""

    def __init__(self, folder: Path) -> None:
        self.log = logging.FileHandler(_made(folder / "logs") / "all.log", encoding="utf-8")
        self.log.setLevel(logging.DEBUG)
        root = logging.getLogger()
        self._level = root.level
        root.addHandler(self.log)
        root.setLevel(logging.DEBUG)
        self.point = Point(_made(folder / "box"))
        self.point.archive = Archive(
            PhotoFolder(self.point.folder / "photos"), self.point.folder / tombstones.NAME
        )
        self.point.stickers = StickerRules(StickersOn.ANY_PRINTER)
        self.point.restart()
        self.central = Central(_made(folder / "office") / "central.db")
        self.box, self._down = Box("box-1", "0" * 16), 0
        office = folder / "office"
        self.spool = office / "wishes"
        self.photos = PhotoFolder(office / "photos")
        self.room = PhotoRoom(
            self.photos,
            PhotoFolder(office / "pictures"),
            PhotoFolder(office / "attachments", ATTACHMENTS),
            self.central.store,
        )
        self.folder = folder

    def wish(self, wish: DeliveryWish) -> None:
        """Leave a wish as a person does, and let the central grant it."""
        wishes = Wishes(self.spool, self.central.store, lambda: b"s" * 32)
        answer = leave(self.spool, wish, "w1")
        assert found(self.folder / "office"), "it lies there with the name"
        (waiting,) = wishes.waiting()
        assert wishes.grant(waiting, T0).ok
        assert answer_at(answer)
        self.carry()

    def send(self, raw: bytes, sha256: str) -> PhotoAck | None:
        """Send a photo up, piece by piece."""
        answer = None
        for at in range(0, len(raw), MAX_CHUNK):
            line = PhotoLine(sha256, len(raw), at, "image/jpeg")
            answer = self.room.take("box-1", PhotoChunk(line, raw[at : at + MAX_CHUNK]), T0)
        return answer

    def queue(self, *letters: messages.Letter) -> None:
        self.central.queue(*letters)
        self.carry()

    def carry(self) -> None:
        """Take the letters down and obey them, then the journal up."""
        point, store = self.point, self.central.store
        first, raws = store.above("box-1", self._down, 1000, 10**9)
        for seq, raw in enumerate(raws, start=first):
            head = msgspec.json.decode(raw)
            letter = Letter(seq, head["id"], head["type"], raw, None)
            point.mailbox.receive(Mark(EPOCH, seq), [letter])
            self._down = seq
        while point.desk.mailroom.slice():
            pass
        point.desk.tick(0)
        point.mailbox.blank_applied(EPOCH, self._down)
        had = self.box.head
        for row in point.store.journal.since(had, 100_000):
            self.box.write(row.body, row.id)
        if self.box.head > had:
            if not had:
                self.central.take(self.box.hello())
            self.central.take(self.box.batch(had + 1))
        assert isinstance(store, SqliteStore)
        store.tidy()
        self.room.clear()

    def close(self) -> None:
        self.point.close()
        self.central.store.close()
        root = logging.getLogger()
        root.removeHandler(self.log)
        root.setLevel(self._level)
        self.log.close()


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    made.point.counter.ensure_cell_map(CELLS)
    made.queue(messages.PolicySet(1, msgspec.Raw(msgspec.json.encode(POLICY))))
    for staff, role in STAFF.items():
        made.queue(messages.StaffUpsert(staff, f"{staff.title()} K.", role))
    made.point.sign_in("olga")
    yield made
    made.close()


def live(world: World) -> None:
    """Let the customer meet everything that keeps something of them."""
    point, person = world.point, CustomerLine("c1", NAME, TAIL)
    line = messages.ManifestLine("48210001-0001-1", order="48210001-0001", customer_ref="c1")
    there = messages.OtherPoint("7732", "Lesnaya 12")
    away = messages.ElsewhereLine("48210001-0002-1", "7732", is_ready=True)
    lines = (line, messages.ManifestLine("48210001-0009-1", customer_ref="c2"))
    customers = (person, CustomerLine("c2", "Igor P.", "1111"))
    world.wish(DeliveryWish("p1", Manifest("D1", "Meridian", T0, lines, customers)))
    world.queue(
        messages.CodesSet("c1", (point.window(point.code_of("c1")),)),
        messages.ElsewhereSet("c1", T0, (away,), (there,)),
        messages.ReturnExpected(
            "R1", "ii5275210303", "c1", (Item("Mug"),), person, reason=f"my {DOCUMENT} fell on it"
        ),
        messages.ReturnCancelled("R1"),
    )
    point.desk.accept.arrive("D1")
    assert not isinstance(point.desk.accept.receive("D1", line.parcel), Refused)
    point.desk.place.move(line.parcel, "A-01")
    card = point.desk.issue.open(point.shown("c1"))
    assert not isinstance(card, Refused)
    assert card.session
    visit = card.session.session
    assert point.archive
    sha256 = point.archive.photos.put(JPEG)
    with point.counter.unit():
        point.store.photos.keep(
            PhotoRow(sha256, len(JPEG), "image/jpeg", urgent=True, subject=visit,
                     purpose="issue", taken_at=T0)
        )  # fmt: skip
        point.counter.record(PhotoTaken("f1", sha256, visit, Purpose.ISSUE))
    told = world.send(JPEG, sha256)
    assert told is not None
    assert told.state == "done"
    assert not isinstance(point.desk.issue.pick(visit, line.parcel), Refused)
    assert not isinstance(point.desk.issue.complete(visit), Refused)
    # a code that is wrong, and a search for them
    point.desk.find.search(TAIL)
    world.carry()


def forms(needle: str) -> set[bytes]:
    """Return a text in every form it may have in a file."""
    first = needle.partition(" ")[0]
    said = (needle, needle.lower(), needle.upper(), first, first.lower())
    found: set[bytes] = set()
    for one in said:
        found |= {one.encode(), one.encode("utf-16-le"), one.encode("utf-16-be")}
        found.add(one.encode("unicode_escape"))
        found.add(one.replace("ё", "е").encode())
    return found


NEEDLES = frozenset().union(*map(forms, (NAME, f'"{TAIL}"', f"…{TAIL}", DOCUMENT, "Marietta")))


def found(folder: Path) -> list[str]:
    """Return every file that has any of it."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    bad = [p for p in files if any(form in p.read_bytes() for form in NEEDLES)]
    return [str(path.relative_to(folder)) for path in bad]


def test_no_byte_of_an_erased_customer_is_left_anywhere(world: World) -> None:
    live(world)
    folder = world.point.folder
    backups.make(folder / "counter.db", folder / "backups", Wanted("box-1", Kind.HOURLY, T0))
    before = found(world.folder)
    assert {path.split("/")[0] for path in before} == {"box", "office"}, "else it is blind"
    assert any(path.startswith("box/backups/") for path in before)
    assert any(path.startswith("box/photos/") for path in before)
    assert any(path.startswith("office/photos/") for path in before)
    with world.central.store.unit():
        world.central.store.erase("r1", "c1", T0, T0 + 30 * DAY_MS)
    world.carry()
    world.carry()
    left = found(world.folder)
    assert left == [path for path in before if path.startswith("box/backups/")], "by expiry"
    later = T0 + 7 * DAY_MS + 1
    made = Wanted("box-1", Kind.HOURLY, later)
    backups.make(folder / "counter.db", folder / "backups", made)
    backups.thin(folder / "backups", later, 10**9)
    assert found(world.folder) == []
    audit = world.point.store.journal.audit()
    assert (audit.broken_at, audit.differing) == (None, ())
    (told,) = world.central.store.questions.erasures()
    assert told.boxes["box-1"][0] == "erased"


def test_nor_after_a_restore_of_an_older_backup(world: World) -> None:
    live(world)
    folder = world.point.folder
    file = folder / "counter.db"
    made = backups.make(file, folder / "backups", Wanted("box-1", Kind.HOURLY, T0))
    with world.central.store.unit():
        world.central.store.erase("r1", "c1", T0, T0 + 30 * DAY_MS)
    world.carry()
    world.point.store.close()
    file.unlink()
    replay = Replay(tombstones.read(folder / tombstones.NAME), world.point.counter.keys.pepper)
    ladder = Ladder(folder, "box-1", acked=0, epoch="b" * 16, at=T0 + 5,
                    told=lambda fact: _event(world.point, fact),
                    replay=replay)  # fmt: skip
    assert ladder.take(made) is not None
    shutil.rmtree(folder / "evidence")
    shutil.rmtree(folder / "backups")
    world.point._open()  # files without a row are swept away after a start
    assert found(world.folder) == []
    assert world.point.store.customers.get("c2") is not None


def _event(point: Point, fact: Fact) -> Event:
    now = point.clock()
    return Event(
        id=point.new_id(), type=type_of(fact), tv=1, recorded_at=now.at, mono=now.mono,  # type: ignore[arg-type]
        boot=now.boot, clock=now.clock, actor="system", facts=fact,  # type: ignore[arg-type]
    )  # fmt: skip


def test_a_photo_that_was_late_on_its_way_does_not_stay(world: World) -> None:
    live(world)
    point = world.point
    (event,) = point.events("photo.taken")
    sha256 = PhotoFolder(point.folder / "elsewhere").put(LATE)
    shutil.rmtree(point.folder / "elsewhere")
    with point.counter.unit():
        point.counter.record(PhotoTaken("f2", sha256, event.facts.subject, Purpose.ISSUE))  # type: ignore[union-attr]
    world.carry()
    with world.central.store.unit():
        world.central.store.erase("r1", "c1", T0, T0 + 30 * DAY_MS)
    world.carry()
    world.carry()
    assert found(world.folder) == []
    told = world.send(LATE, sha256)
    assert told is not None
    assert told.state == "done", "and is asked for no more"
    assert found(world.folder) == []


def test_the_log_takes_every_word_and_says_none_of_a_person(world: World) -> None:
    live(world)
    bad = world.spool / "w9.wish"
    whole = {"type": "delivery", "point": "p1", "manifest": {"delivery": NAME, "customers": TAIL}}
    bad.write_bytes(msgspec.json.encode(whole))
    wishes = Wishes(world.spool, world.central.store, lambda: b"s" * 32)
    assert not wishes.grant(bad, T0).ok
    for typed in (NAME, TAIL, DOCUMENT):
        world.point.desk.find.search(typed)
    with world.central.store.unit():
        world.central.store.erase("r1", "c1", T0, T0 + 30 * DAY_MS)
    world.carry()
    said = (world.folder / "logs" / "all.log").read_text("utf-8")
    for words in ("a wish could not be read", "r1 is done: 1 photos"):
        assert words in said, "else nothing was logged"
    world.carry()
    assert found(world.folder) == []
