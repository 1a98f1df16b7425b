"""The central's loop: commit before ack, letters down, and no packet that silences the others."""

import os
import threading
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct

from kiosk.central.consumer import _GROUP, _LOOK_S, _QUIET_S, Consumer, typed_packet
from kiosk.central.photo_book import PhotoRow
from kiosk.central.photo_room import PhotoRoom
from kiosk.central.store import Packet, StoreTrouble
from kiosk.central.wish_forms import CancelWish
from kiosk.central.wishes import Wishes, answer_at, leave
from kiosk.core import messages
from kiosk.core.messages import DeliveryCancelled, OrderCancelled
from kiosk.sync.photo_folder import PhotoFolder
from kiosk.sync.protocol import (
    ROOT,
    Ack,
    Action,
    Batch,
    Health,
    State,
    Welcome,
    pack,
    unpack,
)
from tests.central.conftest import KINDS, ON_A_FILE, T0, Box, Central, life, place

CONN = "c0" * 8
GOOD = f"{ROOT}/box-1/up/events"


class Came(Struct, frozen=True):
    """A packet as a link gives it."""

    topic: str
    payload: bytes


class Wire:
    """A link without a network: what is put in comes out of `turn`."""

    def __init__(self) -> None:
        self.coming: list[Came] = []
        self.published: list[Came] = []
        self.acked: list[Came] = []
        self.renewed: list[str] = []
        self.is_closed = False
        self.on_renew: Callable[[], None] = lambda: None
        self.fault: Exception | None = None

    def turn(self, wait_s: float) -> list[Came]:
        """Return all that was put in."""
        del wait_s
        if self.fault:
            raise self.fault
        came, self.coming = self.coming, []
        return came

    def publish(self, topic: str, payload: bytes) -> bool:
        """Note what goes out."""
        self.published.append(Came(topic, payload))
        return True

    def ack(self, packet: Came) -> None:
        """Note what the broker may forget."""
        self.acked.append(packet)

    def renew(self, why: str) -> None:
        """Forget what was not acknowledged, as a clean session does."""
        self.coming.clear()
        self.renewed.append(why)
        self.on_renew()

    def close(self) -> None:
        """Say goodbye."""
        self.is_closed = True


class Works:
    """A consumer on a wire, with a clock moved by hand."""

    def __init__(self, central: Central, secret: Callable[[], bytes], folder: Path) -> None:
        self.central, self.secret, self.folder = central, secret, folder
        self.at = 1000.0
        self.start()

    def start(self) -> None:
        """Begin, or begin again after a death."""
        self.wire = Wire()
        wishes = Wishes(self.folder, self.central.store, self.secret)
        self.consumer: Consumer[Came] = Consumer(
            self.wire, self.central.store, wishes, lambda: self.at, lambda: T0, lambda: 1.0
        )

    def put(self, *packets: Packet) -> None:
        """Let packets come in, and turn once."""
        for packet in packets:
            assert packet.body is not None
            self.wire.coming.append(
                Came(f"{ROOT}/{packet.device}/{packet.rest}", pack(packet.body))
            )
        self.consumer.turn(0.0)

    def run_until_it_renews(self) -> None:
        """Run as the process does, until the connection was given up once."""
        stop = threading.Event()
        self.wire.on_renew = stop.set
        self.consumer.run(stop)

    def out(self) -> list[tuple[str, Struct]]:
        """Take what went out: (device and road, packet)."""
        kinds = {"down/welcome": Welcome, "down/ack": Ack, "down/messages": Batch}
        out, self.wire.published = self.wire.published, []
        told = []
        for packet in out:
            device, _, road = packet.topic.removeprefix(f"{ROOT}/").partition("/")
            told.append((f"{device} {road}", unpack(packet.payload, kinds[road])))
        return told


@pytest.fixture
def works(central: Central, secret: Callable[[], bytes], tmp_path: Path) -> Works:
    """A central at work."""
    return Works(central, secret, tmp_path / "wishes")


def test_the_mail_goes_on_when_something_beside_it_fails(works: Works, box: Box) -> None:
    did: list[str] = []

    def fails() -> None:
        did.append("tried")
        raise ValueError("a bug beside the mail")

    works.consumer.upkeep = fails
    box.tell(*life("P1"))
    works.put(box.batch(1))
    assert (did, works.wire.renewed) == (["tried"], [])
    assert [road for road, _ in works.out()][:1] == ["box-1 down/ack"]


