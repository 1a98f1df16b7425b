"""What stops when the disk fills: what is new first, never what is here."""

from pathlib import Path

import pytest

from kiosk.core import messages
from kiosk.core.refusals import Reason, Refused
from kiosk.core.space import BALLAST_AGAIN, LOW, ROOMY, Storage
from kiosk.store.ballast import Ballast
from kiosk.store.prints import JobRow
from kiosk.workflows.rights import Activity, anybody
from kiosk.workflows.space import Disk, Space
from tests.workflows.conftest import T0, Point

SIZE = 100_000


class Room:
    """A disk whose free bytes a test says."""

    def __init__(self, point: Point, folder: Path) -> None:
        self.free, self.point = ROOMY, point
        self.ballast = Ballast(folder / "ballast", SIZE)
        self.space = Space(point.counter, Disk(self._asked, self.ballast))
        self.space.tick()

    def _asked(self) -> int:
        if self.free < 0:
            raise OSError("nobody can say")
        return self.free

    def has(self, free: int) -> str:
        self.free = free
        self.point.clock.pass_ms(10_000)
        self.space.tick()
        return self.point.desk.health.storage()


@pytest.fixture
def room(point: Point, tmp_path: Path) -> Room:
    return Room(point, tmp_path)


def test_the_disk_is_told_as_it_stands_and_asked_now_and_then(room: Room) -> None:
    assert room.has(ROOMY) == "normal"
    assert room.has(ROOMY - 1) == "tight"
    assert room.has(LOW - 1) == "low"
    assert room.has(-1) == "low", "nobody can say: as it was"
    room.free = ROOMY
    room.space.tick()
    assert room.point.desk.health.storage() == "low", "not before its time"
    assert room.has(ROOMY) == "normal"


def test_on_a_low_disk_nothing_new_comes_in_and_what_is_here_goes_out(room: Room) -> None:
    point = room.point
    point.stock("c1", "P1")
    point.mail(messages.DeliveryAnnounced("D2", "Meridian", T0))
    room.has(LOW - 1)
    assert point.desk.accept.arrive("D2") == Refused(Reason.STORAGE_LOW)
    assert point.desk.dropoffs.accept("48219001-0001-1") == Refused(Reason.STORAGE_LOW)
    point.post(messages.DeliveryAnnounced("D3", "Meridian", T0))
    assert not point.desk.mailroom.slice()
    assert point.store.deliveries.get("D3") is None
    card = point.desk.issue.open(point.shown("c1"))
    assert not isinstance(card, Refused)
    assert card.session
    assert not isinstance(point.desk.issue.pick(card.session.session, "P1"), Refused)
    assert not isinstance(point.desk.issue.complete(card.session.session), Refused)
    assert point.desk.health.storage() == "low", "a write that goes well changes nothing of it"
    room.has(LOW)
    point.mail()
    assert point.store.deliveries.get("D3")
    assert not isinstance(point.desk.accept.arrive("D2"), Refused)


def test_the_ballast_is_given_up_to_finish_the_work_in_hand(room: Room) -> None:
    point = room.point
    point.stock("c1", "P1")
    assert not room.ballast.is_laid or room.ballast.drop()
    room.has(BALLAST_AGAIN)
    assert room.ballast.is_laid
    db = point.store.db.conn
    pages = db.execute("PRAGMA page_count").fetchone()[0]
    db.execute(f"PRAGMA max_page_count = {pages}").fetchone()
    given = point.counter.give_up_room

    def drops() -> bool:
        db.execute("PRAGMA max_page_count = 1000000").fetchone()
        return given()

    point.counter.give_up_room = drops
    with point.counter.unit():
        pass
    card = point.desk.issue.open(point.shown("c1"))
    fills = JobRow("fill", "slip", b"x" * 50_000, "sent", T0)
    asked = []

    def keeps() -> None:
        asked.append(1)
        with point.counter.unit():
            point.store.prints.keep(fills)

    class Filler(Activity):
        @anybody
        def fill(self) -> None:
            keeps()

    assert Filler(point.counter).fill() is None
    assert len(asked) == 2, "tried once more"
    assert not room.ballast.is_laid
    assert point.store.prints.get("fill")
    assert not isinstance(card, Refused)


def test_without_ballast_a_full_disk_is_told(room: Room) -> None:
    point = room.point
    room.ballast.drop()
    db = point.store.db.conn
    pages = db.execute("PRAGMA page_count").fetchone()[0]
    db.execute(f"PRAGMA max_page_count = {pages}").fetchone()
    letters = [messages.CodesSet(f"c{n}", (point.window(f"{n:08d}*1234"),)) for n in range(200)]
    point.mail(*letters)
    assert point.desk.health.storage() == "full"
    db.execute("PRAGMA max_page_count = 1000000").fetchone()
    point.mail()
    assert point.desk.health.storage() == "normal"


def test_a_counter_without_a_disk_to_watch_is_roomy(point: Point) -> None:
    point.desk.tick(0)
    assert point.desk.health.storage() == Storage.NORMAL
