"""A name that a counter tells: an event and a file, in any order, become one beside the books."""

from itertools import permutations
from pathlib import Path

import pytest

from kiosk.central.photo_room import PhotoRoom
from kiosk.core import attachments, messages
from kiosk.core.attachments import MIME, Written
from kiosk.core.facts.people import StaffAdded, StaffNamed
from kiosk.core.messages import Letter, StaffUpsert
from kiosk.core.staffing import StaffName
from kiosk.core.words import Role
from kiosk.sync.photo_folder import PhotoFolder
from kiosk.sync.photo_packets import PhotoChunk
from kiosk.sync.photos import ATTACHMENTS
from kiosk.sync.protocol import PhotoLine
from tests.central.conftest import T0, Box, Central
from tests.core.test_attachments import MARIA, SALT

ANNA = attachments.write(StaffName("Anna K."), b"a" * 16)
LATER = attachments.write(StaffName("Anna Lis"), b"b" * 16)


class Office:
    """A central that hears of anna, in the order a test likes."""

    def __init__(self, central: Central, box: Box, folder: Path) -> None:
        self.central, self.box = central, box
        photos = PhotoFolder(folder / "photos")
        held = PhotoFolder(folder / "attachments", ATTACHMENTS)
        self.room = PhotoRoom(photos, photos, held, central.store)
        self.tell(StaffAdded("s-1", Role.CLERK))

    def tell(self, *facts: StaffAdded | StaffNamed) -> None:
        first = self.box.head + 1
        self.box.tell(*facts)
        self.central.take(self.box.batch(first))

    def send(self, written: Written) -> None:
        line = PhotoLine(written.sha256, len(written.raw), 0, MIME)
        answer = self.room.take("box-1", PhotoChunk(line, written.raw), T0)
        assert answer is not None
        assert answer.state == "done"

    @property
    def name(self) -> str:
        with self.central.store.unit():
            return self.central.store.people.of("p1")[0].name

    def letters(self, device: str, kind: type[Letter]) -> list[Letter]:
        _, raws = self.central.store.above(device, 0, 1000, 10**9)
        opened = [messages.decode(raw).facts for raw in raws]
        return [letter for letter in opened if isinstance(letter, kind)]

    @property
    def kept(self) -> list[str]:
        """Names that lie in the table of halves."""
        rows = self.central.rows("SELECT name FROM person_name WHERE name <> ''")
        return [row[0] for row in rows]


@pytest.fixture
def office(central: Central, box: Box, tmp_path: Path) -> Office:
    """One where anna joined, without a name."""
    return Office(central, box, tmp_path)


@pytest.mark.parametrize("order", [*permutations(range(4))], ids=str)
def test_the_name_told_last_stands_whatever_comes_first(
    office: Office, order: tuple[int, ...]
) -> None:
    """0 and 1 are the events, which keep their order; 2 and 3 the files."""
    events = iter((StaffNamed("s-1", ANNA.sha256), StaffNamed("s-1", LATER.sha256)))
    files = {2: ANNA, 3: LATER}
    assert office.name == ""
    for step in order:
        if step in files:
            office.send(files[step])
        else:
            office.tell(next(events))
    assert office.name == "Anna Lis"
    assert office.kept == []


def test_a_box_that_takes_over_is_told_the_name(office: Office) -> None:
    office.tell(StaffNamed("s-1", ANNA.sha256))
    office.send(ANNA)
    with office.central.store.unit():
        told = office.central.store._beside.all("p1")
    assert ("person", "s-1", b'{"staff":"s-1","name":"Anna K."}') in told


@pytest.mark.parametrize("is_file_first", [False, True])
def test_the_boxes_beside_it_are_told_the_name(office: Office, is_file_first: bool) -> None:  # noqa: FBT001
    office.central.share()
    office.central.register("box-2")
    steps = [lambda: office.tell(StaffNamed("s-1", ANNA.sha256)), lambda: office.send(ANNA)]
    for step in reversed(steps) if is_file_first else steps:
        step()
    wanted = StaffUpsert("s-1", "Anna K.", Role.CLERK)
    assert office.letters("box-2", StaffUpsert) == [wanted]
    assert office.letters("box-1", StaffUpsert) == []


def test_where_one_box_works_alone_nobody_is_told(office: Office) -> None:
    office.central.register("box-2", "p2")
    office.tell(StaffNamed("s-1", ANNA.sha256))
    office.send(ANNA)
    assert office.letters("box-1", StaffUpsert) == office.letters("box-2", StaffUpsert) == []


def test_what_is_no_name_changes_nothing(office: Office) -> None:
    applicant = attachments.write(MARIA, SALT)
    unseen = attachments.write(StaffName("A" * 61), b"c" * 16)
    office.tell(StaffNamed("s-1", applicant.sha256))
    office.send(applicant)
    office.tell(StaffNamed("s-1", unseen.sha256))
    office.send(unseen)
    assert (office.name, office.kept) == ("", [])
