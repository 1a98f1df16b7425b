"""A counter that is killed at any moment has kept whole units, and every one it told of."""

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import Struct

from kiosk.store.counter_file import CounterFile
from tests.faults.crash_child import FACTS_A_UNIT

pytestmark = pytest.mark.crash

KILLS, HUNT = 100, 30
MOST_UNITS, MOST_WAIT_S = 8, 0.003
ROOT = Path(__file__).parents[2]


class Found(Struct):
    """What is found after a kill.

    Args:
        told: the last number told; kept: the rows there are.
        whole: no unit by half, rows and journal agree, the chain is whole.
    """

    told: int
    kept: int
    whole: bool


class Nursery:
    """Starts counters and kills them; what a counter needs is loaded only once."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.crash_child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
        )
        assert self._process.stdin
        assert self._process.stdout
        self._ask, self._hear = self._process.stdin, self._process.stdout

    def close(self) -> None:
        self._ask.close()
        self._hear.close()
        self._process.wait()

    def killed(self, path: Path, seed: int, how: str, rng: random.Random) -> int:
        """Kill a counter after some units and a moment more; return the last number it told."""
        self._say(f"{path} {seed} {how}")
        child, told = 0, list[int]()
        most = rng.randrange(MOST_UNITS)
        while not child or len(told) <= most:
            word = self._word()
            if word.startswith("child "):
                child = int(word.removeprefix("child "))
            else:
                told.append(0 if word == "open" else int(word))
        if rng.random() < 0.5:  # the other half die right after they told
            threading.Event().wait(rng.uniform(0, MOST_WAIT_S))
        os.kill(child, signal.SIGKILL)
        self._say("bury")
        while (word := self._word()) != "died 9":
            told.append(int(word))
        return told[-1]

    def _say(self, line: str) -> None:
        self._ask.write(f"{line}\n".encode())
        self._ask.flush()

    def _word(self) -> str:
        return self._hear.readline().decode().strip()


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    made = Nursery()
    yield made
    made.close()


def after_a_kill(nursery: Nursery, path: Path, rng: random.Random, seed: int, how: str) -> Found:
    """Kill a counter once and open its file again."""
    told = nursery.killed(path, seed, how, rng)
    file = CounterFile(path, "box-1", epoch="b" * 16, at=0)
    audit = file.journal.audit()
    file.abandon()
    whole = audit.broken_at is None and not audit.differing and audit.rows % FACTS_A_UNIT == 0
    return Found(told, audit.rows, whole)


def test_a_killed_counter_kept_every_unit_it_told_of_and_no_half_one(
    nursery: Nursery, tmp_path: Path
) -> None:
    rng = random.Random(20260101)
    before, untold = 0, 0
    for seed in range(10 * KILLS):
        if untold and seed >= KILLS:
            break  # some came between the commit and the word, however late
        found = after_a_kill(nursery, tmp_path / "counter.db", rng, seed, "unit")
        assert found.whole
        assert found.kept >= max(found.told, before)
        untold += found.kept > max(found.told, before)
        before = found.kept
    assert before > KILLS  # the kills came while it was writing
    assert untold


@pytest.mark.parametrize("how", ["with_conn", "autocommit"])
def test_units_that_are_none_are_caught_torn(how: str, nursery: Nursery, tmp_path: Path) -> None:
    rng = random.Random(20260102)
    assert any(
        not after_a_kill(nursery, tmp_path / f"{seed}.db", rng, seed, how).whole
        for seed in range(HUNT)
    )


def test_a_word_before_the_commit_is_caught_lost(nursery: Nursery, tmp_path: Path) -> None:
    rng = random.Random(20260103)
    found = (
        after_a_kill(nursery, tmp_path / f"{seed}.db", rng, seed, "early") for seed in range(HUNT)
    )
    assert any(one.kept < one.told for one in found)
