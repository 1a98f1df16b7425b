"""Letters: numbered in order, each with one outcome."""

import pytest

from kiosk.central.store import Packet
from kiosk.core import messages
from kiosk.core.facts.box import MessageDone
from kiosk.core.messages import DeliveryCancelled, DeliveryPart, ManifestLine
from kiosk.core.words import Outcome
from kiosk.sync.protocol import Ack
from tests.central.conftest import DAY_MS, T0, Box, Central, life


def _epoch(central: Central) -> str:
    ((epoch,),) = central.rows("SELECT epoch FROM down_stream")
    return str(epoch)


def _ack(central: Central, upto: int, epoch: str = "") -> None:
    ack = Ack(epoch=epoch or _epoch(central), upto=upto)
    central.take(Packet("box-1", "up/ack", ack))


def _states(central: Central) -> list[str]:
    return [sent.state for sent in central.store.questions.sent("p1")]


def test_letters_are_numbered_on_and_come_in_order(central: Central) -> None:
    assert central.queue(DeliveryCancelled("D-1"), DeliveryCancelled("D-2")) == 2
    central.queue(DeliveryCancelled("D-3"))
    first, raws = central.store.above("box-1", 1, 64, 10**6)
    assert first == 2
    letters = [messages.decode(raw) for raw in raws]
    assert [letter.facts for letter in letters] == [
        DeliveryCancelled("D-2"),
        DeliveryCancelled("D-3"),
    ]
    assert central.store.message_id("box-1", 2) == letters[0].id
    assert central.store.above("box-1", 3, 64, 10**6) == (0, [])


def test_a_letter_goes_to_every_box_of_the_point(central: Central) -> None:
    with central.store.unit():
        central.store.share("p1", on=True)
    central.register("box-2")
    central.register("box-3", "p2")
    assert central.queue(DeliveryCancelled("D-1")) == 2
    assert central.store.above("box-3", 0, 64, 10**6) == (0, [])
    assert central.queue(DeliveryCancelled("D-1"), point="nowhere") == 0


def test_a_letter_goes_to_the_box_that_took_the_point_over(central: Central) -> None:
    central.register("box-2")
    assert central.queue(DeliveryCancelled("D-1")) == 1
    assert central.store.above("box-1", 0, 64, 10**6) == (0, [])
    central.register("box-1")
    assert central.queue(DeliveryCancelled("D-2")) == 1
    assert len(central.store.above("box-1", 0, 64, 10**6)[1]) == 1, "and back again"


def test_a_stretch_is_bounded_in_items_and_bytes(central: Central) -> None:
    central.queue(*(DeliveryCancelled(f"D-{n}") for n in range(5)))
    assert len(central.store.above("box-1", 0, 3, 10**6)[1]) == 3
    one = len(central.store.above("box-1", 0, 1, 1)[1][0])
    assert one > 1, "at least one, however large"
    assert len(central.store.above("box-1", 0, 64, 2 * one)[1]) == 2


def test_a_letter_says_what_of_the_box_was_known(central: Central, box: Box) -> None:
    box.tell(*life("P1"))
    central.take(box.batch(1, 4))
    central.queue(DeliveryCancelled("D-1"))
    letter = messages.decode(central.store.above("box-1", 0, 1, 1)[1][0])
    assert (letter.seen, letter.by) == (4, "console")


def test_a_letter_too_large_is_not_queued_nor_its_neighbours(central: Central) -> None:
    lines = tuple(ManifestLine("P" * 60 + f"{n:04d}", policy="ж" * 64) for n in range(1000))
    with pytest.raises(ValueError, match=r"delivery\.part has"):
        central.queue(DeliveryCancelled("D-1"), DeliveryPart("D-1", 1, lines))
    assert central.store.questions.sent("p1") == []


def test_a_letter_is_queued_then_received_then_done(central: Central, box: Box) -> None:
    central.queue(*(DeliveryCancelled(f"D-{n}") for n in range(3)))
    _ack(central, 2)
    assert _states(central) == ["received", "received", "queued"]
    ids = [sent.id for sent in central.store.questions.sent("p1")]
    box.tell(
        MessageDone(ids[0], Outcome.APPLIED),
        MessageDone(ids[1], Outcome.REJECTED, "already_issued"),
        MessageDone(ids[0], Outcome.REJECTED, "changed_my_mind"),
    )
    central.take(box.batch(1))
    assert _states(central) == ["applied", "rejected", "queued"]
    assert [sent.reason for sent in central.store.questions.sent("p1")][1] == "already_issued"
    _ack(central, 3)
    assert _states(central) == ["applied", "rejected", "received"]
    assert central.store.questions.counts("p1").messages == {
        "applied": 1,
        "received": 1,
        "rejected": 1,
    }


@pytest.mark.input
def test_an_ack_of_what_was_never_sent_says_nothing(central: Central) -> None:
    central.queue(DeliveryCancelled("D-1"))
    _ack(central, 2)
    _ack(central, 1, epoch="ab" * 8)
    assert _states(central) == ["queued"]


def _answer(central: Central, box: Box, *numbers: int) -> None:
    """Let the box tell that it obeyed some of its letters."""
    first, ids = box.head + 1, [sent.id for sent in central.store.questions.sent("p1")]
    box.tell(*(MessageDone(ids[n - 1], Outcome.APPLIED) for n in numbers))
    central.take(box.batch(first))


def _kept(central: Central) -> list[int]:
    return [row[0] for row in central.rows("SELECT seq FROM message ORDER BY seq")]


def test_letters_are_dropped_thirty_days_after_their_outcome(central: Central, box: Box) -> None:
    central.queue(*(DeliveryCancelled(f"D-{n}") for n in range(4)))
    _answer(central, box, 1, 2, 4)
    assert central.store.forget_letters(T0 + 30 * DAY_MS) == 0
    assert central.store.forget_letters(T0 + 31 * DAY_MS) == 2
    assert _kept(central) == [3, 4], "nothing behind one without an outcome"
    _answer(central, box, 1)  # the first that is kept
    assert central.store.forget_letters(T0 + 31 * DAY_MS) == 1
    central.queue(DeliveryCancelled("D-9"))
    assert _kept(central) == [4, 5], "the last one stays, and numbers go on behind it"


def test_a_letter_that_was_sent_again_ended_then(central: Central) -> None:
    central.queue(DeliveryCancelled("D-1"))
    central.register("box-2")
    other = Box("box-2", "e1" * 8)
    central.take(other.hello())
    central.store.forget_letters(T0 + 31 * DAY_MS)
    told = central.rows("SELECT state, done_at FROM message WHERE device = 'box-1'")
    assert told == [("expired", T0)]
