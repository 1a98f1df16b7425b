"""Batches of events: what is kept, what is answered, and what never stops a stream."""

import random
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from kiosk.central.store import Packet
from kiosk.core.facts.box import MessageDone, PolicyApplied
from kiosk.core.facts.stockroom import CellMarkedFull, ParcelReceived, ParcelStored
from kiosk.core.messages import DeliveryCancelled
from kiosk.core.words import Outcome
from kiosk.sync.protocol import Ack, Batch, Health, State
from tests.central.conftest import EPOCH, ON_A_FILE, T0, Box, Central, life

CONN = "c0" * 8
SIBLINGS = "01900000-0000-7000-8000-00000000aaaa"


def _state(*, online: bool, conn: str = CONN, device: str = "box-1") -> Packet:
    return Packet(device, "state", State(online=online, conn=conn, boot="0" * 16, app="1"))


# -- what is next, known, missing --------------------------------------------------------------


def test_what_comes_next_is_kept_and_folded(central: Central, box: Box) -> None:
    box.tell(*life("P1"))
    answer = central.ack(box.batch(1))
    assert (answer.epoch, answer.upto, answer.need, answer.hello) == (EPOCH, 6, None, False)
    assert central.store.questions.event_ids("box-1") == list(enumerate(box.ids, start=1))
    assert central.state_of("P1") == "issued"


def test_the_bytes_are_kept_as_they_came(central: Central, box: Box) -> None:
    box.tell(*life("P1"))
    spaced = msgspec.json.format(box.bodies[0])
    odd = Box()
    odd.write(spaced, box.ids[0])
    central.take(odd.batch(1))
    (kept,) = central.rows("SELECT body, hash FROM event")
    assert kept == (spaced, odd.chain[1])


def test_a_batch_that_comes_again_is_acknowledged_and_counted_only(
    central: Central, box: Box
) -> None:
    box.tell(*life("P1"))
    first = central.ack(box.batch(1))
    again = central.ack(box.batch(1))
    assert again == first
    assert central.store.questions.counts("p1").duplicates == 6
    assert central.store.questions.counts("p1").events == 6


def test_of_an_overlapping_batch_the_new_part_is_kept(central: Central, box: Box) -> None:
    box.tell(*life("P1"))
    central.take(box.batch(1, 3))
    assert central.ack(box.batch(2)).upto == 6
    counts = central.store.questions.counts("p1")
    assert (counts.events, counts.duplicates, counts.alarms) == (6, 2, {})


def test_of_a_batch_after_a_gap_nothing_is_kept(central: Central, box: Box) -> None:
    box.tell(*life("P1"))
    answer = central.ack(box.batch(3))
    assert (answer.upto, answer.need) == (0, 1)
    counts = central.store.questions.counts("p1")
    assert (counts.events, counts.duplicates) == (0, 0)


def test_a_batch_of_another_epoch_makes_the_box_greet(central: Central, box: Box) -> None:
    box.tell(*life("P1"))
    box.epoch = "ab" * 8
    answer = central.ack(box.batch(1))
    assert (answer.hello, answer.upto) == (True, 0)
    assert central.store.questions.counts("p1").events == 0


@pytest.mark.usefixtures("box")
def test_an_empty_batch_is_answered(central: Central) -> None:
    empty = Packet("box-1", "up/events", Batch(epoch=EPOCH, first=1))
    assert central.ack(empty).upto == 0


def test_a_group_is_taken_whole(central: Central, box: Box) -> None:
    box.tell(*life("P1"))
    taken = central.take(box.batch(1, 2), box.batch(3, 4), box.batch(5, 6))
    assert [reply.body.upto for reply in taken.replies if isinstance(reply.body, Ack)] == [2, 4, 6]
    assert taken.heard == ("box-1",)


# -- what cannot be understood -------------------------------------------------------------------