def test_trouble_of_the_store_beside_the_mail_is_trouble_of_the_mail(works: Works) -> None:
    def troubled() -> None:
        raise StoreTrouble("disk full")

    works.consumer.upkeep = troubled
    works.run_until_it_renews()
    assert works.wire.renewed == ["store"]


def _letters(batch: Struct) -> list[object]:
    assert isinstance(batch, Batch)
    return [messages.decode(item).facts for item in batch.items]


def _ack(central: Central, upto: int) -> Packet:
    ((epoch,),) = central.rows("SELECT epoch FROM down_stream")
    return Packet("box-1", "up/ack", Ack(epoch=epoch, upto=upto))


# -- up ------------------------------------------------------------------------------------------


def test_a_greeting_and_events_are_answered_on_their_roads(works: Works) -> None:
    box = Box()
    box.tell(*life("P1"))
    works.put(box.hello(), box.batch(1))
    (first, welcome), (second, ack) = works.out()
    assert (first, second) == ("box-1 down/welcome", "box-1 down/ack")
    assert isinstance(welcome, Welcome)
    assert welcome.action is Action.NONE
    assert isinstance(ack, Ack)
    assert ack.upto == 6
    assert len(works.wire.acked) == 2


def test_many_packets_are_taken_in_groups(works: Works) -> None:
    box = Box()
    for n in range(30):
        box.tell(*life(f"P{n}"))
    packets = [box.batch(seq, seq) for seq in range(1, box.head + 1)]
    assert len(packets) > 2 * _GROUP
    works.put(box.hello(), *packets)
    assert works.central.store.questions.counts("p1").events == box.head
    assert len(works.wire.acked) == len(packets) + 1


@ON_A_FILE
@pytest.mark.disk
def test_in_its_own_trouble_the_central_answers_and_acknowledges_nothing(works: Works) -> None:
    box = Box()
    works.put(box.hello())
    works.out()
    box.tell(*(fact for n in range(40) for fact in life(f"P{n}")))
    conn = works.central.store._conn
    pages = conn.execute("PRAGMA page_count").fetchone()[0]
    conn.execute(f"PRAGMA max_page_count = {pages}").fetchone()
    works.wire.acked.clear()
    with pytest.raises(StoreTrouble):
        works.put(box.batch(1))
    works.wire.coming = [Came(GOOD, pack(packet.body)) for packet in [box.batch(1)] if packet.body]
    works.run_until_it_renews()
    assert works.wire.renewed == ["store"]
    assert works.wire.acked == []
    assert works.out() == []
    assert works.wire.is_closed
    conn.execute("PRAGMA max_page_count = 1000000").fetchone()
    works.put(box.batch(1))
    assert works.central.store.questions.counts("p1").events == box.head


def test_after_a_fault_the_connection_is_made_anew_and_every_box_is_asked_to_greet(
    works: Works,
) -> None:
    works.put(Box().hello())
    works.wire.fault = KeyError("a bug")
    works.run_until_it_renews()
    assert works.wire.renewed == ["fault"]
    works.wire.fault = None
    works.out()
    works.put(Packet("box-1", "up/health", Health(unsent=0)))
    assert _asked(works) == ["box-1 down/ack"]


def test_told_to_stop_it_says_goodbye(works: Works) -> None:
    stop = threading.Event()
    stop.set()
    works.consumer.run(stop)
    assert works.wire.is_closed


def test_a_packet_that_breaks_the_store_harms_no_other(works: Works) -> None:
    works.central.register("box-2")
    one, two = Box(), Box("box-2")
    works.put(one.hello(), two.hello())
    works.out()
    one.tell(*life("P1"))
    two.tell(*life("P2"))
    # a row that this program never writes, such as a damaged disk leaves
    works.central.rows("UPDATE up_stream SET doubt = '?' WHERE device = 'box-2'")
    works.put(two.batch(1), one.batch(1), Packet("box-2", "up/health", Health(unsent=6)))
    ((road, ack),) = works.out()
    assert road == "box-1 down/ack"
    assert isinstance(ack, Ack)
    assert ack.upto == 6
    works.central.rows("UPDATE up_stream SET doubt = 'none'")
    works.put(two.batch(1))
    assert works.central.store.questions.counts("p1").events == 12


def test_a_packet_that_breaks_the_store_is_set_aside_and_asked_for_in_pieces(
    works: Works,
) -> None:
    box = Box()
    works.put(box.hello())
    box.tell(*life("P1"))
    works.central.rows("DELETE FROM down_stream")
    works.out()
    works.put(box.hello())
    assert works.out() == []
    (aside,) = works.central.store.questions.quarantined("box-1")
    assert aside.reason == "up/hello: fault"


# -- down ----------------------------------------------------------------------------------------


