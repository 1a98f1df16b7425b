"""Greetings: where both streams go on, and what a box with another history is told."""

import pytest

from kiosk.core.facts.box import MessageDone
from kiosk.core.messages import DeliveryCancelled
from kiosk.core.words import Outcome
from kiosk.sync.protocol import Ack, Action, SkipWhy, Welcome
from tests.central.conftest import DAY_MS, T0, Box, Central, fresh_epoch, life


def test_a_new_box_begins_at_the_first_number(central: Central) -> None:
    box = Box()
    answer = central.welcome(box.hello())
    assert (answer.action, answer.up.epoch, answer.up.upto) == (Action.NONE, box.epoch, 0)
    assert answer.nonce == "0" * 16


def test_a_known_box_goes_on_where_it_stopped(central: Central, box: Box) -> None:
    box.tell(*life("P1"))
    central.take(box.batch(1, 4))
    central.open_again()
    answer = central.welcome(box.hello())
    assert (answer.action, answer.up.upto) == (Action.NONE, 4)


def test_a_box_registered_late_begins_where_its_journal_begins(central: Central) -> None:
    box = Box()
    box.tell(*life("P1"), *life("P2"))
    box.first = 7
    answer = central.welcome(box.hello())
    assert (answer.action, answer.up.upto) == (Action.NONE, 6)
    assert central.ack(box.batch(7)).upto == 12
    counts = central.store.questions.counts("p1")
    assert (counts.lost, counts.alarms) == (0, {}), "what came before is not lost, nor a forgery"


def test_a_box_with_an_older_journal_must_begin_a_new_epoch(central: Central, box: Box) -> None:
    box.tell(*life("P1"))
    central.take(box.batch(1))
    older = Box()
    older.bodies, older.ids, older.chain = box.bodies[:3], box.ids[:3], box.chain[:4]
    answer = central.welcome(older.hello())
    assert (answer.action, answer.from_seq, answer.up.upto) == (Action.NEW_EPOCH, 4, 3)
    assert central.store.questions.counts("p1").alarms == {"history_parted": 1}


def test_a_box_whose_past_differs_must_begin_a_new_epoch(central: Central, box: Box) -> None:
    box.tell(*life("P1"))
    central.take(box.batch(1))
    other = Box()
    other.bodies, other.ids, other.chain = box.bodies[:2], box.ids[:2], box.chain[:3]
    other.tell(*life("P2"))
    answer = central.welcome(other.hello())
    assert answer.action is Action.NEW_EPOCH
    assert answer.from_seq
    assert answer.from_seq <= 3, "never above what both share"


@pytest.mark.parametrize("kept", [0, 1, 2, 3, 5])
def test_after_a_new_epoch_everything_comes_up_once(central: Central, box: Box, kept: int) -> None:
    box.tell(*life("P1"))
    central.take(box.batch(1))
    other = Box(epoch=fresh_epoch())
    other.bodies, other.ids, other.chain = box.bodies[:kept], box.ids[:kept], box.chain[: kept + 1]
    other.tell(*life("P2"))
    answer = central.welcome(other.hello())
    assert answer.action is Action.NONE
    assert answer.up.upto <= kept
    assert central.ack(other.batch(answer.up.upto + 1)).upto == other.head
    assert central.state_of("P2") == "issued"
    ids = [id_ for _seq, id_ in central.store.questions.event_ids("box-1")]
    assert sorted(ids) == sorted({*box.ids, *other.ids})
    counts = central.store.questions.counts("p1")
    assert (counts.conflicts, counts.lost, counts.alarms) == (0, 0, {"new_epoch": 1})
    assert central.welcome(other.hello()).up.upto == other.head


def test_an_epoch_that_ended_is_not_gone_back_to(central: Central, box: Box) -> None:
    box.tell(*life("P1"))
    central.take(box.batch(1))
    newer = Box(epoch=fresh_epoch())
    newer.bodies, newer.ids, newer.chain = box.bodies[:3], box.ids[:3], box.chain[:4]
    newer.tell(*life("P2"))
    central.take(newer.hello(), newer.batch(4))
    assert central.welcome(box.hello()).action is Action.NEW_EPOCH
    assert central.welcome(newer.hello()).action is Action.NONE


def test_what_is_in_quarantine_does_not_part_histories(central: Central, box: Box) -> None:
    box.tell(*life("P1")[:2])
    box.write(b"torn")
    central.take(box.batch(1))
    assert central.welcome(box.hello()).action is Action.NONE
    box.tell(*life("P2"))
    central.take(box.skip(4, 6, SkipWhy.UNSENDABLE))
    assert central.welcome(box.hello()).action is Action.NONE


