"""Pictures of goods lie under the name they came by, whole or not at all."""

from pathlib import Path

import pytest

from kiosk.store.pictures import Pictures
from tests.faults.test_disk import no_file_beyond


def test_a_picture_is_found_under_the_name_it_came_by(tmp_path: Path) -> None:
    pictures = Pictures(tmp_path / "pictures")
    assert pictures.get("ab" * 32) is None
    pictures.keep("ab" * 32, b"jpeg")
    assert pictures.get("ab" * 32) == b"jpeg"
    assert len(list((tmp_path / "pictures").iterdir())) == 1


@pytest.mark.disk
def test_a_full_disk_leaves_no_half_picture(tmp_path: Path) -> None:
    pictures = Pictures(tmp_path)
    with no_file_beyond(10), pytest.raises(OSError, match="File too large"):
        pictures.keep("ab" * 32, bytes(100))
    assert pictures.get("ab" * 32) is None