@pytest.mark.input
@pytest.mark.parametrize(
    "body",
    [
        b'{"id": "no uuid"}',
        b'{"a": "\xff"}',
        b"[" * 3000 + b"]" * 3000,
        b"null",
        b'{"id":"01900000-0000-7000-8000-000000000000","type":"parcel.stored","tv":1}',
    ],
)
def test_an_item_that_cannot_be_read_is_kept_aside_and_counts_as_received(
    central: Central, box: Box, body: bytes
) -> None:
    box.tell(*life("P1")[:2])
    box.write(body)
    box.tell(*life("P1")[2:])
    answer = central.ack(box.batch(1))
    assert (answer.upto, answer.quarantined) == (7, 1)
    (aside,) = central.store.questions.quarantined("box-1")
    assert (aside.seq, aside.to_seq, aside.raw) == (3, 3, body)
    counts = central.store.questions.counts("p1")
    assert (counts.events, counts.quarantined, counts.lost) == (6, 1, 0)
    assert central.state_of("P1") == "issued"


def test_an_event_of_an_unknown_type_is_kept_unhandled(central: Central, box: Box) -> None:
    box.tell(CellMarkedFull("A-01"))
    box.write(box.bodies[0].replace(b"cell.marked_full", b"cell.painted_red"), "")
    box.bodies[1] = box.bodies[1].replace(box.ids[0].encode(), box.ids[1].encode())
    assert central.ack(box.batch(1, prev=box.chain[0].hex())).upto == 2
    counts = central.store.questions.counts("p1")
    assert (counts.events, counts.unhandled, counts.quarantined) == (2, 1, 0)
    assert counts.types["cell.painted_red"] == 1


def test_an_event_of_a_later_version_is_kept_unhandled(central: Central, box: Box) -> None:
    box.tell(CellMarkedFull("A-01"))
    box.bodies[0] = box.bodies[0].replace(b'"tv":1', b'"tv":2')
    assert central.ack(box.batch(1)).upto == 1
    assert central.store.questions.counts("p1").unhandled == 1
    assert central.ack(box.batch(1)).upto == 1


def test_a_repeated_event_of_a_sibling_is_kept_but_not_folded(central: Central, box: Box) -> None:
    box.tell(ParcelReceived("P1", "D-1"), via="01900000-0000-7000-8000-00000000aaaa")
    central.take(box.batch(1))
    assert central.store.questions.counts("p1").events == 1
    assert central.state_of("P1") is None


def test_an_event_that_contradicts_the_books_is_kept_with_a_conflict(
    central: Central, box: Box
) -> None:
    box.tell(*life("P1"), ParcelStored("P1", "A-02"), *life("P2"))
    assert central.ack(box.batch(1)).upto == 13
    (conflict,) = central.store.questions.conflicts("p1")
    assert (conflict.event, conflict.kind, conflict.id) == (box.ids[6], "parcel", "P1")
    assert conflict.reason == "issue_stands"
    assert central.state_of("P1") == "issued"
    assert central.state_of("P2") == "issued"
    assert central.store.questions.counts("p1").events == 13


@pytest.mark.input
def test_a_packet_that_cannot_be_read_takes_nothing_and_is_asked_for_one_by_one(
    central: Central, box: Box
) -> None:
    box.tell(*life("P1"))
    central.take(box.batch(1, 2))
    bad = Packet("box-1", "up/events", None, b"{\xff", "invalid", "ab" * 32)
    answer = central.ack(bad)
    assert (answer.upto, answer.need, answer.split) == (2, 3, True)
    central.take(bad)
    (aside,) = central.store.questions.quarantined("box-1")
    assert (aside.seq, aside.raw, aside.reason) == (0, b"{\xff", "up/events: invalid")
    assert aside.times == 2
    assert central.store.questions.counts("p1").lost == 0


