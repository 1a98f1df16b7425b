"""The carrier over a real broker: every row up once, every letter in once, whatever dies."""

import itertools
import json
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from kiosk.store.db import open_reader
from kiosk.store.devices import DeviceRow
from kiosk.store.letters import Applied, MailReader
from kiosk.sync.link import Link
from kiosk.sync.loop import Host, Identity, SyncLoop, Times
from kiosk.sync.mailbox import Mailbox, Mark
from kiosk.sync.outbox import Outbox
from kiosk.sync.protocol import (
    CENTRAL_TOPICS,
    NOT_REGISTERED,
    SCHEMA,
    Ack,
    Action,
    Batch,
    DeviceWord,
    Health,
    Topics,
    pack,
    unpack,
)
from kiosk.trial.brokers import Broker
from tests import blank
from tests.sync.conftest import DEVICE, T0, Counter, nonces, short, until
from tests.sync.peer import DOWN, Peer

BOOT = "b" * 16


class Box:
    """A point's side: the carrier and its mail.db; `restart` is a killed carrier."""

    def __init__(self, folder: Path, connect: Callable[..., Link], broker: Broker) -> None:
        self._folder, self._connect, self._broker = folder, connect, broker
        self._seeds = itertools.count(1)
        self.hours = 0.0
        self.stopped_at: float | None = None
        self.lives = 0
        self._open()

    def _open(self) -> None:
        self.mailbox = Mailbox(blank.mail(self._folder / "mail.db"))
        self.link = self._connect(self._broker, DEVICE, Topics(DEVICE).down)
        self.outbox = Outbox(self._folder / "counter.db", DEVICE)
        self.loop = SyncLoop(
            self.link,
            self.outbox,
            self.mailbox,
            Identity(DEVICE, "7731", "1.0", BOOT),
            Times(self._now, lambda: T0, lambda: "ntp", nonces(next(self._seeds)), short),
            Host(self._alive, lambda: 900, lambda: 51.5, lambda: T0 + 1),
        )

    def _now(self) -> float:
        now = time.monotonic() if self.stopped_at is None else self.stopped_at
        return now + self.hours * 3600

    def stop_time(self) -> None:
        """Let only `hours` pass, so that nothing is done for having taken long."""
        self.stopped_at = time.monotonic()

    def _alive(self) -> None:
        self.lives += 1

    def turn(self) -> None:
        self.loop.turn(0.005)
        self.link.retry_now()

    def restart(self) -> None:
        self.link.renew("killed")
        self.outbox.close()
        self.mailbox.close()
        self._open()

    def inbox(self) -> list[tuple[int, str, bytes]]:
        reader = open_reader(self._folder / "mail.db")
        sql = "SELECT seq, id, raw FROM inbox ORDER BY seq"
        found = [(seq, id_, bytes(raw)) for seq, id_, raw in reader.execute(sql).fetchall()]
        reader.close()
        return found

    def noted(self) -> dict[str, str]:
        reader = MailReader(self._folder / "mail.db")
        found = reader.link()
        reader.close()
        return found


@pytest.fixture
def box(tmp_path: Path, connect: Callable[..., Link], broker: Broker) -> Iterator[Box]:
    made = Box(tmp_path, connect, broker)
    yield made
    made.loop.close()


@pytest.fixture
def peer(connect: Callable[..., Link], broker: Broker) -> Peer:
    made = Peer(connect(broker, "central", *CENTRAL_TOPICS), DEVICE)
    until(lambda: made.link.is_up, made.turn)
    return made


def letter(number: int) -> bytes:
    told = {"id": f"01900000-0000-7000-9000-{number:012d}", "type": "codes.set", "facts": {}}
    return json.dumps(told).encode()


def assert_all_told(peer: Peer, counter: Counter) -> None:
    assert [number for number, _ in peer.events] == list(range(1, len(counter.rows) + 1))
    assert peer.events == counter.rows


# -- greeting --------------------------------------------------------------------------------------


