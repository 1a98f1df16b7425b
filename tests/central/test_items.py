"""The items of a batch, each with its place, and what its bytes hold."""

import hashlib

import msgspec
import pytest

from kiosk.central.items import _MANY, Read, chained_rows, read, read_all
from kiosk.central.notes import Bad
from tests.central.conftest import EPOCH, Box, fresh_id, life


def _read(box: Box) -> list[Read | Bad]:
    items = tuple(enumerate(map(msgspec.Raw, box.bodies), start=1))
    return [read(row) for row in chained_rows(box.device, EPOCH, items, box.chain[0])]


def test_rows_carry_the_chain_on() -> None:
    box = Box()
    box.tell(*life("P1"))
    items = tuple(enumerate(map(msgspec.Raw, box.bodies), start=1))
    rows = chained_rows(box.device, EPOCH, items, box.chain[0])
    assert [row.chain for row in rows] == box.chain[1:]
    assert [(row.seq, row.body) for row in rows] == list(enumerate(box.bodies, start=1))


@pytest.mark.input
@pytest.mark.parametrize("body", [b"", b"null", b'{"a":"\xff"}', b"[" * 3000])
def test_an_item_that_is_no_event_says_why(body: bytes) -> None:
    box = Box()
    box.write(body)
    (bad,) = _read(box)
    assert isinstance(bad, Bad)
    assert bad.reason.startswith("event: ")
    assert (bad.seq, bad.to_seq, bad.raw) == (1, 1, body)
    assert bad.sha256 == hashlib.sha256(body).hexdigest()


@pytest.mark.input
@pytest.mark.parametrize("more", [b"", b"[]", b'{"type":"tea.served"}', b"torn"])
@pytest.mark.parametrize("least", [1, _MANY])
def test_a_batch_is_read_as_each_of_its_items_is(least: int, more: bytes) -> None:
    box = Box()
    while len(box.bodies) < least:
        box.tell(*life(f"P{len(box.bodies)}"))
    if more:
        box.write(more)
    items = tuple(enumerate(map(msgspec.Raw, box.bodies), start=1))
    rows = chained_rows(box.device, EPOCH, items, box.chain[0])
    assert read_all(rows) == [read(row) for row in rows]
    assert len(rows) >= least


def test_only_what_happened_here_and_is_known_is_folded() -> None:
    box = Box()
    fact = life("P1")[0]
    box.tell(fact)
    box.tell(fact, via=fresh_id())
    unknown = box.bodies[0].replace(b"parcel.expected", b"tea.served")
    box.write(unknown, box.ids[0])
    told, echo, later = (one for one in _read(box) if isinstance(one, Read))
    assert (told.happened, echo.happened, later.happened) == (told.event, None, None)
    flags = [one.flag(conflicts=False) for one in (told, echo, later)]
    assert flags == ["folded", "echo", "unhandled"]
    assert told.flag(conflicts=True) == "conflict"
    assert later.head.type == "tea.served"