@pytest.mark.input
@pytest.mark.parametrize("rest", ["up/hello", "up/ack", "up/health", "state"])
def test_other_packets_that_cannot_be_read_are_kept_aside_without_an_answer(
    central: Central, box: Box, rest: str
) -> None:
    assert central.take(Packet(box.device, rest, None, b"{", "invalid", "ab")).replies == ()
    assert len(central.store.questions.quarantined("box-1")) == 1


# -- a batch is taken whole, its events one by one ------------------------------------------------


def test_an_id_that_comes_twice_in_a_batch_is_kept_once_and_folded_once(
    central: Central, box: Box
) -> None:
    received, stored = ParcelReceived("P1", "D-1"), ParcelStored("P1", "A-01")
    box.tell(*life("P1")[:1], received)
    box.write(box.bodies[1], box.ids[1])
    box.tell(stored)
    box.write(box.bodies[1].replace(b"parcel.received", b"parcel.perceived"), box.ids[1])
    assert central.ack(box.batch(1)).upto == 5
    kept = central.rows("SELECT seq, id, flag FROM event ORDER BY n")
    assert kept == [(seq, box.ids[seq - 1], "folded") for seq in (1, 2, 4)]
    counts = central.store.questions.counts("p1")
    assert (counts.duplicates, counts.conflicts, counts.unhandled) == (2, 0, 0)
    assert central.state_of("P1") == "stored"


def test_each_event_of_a_batch_is_flagged_by_what_became_of_it(central: Central, box: Box) -> None:
    box.tell(*life("P1")[:3], ParcelStored("P9", "A-02"))
    box.tell(ParcelReceived("P1", "D-1"), via=SIBLINGS)
    box.tell(CellMarkedFull("A-01"))
    box.bodies[-1] = box.bodies[-1].replace(b'"tv":1', b'"tv":2')
    box.write(b"{}")
    box.tell(*life("P1")[3:4])
    central.take(box.batch(1))
    kept = central.rows("SELECT seq, flag, via FROM event ORDER BY n")
    words = ["folded", "folded", "folded", "conflict", "echo", "unhandled", "folded"]
    assert [flag for _seq, flag, _via in kept] == words
    assert [seq for seq, _flag, _via in kept] == [1, 2, 3, 4, 5, 6, 8]
    assert [via for _seq, _flag, via in kept if via] == [SIBLINGS]


def _rows(central: Central) -> list[str]:
    """Return every row of every table, but for the epoch that each store draws by itself."""
    lines = central.store._conn.iterdump()
    return sorted(line for line in lines if not line.startswith('INSERT INTO "down_stream"'))


def _mishap(box: Box, draw: random.Random) -> None:
    """Let something happen that is new, known, contradictory, foreign or unreadable."""
    parcel, step = draw.choice(["P1", "P2", "P3"]), draw.randrange(6)
    match draw.randrange(8):
        case 0 if box.head:
            seq = draw.randrange(box.head)
            box.write(box.bodies[seq], box.ids[seq])
        case 1:
            box.write(draw.choice([b"{}", b"null", b'"\xff"', b"[[]]"]))
        case 2:
            box.tell(CellMarkedFull("A-01"))
            box.bodies[-1] = box.bodies[-1].replace(b"cell.marked_full", b"cell.painted_red")
        case 3:
            box.tell(life(parcel)[step], via=SIBLINGS)
        case 4:
            box.tell(MessageDone("01900000-0000-7000-9000-000000000001", Outcome.APPLIED, ""))
        case _:
            box.tell(life(parcel)[step])


@pytest.mark.parametrize("seed", range(12))
def test_a_batch_leaves_the_very_rows_that_its_events_leave_one_by_one(
    tmp_path: Path, seed: int
) -> None:
    draw = random.Random(seed)
    told = Box()
    for _ in range(60):
        _mishap(told, draw)
    box = Box()
    for body, id_ in zip(told.bodies, told.ids, strict=True):
        box.write(body, id_)  # with the chain over what was changed afterwards
    whole, single = (Central(tmp_path / name) for name in ("whole.db", "single.db"))
    for central in (whole, single):
        central.take(box.hello())
    refused = whole.ack(box.batch(1)).quarantined
    acks = [single.ack(box.batch(seq, seq)) for seq in range(1, box.head + 1)]
    assert refused == sum(ack.quarantined for ack in acks)
    assert _rows(whole) == _rows(single)
    for central in (whole, single):
        central.store.close()