def test_the_carrier_greets_and_says_that_it_is_there(
    box: Box, peer: Peer, counter: Counter
) -> None:
    counter.happen(3)
    until(lambda: box.loop.sender.is_open and bool(peer.states), box.turn, peer.turn)
    hello = peer.hellos[0]
    assert (hello.point, hello.boot, hello.up.head, hello.clock) == ("7731", BOOT, 3, "ntp")
    assert [mark.seq for mark in hello.tail] == [3, 2, 1]
    assert peer.states[-1].online
    noted = box.noted()
    assert (noted["connected"], noted["welcomed"], noted["action"]) == ("1", "1", "none")
    assert box.lives > 0


def test_a_greeting_is_repeated_until_it_is_answered(
    box: Box, peer: Peer, counter: Counter
) -> None:
    counter.happen()
    peer.deaf = True
    until(lambda: len(peer.raw) >= 4, box.turn, peer.turn)
    peer.deaf = False
    until(lambda: len(peer.events) == 1, box.turn, peer.turn)
    assert_all_told(peer, counter)


def test_an_answer_to_another_greeting_is_not_taken(box: Box, peer: Peer, counter: Counter) -> None:
    counter.happen()
    box.loop._times = Times(
        box._now, lambda: T0, lambda: "ntp", nonces(99), lambda: 1000.0
    )  # no second greeting
    peer.deaf = True
    until(lambda: any(p.topic.endswith("hello") for p in peer.raw), box.turn, peer.turn)
    box.loop._nonce = "0" * 16
    peer.deaf = False
    for packet in peer.raw:
        peer._take(packet)
    for _ in range(20):
        box.turn()
        peer.turn()
    assert not box.loop.sender.is_open
    assert peer.events == []


def test_a_blocked_box_sends_nothing_and_tells_why(box: Box, peer: Peer, counter: Counter) -> None:
    counter.happen()
    box.stop_time()
    peer.action, peer.reason = Action.BLOCKED, "revoked"
    until(lambda: box.noted().get("action") == "blocked", box.turn, peer.turn)
    assert (peer.events, box.noted()["welcomed"]) == ([], "0")
    peer.action = Action.NONE
    box.hours += 10 / 3600  # far longer than an unanswered greeting waits here
    for _ in range(20):
        box.turn()
        peer.turn()
    assert len(peer.hellos) == 1
    box.hours += 1
    until(lambda: len(peer.events) == 1, box.turn, peer.turn)


def test_until_when_the_certificate_is_good_is_noted_for_the_counter(
    box: Box, peer: Peer, counter: Counter
) -> None:
    counter.happen()
    until(lambda: box.noted().get("welcomed") == "1", box.turn, peer.turn)
    assert box.noted()["certificate_ends_at"] == str(T0 + 1)


def test_a_box_that_must_be_updated_still_tells_all(box: Box, peer: Peer, counter: Counter) -> None:
    counter.happen(3)
    peer.action = Action.UPGRADE
    until(lambda: len(peer.events) == 3, box.turn, peer.turn)
    assert (box.noted()["action"], box.noted()["welcomed"]) == ("upgrade", "1")
    assert peer.hellos[-1].schema == SCHEMA


def test_a_box_the_central_has_not_heard_of_yet_soon_asks_again(
    box: Box, peer: Peer, counter: Counter
) -> None:
    counter.happen()
    peer.action, peer.reason = Action.BLOCKED, NOT_REGISTERED
    until(lambda: len(peer.hellos) >= 2, box.turn, peer.turn)
    peer.action = Action.NONE
    until(lambda: len(peer.events) == 1, box.turn, peer.turn)


# -- up --------------------------------------------------------------------------------------------


def test_events_reach_the_central_once_and_in_order(box: Box, peer: Peer, counter: Counter) -> None:
    counter.happen(700)
    until(lambda: len(peer.events) >= 700, box.turn, peer.turn)
    counter.happen(3)
    until(lambda: box.loop.sender.cursor == 703, box.turn, peer.turn)
    box.turn()
    assert_all_told(peer, counter)
    assert box.mailbox.mark("up") == Mark("a" * 16, 703)


def test_a_batch_goes_again_with_the_same_bytes(box: Box, peer: Peer, counter: Counter) -> None:
    counter.happen()
    until(lambda: box.loop.sender.cursor == 1, box.turn, peer.turn)
    peer.deaf = True
    counter.happen(1200)
    until(lambda: not box.loop.sender.is_idle, box.turn, peer.turn)
    batch = box.loop.sender._flight
    assert batch is not None

    def sent() -> list[bytes]:
        return [packet.payload for packet in peer.raw if packet.topic == peer.topics.events]

    until(lambda: pack(batch) in sent(), box.turn, peer.turn)
    before = len(sent())
    box.hours += 1
    until(lambda: len(sent()) > before, box.turn, peer.turn)
    assert sent()[-1] == pack(batch)


