"""A file of the spool is whole, or not there."""

import os
from pathlib import Path

import pytest

from kiosk.central import spool


def test_a_file_takes_its_place_at_once(tmp_path: Path) -> None:
    path = tmp_path / "w1.wish"
    for raw in (b"first", b"second"):
        spool.write(path, raw)
        assert path.read_bytes() == raw
    assert [one.name for one in tmp_path.iterdir()] == ["w1.wish"]


def test_a_file_that_cannot_be_written_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        spool.write(tmp_path / "gone" / "w1.wish", b"x")


def test_what_nobody_finishes_or_takes_away_goes_after_a_while(tmp_path: Path) -> None:
    names = ("w1.wish", "w2.wish.part", "w3.answer", "w4.answer", "w5.wish.part")
    for name in names:
        (tmp_path / name).write_bytes(b"Maria S.")
        old = 0 if name < "w4" else 2000
        os.utime(tmp_path / name, (old, old))
    assert spool.sweep(tmp_path, 1000) == 2
    left = sorted(one.name for one in tmp_path.iterdir())
    assert left == ["w1.wish", "w4.answer", "w5.wish.part"], "a wish waits as long as it takes"
    assert spool.sweep(tmp_path / "gone", 1000) == 0