# -- numbers that never come ---------------------------------------------------------------------


def test_numbers_that_never_come_are_passed_over_with_their_chain(
    central: Central, box: Box
) -> None:
    box.tell(*life("P1"))
    central.take(box.batch(1, 2))
    assert central.ack(box.skip(3, 4)).upto == 4
    assert central.ack(box.batch(5)).upto == 6
    (aside,) = central.store.questions.quarantined("box-1")
    assert (aside.seq, aside.to_seq, aside.reason) == (3, 4, "skipped: hole")
    counts = central.store.questions.counts("p1")
    assert (counts.lost, counts.alarms) == (0, {"conflict": 1})


def test_a_skip_that_is_old_or_leaves_a_gap_changes_nothing(central: Central, box: Box) -> None:
    box.tell(*life("P1"))
    assert central.ack(box.skip(3, 4)).need == 1
    central.take(box.batch(1))
    assert central.ack(box.skip(3, 4)).upto == 6
    assert central.store.questions.counts("p1").quarantined == 0


# -- the chain -----------------------------------------------------------------------------------


def test_a_broken_chain_makes_the_box_greet_and_is_then_taken_with_an_alarm(
    central: Central, box: Box
) -> None:
    box.tell(*life("P1"))
    central.take(box.batch(1, 2))
    torn = box.batch(3, prev="ab" * 32)
    assert central.ack(torn).hello
    assert central.ack(torn).hello, "without a greeting it is never taken"
    assert central.store.questions.counts("p1").events == 2
    central.welcome(box.hello())
    assert central.ack(torn).upto == 6
    assert central.store.questions.counts("p1").alarms == {"chain_broken": 1}


def test_after_a_broken_chain_the_new_one_is_followed(central: Central, box: Box) -> None:
    box.tell(*life("P1"))
    box.chain[2:] = [b"\x01" * 32]
    box.bodies, rest = box.bodies[:2], box.bodies[2:]
    central.take(box.batch(1))
    for body in rest:
        box.write(body)
    central.take(box.batch(3, 4), box.hello(), box.batch(3, 4))
    assert central.ack(box.batch(5)).upto == 6
    assert central.store.questions.counts("p1").alarms == {"chain_broken": 1}


def test_leaving_the_chain_out_is_no_way_around_it(central: Central, box: Box) -> None:
    box.tell(*life("P1"))
    assert central.ack(box.batch(1, prev=None)).hello
    assert central.store.questions.counts("p1").events == 0


def test_a_changed_past_is_seen_in_an_overlap(central: Central, box: Box) -> None:
    box.tell(*life("P1"))
    central.take(box.batch(1, 3))
    forged = Box()
    forged.tell(*life("P9"))
    forged.write(box.bodies[0])
    assert central.ack(forged.batch(2)).hello
    assert central.store.questions.counts("p1").events == 3


# -- who may speak -------------------------------------------------------------------------------


def test_a_box_nobody_registered_is_dropped(central: Central) -> None:
    stranger = Box("stranger")
    stranger.tell(*life("P1"))
    taken = central.take(stranger.batch(1), _state(online=True, device="stranger"))
    assert (taken.replies, taken.heard) == ((), ())
    assert central.welcome(stranger.hello()).reason == "unknown"
    assert central.store.questions.turned_away() == 3
    assert central.store.questions.event_ids("stranger") == []


