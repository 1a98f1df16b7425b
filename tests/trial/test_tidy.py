from pathlib import Path

import pytest

from kiosk.store.db import StorageReadOnly
from kiosk.trial.tidy import clear


def test_what_is_ours_goes_and_the_rest_stays(tmp_path: Path) -> None:
    (tmp_path / "work" / "deep").mkdir(parents=True)
    (tmp_path / "old.log").write_text("x", encoding="ascii")
    (tmp_path / "notes.txt").write_text("somebody's own", encoding="ascii")
    clear(tmp_path, ("work", "old.log", "never-there"))
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
    clear(tmp_path / "new" / "folder", ())
    assert (tmp_path / "new" / "folder").is_dir()


@pytest.mark.parametrize("folder", ["/dev/null", "/dev/null/x", "/proc/x"])
def test_a_folder_that_cannot_be_made_is_told_by_its_name(folder: str) -> None:
    with pytest.raises(StorageReadOnly, match=f"^{folder}: "):
        clear(Path(folder), ())
