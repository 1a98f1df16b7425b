"""tombstones.log: a line for good, read again whatever a pulled plug left of the last one."""

from pathlib import Path

import pytest

from kiosk.store.tombstones import Tombstone, add, mark_of, read

KEY = b"k" * 32


def stone(request: str = "r1") -> Tombstone:
    return Tombstone(request, 5, mark_of(KEY, "c1"))


def test_what_was_added_is_read_in_order(tmp_path: Path) -> None:
    path = tmp_path / "tombstones.log"
    assert read(path) == ()
    add(path, stone("r1"))
    add(path, stone("r2"))
    assert [one.request for one in read(path)] == ["r1", "r2"]


def test_a_mark_says_nothing_without_the_key() -> None:
    assert mark_of(KEY, "c1") != mark_of(b"other" * 8, "c1")
    assert mark_of(KEY, "c1") != mark_of(KEY, "c2")
    assert "c1" not in mark_of(KEY, "c1")


@pytest.mark.input
@pytest.mark.parametrize(
    "bad",
    [
        b'{"mark":"',
        b"\xff\xfe",
        b"[" * 5000,
        b'{"mark":"xyz","request":"r","at":1}',
        b'{"request":"r","at":1}',
        b"\0",
    ],
)
def test_a_line_that_is_none_is_passed_over(tmp_path: Path, bad: bytes) -> None:
    path = tmp_path / "tombstones.log"
    add(path, stone("r1"))
    with path.open("ab") as file:
        file.write(bad + b"\n")
    add(path, stone("r2"))
    assert [one.request for one in read(path)] == ["r1", "r2"]


def test_a_line_cut_short_costs_no_other_one(tmp_path: Path) -> None:
    path = tmp_path / "tombstones.log"
    add(path, stone("r1"))
    path.write_bytes(path.read_bytes() + b'{"mark":"aa')
    add(path, stone("r2"))
    assert [one.request for one in read(path)] == ["r1", "r2"]
