"""The ballast takes real room, and gives it back once."""

from pathlib import Path

import pytest

from kiosk.store.ballast import Ballast
from tests.faults.test_disk import no_file_beyond

SIZE = 1_000_000


def test_it_takes_real_blocks_and_gives_them_back(tmp_path: Path) -> None:
    ballast = Ballast(tmp_path / "ballast", SIZE)
    assert not ballast.is_laid
    assert not ballast.drop()
    assert ballast.lay()
    assert ballast.lay()
    assert (tmp_path / "ballast").stat().st_blocks * 512 >= SIZE
    assert ballast.drop()
    assert not (tmp_path / "ballast").exists()


def test_where_there_is_no_room_for_it_nothing_is_left(tmp_path: Path) -> None:
    ballast = Ballast(tmp_path / "ballast", SIZE)
    with no_file_beyond(SIZE // 2):
        assert not ballast.lay()
    assert not (tmp_path / "ballast").exists()


@pytest.mark.parametrize("size", [0, SIZE - 1])
def test_one_of_another_size_is_laid_anew(tmp_path: Path, size: int) -> None:
    (tmp_path / "ballast").write_bytes(b"\0" * size)
    ballast = Ballast(tmp_path / "ballast", SIZE)
    assert not ballast.is_laid
    assert ballast.lay()
    assert ballast.is_laid
