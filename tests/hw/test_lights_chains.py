"""Several chains under one engine: each a device of its own, and all in one phase."""

import time
from collections.abc import Callable
from random import Random

import pytest

from kiosk.hw.cellmap import Led
from kiosk.hw.inbox import Queue
from kiosk.hw.lights import Chain, LightEngine
from kiosk.hw.ports import Colour, DeviceFault, Facts, Fault, Lamp, Rhythm, Shown
from kiosk.hw.supervise import Clock, Supervisor
from tests.hw.chains import Still, Strip, wired
from tests.waiting import eventually

AMBER, BLUE = Colour.AMBER, Colour.BLUE
TAKE, PUT = Lamp((AMBER,), Rhythm.TAKE), Lamp((AMBER,), Rhythm.PUT)
LEDS = {f"A-0{n}": Led("strip", n, 1) for n in range(8)}


@pytest.fixture
def clock() -> Still:
    return Still()


@pytest.fixture
def strip() -> Strip:
    return Strip()


class Away(Strip):
    """A strip that can be unplugged."""

    is_there = True

    def open(self) -> Facts:
        self._reach(Fault.ABSENT)
        return super().open()

    def write(self, frame: bytes) -> None:
        self._reach(Fault.LOST)
        super().write(frame)

    def _reach(self, what: Fault) -> None:
        if not self.is_there:
            raise DeviceFault(self.name, what, "unplugged")


def two_chains(strip: Strip, other: Strip, clock: Callable[[], float]) -> LightEngine:
    leds = {**LEDS, "B-00": Led("other", 0, 1), "B-01": Led("other", 1, 1)}
    chains = {"strip": Chain(strip, 8), "other": Chain(other, 8)}
    return LightEngine(chains, leds, frozenset(), clock)


def test_a_chain_that_is_away_darkens_no_other_and_its_cells_are_unmapped(
    strip: Strip, clock: Still
) -> None:
    other = Away("other")
    engine = two_chains(strip, other, clock)
    near, far = engine.chains
    assert (near.name, far.name) == ("strip", "other")
    near.open()
    other.is_there = False
    with pytest.raises(DeviceFault, match="other: absent: unplugged"):
        far.open()
    shown = engine.show({"A-01": TAKE, "B-01": TAKE, "Z-99": TAKE})
    assert shown == Shown(frozenset({"A-01"}), frozenset({"B-01", "Z-99"}))
    near.read(0)
    assert strip.lit == {1: AMBER}
    other.is_there = True
    far.open()
    far.read(0)
    assert other.lit == {1: AMBER}, "the plan waited for it"
    assert engine.show({"A-01": TAKE, "B-01": TAKE}) == Shown(frozenset({"A-01", "B-01"}))


def test_cells_over_the_cap_of_a_chain_that_is_away_are_unmapped_alone(
    strip: Strip, clock: Still
) -> None:
    chains = {"strip": Chain(strip, 1)}
    engine = LightEngine(chains, LEDS, frozenset(), clock)
    plan = {"A-01": TAKE, "A-02": TAKE}
    assert engine.show(plan) == Shown(unmapped=frozenset(plan))
    engine.chains[0].open()
    assert engine.show(plan) == Shown(frozenset({"A-01"}), capped=frozenset({"A-02"}))


def test_chains_on_their_own_threads_blink_in_one_phase(strip: Strip, clock: Still) -> None:
    other = Strip("other")
    engine = two_chains(strip, other, clock)
    engine.open()
    engine.show({"A-01": PUT, "B-01": PUT})
    seen = []
    for seconds in (0.0, 0.4, 0.6, 1.1):
        for chain, late in zip(engine.chains, (0.0, 0.02), strict=True):
            clock.at = 100.0 + seconds + late
            chain.read(0)
        seen.append((bool(strip.lit), bool(other.lit)))
    assert seen == [(True, True), (True, True), (False, False), (True, True)]


def test_supervised_chains_heal_one_by_one(strip: Strip) -> None:
    other = Away("other")
    other.is_there = False
    engine = two_chains(strip, other, time.monotonic)
    inbox = Queue()
    clock = Clock(time.monotonic, Random(1))
    supervisors = [Supervisor(chain, "lights", inbox, clock) for chain in engine.chains]
    for supervisor in supervisors:
        supervisor.start()
    engine.show({"A-01": TAKE, "B-01": TAKE})
    eventually(lambda: strip.frames and strip.lit == {1: AMBER})
    assert not any(map(any, other.frames))
    other.is_there = True
    eventually(lambda: other.frames and other.lit == {1: AMBER})
    for supervisor in supervisors:
        supervisor.ask_stop()
        supervisor.join()
    assert (strip.lit, other.lit) == ({}, {})


def test_a_mono_and_a_colour_chain_show_one_plan(strip: Strip, clock: Still) -> None:
    with wired(8, now=clock) as (board, wall):
        leds = {"A-01": Led("wall", 2, 2), "B-01": Led("strip", 4, 3), "B-02": Led("strip", 0, 1)}
        chains = {"wall": Chain(wall, 1), "strip": Chain(strip, 1)}
        engine = LightEngine(chains, leds, frozenset(), clock)
        engine.open()
        plan = {cell: Lamp((BLUE,), Rhythm.TAKE) for cell in leds}
        assert engine.show(plan).capped == {"B-02"}
        engine.read(0)
        assert (board.lit(), strip.lit) == ({2, 3}, {4: BLUE, 5: BLUE, 6: BLUE})
