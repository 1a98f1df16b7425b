"""A stream carries everything exactly once and in order, whatever the road and both ends do."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.sync.protocol import Ack, Batch, Skip, SkipWhy
from kiosk.sync.streams import Need, SeqReceiver, SeqSender, Sorted
from tests.sync.stream_world import EPOCH, OPS, Log, World, some_ops

OTHER = "f" * 16


# -- the whole stream ------------------------------------------------------------------------------


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(OPS), st.integers(0, 5)), max_size=120))
def test_everything_arrives_once_and_in_order(ops: list[tuple[str, int]]) -> None:
    world = World()
    world.play([("greet", 0), *ops])
    world.settle()


@pytest.mark.parametrize("seed", range(60))
def test_everything_arrives_after_a_hundred_mishaps(seed: int) -> None:
    world = World()
    world.play(some_ops(seed))
    world.settle()


class NoGapCheck(SeqReceiver):
    def sort(self, batch: Batch) -> Sorted:
        if batch.skip is None and batch.first > self.upto + 1:
            return Sorted(tuple(enumerate(batch.items, start=batch.first)))
        return super().sort(batch)


class NoDedupe(SeqReceiver):
    def sort(self, batch: Batch) -> Sorted:
        if batch.skip is None and batch.first <= self.upto:
            return Sorted(tuple(enumerate(batch.items, start=batch.first)))
        return super().sort(batch)


class NeedOffByOne(SeqReceiver):
    def sort(self, batch: Batch) -> Sorted:
        found = super().sort(batch)
        return Sorted(need=found.need + 1) if found.need else found


class NoRewindAtStart(SeqSender):
    def start(self, epoch: str, upto: int) -> None:
        super().start(epoch, max(upto, self.cursor))


MUTANTS = {
    "ack before keep": lambda: World(keeps_first=False),
    "no gap check": lambda: World(receiver=NoGapCheck),
    "no dedupe": lambda: World(receiver=NoDedupe),
    "need off by one": lambda: World(receiver=NeedOffByOne),
    "no rewind at start": lambda: World(sender=NoRewindAtStart),
}


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_stream_with_a_fault_is_caught(mutant: str) -> None:
    def is_caught(seed: int) -> bool:
        world = MUTANTS[mutant]()
        try:
            world.play(some_ops(seed))
            world.settle()
        except AssertionError:
            return True
        return False

    assert any(is_caught(seed) for seed in range(200))


# -- the sender ------------------------------------------------------------------------------------


@pytest.fixture
def log() -> Log:
    made = Log()
    for _ in range(10):
        made.happen()
    return made


@pytest.fixture
def sender(log: Log) -> SeqSender:
    made = SeqSender(log, lambda: 1.0, 4)
    made.start(EPOCH, 0)
    return made


def sent(sender: SeqSender, now: float = 0.0) -> Batch:
    batch = sender.poll(now)
    assert isinstance(batch, Batch)
    return batch


def test_nothing_is_sent_before_a_greeting(log: Log) -> None:
    sender = SeqSender(log, lambda: 1.0)
    assert sender.poll(0.0) is None
    assert not sender.is_open
    assert sender.acked(Ack(epoch=EPOCH, upto=3), 0.0) is None
    assert sender.cursor == 0


def test_one_batch_is_in_flight_until_it_is_acked(sender: SeqSender) -> None:
    assert (sent(sender).first, sender.is_idle) == (1, False)
    assert sender.poll(0.1) is None
    sender.acked(Ack(epoch=EPOCH, upto=4), 0.2)
    assert sender.is_idle
    assert sent(sender, 0.3).first == 5


def test_an_ack_inside_a_batch_sends_the_rest_at_once(sender: SeqSender) -> None:
    sent(sender)
    sender.acked(Ack(epoch=EPOCH, upto=2), 0.1)
    assert sent(sender, 0.1).first == 3


@pytest.mark.parametrize(
    "ack",
    [
        Ack(epoch=EPOCH, upto=0),
        Ack(epoch=EPOCH, upto=5),
        Ack(epoch=OTHER, upto=4),
        Ack(epoch=OTHER, upto=4, need=9),
    ],
    ids=["lower", "of what was never sent", "of another epoch", "a need of another epoch"],
)
def test_an_ack_that_tells_nothing_moves_nothing(sender: SeqSender, ack: Ack) -> None:
    sent(sender)
    assert sender.acked(ack, 0.1) is None
    assert (sender.cursor, sender.is_idle) == (0, False)


def test_a_repeated_ack_moves_once(sender: SeqSender) -> None:
    sent(sender)
    for _ in range(3):
        sender.acked(Ack(epoch=EPOCH, upto=4), 0.1)
    assert sender.cursor == 4


def test_a_batch_without_an_answer_is_sent_again_unchanged(sender: SeqSender) -> None:
    batch = sent(sender)
    assert sender.poll(1.9) is None
    assert sender.poll(2.0) is batch


def test_the_wait_for_an_answer_doubles_and_then_a_greeting_is_wanted(sender: SeqSender) -> None:
    batch = sent(sender)
    assert sender.poll(2.0) is batch
    assert sender.poll(5.9) is None
    assert sender.poll(6.0) is batch
    assert sender.poll(13.9) is None
    assert sender.poll(14.0) is Need.HELLO
    assert not sender.is_open
    assert sender.poll(99.0) is None


def test_a_slow_road_is_waited_for(sender: SeqSender) -> None:
    now = 0.0
    for upto in (4, 8):
        sent(sender, now)
        sender.acked(Ack(epoch=EPOCH, upto=upto), now + 20.0)
        now += 20.0
    sent(sender, now)
    assert sender.poll(now + 4.0) is None


def test_the_answer_to_a_repeat_tells_nothing_of_the_road(sender: SeqSender) -> None:
    batch = sent(sender)
    assert sender.poll(1000.0) is batch
    sender.acked(Ack(epoch=EPOCH, upto=4), 1001.0)
    again = sent(sender, 2000.0)
    assert sender.poll(2002.0) is again


def test_the_jitter_spreads_the_repeats(log: Log) -> None:
    sender = SeqSender(log, lambda: 1.5)
    sender.start(EPOCH, 0)
    batch = sent(sender)
    assert sender.poll(2.9) is None
    assert sender.poll(3.0) is batch


def test_a_need_sends_from_there(sender: SeqSender) -> None:
    sender.start(EPOCH, 6)
    sent(sender)
    sender.acked(Ack(epoch=EPOCH, upto=2, need=3), 0.1)
    assert sent(sender, 0.1).first == 3


def test_a_split_sends_one_by_one_and_grows_again(sender: SeqSender) -> None:
    sent(sender)
    sender.acked(Ack(epoch=EPOCH, upto=0, need=1, split=True), 0.0)
    sizes = []
    while (batch := sender.poll(0.0)) is not None:
        assert isinstance(batch, Batch)
        sizes.append(len(batch.items))
        sender.acked(Ack(epoch=EPOCH, upto=batch.last), 0.0)
    assert sizes == [1, 2, 4, 3]


def test_a_wish_for_a_greeting_closes_the_stream(sender: SeqSender) -> None:
    sent(sender)
    assert sender.acked(Ack(epoch=OTHER, upto=0, hello=True), 0.1) is Need.HELLO
    assert not sender.is_open
    assert sender.acked(Ack(epoch=OTHER, upto=0, hello=True), 0.1) is None


def test_a_greeting_moves_the_cursor_backwards_too(sender: SeqSender) -> None:
    sender.start(EPOCH, 8)
    assert sent(sender).first == 9
    sender.start(EPOCH, 2)
    assert sent(sender).first == 3


def test_a_hole_is_told_as_a_skip(log: Log) -> None:
    log.items[3:5] = [None, None]
    sender = SeqSender(log, lambda: 1.0)
    sender.start(EPOCH, 0)
    assert sent(sender).last == 3
    sender.acked(Ack(epoch=EPOCH, upto=3), 0.0)
    skip = sent(sender)
    assert (skip.first, skip.skip, skip.items) == (4, Skip(5, SkipWhy.HOLE), ())
    sender.acked(Ack(epoch=EPOCH, upto=5), 0.0)
    assert sent(sender).first == 6


def test_a_batch_that_fails_is_halved_and_its_one_bad_item_parked(sender: SeqSender) -> None:
    sizes = []
    for _ in range(20):
        batch = sent(sender)
        sizes.append(len(batch.items))
        if batch.skip is not None:
            break
        sender.start(EPOCH, 0)
    assert sizes == [4, 2, 1, 1, 1, 1, 1, 0]
    assert batch.skip == Skip(1, SkipWhy.UNSENDABLE, "id-1")
    assert sender.parked == {1: "id-1"}
    sender.acked(Ack(epoch=EPOCH, upto=1), 0.0)
    assert sent(sender).first == 2


def test_a_parked_item_in_the_middle_ends_the_batch_before_it(sender: SeqSender) -> None:
    sender.parked[3] = "id-3"
    assert sent(sender).last == 2
    sender.acked(Ack(epoch=EPOCH, upto=2), 0.0)
    assert sent(sender).skip == Skip(3, SkipWhy.UNSENDABLE, "id-3")


def test_greetings_without_a_try_between_them_park_nothing(sender: SeqSender) -> None:
    for _ in range(50):
        sender.start(EPOCH, 0)
    assert sender.parked == {}
    assert len(sent(sender).items) == 4


# -- looking ahead ---------------------------------------------------------------------------------


def test_what_was_looked_ahead_goes_next(sender: SeqSender, log: Log) -> None:
    assert sender.look_ahead() is None, "nothing is in flight"
    sent(sender)
    ahead = sender.look_ahead()
    assert ahead is not None
    assert (ahead.first, ahead.last, sender.cursor) == (5, 8, 0)
    assert sender.poll(0.1) is None, "one in flight"
    log.items.clear()  # it is not read again
    sender.acked(Ack(epoch=EPOCH, upto=4), 0.2)
    assert sender.poll(0.2) is ahead
    sender.acked(Ack(epoch=EPOCH, upto=8), 0.3)
    assert sender.poll(0.3) is None, "it goes once"


def test_what_is_not_full_is_not_looked_ahead_to(sender: SeqSender, log: Log) -> None:
    sender.start(EPOCH, 4)
    sent(sender)
    assert sender.look_ahead() is None
    for _ in range(2):
        log.happen()  # it grows until its turn comes
    sender.acked(Ack(epoch=EPOCH, upto=8), 0.1)
    assert sent(sender, 0.1).last == 12


def test_behind_a_batch_that_is_not_full_nobody_looks_ahead(sender: SeqSender, log: Log) -> None:
    sender.start(EPOCH, 8)
    assert len(sent(sender).items) == 2
    for _ in range(4):
        log.happen()
    assert sender.look_ahead() is None


@pytest.mark.parametrize(
    ("ack", "first", "count"),
    [
        (Ack(epoch=EPOCH, upto=2), 3, 4),
        (Ack(epoch=EPOCH, upto=0, need=1), 1, 4),
        (Ack(epoch=EPOCH, upto=4, need=5, split=True), 5, 1),
    ],
    ids=["an ack inside", "a need", "a split"],
)
def test_an_ack_that_leads_elsewhere_forgets_what_was_looked_ahead(
    sender: SeqSender, ack: Ack, first: int, count: int
) -> None:
    sent(sender)
    assert sender.look_ahead()
    sender.acked(ack, 0.1)
    batch = sent(sender, 0.1)
    assert (batch.first, len(batch.items)) == (first, count)


def test_a_greeting_forgets_what_was_looked_ahead(sender: SeqSender, log: Log) -> None:
    sent(sender)
    assert sender.look_ahead()
    sender.stop()
    assert sender.look_ahead() is None
    log.items[4] = b'"another history"'
    sender.start(OTHER, 4)
    batch = sent(sender)
    assert (batch.epoch, bytes(batch.items[0])) == (OTHER, b'"another history"')


# -- the receiver ----------------------------------------------------------------------------------


def batch_of(first: int, *items: bytes, epoch: str = EPOCH) -> Batch:
    return Batch(epoch=epoch, first=first, items=tuple(msgspec.Raw(item) for item in items))


def numbers(found: Sorted) -> list[int]:
    return [number for number, _ in found.fresh]


def test_the_next_items_are_fresh() -> None:
    receiver = SeqReceiver(EPOCH, 4)
    found = receiver.sort(batch_of(5, b"5", b"6"))
    assert found.fresh == ((5, msgspec.Raw(b"5")), (6, msgspec.Raw(b"6")))
    assert receiver.upto == 4  # nothing is kept before the owner says so


def test_of_overlapping_items_only_the_new_ones_are_fresh() -> None:
    receiver = SeqReceiver(EPOCH, 4)
    assert numbers(receiver.sort(batch_of(3, b"3", b"4", b"5"))) == [5]
    assert receiver.sort(batch_of(3, b"3", b"4")) == Sorted()
    assert receiver.sort(batch_of(1, b"1")) == Sorted()


def test_a_gap_is_answered_with_what_is_needed() -> None:
    receiver = SeqReceiver(EPOCH, 4)
    found = receiver.sort(batch_of(6, b"6"))
    assert found == Sorted(need=5)
    assert receiver.ack(found) == Ack(epoch=EPOCH, upto=4, need=5)


def test_another_epoch_is_answered_with_a_wish_for_a_greeting() -> None:
    for receiver in (SeqReceiver(EPOCH, 4), SeqReceiver(None, 0)):
        found = receiver.sort(batch_of(5, b"5", epoch=OTHER))
        assert found == Sorted(hello=True)
        assert receiver.ack(found).hello


def test_a_skip_is_taken_where_it_fits() -> None:
    receiver = SeqReceiver(EPOCH, 4)

    def sorted_skip(first: int, to: int) -> Sorted:
        return receiver.sort(Batch(epoch=EPOCH, first=first, skip=Skip(to, SkipWhy.HOLE)))

    assert sorted_skip(5, 9).skip == Skip(9, SkipWhy.HOLE)
    assert sorted_skip(2, 9).skip == Skip(9, SkipWhy.HOLE)
    assert sorted_skip(2, 4) == Sorted()
    assert sorted_skip(6, 9) == Sorted(need=5)


def test_what_is_kept_never_shrinks() -> None:
    receiver = SeqReceiver(EPOCH, 4)
    receiver.keep(9)
    receiver.keep(2)
    assert receiver.ack(Sorted()) == Ack(epoch=EPOCH, upto=9)
