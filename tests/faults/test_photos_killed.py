"""Carrier, central and broker are killed in the middle of a photo: it goes on, and is whole."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.store.counter_file import CounterFile
from kiosk.store.letters import MailReader
from kiosk.store.photos import PhotoRow
from kiosk.sync.photo_folder import PhotoFolder
from kiosk.sync.photo_packets import MAX_CHUNK
from tests.faults.test_three_processes import DEVICE, EXAMPLES, Point
from tests.sync.photo_world import jpeg, name_of
from tests.waiting import eventually

pytestmark = pytest.mark.crash

T0 = 1_780_000_000_000
PHOTOS = [jpeg(1_900_000, seed) for seed in (1, 2)]
GOODS = jpeg(1_500_000, 3)
PATIENCE_S = 180.0  # a lost answer costs up to 45 s


@pytest.fixture
def point(tmp_path: Path) -> Iterator[Point]:
    """A box with two photos to send and a picture to fetch, and a central that knows it."""
    made = Point(tmp_path)
    data = made.box / "data"
    file = CounterFile(data_made(data) / "counter.db", DEVICE, epoch="a" * 16, at=T0)
    photos = PhotoFolder(data / "photos")
    with file.unit():
        for raw in PHOTOS:
            name = photos.put(raw)
            file.photos.keep(
                PhotoRow(name, len(raw), "image/jpeg", urgent=False, subject="P1",
                         purpose="damage", taken_at=T0)
            )  # fmt: skip
        file.photos.want(PhotoFolder(made.office / "pictures").put(GOODS))
    file.close()
    made.start("central")
    settings = made.settings("central")
    made.ask("central", "--config", settings, "setup-point", EXAMPLES / "point-7731.toml")
    yield made
    made.close()


def data_made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


def under_way(folder: PhotoFolder, name: str) -> Callable[[], bool]:
    """Return whether a few pieces of it came, or all."""
    return lambda: folder.have(name) >= 4 * MAX_CHUNK or folder.has(name)


@pytest.mark.slow
def test_a_photo_and_a_picture_survive_every_death_on_the_way(point: Point) -> None:
    theirs, arrived = PhotoFolder(point.office / "photos"), PhotoFolder(point.box / "data/arrived")
    first, second = sorted(name_of(raw) for raw in PHOTOS)
    point.start("sync")
    eventually(under_way(theirs, first), PATIENCE_S)
    point.kill("sync")
    had = theirs.have(first)
    assert had >= 4 * MAX_CHUNK, "killed in the middle"
    point.start("sync")
    eventually(lambda: theirs.have(first) > had or theirs.has(first), PATIENCE_S)
    point.kill("central")
    kept = theirs.have(first)
    point.start("central")
    point.broker.kill()  # else the answer that died with the central is waited for
    point.broker.start()
    eventually(lambda: theirs.have(first) > kept or theirs.has(first), PATIENCE_S)
    eventually(under_way(theirs, second), PATIENCE_S)
    eventually(under_way(arrived, name_of(GOODS)), PATIENCE_S)
    point.kill("sync")
    point.start("sync")
    mail = MailReader(point.box / "data" / "mail.db")
    eventually(lambda: len(mail.photos_ended()) == len(PHOTOS), PATIENCE_S)
    eventually(lambda: len(mail.pictures_ended()) == 1, PATIENCE_S)
    assert {one.reason for one in (*mail.photos_ended(), *mail.pictures_ended())} == {""}
    mail.close()
    for raw in PHOTOS:
        assert theirs.place(name_of(raw)).read_bytes() == raw
    assert arrived.place(name_of(GOODS)).read_bytes() == GOODS
    assert not list(theirs.path.glob("*/*.part"))