def test_after_a_new_file_an_old_quarantine_means_nothing_new(central: Central, box: Box) -> None:
    box.write(b"torn")
    central.take(box.batch(1))
    anew = Box(epoch=fresh_epoch())
    anew.tell(*life("P1"))
    assert central.welcome(anew.hello()).up.upto == 0
    central.take(anew.batch(1))
    assert central.welcome(anew.hello()).action is Action.NONE
    counts = central.store.questions.counts("p1")
    assert (counts.events, counts.lost) == (6, 0)


def test_a_box_that_parted_gets_no_letters_until_it_begins_anew(central: Central, box: Box) -> None:
    box.tell(*life("P1"))
    central.take(box.batch(1))
    older = Box()
    assert central.take(older.hello()).opened == ()


# -- the down stream -----------------------------------------------------------------------------


def _opened(central: Central, box: Box, epoch: str | None, upto: int) -> tuple[Welcome, int]:
    taken = central.take(box.hello(down=(epoch, upto)))
    (opened,) = taken.opened
    (reply,) = taken.replies
    assert isinstance(reply.body, Welcome)
    assert reply.body.down.epoch == opened.epoch
    return reply.body, opened.upto


def test_letters_queued_before_the_first_greeting_are_on_offer(central: Central) -> None:
    central.queue(DeliveryCancelled("D-1"), DeliveryCancelled("D-2"))
    answer, upto = _opened(central, Box(), None, 0)
    assert (answer.down.first, answer.down.head, upto) == (1, 2, 0)


def test_letters_go_on_after_what_the_box_has(central: Central, box: Box) -> None:
    central.queue(DeliveryCancelled("D-1"), DeliveryCancelled("D-2"))
    epoch = _opened(central, box, None, 0)[0].down.epoch
    answer, upto = _opened(central, box, epoch, 2)
    assert (answer.down.epoch, upto) == (epoch, 2)
    assert [sent.state for sent in central.store.questions.sent("p1")] == ["received", "received"]
    assert _opened(central, box, epoch, 1)[1] == 1, "backwards, too"


def test_a_box_with_another_epoch_of_letters_gets_them_from_the_first(
    central: Central, box: Box
) -> None:
    central.queue(DeliveryCancelled("D-1"))
    epoch = _opened(central, box, None, 0)[0].down.epoch
    for upto in (1, 9):
        answer, opened = _opened(central, box, "ab" * 8, upto)
        assert (answer.down.epoch, opened) == (epoch, 0)


def test_a_box_with_letters_we_do_not_know_gets_all_of_it_anew(central: Central, box: Box) -> None:
    central.queue(DeliveryCancelled("D-1"))
    epoch = _opened(central, box, None, 0)[0].down.epoch
    answer, upto = _opened(central, box, epoch, 5)
    assert answer.down.epoch != epoch
    assert (answer.down.first, upto) == (2, 1), "what it was told before is not told again"
    assert central.store.questions.counts("p1").alarms == {"letters_begin_anew": 1}
    told = [(sent.type, sent.state) for sent in central.store.questions.sent("p1")]
    assert told == [
        ("delivery.cancelled", "expired"),
        ("snapshot.begin", "queued"),
        ("snapshot.end", "queued"),
        ("delivery.cancelled", "queued"),
    ], "but for what it never answered"


def test_a_box_that_asks_for_letters_no_longer_kept_gets_a_snapshot(
    central: Central, box: Box
) -> None:
    central.queue(*(DeliveryCancelled(f"D-{n}") for n in range(3)))
    epoch = _opened(central, box, None, 0)[0].down.epoch
    ids = [sent.id for sent in central.store.questions.sent("p1")]
    box.tell(*(MessageDone(id_, Outcome.APPLIED) for id_ in ids))
    central.take(box.batch(1))
    assert central.store.forget_letters(T0 + 31 * DAY_MS) == 2
    assert _opened(central, box, epoch, 2)[0].down.epoch == epoch, "it misses nothing"
    answer, upto = _opened(central, box, epoch, 1)
    assert answer.down.epoch != epoch
    assert (answer.down.first, upto) == (4, 3)
    assert central.store.questions.counts("p1").alarms == {"letters_forgotten": 1}
    told = [sent.type for sent in central.store.questions.sent("p1")]
    assert told == ["delivery.cancelled", "snapshot.begin", "snapshot.end"]


def test_a_box_that_speaks_an_older_schema_gets_no_letters_but_is_heard(
    central: Central, box: Box
) -> None:
    central.queue(DeliveryCancelled("D-1"))
    central.store._intake._greeter._min_schema = 2
    box.tell(*life("P1"))
    taken = central.take(box.hello(), box.batch(1))
    welcome, ack = (reply.body for reply in taken.replies)
    assert isinstance(welcome, Welcome)
    assert (welcome.action, welcome.min_schema, taken.opened) == (Action.UPGRADE, 2, ())
    assert isinstance(ack, Ack)
    assert ack.upto == box.head
