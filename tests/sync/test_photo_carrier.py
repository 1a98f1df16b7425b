"""Photos between a box and the central over a real broker: behind every event, and never lost."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.central.consumer import Consumer
from kiosk.central.photo_room import PhotoRoom
from kiosk.central.store import Point
from kiosk.central.store_sqlite import SqliteStore
from kiosk.central.wishes import Wishes
from kiosk.store.letters import MailReader, PhotoEnded
from kiosk.store.photos import PhotoRow
from kiosk.sync.link import Link, Received
from kiosk.sync.loop import Host, Identity, SyncLoop, Times
from kiosk.sync.mailbox import Mailbox
from kiosk.sync.outbox import Outbox
from kiosk.sync.photo_carrier import Pace, PhotoCarrier, Shelves
from kiosk.sync.photo_folder import PhotoFolder
from kiosk.sync.photo_packets import MAX_CHUNK, MAX_CHUNK_PACKET, unpack_chunk
from kiosk.sync.photos import ATTACHMENTS
from kiosk.sync.protocol import CENTRAL_TOPICS, PhotoAck, Topics, pack, unpack
from kiosk.sync.protocol import Batch as EventBatch
from kiosk.trial.brokers import Broker
from tests import blank
from tests.central.conftest import POINT_KEY, fresh_epoch, fresh_id
from tests.faults.test_disk import no_file_beyond
from tests.sync.conftest import DEVICE, T0, Counter, nonces, short, until
from tests.sync.photo_world import jpeg

TOPICS = Topics(DEVICE)


class Watched(Link):
    """A link that also writes down what it published and what came in, in order."""

    def turn(self, wait_s: float) -> tuple[Received, ...]:
        """Turn it, and write down what came in."""
        came = super().turn(wait_s)
        log: list[tuple[str, bytes]] = self.__dict__.setdefault("log", [])
        log += [(packet.topic, packet.payload) for packet in came]
        return came

    def publish(self, topic: str, payload: bytes, *, qos: int = 1, retain: bool = False) -> bool:
        """Write it down and publish it."""
        log: list[tuple[str, bytes]] = self.__dict__.setdefault("log", [])
        log.append((topic, payload))
        return super().publish(topic, payload, qos=qos, retain=retain)


class Mail:
    """A box with its photos and a central with its folders, each with words to move it."""

    def __init__(self, folder: Path, counter: Counter, connect: Callable[..., Link]) -> None:
        self.folder, self.counter, self._connect = folder, counter, connect
        self.photos, self.arrived = PhotoFolder(folder / "photos"), PhotoFolder(folder / "arrived")
        self.theirs, self.goods = PhotoFolder(folder / "theirs"), PhotoFolder(folder / "goods")
        self.apart = PhotoFolder(folder / "attachments", ATTACHMENTS)
        self.wall, self.is_calm = T0, True
        self._runs = 0

    def start_box(self, broker: Broker) -> None:
        link = self._connect(broker, DEVICE, TOPICS.down)
        self.link = Watched(link.settings, time.monotonic, short)
        self.outbox = Outbox(self.folder / "counter.db", DEVICE)
        self.mailbox = Mailbox(blank.mail(self.folder / "mail.db"))
        self._runs += 1
        times = Times(time.monotonic, lambda: self.wall, lambda: "ntp", nonces(self._runs), short)
        me = Identity(DEVICE, "7731", "1.0", "b" * 16)
        self.loop = SyncLoop(self.link, self.outbox, self.mailbox, me, times, Host())
        shelves = Shelves(self.photos, self.arrived)
        pace = Pace(times.wall, lambda: 1.0, lambda: self.is_calm)
        self.carrier = PhotoCarrier(self.outbox, self.mailbox, shelves, TOPICS, pace)
        self.loop.photos = self.carrier

    def kill_box(self) -> None:
        self.link.renew("killed")
        self.outbox.close()
        self.mailbox.close()

    def start_central(self, broker: Broker) -> None:
        self.store = SqliteStore(blank.central(self.folder / "central.db"), fresh_id, fresh_epoch)
        with self.store.unit():
            self.store.register(Point("7731", "Lenina 42", POINT_KEY, "ozon_like"), DEVICE)
        wishes = Wishes(self.folder / "wishes", self.store, lambda: b"s" * 32)
        self.office = self._connect(broker, "central", *CENTRAL_TOPICS, manual_ack=True)
        self.central: Consumer[Received] = Consumer(
            self.office, self.store, wishes, time.monotonic, lambda: self.wall, short
        )
        self.central.photos = PhotoRoom(self.theirs, self.goods, self.apart, self.store)

    def kill_central(self) -> None:
        self.office.renew("killed")
        self.store.abandon()

    def turn_box(self) -> None:
        self.loop.turn(0.005)
        self.link.retry_now()

    def turn_central(self) -> None:
        self.central.turn(0.005)
        self.office.retry_now()

    def turns(self) -> tuple[Callable[[], None], Callable[[], None]]:
        return self.turn_box, self.turn_central

    def snap(self, raw: bytes, at: int = 0, *, urgent: bool = False) -> str:
        """Take a photo, as the counter does."""
        name = self.photos.put(raw)
        row = PhotoRow(name, len(raw), "image/jpeg", urgent, "P1", "damage", T0 + at)
        with self.counter.file.unit():
            self.counter.file.photos.keep(row)
        return name

    def want(self, name: str) -> None:
        with self.counter.file.unit():
            self.counter.file.photos.want(name)

    @property
    def log(self) -> list[tuple[str, bytes]]:
        found: list[tuple[str, bytes]] = self.link.__dict__.setdefault("log", [])
        return found


@pytest.fixture
def mail(
    tmp_path: Path, counter: Counter, connect: Callable[..., Link], broker: Broker
) -> Iterator[Mail]:
    """Both ends, running."""
    made = Mail(tmp_path, counter, connect)
    made.start_central(broker)
    until(lambda: made.office.is_up, made.turn_central)
    made.start_box(broker)
    yield made
    made.loop.close()
    made.store.close()


def test_a_photo_goes_up_and_is_said_to_have_arrived(mail: Mail) -> None:
    name = mail.snap(jpeg(100_000))
    until(lambda: mail.theirs.has(name) and not mail.carrier.waiting(), *mail.turns())
    assert mail.theirs.place(name).read_bytes() == jpeg(100_000)
    reader = MailReader(mail.folder / "mail.db")
    assert reader.photos_ended() == (PhotoEnded(name, "", T0),)
    reader.close()


def test_the_urgent_and_then_the_oldest_go_first(mail: Mail) -> None:
    names = [
        mail.snap(jpeg(700, 1), 5),
        mail.snap(jpeg(700, 2), 3),
        mail.snap(jpeg(700, 3), 9, urgent=True),
    ]
    until(lambda: not mail.carrier.waiting() and mail.theirs.has(names[0]), *mail.turns())
    went = [unpack_chunk(p).line.sha256 for topic, p in mail.log if topic == TOPICS.photo]
    assert went == [names[2], names[1], names[0]]


def test_by_day_only_urgent_photos_go_where_the_others_wait_for_the_night(mail: Mail) -> None:
    mail.is_calm = False
    later, urgent = mail.snap(jpeg(700, 1), 1), mail.snap(jpeg(700, 2), 2, urgent=True)
    until(lambda: mail.carrier.waiting() == 1, *mail.turns())
    assert mail.theirs.has(urgent)
    assert mail.carrier.first(()) is None
    mail.is_calm = True
    until(lambda: mail.theirs.has(later), *mail.turns())


def test_a_backlog_of_five_megabytes_never_stands_more_than_one_piece_before_an_event(
    mail: Mail,
) -> None:
    """Counted in packets: what was published, and what of it was not yet answered."""
    for number in range(50):
        mail.snap(jpeg(100_000, number), number)
    until(lambda: any(topic == TOPICS.photo for topic, _ in mail.log), *mail.turns())
    committed: dict[int, tuple[int, bool]] = {}  # event -> place in the log, was the wire free?
    for turn in range(2000):
        if not mail.carrier.waiting():
            break
        if len(committed) < 60 and turn % 3:  # some while the wire is free, some in a row
            mail.counter.happen()
            committed[len(committed) + 1] = len(mail.log), mail.loop.sender.is_idle
        mail.turn_box()
        mail.turn_central()
    until(lambda: mail.loop.sender.cursor == len(committed), *mail.turns())
    assert {was_free for _, was_free in committed.values()} == {True, False}
    sent = _first_sent(mail.log)
    assert sorted(sent) == sorted(committed)
    for number, (at, was_free) in committed.items():
        between = [topic for topic, _ in mail.log[at : sent[number]] if topic == TOPICS.photo]
        assert len(between) <= (0 if was_free else 1), f"event {number} let {between} pass"
        assert _unanswered(mail.log[: sent[number]]) <= 1, f"event {number} stands behind more"
    pieces = [payload for topic, payload in mail.log if topic == TOPICS.photo]
    assert len(pieces) == 50 * 4, "each piece once"
    assert max(map(len, pieces)) <= MAX_CHUNK_PACKET


def _unanswered(log: list[tuple[str, bytes]]) -> int:
    topics = [topic for topic, _ in log]
    return topics.count(TOPICS.photo) - topics.count(TOPICS.photo_ack)


def test_an_unanswered_piece_lets_every_event_pass(mail: Mail) -> None:
    mail.snap(jpeg(100_000))
    mail.central.photos = None  # it takes events, but answers no photo
    until(lambda: any(topic == TOPICS.photo for topic, _ in mail.log), *mail.turns())
    for number in range(1, 21):
        mail.counter.happen()
        until(lambda upto=number: mail.loop.sender.cursor == upto, *mail.turns())  # type: ignore[misc]
    assert sum(topic == TOPICS.photo for topic, _ in mail.log) == 1


def _first_sent(log: list[tuple[str, bytes]]) -> dict[int, int]:
    """Return at which place of the log each event was first published."""
    first: dict[int, int] = {}
    for place, (topic, payload) in enumerate(log):
        if topic == TOPICS.events:
            batch = unpack(payload, EventBatch)
            for number in range(batch.first, batch.last + 1):
                first.setdefault(number, place)
    return first


def test_a_killed_carrier_goes_on_where_the_central_is(mail: Mail, broker: Broker) -> None:
    name = mail.snap(jpeg(300_000))
    until(lambda: mail.theirs.have(name) >= 3 * MAX_CHUNK, *mail.turns())
    had = mail.theirs.have(name)
    mail.kill_box()
    mail.start_box(broker)
    until(lambda: mail.theirs.has(name), *mail.turns())
    offsets = [unpack_chunk(p).line.offset for topic, p in mail.log if topic == TOPICS.photo]
    assert offsets[0] == 0
    assert min(offsets[1:]) >= had, "only the offer goes twice"


def test_a_killed_central_is_sent_the_rest(mail: Mail, broker: Broker) -> None:
    name = mail.snap(jpeg(300_000))
    until(lambda: mail.theirs.have(name) >= 3 * MAX_CHUNK, *mail.turns())
    mail.kill_central()
    mail.start_central(broker)
    mail.link.renew("the broker says so")  # a lost answer would cost half a minute here
    until(lambda: mail.theirs.has(name) and not mail.carrier.waiting(), *mail.turns())
    sent = sum(topic == TOPICS.photo for topic, _ in mail.log)
    assert sent <= 300_000 // MAX_CHUNK + 1 + 2


def test_a_photo_the_counter_marked_is_forgotten_by_the_carrier(mail: Mail) -> None:
    name = mail.snap(jpeg(700))
    until(lambda: bool(mail.mailbox.photos()), *mail.turns())
    with mail.counter.file.unit():
        mail.counter.file.photos.end(name, T0, "")
    mail.carrier._tidy_at = 0.0
    until(lambda: not mail.mailbox.photos(), *mail.turns())
    assert not mail.carrier.waiting()


def test_a_photo_refused_for_today_is_offered_again_later(mail: Mail) -> None:
    name = mail.snap(jpeg(700))
    with mail.store.unit():
        mail.store.photos.keep_taken(DEVICE, T0 // 86_400_000, 500 * 1024 * 1024)
    until(lambda: mail.mailbox.photos().get(name) == ("day_full", T0), *mail.turns())
    assert not mail.carrier.waiting()
    mail.wall += 86_400_000
    until(lambda: mail.theirs.has(name), *mail.turns())


def test_a_photo_refused_for_good_is_not_sent_again_and_stops_no_other(mail: Mail) -> None:
    bad, good = mail.snap(b"no picture" * 100, 1), mail.snap(jpeg(700), 2)
    until(lambda: mail.theirs.has(good) and not mail.carrier.waiting(), *mail.turns())
    assert mail.mailbox.photos()[bad] == ("not_a_picture", T0)


# -- pictures of goods -----------------------------------------------------------------------------


def test_a_picture_that_is_wanted_comes_down_piece_by_piece(mail: Mail) -> None:
    raw = jpeg(100_000)
    name = mail.goods.put(raw)
    mail.want(name)
    until(lambda: mail.mailbox.pictures() == {name: ""}, *mail.turns())
    assert mail.arrived.place(name).read_bytes() == raw
    asked = [unpack(p, PhotoAck) for topic, p in mail.log if topic == TOPICS.picture_ack]
    assert asked[0] == PhotoAck(sha256=name)
    assert asked[-1].state == "done"


def test_a_picture_nobody_has_lets_the_next_come(mail: Mail) -> None:
    name = mail.goods.put(jpeg(700))
    mail.want("ab" * 32)
    mail.want(name)
    until(lambda: mail.arrived.has(name), *mail.turns())
    assert "ab" * 32 not in mail.mailbox.pictures(), "it may come to the central later"


def test_a_picture_goes_on_after_a_killed_carrier(mail: Mail, broker: Broker) -> None:
    raw = jpeg(300_000)
    name = mail.goods.put(raw)
    mail.want(name)
    until(lambda: mail.arrived.have(name) >= 2 * MAX_CHUNK, *mail.turns())
    had = mail.arrived.have(name)
    mail.kill_box()
    mail.start_box(broker)
    until(lambda: mail.arrived.has(name), *mail.turns())
    asked = [unpack(p, PhotoAck) for topic, p in mail.log if topic == TOPICS.picture_ack]
    assert asked[0].have == had


def test_where_nothing_waits_the_files_are_asked_once_until_something_changes(mail: Mail) -> None:
    asked: list[str] = []
    mail.outbox.refresh(0.0)
    version = mail.outbox.refresh(0.0)
    mail.outbox._db.conn.set_trace_callback(asked.append)  # type: ignore[union-attr]
    assert mail.carrier.poll(100.0, version) is None
    before = len(asked)
    assert before > 0
    for _ in range(5):
        assert mail.carrier.poll(100.5, version) is None
    assert len(asked) == before
    mail.carrier.poll(101.5, version)  # what waits for the night or for another day
    assert len(asked) > before
    mail.snap(jpeg(700))
    packet = mail.carrier.poll(101.6, mail.outbox.refresh(0.0))
    assert packet is not None
    assert packet[0] == TOPICS.photo


def test_a_picture_that_is_none_is_not_asked_for_again(mail: Mail) -> None:
    name = mail.goods.put(jpeg(700))
    mail.goods.place(name).write_bytes(jpeg(700)[:-1] + b"?")  # the central's disk is rotten
    mail.want(name)
    until(lambda: mail.mailbox.pictures().get(name) == "wrong_hash", *mail.turns())
    assert not mail.arrived.has(name)


@pytest.mark.disk
def test_a_picture_no_disk_takes_stops_neither_mail_nor_carrier(mail: Mail) -> None:
    name = mail.goods.put(jpeg(100_000))
    mail.want(name)
    until(lambda: mail.loop.sender.is_open, *mail.turns())
    chunk = mail.central.photos.hand(PhotoAck(sha256=name)) if mail.central.photos else None
    assert chunk is not None
    with no_file_beyond(10):
        for _ in range(30):
            mail.turn_box()
            mail.turn_central()
    mail.counter.happen()
    until(lambda: mail.loop.sender.cursor == 1, *mail.turns())


@pytest.mark.input
@pytest.mark.parametrize(
    "payload", [b"", b"{}", b"{}\n", b"x" * 40_000, pack(PhotoAck(sha256="a" * 64))]
)
def test_bad_packets_about_photos_are_dropped(mail: Mail, payload: bytes) -> None:
    until(lambda: mail.loop.sender.is_open, *mail.turns())
    for topic in (TOPICS.picture, TOPICS.photo_ack):
        mail.office.publish(topic, payload or b"[")
    mail.counter.happen()
    until(lambda: mail.loop.sender.cursor == 1, *mail.turns())
