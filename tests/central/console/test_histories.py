"""What became of a parcel or an order, over both databases."""

import pytest

from kiosk.central.console import histories
from kiosk.core.facts.evidence import PhotoTaken
from kiosk.core.facts.stockroom import ParcelExpected
from kiosk.core.words import Purpose
from tests.central.conftest import Box, Central, life

DIGEST = "ab" * 32


@pytest.fixture
def told(central: Central, box: Box) -> Central:
    """Books with a parcel's whole life, another one, and a photo."""
    box.tell(*life("P_100"), *life("PX100")[:3])
    box.tell(ParcelExpected("Z9", "D-1", order="0042-0001"))
    box.tell(PhotoTaken("f1", DIGEST, "P_100", next(iter(Purpose))))
    central.take(box.batch(1))
    return central


def test_a_number_finds_what_it_is_of(told: Central) -> None:
    conn = told.store._conn
    (found,) = histories.search(conn, "P_100")
    assert (found.kind, found.id, found.state) == ("parcel", "P_100", "issued")
    assert [one.id for one in histories.search(conn, "0042-0001")] == ["Z9"]
    assert [one.id for one in histories.search(conn, "P_10")] == ["P_100"]


@pytest.mark.input
@pytest.mark.parametrize("wanted", ["", "P", "%", "____", "P'--", "\0", "\U0010ffff", "x" * 64])
def test_what_is_nothings_number_finds_nothing(told: Central, wanted: str) -> None:
    assert histories.search(told.store._conn, wanted) == []


def test_a_history_is_of_one_thing_alone_and_in_order(told: Central) -> None:
    events = histories.history(told.store._conn, "p1", "P_100")
    types = [one.type for one in events]
    assert types[:3] == ["parcel.expected", "parcel.received", "parcel.stored"]
    assert types[-1] == "photo.taken"
    assert events[-1].photo == DIGEST
    assert {one.actor for one in events} == {"anna"}
    assert all("PX100" not in one.facts.values() for one in events)
    assert histories.history(told.store._conn, "p2", "P_100") == []


def test_a_row_is_read_as_it_stands(told: Central) -> None:
    row = histories.row_of(told.store._conn, "p1", "parcel", "P_100")
    assert row is not None
    assert row["state"] == "issued"
    assert histories.row_of(told.store._conn, "p1", "parcel", "none") is None


def test_an_event_whose_facts_are_no_object_is_told_without_them(told: Central) -> None:
    with told.store.unit():
        told.store._conn.execute(
            "UPDATE event SET body = ? WHERE type = 'photo.taken'",
            [b'{"type":"new","recorded_at":1,"actor":"x","clock":"sure","facts":["P_100"]}'],
        )
    last = histories.history(told.store._conn, "p1", "P_100")[-1]
    assert (last.type, last.facts, last.photo) == ("new", {}, "")


@pytest.mark.input
def test_an_event_that_is_no_text_hides_no_history(told: Central, box: Box) -> None:
    box.tell(PhotoTaken("f2", "cd" * 32, "P_100", next(iter(Purpose))))
    box.tell(PhotoTaken("f3", "ef" * 32, "P_100", next(iter(Purpose))))
    told.take(box.hello(), box.batch(box.head - 1))
    bad = box.bodies[-2].replace(b'"photo"', b'"note":"\xff","photo"')
    told.rows("UPDATE event SET body = ? WHERE seq = ?", bad, box.head - 1)
    photos = [one.photo for one in histories.history(told.store._conn, "p1", "P_100")]
    assert photos[-2:] == [DIGEST, "ef" * 32]


@pytest.mark.input
def test_an_event_with_what_a_database_refuses_hides_no_history(told: Central, box: Box) -> None:
    box.tell(PhotoTaken("f2", "cd" * 32, "P_100", next(iter(Purpose))))
    body, id_, _ = box.bodies.pop(), box.ids.pop(), box.chain.pop()
    box.write(body.replace(b'"photo"', rb'"note":"\u0000","photo"'), id_)
    told.take(box.hello(), box.batch(box.head))
    assert histories.history(told.store._conn, "p1", "P_100")[-1].photo == "cd" * 32
