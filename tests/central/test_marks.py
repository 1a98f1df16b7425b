"""The chain's arithmetic."""

import hashlib

import msgspec

from kiosk.central.marks import chained, root_of


def test_the_chain_is_that_of_the_journal() -> None:
    root = hashlib.sha256(b"box-1").digest()
    assert root_of("box-1") == root
    one = hashlib.sha256(root + b"a").digest()
    assert chained(root, [msgspec.Raw(b"a")]) == one
    assert (
        chained(root, [msgspec.Raw(b"a"), msgspec.Raw(b"b")]) == hashlib.sha256(one + b"b").digest()
    )
