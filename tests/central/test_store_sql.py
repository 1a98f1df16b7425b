"""What every store promises, whatever database it keeps its books in."""

import sqlite3

import psycopg
import pytest

from kiosk.central.store import StoreTrouble
from kiosk.core.messages import DeliveryCancelled
from tests.central.conftest import T0, Box, Central, life

READ_ONLY = (sqlite3.OperationalError, StoreTrouble)


def test_a_unit_is_whole_or_nothing(central: Central) -> None:
    def fail() -> None:
        with central.store.unit():
            central.store.queue("p1", [DeliveryCancelled("D-1")], T0, "console")
            raise KeyError("a bug")

    with pytest.raises(KeyError):
        fail()
    assert central.store.questions.sent("p1") == []
    assert central.queue(DeliveryCancelled("D-2")) == 1


def test_a_unit_inside_a_unit_is_a_bug(central: Central) -> None:
    with central.store.unit(), pytest.raises(RuntimeError, match="a unit inside a unit"):
        central.take()


def test_a_killed_central_finds_what_it_acknowledged(central: Central, box: Box) -> None:
    box.tell(*life("P1"))
    central.take(box.batch(1, 4))
    central.open_again()
    assert central.ack(box.batch(1)).upto == 6
    assert central.store.questions.counts("p1").events == 6


def test_registering_again_changes_what_is_known(central: Central) -> None:
    central.register("box-1", "p2")
    assert [point.point for point in central.store.points()] == ["p1", "p2"]
    assert central.queue(DeliveryCancelled("D-1")) == 0
    assert central.queue(DeliveryCancelled("D-1"), point="p2") == 1
    assert central.store.point("p3") is None


def test_registering_again_keeps_the_letters_numbers(central: Central, box: Box) -> None:
    before = central.welcome(box.hello()).down
    central.register("box-1")
    assert central.welcome(box.hello()).down == before


def test_the_books_are_read_beside_a_running_central(central: Central, box: Box) -> None:
    beside = central.beside()
    box.tell(*life("P1"))
    central.take(box.batch(1))
    assert beside.counts("p1") == central.store.questions.counts("p1")
    assert beside.counts("p1").events == 6
    with pytest.raises(READ_ONLY, match=r"read.?only"):
        beside._conn.execute("DELETE FROM event")
    beside.close()


def test_a_failed_statement_leaves_nothing_of_its_unit(central: Central) -> None:
    def fail() -> None:
        with central.store.unit():
            central.store.code_secret("c1", b"1")
            central.rows("INSERT INTO nothing (point) VALUES ('p1')")

    with pytest.raises((sqlite3.Error, psycopg.Error), match="nothing"):
        fail()
    assert central.rows("SELECT count(*) FROM customer") == [(0,)]
    with central.store.unit():
        assert central.store.code_secret("c1", b"2") == b"2"


def test_what_many_boxes_sent_in_one_group_is_kept(central: Central) -> None:
    boxes = [Box(f"box-{n}", f"{n:016x}") for n in range(2, 40)]
    for box in boxes:
        central.register(box.device, f"p-{box.device}")
        box.tell(*life(f"P-{box.device}"))
    central.take(*(box.hello() for box in boxes))
    taken = central.take(*(box.batch(1) for box in reversed(boxes)))
    assert [reply.device for reply in taken.replies] == [box.device for box in reversed(boxes)]
    assert central.rows("SELECT count(*) FROM event") == [(6 * len(boxes),)]
