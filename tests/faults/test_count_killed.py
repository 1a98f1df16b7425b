"""A stocktake that is killed again and again goes on where it was, and counts every cell once."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.core.events import decode
from kiosk.core.words import StocktakeState
from kiosk.store.counter_file import CounterFile
from tests.workflows.conftest import CELLS

pytestmark = pytest.mark.crash

KILLS = 6
ROOT = Path(__file__).parents[2]


def run(folder: Path, number: int, how: str, steps: int | None) -> list[int | None]:
    """Let it count; kill it after so many steps. Return what it told, None once it was through."""
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.count_child", str(folder), str(number), how],
        stdout=subprocess.PIPE,
        cwd=ROOT,
    )
    assert child.stdout
    told: list[int | None] = []
    with child.stdout as words:
        for word in words:
            text = word.decode().strip()
            told.append(None if text == "through" else int(text))
            if steps is not None and len(told) > steps:
                os.kill(child.pid, signal.SIGKILL)
                steps = None
    child.wait()
    return told


def fell_back(told: list[int | None], before: int) -> bool:
    """Whether a run began behind what the one before it had told."""
    return bool(told) and told[0] is not None and told[0] < before


@pytest.mark.slow
def test_a_killed_stocktake_goes_on_where_it_was(tmp_path: Path) -> None:
    rng, before = random.Random(20260401), 0
    for number in range(KILLS):
        told = run(tmp_path, number, "kept", rng.randrange(4))
        assert told, "it did not begin"
        assert not fell_back(told, before)
        before = max(step for step in told if step is not None)
    assert run(tmp_path, KILLS, "kept", None)[-1] is None
    file = CounterFile(tmp_path / "counter.db", "box-1", epoch="0" * 16, at=0)
    events = [decode(row.body) for row in file.journal.since(0, 10_000)]
    cells = [e.facts.cell for e in events if e.type == "cell.counted"]  # type: ignore[attr-defined]
    assert sorted(cells) == sorted(spec.cell for spec in CELLS)
    under_way = file.counts.under_way()
    assert under_way
    assert under_way.state is StocktakeState.REVIEW  # no cell differs
    audit = file.journal.audit()
    assert (audit.broken_at, audit.differing) == (None, ())
    file.abandon()


def test_a_counter_that_keeps_scans_in_its_head_is_caught(tmp_path: Path) -> None:
    told = run(tmp_path, 0, "forgetful", 2)
    before = max(step for step in told if step is not None)
    assert fell_back(run(tmp_path, 1, "forgetful", 0), before)
