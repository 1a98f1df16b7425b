"""Anchors: a file that says one thing, and how a journal may stand to it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.core import anchors
from kiosk.core.anchors import Anchor, Anchored, BadAnchor, Epoch, judge

A, B = "a" * 16, "b" * 16
CHAIN = bytes(range(32))
ANCHOR = Anchor("box-1", A, 40, CHAIN.hex(), 1_780_000_000_000)
ONE = (Epoch(A, 1),)


def test_an_anchor_comes_back_as_it_was_written() -> None:
    assert anchors.read(anchors.write(ANCHOR)) == ANCHOR


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{}",
        b"null",
        b"\xff\xfe",
        b"[" * 3000,
        b" " * 5000,
        anchors.write(ANCHOR).replace(b'"seq":40', b'"seq":-1'),
        anchors.write(ANCHOR).replace(b'"seq":40', b'"seq":true'),
        anchors.write(ANCHOR).replace(b'"v":1', b'"v":2'),
        anchors.write(ANCHOR).replace(b'"at"', b'"when"'),
        anchors.write(ANCHOR).replace(CHAIN.hex().encode(), b"zz"),
        anchors.write(ANCHOR)[:-20],
    ],
)
def test_what_is_no_anchor_is_refused(raw: bytes) -> None:
    with pytest.raises(BadAnchor):
        anchors.read(raw)


@given(st.binary(max_size=200))
def test_no_bytes_bring_the_reader_down(raw: bytes) -> None:
    with pytest.raises(BadAnchor):
        anchors.read(raw)


@pytest.mark.parametrize(
    ("anchor", "epochs", "head", "chain", "stands"),
    [
        (ANCHOR, ONE, 40, CHAIN, Anchored.AGREES),
        (ANCHOR, ONE, 99, CHAIN, Anchored.AGREES),
        (ANCHOR, ONE, 99, CHAIN[::-1], Anchored.DIFFERS),
        (ANCHOR, ONE, 99, None, Anchored.DIFFERS),
        (ANCHOR, ONE, 39, None, Anchored.CUT_SHORT),
        (ANCHOR, (), 99, CHAIN, Anchored.OTHER_EPOCH),
        (ANCHOR, (Epoch(B, 1),), 99, CHAIN, Anchored.OTHER_EPOCH),
        (ANCHOR, (*ONE, Epoch(B, 40)), 99, CHAIN, Anchored.OTHER_EPOCH),
        (ANCHOR, (*ONE, Epoch(B, 41)), 99, CHAIN, Anchored.AGREES),
        (replace(ANCHOR, epoch=B), (*ONE, Epoch(B, 40)), 99, CHAIN, Anchored.AGREES),
        (replace(ANCHOR, epoch=B), (*ONE, Epoch(B, 41)), 99, CHAIN, Anchored.OTHER_EPOCH),
        (replace(ANCHOR, device="box-2"), ONE, 99, CHAIN, Anchored.OTHER_BOX),
        (replace(ANCHOR, seq=0), ONE, 0, CHAIN, Anchored.AGREES),
    ],
)
def test_how_a_journal_stands_to_it(
    anchor: Anchor, epochs: tuple[Epoch, ...], head: int, chain: bytes | None, stands: Anchored
) -> None:
    assert judge(anchor, "box-1", epochs, head, chain) is stands
