"""Promise 7 of TRUST.md: after an erasure, no file of the kiosk or of the central has the person.

A customer goes through all a point does with them: a manifest, a pickup code, another point, a
return, a photo, stickers and receipts, a backup, a restart. Then every file is searched byte by
byte, in every form a name may have; the same search finds them in many files before.
"""

import shutil
from pathlib import Path

import msgspec
import pytest

from kiosk.central.store_sqlite import SqliteStore
from kiosk.core import messages
from kiosk.core.events import Event, type_of
from kiosk.core.facts.fact import Fact, Item
from kiosk.core.messages import CustomerLine
from kiosk.core.refusals import Refused
from kiosk.core.stickers import StickerRules, StickersOn
from kiosk.store import backups, tombstones
from kiosk.store.backups import DAY_MS, Kind, Wanted
from kiosk.store.ladder import Ladder
from kiosk.store.photos import PhotoRow
from kiosk.store.replay import Replay
from kiosk.sync.mailbox import Letter, Mark
from kiosk.sync.photo_folder import PhotoFolder
from kiosk.workflows.privacy import Archive
from tests.central.conftest import Box, Central
from tests.workflows.conftest import CELLS, POLICY, STAFF, T0, Point

NAME, TAIL = "Мариэтта Ж.", "8675"
DOCUMENT = "docmark-40817"  # what a clerk or a customer may write of a document
JPEG = b"\xff\xd8 exif: Marietta's passport docmark-40817"
EPOCH = "e" * 16


class World:
    """A point and its central, carried between by hand."""

    def __init__(self, folder: Path) -> None:
        self.point = Point(_made(folder / "box"))
        self.point.archive = Archive(
            PhotoFolder(self.point.folder / "photos"), self.point.folder / tombstones.NAME
        )
        self.point.stickers = StickerRules(StickersOn.ANY_PRINTER)
        self.point.restart()
        self.central = Central(_made(folder / "office") / "central.db")
        self.box, self._down = Box("box-1", "0" * 16), 0
        self.folder = folder

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

    def close(self) -> None:
        self.point.close()
        self.central.store.close()


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


@pytest.fixture
def world(tmp_path: Path):  # noqa: ANN201
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
    world.queue(
        messages.DeliveryAnnounced("D1", "Meridian", T0),
        messages.DeliveryPart("D1", 1, (line,), (person, CustomerLine("c2", "Igor P.", "1111"))),
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
                     purpose="document", taken_at=T0)
        )  # fmt: skip
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
