"""The program at a terminal, and the shortest settings a point can have, with a rack or without."""

from pathlib import Path

from click.testing import CliRunner, Result

from kiosk.cli import main

POINT = '[point]\nid = "7731"\ndevice = "kiosk-7731"\n'
RACKS = '[shelves]\nracks = [ { name = "A", count = 12 } ]\n'


def kiosk(*words: str | Path) -> Result:
    """Run `kiosk` with these words."""
    return CliRunner().invoke(main, [str(word) for word in words])