def test_a_blocked_box_is_dropped_until_it_is_let_in_again(central: Central, box: Box) -> None:
    box.tell(*life("P1"))
    with central.store.unit():
        central.store.block("box-1", "revoked")
    assert central.take(box.batch(1)).replies == ()
    answer = central.welcome(box.hello())
    assert (answer.action.value, answer.reason) == ("blocked", "revoked")
    assert central.store.questions.counts("p1").events == 0
    with central.store.unit():
        central.store.block("box-1", "")
    assert central.ack(box.batch(1)).upto == 6


def test_a_box_cannot_answer_for_letters_of_another(central: Central, box: Box) -> None:
    central.register("box-2", "p2")
    central.queue(DeliveryCancelled("D-1"), point="p2")
    (letter,) = central.store.questions.sent("p2")
    box.tell(MessageDone(letter.id, Outcome.REJECTED, "failed"))
    central.take(box.batch(1))
    assert central.store.questions.sent("p2") == [letter]


def test_events_of_two_points_stay_apart(central: Central, box: Box) -> None:
    central.register("box-2", "p2")
    other = Box("box-2")
    central.take(other.hello())
    box.tell(*life("P1"))
    other.tell(*life("P1")[:3])
    central.take(box.batch(1), other.batch(1))
    assert (central.state_of("P1"), central.state_of("P1", "p2")) == ("issued", "stored")


# -- presence ------------------------------------------------------------------------------------


def test_a_box_is_there_while_it_is_heard(central: Central) -> None:
    asked = central.store.questions.presence
    central.take(_state(online=True))
    there = asked("box-1", T0 + 150_000)
    assert there
    assert there.online
    gone = asked("box-1", T0 + 150_001)
    assert gone
    assert not gone.online
    central.store.take([Packet("box-1", "up/health", Health(unsent=7))], T0 + 150_000)
    later = asked("box-1", T0 + 200_000)
    assert later
    assert (later.online, later.unsent) == (True, 7)


def test_a_late_will_of_an_older_connection_says_nothing(central: Central) -> None:
    central.take(_state(online=True, conn="aa" * 8), _state(online=True, conn="bb" * 8))
    central.take(_state(online=False, conn="aa" * 8))
    there = central.store.questions.presence("box-1", T0)
    assert there
    assert there.online
    taken = central.take(_state(online=False, conn="bb" * 8))
    assert taken.heard == ()
    gone = central.store.questions.presence("box-1", T0)
    assert gone
    assert not gone.online


def test_a_policy_is_booked_by_its_name(central: Central, box: Box) -> None:
    box.tell(PolicyApplied("ozon_like", 1))
    central.take(box.batch(1))
    ((kind, id_, _body),) = central.store.questions.books("p1")
    assert (kind, id_) == ("policy", "ozon_like")


def test_an_event_known_from_another_stream_is_counted_only(central: Central, box: Box) -> None:
    box.tell(*life("P1"))
    central.take(box.batch(1))
    central.register("box-2")
    clone = Box("box-2")
    for body, id_ in zip(box.bodies, box.ids, strict=True):
        clone.write(body, id_)
    central.take(clone.hello())
    batch = clone.batch(1)
    assert central.ack(replace(batch, device="box-2")).upto == 6
    assert central.store.questions.counts("p1").events == 6
    assert central.store.questions.counts("p1").conflicts == 0


@ON_A_FILE
def test_a_group_asks_the_tables_as_often_as_one_packet_does(central: Central, box: Box) -> None:
    asked: list[int] = []
    for packets in (1, 8):
        first = box.head + 1
        box.tell(*(fact for n in range(packets) for fact in life(f"P{first}-{n}")))
        group = [box.batch(first + 6 * n, first + 6 * n + 5) for n in range(packets)]
        told: list[str] = []
        central.store._conn.set_trace_callback(told.append)
        central.take(*group)
        central.store._conn.set_trace_callback(None)
        asked.append(sum(not sql.startswith("INSERT") for sql in told))
    assert asked[0] == asked[1] <= 9