def test_letters_go_down_one_batch_at_a_time(works: Works) -> None:
    works.central.queue(*(DeliveryCancelled(f"D-{n}") for n in range(70)))
    box = Box()
    works.put(box.hello())
    _welcome, (road, batch) = works.out()
    assert road == "box-1 down/messages"
    assert len(_letters(batch)) == 64
    works.put()
    assert works.out() == [], "one in flight"
    works.put(_ack(works.central, 64))
    ((_road, rest),) = works.out()
    assert _letters(rest) == [DeliveryCancelled(f"D-{n}") for n in range(64, 70)]
    works.put(_ack(works.central, 70))
    assert works.out() == []
    assert works.central.store.questions.counts("p1").messages == {"received": 70}


def test_a_letter_that_another_process_queued_goes_without_a_greeting(works: Works) -> None:
    works.put(Box().hello())
    works.out()
    works.central.queue(DeliveryCancelled("D-1"))
    works.put()
    assert works.out() == []
    works.at += _LOOK_S
    works.put()
    ((road, batch),) = works.out()
    assert road == "box-1 down/messages"
    assert _letters(batch) == [DeliveryCancelled("D-1")]


def test_a_worker_takes_events_and_sends_no_letters(works: Works) -> None:
    works.put(Box().hello())
    works.out()
    works.central.queue(DeliveryCancelled("D-1"))
    wire, box = Wire(), Box()
    worker: Consumer[Came] = Consumer(
        wire, works.central.store, None, lambda: works.at, lambda: T0, lambda: 1.0
    )
    box.tell(*life("P1"))
    batch = box.batch(1).body
    assert batch is not None
    for _ in range(2):  # again later: it does not ask for a greeting either, that is the desk's
        works.at += 60.0
        wire.coming = [Came(GOOD, pack(batch))]
        worker.turn(0.0)
    assert [packet.topic for packet in wire.published] == [f"{ROOT}/box-1/down/ack"] * 2


def test_a_letter_that_is_not_answered_goes_again_and_then_the_box_is_asked_to_greet(
    works: Works,
) -> None:
    works.central.queue(DeliveryCancelled("D-1"))
    works.put(Box().hello())
    sent = works.out()[1]
    for _ in range(2):
        works.at += 61.0
        works.put()
        assert works.out() == [sent]
    works.at += 61.0
    works.put()
    ((road, ack),) = works.out()
    assert road == "box-1 down/ack"
    assert isinstance(ack, Ack)
    assert ack.hello


def test_a_box_that_refuses_letters_is_asked_to_greet_at_once(works: Works) -> None:
    works.central.queue(DeliveryCancelled("D-1"))
    works.put(Box().hello())
    works.out()
    refused = Ack(epoch="0" * 16, upto=0, hello=True)
    works.put(Packet("box-1", "up/ack", refused))
    assert _asked(works) == ["box-1 down/ack"]
    works.put(Packet("box-1", "up/ack", refused))
    assert _asked(works) == [], "not at each refusal"


def test_no_letters_before_a_greeting(works: Works) -> None:
    works.central.queue(DeliveryCancelled("D-1"))
    works.put()
    works.put(_ack(works.central, 1))
    assert [road for road, _packet in works.out()] == ["box-1 down/ack"]


def _asked(works: Works) -> list[str]:
    return [road for road, packet in works.out() if isinstance(packet, Ack) and packet.hello]


@pytest.mark.parametrize(
    "body",
    [
        State(online=True, conn=CONN, boot="0" * 16, app="1"),
        Health(unsent=0),
        Batch(epoch="e0" * 8, first=1),
    ],
)
def test_after_a_restart_a_box_that_is_there_is_asked_to_greet(
    works: Works, body: State | Health | Batch
) -> None:
    box = Box()
    works.put(box.hello())
    works.start()
    road = {State: "state", Health: "up/health", Batch: "up/events"}[type(body)]
    works.put(Packet("box-1", road, body))
    assert _asked(works) == ["box-1 down/ack"]
    works.put(Packet("box-1", road, body))
    assert _asked(works) == [], "not at each packet"
    works.at += 11.0
    works.put(Packet("box-1", road, body))
    assert _asked(works) == ["box-1 down/ack"]
    works.at += 11.0
    works.put(box.hello())
    works.put(Packet("box-1", road, body))
    assert _asked(works) == []


def test_nobody_asks_a_box_that_left_or_that_nobody_knows(works: Works) -> None:
    works.put(
        Packet("box-1", "state", State(online=False, conn=CONN, boot="0" * 16, app="1")),
        Packet("stranger", "state", State(online=True, conn=CONN, boot="0" * 16, app="1")),
    )
    assert works.out() == []


