"""A file of the spool is whole, or not there."""

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
