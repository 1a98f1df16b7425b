"""A stream over a road that loses, repeats and mixes up: each event is kept once, in order."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.central.store import Packet, Reply
from kiosk.core import books, events
from kiosk.core.books import State, Subject
from kiosk.store.rows import body_of
from kiosk.sync.protocol import Ack, Batch, Welcome
from kiosk.sync.streams import Need, SeqSender
from tests.central.conftest import KINDS, Box, Central, fresh_epoch, fresh_id, life, place


class Road:
    """Carries packets between a box and the central as badly as the draws say."""

    def __init__(self, central: Central, box: Box, draws: Iterator[int]) -> None:
        self.central, self.box, self._draws = central, box, draws
        self.sender = SeqSender(box, lambda: 1.0, most=4)
        self.up: list[Packet] = []
        self.down: list[Reply] = []
        self.at = 0.0

    def draw(self) -> int:
        """Return a whim of the road; in the end it behaves."""
        return next(self._draws, 0)

    def step(self) -> None:
        """Move everything once."""
        self.at += 70.0  # longer than any wait for an answer
        wanted = self.sender.poll(self.at)
        if isinstance(wanted, Batch):
            self.up.append(Packet(self.box.device, "up/events", wanted))
        elif wanted is Need.HELLO or not self.sender.is_open:
            self.up.append(self.box.hello())
        self._carry_up()
        self._carry_down()

    def _carry_up(self) -> None:
        whim = self.draw()
        if whim == 1:
            self.up.clear()
        elif whim == 2:
            self.up += self.up
        elif whim == 3:
            self.up.reverse()
        elif whim == 4:
            return
        elif whim == 5:
            self.central.open_again()
        group, self.up = self.up, []
        self.down += self.central.take(*group).replies
        if whim == 6:  # committed, but the answers are lost
            self.down.clear()

    def _carry_down(self) -> None:
        whim = self.draw()
        if whim == 1:
            self.down.clear()
        elif whim == 2:
            self.down += self.down
        elif whim == 3:
            self.down.reverse()
        elif whim == 4:
            return
        elif whim == 5:  # the box starts anew
            self.sender = SeqSender(self.box, lambda: 1.0, most=4)
        arrived, self.down = self.down, []
        for reply in arrived:
            if isinstance(reply.body, Welcome):
                self.sender.start(reply.body.up.epoch, reply.body.up.upto)
            else:
                self.sender.acked(reply.body, self.at)


def _folded(box: Box) -> dict[tuple[str, str], bytes]:
    state: dict[Subject, State] = {}
    for body in box.bodies:
        event = events.decode(body)
        for subject in books.subjects(event.facts):
            state[subject] = books.evolve(subject, state.get(subject), event)
    return {(subject.kind, subject.id): body_of(row) for subject, row in state.items()}


@pytest.fixture(scope="module", params=KINDS)
def network(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Central]:
    """One central for all the examples, each with a point of its own."""
    central = Central(place(request, tmp_path_factory.mktemp("network")))
    yield central
    central.store.close()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 9), max_size=60), st.integers(1, 5))
def test_every_event_is_kept_once_and_folded_once(
    network: Central, whims: list[int], parcels: int
) -> None:
    name = fresh_id()[-12:]
    box, point = Box(f"box-{name}", fresh_epoch()), f"p-{name}"
    network.register(box.device, point)
    road = Road(network, box, iter(whims))
    for n in range(parcels):
        box.tell(*life(f"P{n}"))
        road.step()
    for _ in range(len(whims) + 4 * box.head + 10):
        road.step()
        if road.sender.cursor == box.head:
            break
    asked = network.store.questions
    assert asked.event_ids(box.device) == list(enumerate(box.ids, start=1))
    assert {(kind, id_): body for kind, id_, body in asked.books(point)} == _folded(box)
    counts = asked.counts(point)
    assert (counts.lost, counts.conflicts, counts.quarantined) == (0, 0, 0)
    assert set(counts.alarms) <= {"new_epoch"}
    assert (counts.upto, counts.issued) == (box.head, parcels)


def test_an_answer_is_given_only_for_what_is_kept(network: Central) -> None:
    box = Box(f"box-{fresh_id()[-12:]}", fresh_epoch())
    network.register(box.device, "p-acks")
    network.take(box.hello())
    box.tell(*life("P1"))
    ack = network.ack(box.batch(1, 3))
    assert isinstance(ack, Ack)
    network.open_again()
    assert len(network.store.questions.event_ids(box.device)) >= ack.upto