def test_of_a_drain_the_last_ack_is_noted_and_not_each(
    box: Box, peer: Peer, counter: Counter
) -> None:
    counter.happen(2000)
    wall = itertools.count(T0)
    box.loop._times = Times(  # no second passes
        lambda: 1e9, lambda: next(wall), lambda: "ntp", nonces(99), short
    )
    noted: list[str] = []
    box.mailbox._db.conn.set_trace_callback(
        lambda sql: noted.append(sql) if "'last_ack_at'" in sql else None
    )
    until(lambda: box.mailbox.mark("up") == Mark("a" * 16, 2000), box.turn, peer.turn)
    box.mailbox._db.conn.set_trace_callback(None)
    assert len(peer.raw) > 8, "batches"
    assert len(noted) == 2, "the welcome, and the end of the drain"
    assert box.noted()["last_ack_at"] == box.loop._ack_at
    assert box.loop._ack_at in noted[-1]


def test_an_ack_is_kept_by_one_flush_in_the_quiet_turn_after_it(
    box: Box, peer: Peer, counter: Counter
) -> None:
    counter.happen(1)
    until(lambda: box.mailbox.mark("up") == Mark("a" * 16, 1), box.turn, peer.turn)
    flushes: list[str] = []
    box.mailbox._db.conn.set_trace_callback(
        lambda sql: flushes.append(sql) if sql == "COMMIT" else None
    )
    counter.happen(1)
    until(lambda: box.loop.sender.cursor == 2, box.turn, peer.turn)
    assert (flushes, box.mailbox.mark("up")) == ([], Mark("a" * 16, 1))
    until(lambda: box.mailbox.mark("up") == Mark("a" * 16, 2), box.turn, peer.turn)
    assert flushes == ["COMMIT"]


def test_where_no_turn_is_quiet_an_ack_is_kept_after_a_second(
    box: Box, peer: Peer, counter: Counter
) -> None:
    counter.happen(1)
    until(lambda: box.loop.sender.cursor == 1, box.turn, peer.turn)
    box.loop._save(force=False)
    assert box.mailbox.mark("up") == Mark("a" * 16, 0), "as the greeting said"
    box.hours += 1
    box.loop._save(force=False)
    assert box.mailbox.mark("up") == Mark("a" * 16, 1)


def test_a_carrier_that_starts_without_a_broker_forgets_no_ack(
    box: Box, peer: Peer, counter: Counter, broker: Broker
) -> None:
    counter.happen(30)
    until(lambda: box.mailbox.mark("up") == Mark("a" * 16, 30), box.turn, peer.turn)
    broker.kill()
    box.restart()
    for _ in range(3):
        box.hours += 1
        box.turn()
    assert box.mailbox.mark("up") == Mark("a" * 16, 30)


@pytest.mark.cut
def test_a_broker_killed_in_the_middle_costs_no_row_and_doubles_none(
    box: Box, peer: Peer, counter: Counter, broker: Broker
) -> None:
    for _ in range(3):
        counter.happen(600)
        before = len(peer.events)
        until(lambda before=before: len(peer.events) > before, box.turn, peer.turn)
        broker.kill()
        counter.happen(10)
        until(lambda: not box.link.is_up, box.turn, peer.turn)
        broker.start()
        until(
            lambda: len(peer.events) >= len(counter.rows),
            *(box.turn, peer.turn, peer.link.retry_now),
        )
    assert_all_told(peer, counter)


@pytest.mark.cut
def test_without_a_broker_nothing_is_lost(
    box: Box, peer: Peer, counter: Counter, broker: Broker
) -> None:
    broker.kill()
    counter.happen(50)
    for _ in range(20):
        box.turn()
    assert (box.noted()["connected"], box.loop.sender.is_open) == ("0", False)
    broker.start()
    until(lambda: len(peer.events) == 50, *(box.turn, peer.turn, peer.link.retry_now))
    assert_all_told(peer, counter)


