"""The program at a terminal, and the shortest settings a point can have, with a rack or without."""

from pathlib import Path

from click.testing import CliRunner, Result

from kiosk.cli import main

POINT = '[point]\nid = "7731"\ndevice = "kiosk-7731"\n'
RACKS = '[shelves]\nracks = [ { name = "A", count = 12 } ]\n'


def lay_settings(folder: Path, more: str = "") -> Path:
    """Lay a point's kiosk.toml and its key into a folder; return the file's path."""
    (folder / "identity").mkdir()
    (folder / "identity" / "point_key").write_text("11" * 32, encoding="ascii")
    path = folder / "kiosk.toml"
    path.write_text(POINT + more, encoding="utf-8")
    return path


def kiosk(*words: str | Path) -> Result:
    """Run `kiosk` with these words."""
    return CliRunner().invoke(main, [str(word) for word in words])
