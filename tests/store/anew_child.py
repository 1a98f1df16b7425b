"""A counter that counts its journal anew, by other rules, until it is killed.

`python -m tests.store.anew_child FILE` counts a slice for each byte it is given, and tells how far
it is once that is kept.
"""

import os
import sys
from datetime import UTC
from pathlib import Path
from random import Random

import pytest

from kiosk.core import tallies
from kiosk.trial import year
from tests.store.conftest import T0, Ledger

ALL = ("2020-01-01", "2039-12-31")
MIDNIGHT = T0 // 86_400_000 * 86_400_000
NOW = MIDNIGHT + 5 * 86_400_000
SLICE = 20  # of some 250 rows
_PAUSE_MS = 6_000  # by the other rules: who waits longer between two parcels does no work on them


def change_rules(patched: pytest.MonkeyPatch) -> None:
    """Count as a later version may."""
    patched.setattr(tallies, "RULES", tallies.RULES + 1)
    patched.setattr(tallies, "PAUSE_MS", _PAUSE_MS)


def fill(ledger: Ledger) -> None:
    """Write two days of a point."""
    ledger.map_cells("A-01")
    random = Random(11)
    for day in range(2):
        moments = year.day(random, MIDNIGHT + day * year.DAY_MS, f"d{day}", 18)
        with ledger.file.unit():
            ledger.file.journal.record([ledger.event(one.fact, one.at) for one in moments])


def main() -> None:
    """Count until killed."""
    change_rules(pytest.MonkeyPatch())
    ledger = Ledger(Path(sys.argv[1]))
    while os.read(sys.stdin.fileno(), 1):
        with ledger.file.unit():
            ledger.file.tallies.count(UTC, SLICE)
        os.write(sys.stdout.fileno(), f"{ledger.file.tallies.counted(UTC)}\n".encode())


if __name__ == "__main__":
    main()