@pytest.mark.cut
def test_a_killed_carrier_goes_on_where_the_central_is(
    box: Box, peer: Peer, counter: Counter
) -> None:
    for _ in range(4):
        counter.happen(400)
        box.restart()
        before = len(peer.events)
        until(lambda before=before: len(peer.events) > before, box.turn, peer.turn)
    box.restart()
    until(lambda: len(peer.events) >= 1600, box.turn, peer.turn)
    assert_all_told(peer, counter)


@pytest.mark.cut
def test_a_restored_central_is_told_everything_again(
    box: Box, peer: Peer, counter: Counter
) -> None:
    counter.happen(300)
    until(lambda: len(peer.events) == 300, box.turn, peer.turn)
    peer.forget(120)
    counter.happen()
    until(lambda: len(peer.events) == 301, box.turn, peer.turn)
    assert_all_told(peer, counter)


def test_a_counter_that_is_not_there_yet_is_waited_for(
    box: Box, peer: Peer, open_counter: Callable[..., Counter]
) -> None:
    until(lambda: box.link.is_up, box.turn, peer.turn)
    for _ in range(10):
        box.turn()
    assert peer.hellos == []
    counter = open_counter()
    counter.happen(5)
    box.hours += 1
    until(lambda: len(peer.events) >= 5, box.turn, peer.turn)
    assert_all_told(peer, counter)


def test_how_the_box_is_goes_up(box: Box, peer: Peer, counter: Counter) -> None:
    counter.happen(2)
    until(lambda: box.loop.sender.cursor == len(counter.rows), box.turn, peer.turn)
    peer.healths.clear()
    box.hours += 1
    until(lambda: bool(peer.healths), box.turn, peer.turn)
    assert peer.healths[-1] == Health(sent_at=T0, unsent=0, disk_free_mb=900, temp_c=51.5)


def _note(counter: Counter, state: str, what: str) -> None:
    with counter.file.unit():
        counter.file.devices.keep(DeviceRow("printer", "printer", state, what, "", {}, T0))


def test_a_device_that_changed_is_told_within_seconds(
    box: Box, peer: Peer, counter: Counter
) -> None:
    _note(counter, "ready", "")
    until(lambda: bool(peer.healths), box.turn, peer.turn)
    _note(counter, "degraded", "paper_out")
    out = {"printer": DeviceWord("degraded", "paper_out")}
    until(lambda: peer.healths[-1].devices == out, box.turn, peer.turn)


