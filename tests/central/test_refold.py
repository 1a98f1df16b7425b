"""What an older central did not know is folded by a newer one, once, in its order."""

import msgspec
import pytest

from kiosk.central.overtaken import OVERTAKEN
from kiosk.central.refold import refold
from kiosk.core import events
from kiosk.core.facts.evidence import PhotoTaken
from kiosk.core.facts.fact import Fact
from kiosk.core.facts.stockroom import BoxOpened, DeliveryArrived, ParcelExpected
from kiosk.core.words import Purpose
from tests.central.conftest import T0, Box, Central, fresh_id, life
from tests.central.test_overtaken import CELL, WHERE, WHO, body


def _as_if_unknown(central: Central) -> None:
    """Leave the tables as a central that knows none of these types would have."""
    with central.store.unit():
        central.store._conn.execute("UPDATE event SET flag = 'unhandled'")
        central.store._conn.execute("DELETE FROM book")


def _refold(central: Central) -> int:
    with central.store.unit():
        return refold(central.store._conn, T0)


def test_what_was_unhandled_is_folded_in_order(central: Central, box: Box) -> None:
    box.tell(*life("P1"))
    central.take(box.batch(1))
    wanted = list(central.store.questions.books("p1"))
    _as_if_unknown(central)
    assert central.store.questions.counts("p1").unhandled == 6
    assert _refold(central) == 6
    assert list(central.store.questions.books("p1")) == wanted
    assert central.store.questions.counts("p1").unhandled == 0
    assert _refold(central) == 0


def test_what_a_box_told_before_it_moved_is_folded_at_the_point_it_left(
    central: Central, box: Box
) -> None:
    box.tell(*life("P1"))
    central.take(box.batch(1))
    central.register("box-1", "p2")
    box.tell(*life("P2"))
    central.take(box.batch(7))
    _as_if_unknown(central)
    assert _refold(central) == 12
    found = [(central.state_of("P1", one), central.state_of("P2", one)) for one in ("p1", "p2")]
    assert found == [("issued", None), (None, "issued")]


def test_what_is_still_unknown_waits_on(central: Central, box: Box) -> None:
    box.tell(ParcelExpected("P1", "D-1"))
    tea = msgspec.json.decode(box.bodies[0]) | {"type": "tea.served", "id": fresh_id()}
    box.write(msgspec.json.encode(tea))
    central.take(box.batch(1))
    assert _refold(central) == 0
    assert central.store.questions.counts("p1").unhandled == 1


def test_what_cannot_be_followed_then_becomes_a_conflict(central: Central, box: Box) -> None:
    facts = life("P1")
    box.tell(*facts, facts[5])
    central.take(box.batch(1))
    _as_if_unknown(central)
    with central.store.unit():
        central.store._conn.execute("DELETE FROM conflict")
        central.store._conn.execute("DELETE FROM claim")
    assert _refold(central) == 7
    assert [c.claim for c in central.store.questions.claims("p1")] == ["issued_twice"]
    assert events.decode(box.bodies[-1]).id == central.store.questions.claims("p1")[0].event


def test_a_central_refolds_when_it_opens(central: Central, box: Box) -> None:
    box.tell(*life("P1"))
    central.take(box.batch(1))
    _as_if_unknown(central)
    central.open_again()
    central.take(box.hello())
    assert central.state_of("P1") == "issued"


def test_a_broken_seal_that_an_older_central_did_not_know_is_claimed(
    central: Central, box: Box
) -> None:
    arrived = DeliveryArrived("D1", announced=False)
    box.tell(arrived, BoxOpened("B1", "D1", seal_ok=False))
    central.take(box.batch(1))
    _as_if_unknown(central)
    with central.store.unit():
        central.store._conn.execute("DELETE FROM claim")
    assert _refold(central) == 2
    assert [c.claim for c in central.store.questions.claims("p1")] == ["seal_broken"]


def test_a_photo_of_a_purpose_that_an_older_central_did_not_know_is_somebodys(
    central: Central, box: Box
) -> None:
    box.tell(*life("P1"), PhotoTaken("f1", "a" * 64, "P1", Purpose.DAMAGE))
    central.take(box.batch(1))
    _as_if_unknown(central)
    with central.store.unit():
        central.store._conn.execute("DELETE FROM evidence")
    _refold(central)
    with central.store.unit():
        central.store.evidence.erase("p1", "c1", T0)
    assert central.store.evidence.is_gone("box-1", "a" * 64)


def _as_if_unknown_of(central: Central, *seqs: int) -> None:
    """Leave the tables as a central that knows the other types alone would have."""
    _as_if_unknown(central)
    _refold(central)
    with central.store.unit():
        for seq in seqs:
            central.store._conn.execute("UPDATE event SET flag = 'unhandled' WHERE seq = ?", [seq])


@pytest.mark.parametrize(
    ("facts", "kind", "id_", "stands"),
    [(WHO, "staff", "ivan", '"blocked":true'), (WHERE, "cell", CELL, '"blocked":""')],
    ids=["a person", "a cell"],
)
def test_what_is_known_only_now_does_not_undo_what_the_box_said_after_it(
    central: Central, box: Box, facts: tuple[Fact, ...], kind: str, id_: str, stands: str
) -> None:
    box.tell(*facts)
    central.take(box.batch(1))
    _as_if_unknown_of(central, 2)
    assert _refold(central) == 1
    assert stands in body(central, kind, id_)
    flags = central.rows("SELECT flag FROM event ORDER BY seq")
    assert flags == [("folded",), ("conflict",), ("folded",)]
    assert central.rows("SELECT kind, id, reason FROM conflict") == [(kind, id_, OVERTAKEN)]


def test_what_was_not_known_together_is_folded_in_its_turn(central: Central, box: Box) -> None:
    box.tell(*WHO)
    central.take(box.batch(1))
    _as_if_unknown_of(central, 2, 3)
    assert _refold(central) == 2
    assert central.rows("SELECT flag FROM event ORDER BY seq") == [("folded",)] * 3
    assert '"blocked":true' in body(central, "staff", "ivan")


def test_what_a_late_word_stands_behind_may_have_been_folded_just_before(
    central: Central, box: Box
) -> None:
    box.tell(WHO[0], *life("P1")[:1], WHO[1], WHO[2])
    central.take(box.batch(1))
    _as_if_unknown_of(central, 2, 3, 4)
    last = central.rows("SELECT max(n) FROM event")[0][0]
    # it was taken out of quarantine, by a central that did not know it either
    central.rows("UPDATE event SET n = ? WHERE seq = 3", last + 1)
    assert _refold(central) == 3
    flags = central.rows("SELECT flag FROM event ORDER BY seq")
    assert flags == [("folded",), ("folded",), ("conflict",), ("folded",)]
    assert '"blocked":true' in body(central, "staff", "ivan")


def test_a_seal_that_was_broken_is_claimed_whatever_was_said_later(
    central: Central, box: Box
) -> None:
    broken = BoxOpened("B1", "D1", seal_ok=False)
    box.tell(DeliveryArrived("D1", announced=False), broken, BoxOpened("B1", "D1", seal_ok=True))
    central.take(box.batch(1))
    _as_if_unknown_of(central, 2)
    central.rows("DELETE FROM claim")
    assert _refold(central) == 1
    assert central.rows("SELECT flag FROM event WHERE seq = 2") == [("folded",)]
    assert [c.claim for c in central.store.questions.claims("p1")] == ["seal_broken"]
