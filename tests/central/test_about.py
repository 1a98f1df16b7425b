"""Which events name something: found in quiet moments, none twice, none forgotten."""

import pytest

from kiosk.central.about import ids_in
from kiosk.central.console.histories import history
from tests.central.conftest import T0, Box, Central, life


def _index(central: Central) -> list[tuple[str, int]]:
    central.store.about.catch_up()
    return central.rows("SELECT id, event FROM about ORDER BY event, id")


def _told(central: Central, what: str) -> list[str]:
    return [one.type for one in history(central.store._conn, "p1", what)]


def test_a_history_is_the_same_before_and_after_it_is_indexed(central: Central, box: Box) -> None:
    box.tell(*life("P1"), *life("P10"))
    central.take(box.hello(), box.batch(1))
    before = _told(central, "P1")
    assert len(before) == 5  # a visit is opened for a customer, and names no parcel
    assert _index(central) == []  # younger than what another process may still write
    later = Box("box-1")
    later.bodies, later.ids, later.chain = box.bodies, box.ids, box.chain
    later.tell(*life("P2"))
    central.store.take([later.batch(13)], T0 + 200_000)
    found = _index(central)
    assert {n for _, n in found} == set(range(1, 13))
    assert ("P1", 1) in found
    assert _told(central, "P1") == before
    assert _told(central, "P2") == before  # behind the mark, read through
    assert _index(central) == found


def test_an_index_is_no_scan(central: Central, box: Box) -> None:
    box.tell(*life("P1"))
    central.take(box.hello(), box.batch(1))
    with central.store.unit():
        central.store._conn.execute("UPDATE event SET taken_at = 0")
        central.store._conn.execute(
            "INSERT INTO event (device, epoch, seq, body, hash, id, type, via, flag, taken_at)"
            " VALUES ('box-1', 'e', 99, ?, ?, 'last', 't', NULL, 'folded', 900000)",
            [b'{"type": "t", "facts": {}}', b""],
        )
    _index(central)
    assert central.rows("SELECT n FROM about_upto") == [(6,)]


@pytest.mark.input
@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b'{"facts": {}}',
        b'{"facts": {"parcel": 5, "delivery": null, "boxes": [1, {"a": "b"}], "session": ""}}',
        b'{"facts": {"nothing": "P1"}}',
        b'{"facts": [1]}',
        b'{"facts": 5}',
        b'{"facts": {"parcel": "P\\u0000", "session": "%s"}}' % (b"x" * 65),
        b'{"facts": {"parcel": "\xff"}}',
        b'{"facts": ' + b"[" * 100_000,
        b"no event",
    ],
)
def test_what_names_nothing_names_nothing(body: bytes) -> None:
    assert list(ids_in(body)) == []


def test_ids_are_named_each_once() -> None:
    body = b'{"facts": {"parcel": "P1", "session": "P1", "boxes": ["B1", "B2"], "actor": "x"}}'
    assert sorted(ids_in(body)) == ["B1", "B2", "P1"]
