"""A counter that is killed at any moment has kept whole units, and every one it told of."""

import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from msgspec import Struct

from kiosk.store.counter_file import CounterFile

pytestmark = pytest.mark.crash

KILLS = 40
ROOT = Path(__file__).parents[2]
FACTS_A_UNIT = 3


class Found(Struct):
    """What is found after a kill."""

    told: int
    kept: int
    whole: bool


def killed(path: Path, seed: int, after_s: float, how: str) -> int:
    """Start a counter, kill it some time after it opened its file, return the last number told."""
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.crash_child", str(path), str(seed), how],
        stdout=subprocess.PIPE,
        cwd=ROOT,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == b"open\n"
    threading.Event().wait(after_s)  # the moment of the kill is the seed's, nothing is awaited
    child.send_signal(signal.SIGKILL)
    lines = [line for line in child.stdout.read().split(b"\n")[:-1] if line]
    child.stdout.close()
    assert child.wait() == -signal.SIGKILL
    return int(lines[-1]) if lines else 0


def after_a_kill(path: Path, rng: random.Random, seed: int, how: str) -> Found:
    """Kill a counter once and open its file again."""
    told = killed(path, seed, rng.uniform(0, 0.06), how)
    file = CounterFile(path, "box-1", epoch="b" * 16, at=0)
    audit = file.journal.audit()
    file.abandon()
    whole = audit.broken_at is None and not audit.differing and audit.rows % FACTS_A_UNIT == 0
    return Found(told, audit.rows, whole)


def test_a_killed_counter_kept_every_unit_it_told_of_and_no_half_one(tmp_path: Path) -> None:
    rng = random.Random(20260101)
    before = 0
    for seed in range(KILLS):
        found = after_a_kill(tmp_path / "counter.db", rng, seed, "unit")
        assert found.whole
        assert found.kept >= max(found.told, before)
        before = found.kept
    assert before > KILLS  # the kills came while it was writing


def test_what_only_looks_like_a_transaction_is_caught(tmp_path: Path) -> None:
    rng = random.Random(20260102)
    torn = (
        after_a_kill(tmp_path / f"{seed}.db", rng, seed, "with_conn").whole is False
        for seed in range(KILLS)
    )
    assert any(torn)
