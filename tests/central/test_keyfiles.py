import os
import stat
from pathlib import Path

import pytest

from kiosk.central import keyfiles


@pytest.mark.parametrize("mode", [keyfiles.SECRET, keyfiles.OPEN])
def test_a_file_has_its_mode_and_replaces_the_old_one(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "a.key"
    path.write_bytes(b"old")
    path.chmod(0o666)
    keyfiles.put(path, b"new", mode)
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == mode
    assert list(tmp_path.iterdir()) == [path]


def test_a_key_was_never_open_to_others(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        keyfiles.put(tmp_path / "a.key", b"secret", keyfiles.SECRET)
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "a.key").stat().st_mode) == 0o600


def test_what_a_cut_left_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "a.key.part").write_bytes(b"half of it")
    keyfiles.put(tmp_path / "a.key", b"whole", keyfiles.SECRET, like=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["a.key"]
