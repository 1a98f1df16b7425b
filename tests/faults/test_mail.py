"""Whatever breaks, the central has every event once and in order; and what is naive has not."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from tests.faults.mail_world import DELIVERIES, DESIGNS, Found, MailWorld, Nursery

pytestmark = pytest.mark.cut

# `make faults` asks for more: 50 seeds of 4,000 events
SEEDS = int(os.environ.get("KIOSK_FAULT_SEEDS", "1"))
EVENTS = int(os.environ.get("KIOSK_FAULT_EVENTS", "1500"))
HUNT = 2  # seeds within which a naive design must be caught
NAIVE = sorted(set(DESIGNS) - {"real"})


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    made = Nursery()
    yield made
    made.close()


def played(folder: Path, nursery: Nursery, design: str, seed: int) -> Found:
    folder.mkdir()
    world = MailWorld(folder, nursery, design, seed, EVENTS)
    try:
        return world.play()
    finally:
        world.close()


@pytest.mark.parametrize("seed", range(SEEDS))
def test_every_event_arrives_once_and_in_order(tmp_path: Path, nursery: Nursery, seed: int) -> None:
    found = played(tmp_path / "day", nursery, "real", seed)
    assert found.journal >= EVENTS
    assert found.told <= found.journal
    assert (found.lost, found.doubled, found.disordered) == (0, 0, 0)
    assert (found.differing, found.wrong) == (0, ())
    assert set(found.letters) == {"applied"}
    assert found.letters["applied"] >= 3 * DELIVERIES


@pytest.mark.slow
def test_the_naive_designs_are_caught(tmp_path: Path, nursery: Nursery) -> None:
    with ThreadPoolExecutor(len(NAIVE)) as side_by_side:
        caught = list(side_by_side.map(partial(is_caught, tmp_path, nursery), NAIVE))
    assert dict(zip(NAIVE, caught, strict=True)) == dict.fromkeys(NAIVE, True)


def is_caught(folder: Path, nursery: Nursery, design: str) -> bool:
    """Tell whether one of the first days finds something lost or doubled."""
    days = (played(folder / f"{design} {seed}", nursery, design, seed) for seed in range(HUNT))
    return any(found.lost or found.doubled for found in days)