def test_devices_are_not_looked_at_for_each_event(
    box: Box, peer: Peer, counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter.happen()
    until(lambda: bool(peer.healths), box.turn, peer.turn)
    box.stop_time()
    look, looks = box.outbox.devices, list[int]()
    monkeypatch.setattr(box.outbox, "devices", lambda: looks.append(1) or look())
    box.hours += 3 / 3600
    for _ in range(5):
        counter.happen()
        until(lambda: box.loop.sender.cursor == len(counter.rows), box.turn, peer.turn)
    assert len(looks) == 1
    box.hours += 3 / 3600
    counter.happen()
    until(lambda: len(looks) == 2, box.turn, peer.turn)


def test_what_devices_did_not_say_makes_no_packet(box: Box, peer: Peer, counter: Counter) -> None:
    _note(counter, "ready", "")
    until(lambda: bool(peer.healths), box.turn, peer.turn)
    told = len(peer.healths)
    _note(counter, "ready", "")
    counter.happen(3)
    box.hours += 10 / 3600
    until(lambda: len(peer.events) == len(counter.rows), box.turn, peer.turn)
    box.turn()
    counter.happen()
    until(lambda: len(peer.events) == len(counter.rows), box.turn, peer.turn)
    assert len(peer.healths) == told


def test_a_new_connection_hears_how_the_box_is(box: Box, peer: Peer, counter: Counter) -> None:
    _note(counter, "failed", "denied")
    until(lambda: bool(peer.healths), box.turn, peer.turn)
    peer.healths.clear()
    box.link.renew("cut")
    until(lambda: bool(peer.healths), box.turn, peer.turn)
    assert peer.healths[-1].devices == {"printer": DeviceWord("failed", "denied")}


# -- down ------------------------------------------------------------------------------------------


def test_letters_land_in_the_inbox_once(box: Box, peer: Peer, counter: Counter) -> None:
    counter.happen()
    peer.letters = [letter(n) for n in range(1, 31)]
    until(lambda: peer.acked == 30, box.turn, peer.turn)
    box.restart()
    peer.letters.append(letter(31))
    until(lambda: peer.acked == 31, box.turn, peer.turn)
    assert [raw for _, _, raw in box.inbox()] == peer.letters
    assert box.mailbox.mark("down") == Mark(DOWN, 31)


def test_letters_that_overtake_the_welcome_are_not_refused(
    box: Box, peer: Peer, counter: Counter
) -> None:
    counter.happen()
    box.loop._times = Times(
        box._now, lambda: T0, lambda: "ntp", nonces(99), lambda: 1000.0
    )  # no second greeting
    peer.deaf = True
    until(lambda: any(p.topic.endswith("hello") for p in peer.raw), box.turn, peer.turn)
    peer.letters = [letter(1)]
    peer.link.publish(
        peer.topics.messages, pack(Batch(epoch=DOWN, first=1, items=(msgspec.Raw(letter(1)),)))
    )
    peer.deaf = False
    for packet in peer.raw:
        peer._take(packet)
    until(lambda: peer.acked == 1, box.turn, peer.turn)
    answers = [unpack(p.payload, Ack) for p in peer.raw if p.topic == peer.topics.messages_ack]
    assert not any(answer.hello for answer in answers)  # one would end the stream just opened


@pytest.mark.cut
def test_letters_land_once_through_a_killed_broker(
    box: Box, peer: Peer, counter: Counter, broker: Broker
) -> None:
    counter.happen()
    peer.letters = [letter(n) for n in range(1, 61)]
    until(lambda: peer.acked >= 8, box.turn, peer.turn)
    broker.kill()
    until(lambda: not box.link.is_up, box.turn, peer.turn)
    broker.start()
    until(lambda: peer.acked == 60, *(box.turn, peer.turn, peer.link.retry_now))
    assert [raw for _, _, raw in box.inbox()] == peer.letters


def test_letters_that_come_twice_land_once(box: Box, peer: Peer, counter: Counter) -> None:
    counter.happen()
    peer.letters = [letter(n) for n in range(1, 9)]
    until(lambda: peer.acked == 8, box.turn, peer.turn)
    packets = [b for b in (peer.above(0, 5, 1), peer.above(2, 6, 1)) if b is not None]
    for stretch in packets:
        raw = tuple(
            unpack(
                b'{"epoch":"%s","first":1,"items":[%s]}'
                % (DOWN.encode(), b",".join(stretch.items)),
                Batch,
            ).items
        )
        again = Batch(epoch=DOWN, first=stretch.first, items=raw)
        peer.link.publish(peer.topics.messages, pack(again))
    seen = len(peer.raw)
    until(lambda: len(peer.raw) >= seen + 2, box.turn, peer.turn)
    assert [raw for _, _, raw in box.inbox()] == peer.letters


def test_a_letter_nobody_can_read_is_kept_for_the_counter_to_refuse(
    box: Box, peer: Peer, counter: Counter
) -> None:
    counter.happen()
    peer.letters = [b'{"id":7}', b"[]", letter(3)]
    until(lambda: peer.acked == 3, box.turn, peer.turn)
    assert [(seq, bool(id_)) for seq, id_, _ in box.inbox()] == [(1, False), (2, False), (3, True)]


def test_obeyed_letters_are_emptied(box: Box, peer: Peer, counter: Counter) -> None:
    counter.happen()
    peer.letters = [letter(n) for n in range(1, 5)]
    until(lambda: peer.acked == 4, box.turn, peer.turn)
    with counter.file.unit():
        counter.file.letters.keep(Applied(DOWN, 3))
    until(lambda: box.mailbox.waiting() == 1, box.turn)
    assert [bool(raw) for _, _, raw in box.inbox()] == [False, False, False, True]


def test_a_quiet_turn_asks_the_files_nothing_about_letters(
    box: Box, peer: Peer, counter: Counter
) -> None:
    counter.happen()
    until(lambda: box.loop.sender.cursor == 1, box.turn, peer.turn)
    asked: list[str] = []
    box.outbox._db.conn.set_trace_callback(asked.append)  # type: ignore[union-attr]
    for _ in range(20):
        box.turn()
    assert "PRAGMA data_version" in asked
    assert not [sql for sql in asked if "applied" in sql or "user_version" in sql]
    counter.happen()
    until(lambda: any("applied" in sql for sql in asked), box.turn)


def test_emptied_letters_come_again_for_an_older_counter(
    box: Box, peer: Peer, counter: Counter
) -> None:
    counter.happen()
    peer.letters = [letter(n) for n in range(1, 5)]
    until(lambda: peer.acked == 4, box.turn, peer.turn)
    with counter.file.unit():
        counter.file.letters.keep(Applied(DOWN, 3))
    until(lambda: box.mailbox.waiting() == 1, box.turn)
    with counter.file.unit():
        counter.file.letters.keep(Applied(DOWN, 1))  # as an older counter.db would have it
    box.restart()
    until(lambda: box.mailbox.waiting() == 3, box.turn, peer.turn)
    assert [bool(raw) for _, _, raw in box.inbox()] == [False, True, True, True]


def test_another_file_in_the_counters_place_is_greeted_anew(
    box: Box, peer: Peer, counter: Counter
) -> None:
    counter.happen(3)
    until(lambda: box.loop.sender.cursor == 3, box.turn, peer.turn)
    greeted = len(peer.hellos)
    counter.file.close()
    aside = counter.path.with_suffix(".aside")
    shutil.copy(counter.path, aside)
    aside.replace(counter.path)
    anew = replace(peer.hellos[0].up, head=3, acked=3)  # one that was late may come first
    until(lambda: anew in [hello.up for hello in peer.hellos[greeted:]], box.turn, peer.turn)


@pytest.mark.input
def test_hostile_packets_disturb_nothing(box: Box, peer: Peer, counter: Counter) -> None:
    counter.happen(5)
    until(lambda: box.loop.sender.is_open, box.turn, peer.turn)
    topics = peer.topics
    for topic in (topics.welcome, topics.events_ack, topics.messages, "pvz/v1/d/box-1/down/new"):
        for payload in (b"", b"\xff", b"{}", b'{"epoch":', b"[" * 50_000, b"\x78\x9cxx"):
            peer.link.publish(topic, payload)
    peer.letters = [letter(1)]
    counter.happen(10)
    until(lambda: peer.acked == 1 and len(peer.events) >= 15, box.turn, peer.turn)
    until(lambda: len(peer.events) == len(counter.rows), box.turn, peer.turn)
    assert_all_told(peer, counter)


# -- running ---------------------------------------------------------------------------------------


def test_the_loop_runs_until_it_is_stopped_and_says_goodbye(
    tmp_path: Path, connect: Callable[..., Link], broker: Broker, peer: Peer, counter: Counter
) -> None:
    counter.happen(5)
    stop = threading.Event()
    started, ended = threading.Event(), threading.Event()

    def carry() -> None:  # a connection to SQLite stays in the thread that made it
        box = Box(tmp_path, connect, broker)
        started.set()
        box.loop.run(stop)
        ended.set()

    thread = threading.Thread(target=carry)
    thread.start()
    assert started.wait(60)
    until(lambda: len(peer.events) == len(counter.rows), peer.turn)
    stop.set()
    until(ended.is_set, peer.turn)
    thread.join(60)
    until(lambda: not peer.states[-1].online, peer.turn)
    assert_all_told(peer, counter)


def test_a_turn_that_fails_is_not_the_end(
    tmp_path: Path, connect: Callable[..., Link], broker: Broker, peer: Peer, counter: Counter
) -> None:
    counter.happen(5)
    stop, ended = threading.Event(), threading.Event()

    class Clumsy(Box):
        def _alive(self) -> None:
            super()._alive()
            if self.lives == 1:
                raise ZeroDivisionError

    def carry() -> None:
        Clumsy(tmp_path, connect, broker).loop.run(stop)
        ended.set()

    thread = threading.Thread(target=carry)
    thread.start()
    until(lambda: len(peer.events) == len(counter.rows), peer.turn)
    stop.set()
    until(ended.is_set, peer.turn)
    thread.join(60)
    assert_all_told(peer, counter)
