"""The seam between the central's modules and their database."""

import pytest

from kiosk.central.sql import json_list, plain
from kiosk.central.store import Packet
from tests.central.conftest import Central

IDS = ["c1", 'c"2', "ж", "c,3", "100%", "'?'"]


@pytest.fixture
def known(central: Central) -> Central:
    """A central with some customers."""
    central.store._conn.executemany(
        "INSERT INTO customer (customer_ref, code_secret) VALUES (?, ?)",
        [(ref, ref.encode() + b"\0\\\n\t") for ref in IDS],
    )
    return central


@pytest.mark.parametrize("asked", [[], ["c1"], IDS, ["nobody", "ж"]])
def test_a_list_of_values_travels_as_one(known: Central, asked: list[str]) -> None:
    rows = known.rows(
        "SELECT customer_ref FROM customer WHERE customer_ref IN"
        " (SELECT value FROM json_each(?)) ORDER BY customer_ref",
        json_list(asked),
    )
    assert [row[0] for row in rows] == sorted(set(asked) & set(IDS))


def test_many_rows_come_in_as_they_were_given(known: Central) -> None:
    rows = known.rows("SELECT customer_ref, code_secret FROM customer")
    assert {ref: bytes(secret) for ref, secret in rows} == {
        ref: ref.encode() + b"\0\\\n\t" for ref in IDS
    }


def test_a_great_many_rows_come_in_as_they_were_given(central: Central) -> None:
    given = {f"c{n}": bytes(range(n)) + b"\\N" for n in range(100)} | {"\\N": b"", "\\.": b"\t"}
    central.store._conn.executemany(
        "INSERT INTO customer (customer_ref, code_secret) VALUES (?, ?)", given.items()
    )
    rows = central.rows("SELECT customer_ref, code_secret FROM customer")
    assert {ref: bytes(secret) for ref, secret in rows} == given


def test_many_rows_may_change_those_that_are_there(known: Central) -> None:
    known.store._conn.executemany(
        "INSERT INTO customer (customer_ref, code_secret) VALUES (?, ?)"
        " ON CONFLICT (customer_ref) DO UPDATE SET code_secret = excluded.code_secret",
        [(ref, b"new") for ref in [*IDS, "c9"]],
    )
    rows = known.rows("SELECT customer_ref, code_secret FROM customer")
    assert {ref: bytes(secret) for ref, secret in rows} == dict.fromkeys([*IDS, "c9"], b"new")


def test_order_is_by_bytes(known: Central) -> None:
    rows = known.rows("SELECT customer_ref FROM customer ORDER BY customer_ref")
    assert [row[0] for row in rows] == sorted(IDS)


def test_a_question_mark_and_a_percent_sign_in_quotes_are_no_places(known: Central) -> None:
    rows = known.rows("SELECT ?, '?%', customer_ref FROM customer WHERE customer_ref = '100%'", 7)
    assert [tuple(map(str, row)) for row in rows] == [("7", "?%", "100%")]


def test_a_field_of_a_body_can_be_asked_for(known: Central) -> None:
    known.rows(
        "INSERT INTO book (point, kind, id, state, body) VALUES ('p1', 'parcel', 'P1', '', ?)",
        '{"customer_ref":"ж","n":1}'.encode(),
    )
    rows = known.rows("SELECT json_extract(CAST(body AS TEXT), '$.customer_ref') FROM book")
    assert rows == [("ж",)]


def test_what_a_statement_touched_is_counted(known: Central) -> None:
    touched = known.store._conn.execute("DELETE FROM customer WHERE customer_ref <> ?", ["c1"])
    assert touched.rowcount == len(IDS) - 1


def test_questions_of_one_snapshot_see_one_moment(central: Central) -> None:
    beside = central.beside()
    count = "SELECT count(*) FROM customer"
    with beside._conn.snapshot():
        assert beside._conn.execute(count).fetchone() == (0,)
        with central.store.unit():
            central.store.code_secret("c1", b"1")
        assert beside._conn.execute(count).fetchone() == (0,)
    assert beside._conn.execute(count).fetchone() == (1,)
    beside.close()


def test_a_text_of_any_origin_is_made_one_that_every_database_holds(central: Central) -> None:
    assert plain("a\0b\0") == "a\ufffdb\ufffd"
    central.take(Packet("box-1", "up/events", None, b"{\0", "odd \0", "ab"))
    (aside,) = central.store.questions.quarantined("box-1")
    assert (aside.reason, aside.raw) == ("up/events: odd \ufffd", b"{\0")