# -- wishes --------------------------------------------------------------------------------------


def test_a_wish_is_granted_within_a_second_and_its_letters_go_at_once(works: Works) -> None:
    works.put(Box().hello())
    works.out()
    answer = leave(works.folder, CancelWish("p1", "O-1", ("P1",)), "w1")
    works.at += 0.9
    works.put()
    granted = answer_at(answer)
    assert granted
    assert granted.ok
    ((road, batch),) = works.out()
    assert road == "box-1 down/messages"
    assert _letters(batch) == [OrderCancelled("O-1", ("P1",))]


def test_what_is_past_its_term_goes_with_its_file_while_the_central_works(
    works: Works, tmp_path: Path
) -> None:
    store, photos = works.central.store, PhotoFolder(tmp_path / "photos")
    sha256 = photos.put(b"a picture")
    with store.unit():
        store.photos.keep(PhotoRow("box-1", sha256, 9, "image/jpeg", "done", "", 0, 0))
    works.consumer.photos = PhotoRoom(photos, photos, PhotoFolder(tmp_path / "words"), store)
    left = works.folder / "w0.wish.part"
    left.write_bytes(b"half of a name")
    os.utime(left, (0, 0))
    works.consumer.turn(0.0)
    assert not photos.has(sha256)
    assert not left.exists()


def test_a_wish_left_while_the_central_was_away_is_granted_at_its_start(works: Works) -> None:
    answer = leave(works.folder, CancelWish("p1", "O-1", ("P1",)), "w1")
    works.start()
    works.put()
    assert answer_at(answer)
    assert works.central.store.questions.counts("p1").messages == {"queued": 1}


def test_a_wish_that_breaks_the_central_is_given_up_and_the_next_is_granted(works: Works) -> None:
    with works.central.store.unit():  # an answer that this program never writes
        works.central.store.note_granted("w1", b"torn", T0)
    first = leave(works.folder, CancelWish("p1", "O-1", ("P1",)), "w1")
    second = leave(works.folder, CancelWish("p1", "O-2", ("P2",)), "w2")
    works.put()
    for path, ok in ((first, False), (second, True)):
        answer = answer_at(path)
        assert answer
        assert answer.ok is ok


# -- upkeep --------------------------------------------------------------------------------------


def test_the_store_is_tidied_once_after_mail_when_it_is_quiet(
    works: Works, monkeypatch: pytest.MonkeyPatch
) -> None:
    tidied: list[float] = []
    monkeypatch.setattr(works.central.store, "tidy", lambda: tidied.append(works.at))
    box = Box()
    box.tell(*life("P1"))
    works.put(box.hello())
    works.at += _QUIET_S - 0.1
    works.put()
    assert tidied == [], "a drain has turns without mail, too"
    works.put(box.batch(1))
    works.at += 0.2
    works.put()
    assert tidied == [], "it is quiet since the last packet, not since the first"
    works.at += _QUIET_S
    works.put()
    assert tidied == [works.at]
    works.at += 100.0
    works.put()
    assert len(tidied) == 1, "nothing came since"


# -- hostile bytes -------------------------------------------------------------------------------

_HOSTILE = [
    b"",
    b"{",
    b"\x00" * 100,
    b"\xff\xfe{\x00",
    b'{"epoch": NaN, "first": 1}',
    b'{"epoch": "e0e0e0e0e0e0e0e0", "first": 1e400}',
    b'{"epoch": "e0e0e0e0e0e0e0e0", "first": 1, "items": [' + b"[" * 50_000 + b"]" * 50_000 + b"]}",
    b'{"epoch": "e0e0e0e0e0e0e0e0", "first": 1, "items": [' + b"1," * 300 + b"1]}",
    b'{"epoch": "e0e0e0e0e0e0e0e0", "first": 0}',
    b'{"epoch": "e0e0e0e0e0e0e0e0", "first": 99999999999999999999999999}',
    b'{"epoch": "e0e0e0e0e0e0e0e0", "first": true}',
    b'{"epoch": "e0e0e0e0e0e0e0e0", "first": 1, "prev": "00"}',
    b'{"epoch": "e0e0e0e0e0e0e0e0", "first": 1, "first": "2"}',
    b'{"v": 2, "epoch": "e0e0e0e0e0e0e0e0", "first": 1}',
    b"x" * (2 * 1024 * 1024),
    b"\x78\x9c" + b"torn",
    zlib.compress(b" " * 5_000_000),
]


