"""The program at a terminal, and the shortest settings a point can have."""

from pathlib import Path

from click.testing import CliRunner, Result

from kiosk.cli import main

POINT = '[point]\nid = "7731"\ndevice = "kiosk-7731"\n'


def kiosk(*words: str | Path) -> Result:
    """Run `kiosk` with these words."""
    return CliRunner().invoke(main, [str(word) for word in words])