@pytest.mark.input
@pytest.mark.parametrize("payload", _HOSTILE, ids=range(len(_HOSTILE)))
def test_hostile_bytes_go_to_quarantine_and_the_stream_goes_on(
    works: Works, payload: bytes
) -> None:
    box = Box()
    works.put(box.hello())
    works.wire.coming.append(Came(GOOD, payload))
    box.tell(*life("P1"))
    works.put(box.batch(1))
    assert works.wire.renewed == []
    counts = works.central.store.questions.counts("p1")
    assert (counts.events, counts.upto) == (6, 6)
    assert counts.quarantined == (1 if payload else 0)
    for aside in works.central.store.questions.quarantined("box-1"):
        assert len(aside.raw) <= 200
    assert len(works.wire.acked) == 3, "the broker may forget it"


@pytest.mark.input
@pytest.mark.parametrize(
    "topic",
    [
        "",
        ROOT,
        f"{ROOT}/",
        f"{ROOT}/box-1",
        f"{ROOT}/box-1/",
        f"{ROOT}/box-1/up/video",
        f"{ROOT}/box-1/down/ack",
        f"{ROOT}/BOX/up/events",
        f"{ROOT}/box_1/up/events",
        f"{ROOT}/+/up/events",
        f"{ROOT}/central-2/up/events",
        f"{ROOT}/{'x' * 41}/up/events",
        f"{ROOT}/box-1\n/up/events",
        "pvz/v2/d/box-1/up/events",
        "$SYS/broker",
    ],
)
def test_topics_that_are_nobodys_are_dropped(topic: str) -> None:
    assert typed_packet(topic, pack(Batch(epoch="e0" * 8, first=1))) is None


@pytest.mark.input
@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(["up/hello", "up/events", "up/ack", "up/health", "state"]),
    st.binary(max_size=200)
    | st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["epoch", "first", "items", "skip", "up", "tail", "nonce"]),
                inner,
                max_size=4,
            )
        ),
        max_leaves=8,
    ).map(msgspec.json.encode),
)
def test_any_bytes_are_a_packet_or_a_word_for_what_is_wrong(road: str, payload: bytes) -> None:
    packet = typed_packet(f"{ROOT}/box-1/{road}", payload)
    if payload:
        assert packet
        assert (packet.body is None) == bool(packet.why)


@pytest.fixture(scope="module", params=KINDS)
def long_lived(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Central]:
    """A central that sees much."""
    central = Central(place(request, tmp_path_factory.mktemp("central")))
    yield central
    central.store.close()


_SEQ = st.integers(0, 9) | st.sampled_from([2**53 - 1, 2**31])
_HEX = st.sampled_from(["e0" * 8, "ab" * 8, "0" * 16])
_ITEM = st.sampled_from([b"1", b"{}", b"null", b'"\xff"', b"[[]]", *Box().bodies])


@st.composite
def _strange(draw: st.DrawFn) -> Packet:
    """Draw a packet of sound form and senseless content."""
    kind = draw(st.sampled_from(["hello", "batch", "skip", "ack", "state", "health"]))
    epoch = draw(_HEX)
    box = Box("box-1", epoch)
    box.tell(*life(draw(st.sampled_from(["P1", "P2"])))[: draw(st.integers(0, 6))])
    match kind:
        case "hello":
            return box.hello(down=(draw(st.none() | _HEX), draw(_SEQ)))
        case "batch":
            items = tuple(msgspec.Raw(draw(_ITEM)) for _ in range(draw(st.integers(0, 3))))
            prev = draw(st.none() | st.sampled_from(["00" * 32, box.chain[0].hex()]))
            first = 1 + draw(_SEQ)
            return Packet(
                "box-1", "up/events", Batch(epoch=epoch, first=first, items=items, prev=prev)
            )
        case "skip" if box.head:
            return box.skip(1, box.head)
        case "ack":
            return Packet("box-1", "up/ack", Ack(epoch=epoch, upto=draw(_SEQ)))
        case "state":
            state = State(online=draw(st.booleans()), conn=CONN, boot="0" * 16, app="\x00")
            return Packet("box-1", "state", state)
        case _:
            return Packet("box-1", "up/health", Health(unsent=draw(st.integers(0, 2**31))))


@pytest.mark.input
@settings(max_examples=75, deadline=None)
@given(st.lists(_strange(), max_size=8))
def test_no_packets_of_sound_form_stop_the_central(
    long_lived: Central, packets: list[Packet]
) -> None:
    long_lived.take(*packets)
    counts = long_lived.store.questions.counts("p1")
    assert counts.events >= 0
