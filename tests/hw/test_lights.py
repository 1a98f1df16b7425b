"""The engine over a colour strip that keeps its frames, and over the virtual chain."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from random import Random

import pytest

from kiosk.hw import lights
from kiosk.hw.cellmap import Led
from kiosk.hw.inbox import Queue
from kiosk.hw.lights import PALETTE, Chain, FarChain, LightEngine, shines
from kiosk.hw.ports import Colour, DeviceFault, DeviceState, Lamp, LightDriver, Rhythm, Shown
from kiosk.hw.sim.faults import Fault
from kiosk.hw.supervise import Clock, Supervisor
from tests.hw.chains import Still, Strip, wired
from tests.waiting import eventually

AMBER, BLUE = Colour.AMBER, Colour.BLUE
TAKE, PUT, LOOK, WRONG = (
    Lamp((AMBER,), rhythm) for rhythm in (Rhythm.TAKE, Rhythm.PUT, Rhythm.LOOK, Rhythm.WRONG)
)
LEDS = {f"A-0{n}": Led("strip", n, 1) for n in range(8)}


@pytest.fixture
def clock() -> Still:
    return Still()


@pytest.fixture
def strip() -> Strip:
    return Strip()


@pytest.fixture
def engine(strip: Strip, clock: Still) -> LightEngine:
    made = LightEngine({"strip": Chain(strip, 8)}, LEDS, frozenset(), clock)
    made.open()
    return made


def at(engine: LightEngine, clock: Still, seconds: float) -> None:
    """Let the engine look at its clock once, so many seconds after the beginning."""
    clock.at = 100.0 + seconds
    engine.read(0)


# -- rhythms ---------------------------------------------------------------------------------------


def pattern(lamp: Lamp) -> list[tuple[int, int]]:
    """Return from when to when a lamp shines in its first 2.4 s, in milliseconds."""
    lit = [False, *(bool(shines(lamp, (ms + 5) / 1000)) for ms in range(0, 2400, 10)), False]
    edges = [n * 10 for n, (before, after) in enumerate(pairwise(lit)) if before != after]
    return list(zip(edges[::2], edges[1::2], strict=True))


@pytest.mark.parametrize(
    ("lamp", "shining"),
    [
        (
            WRONG,
            [(0, 120), (240, 360), (1000, 1120), (1240, 1360), (2000, 2120), (2240, 2360)],
        ),
        (TAKE, [(0, 2400)]),
        (PUT, [(0, 500), (1000, 1500), (2000, 2400)]),
        (LOOK, [(0, 1000), (2000, 2400)]),
    ],
)
def test_each_rhythm_has_its_pattern(lamp: Lamp, shining: list[tuple[int, int]]) -> None:
    assert pattern(lamp) == shining


@pytest.mark.parametrize("rhythm", Rhythm)
def test_two_sessions_take_turns_at_one_cell_each_half_second(rhythm: Rhythm) -> None:
    lamp = Lamp((AMBER, BLUE), rhythm)
    seen = [shines(lamp, n / 10) for n in range(20)]
    assert seen == ([AMBER] * 5 + [BLUE] * 5) * 2


def test_two_sessions_at_one_cell_are_steady_on_a_chain_without_colours(clock: Still) -> None:
    with wired(8, now=clock) as (board, chain):
        engine = LightEngine({"strip": Chain(chain, 8)}, LEDS, frozenset(), clock)
        engine.open()
        engine.show({"A-03": Lamp((AMBER, BLUE), Rhythm.PUT)})
        board.latches.clear()
        for tenth in range(20):
            at(engine, clock, tenth / 10)
        assert {lit for _, lit in board.latches} == {frozenset({3})}


def test_lamps_blink_in_one_phase_whenever_they_began(
    engine: LightEngine, strip: Strip, clock: Still
) -> None:
    engine.show({"A-01": PUT})
    at(engine, clock, 0.3)
    engine.show({"A-01": PUT, "A-02": PUT})
    seen = []
    for seconds in (0.31, 0.7, 0.81, 1.2, 1.31):
        at(engine, clock, seconds)
        seen.append(sorted(strip.lit))
    assert seen == [[1, 2], [1, 2], [], [], [1, 2]]


def test_a_new_lamp_begins_bright_and_a_known_one_goes_on(
    engine: LightEngine, strip: Strip, clock: Still
) -> None:
    engine.show({"A-01": PUT})
    at(engine, clock, 0.7)
    assert strip.lit == {}
    engine.show({"A-01": PUT})
    at(engine, clock, 0.7)
    assert strip.lit == {}
    engine.show({"A-02": PUT})
    at(engine, clock, 0.7)
    assert strip.lit == {2: AMBER}


# -- plans -----------------------------------------------------------------------------------------


def test_every_colour_is_driven_as_the_palette_says(
    engine: LightEngine, strip: Strip, clock: Still
) -> None:
    engine.show({f"A-0{n}": Lamp((c,), Rhythm.TAKE) for n, c in enumerate(Colour)})
    at(engine, clock, 0)
    driven = b"".join(bytes(PALETTE[colour]) for colour in Colour)
    assert strip.frames[-1] == driven.ljust(24, b"\0")


def test_a_cell_lights_all_its_leds(strip: Strip, clock: Still) -> None:
    leds = {"A-01": Led("strip", 0, 3), "A-02": Led("strip", 5, 2)}
    engine = LightEngine({"strip": Chain(strip, 8)}, leds, frozenset(), clock)
    engine.open()
    engine.show({"A-01": TAKE, "A-02": Lamp((BLUE,), Rhythm.TAKE)})
    at(engine, clock, 0)
    assert strip.lit == {0: AMBER, 1: AMBER, 2: AMBER, 5: BLUE, 6: BLUE}


def test_a_plan_replaces_the_plan_before(engine: LightEngine, strip: Strip, clock: Still) -> None:
    engine.show({"A-01": TAKE})
    at(engine, clock, 0)
    engine.show({"A-02": TAKE})
    at(engine, clock, 0)
    assert strip.lit == {2: AMBER}


def test_cells_without_a_lamp_come_back_unmapped(strip: Strip, clock: Still) -> None:
    leds = {**LEDS, "C-01": Led("elsewhere", 0, 1)}
    engine = LightEngine({"strip": Chain(strip, 8)}, leds, frozenset({"A-02"}), clock)
    engine.open()
    shown = engine.show(dict.fromkeys(("A-01", "A-02", "B-01", "C-01"), TAKE))
    assert shown == Shown(frozenset({"A-01"}), frozenset({"A-02", "B-01", "C-01"}))
    at(engine, clock, 0)
    assert strip.lit == {1: AMBER}


def test_cells_over_the_cap_come_back_least_urgent_first(strip: Strip, clock: Still) -> None:
    other = Strip("other")
    leds = {**LEDS, "B-00": Led("other", 0, 1), "B-01": Led("other", 1, 1)}
    chains = {"strip": Chain(strip, 3), "other": Chain(other, 1)}
    engine = LightEngine(chains, leds, frozenset(), clock)
    engine.open()
    plan = {"A-01": LOOK, "A-02": PUT, "A-05": TAKE, "A-04": TAKE, "A-07": WRONG}
    shown = engine.show({**plan, "B-01": TAKE, "B-00": TAKE})
    lit = frozenset({"A-07", "A-04", "A-05", "B-00"})
    assert shown == Shown(lit, frozenset(), frozenset({"A-01", "A-02", "B-01"}))
    at(engine, clock, 0)
    assert (sorted(strip.lit), sorted(other.lit)) == ([4, 5, 7], [0])


def test_a_plan_for_closed_lights_is_unmapped_and_shines_once_they_open(
    strip: Strip, clock: Still
) -> None:
    engine = LightEngine({"strip": Chain(strip, 8)}, LEDS, frozenset(), clock)
    assert engine.show({"A-01": TAKE}) == Shown(unmapped=frozenset({"A-01"}))
    assert strip.frames == []
    for _ in range(2):
        engine.open()
        at(engine, clock, 0)
        assert strip.lit == {1: AMBER}
        engine.close()


# -- frames ----------------------------------------------------------------------------------------


def test_show_leaves_the_bus_to_the_engine(engine: LightEngine, strip: Strip, clock: Still) -> None:
    engine.show({"A-01": TAKE})
    assert len(strip.frames) == 1
    at(engine, clock, 0)
    assert len(strip.frames) == 2


def test_a_steady_frame_is_sent_again_every_two_seconds(
    engine: LightEngine, strip: Strip, clock: Still
) -> None:
    engine.show({"A-01": TAKE})
    sent = []
    for seconds in (0.0, 0.5, 1.9, 2.1, 3.0, 4.0, 4.2):
        at(engine, clock, seconds)
        sent.append(len(strip.frames) - 1)
    assert sent == [1, 1, 1, 2, 2, 2, 3]


def test_a_chain_that_blinks_does_not_starve_another(strip: Strip, clock: Still) -> None:
    still = Strip("still")
    leds = {**LEDS, "B-01": Led("still", 1, 1)}
    chains = {"strip": Chain(strip, 8), "still": Chain(still, 8)}
    engine = LightEngine(chains, leds, frozenset(), clock)
    engine.open()
    engine.show({"A-01": PUT, "B-01": TAKE})
    for tenth in range(45):
        at(engine, clock, tenth / 10)
    assert [len(still.frames), still.lit] == [1 + 3, {1: AMBER}]


def test_a_bit_error_is_healed_by_the_next_refresh(clock: Still) -> None:
    with wired(8, Fault(2, "transfer", "bits"), now=clock) as (board, chain):
        engine = LightEngine({"strip": Chain(chain, 8)}, LEDS, frozenset(), clock)
        engine.open()
        engine.show({"A-01": TAKE})
        at(engine, clock, 0)
        assert board.lit() == {1, 7}
        at(engine, clock, 2.1)
        assert board.lit() == {1}


@contextmanager
def running(driver: LightDriver) -> Iterator[LightEngine]:
    """Give an engine that reads on a thread of its own, for as long as it is looked at."""
    ahead = [0.0]
    engine = LightEngine(
        {"strip": Chain(driver, 8)}, LEDS, frozenset(), lambda: time.monotonic() + ahead[0]
    )
    engine.open()
    thread = threading.Thread(target=engine.read, args=(1000.0,), daemon=True)
    thread.start()
    try:
        yield engine
    finally:
        ahead[0] = 2000.0
        engine.show({})
        thread.join(60)


def test_a_plan_wakes_the_engine(strip: Strip, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lights, "_STEADY_S", 3600.0)
    with running(strip) as engine:
        for cell in (1, 2, 3):
            engine.show({f"A-0{cell}": TAKE})
            eventually(lambda cell=cell: strip.lit == {cell: AMBER})


@pytest.mark.parametrize("lamp", [PUT, Lamp((AMBER, BLUE), Rhythm.TAKE)])
def test_the_engine_blinks_by_itself(
    lamp: Lamp, strip: Strip, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lights, "_STEADY_S", 3600.0)
    with running(strip) as engine:
        engine.show({"A-01": lamp})
        eventually(lambda: strip.lit == {1: AMBER})
        eventually(lambda: strip.lit != {1: AMBER})


# -- opening, closing, faults ----------------------------------------------------------------------


def test_opening_and_closing_darken_every_chain(strip: Strip, clock: Still) -> None:
    with wired(8, now=clock) as (board, chain):
        leds = {**LEDS, "B-01": Led("wall", 1, 1)}
        chains = {"strip": Chain(strip, 8), "wall": Chain(chain, 8)}
        engine = LightEngine(chains, leds, frozenset({"A-00"}), clock)
        assert engine.open() == engine.check() == {"leds": 16, "cells": 8}
        engine.show({"A-01": TAKE, "B-01": TAKE})
        at(engine, clock, 0)
        assert (strip.lit, board.lit()) == ({1: AMBER}, {1})
        engine.close()
        assert (strip.lit, board.lit()) == ({}, frozenset())
        assert engine.show({"A-01": TAKE}) == Shown(unmapped=frozenset({"A-01"}))
        engine.close()


def test_a_bus_that_fails_is_a_fault_and_the_plan_comes_back(clock: Still) -> None:
    with wired(8, Fault(3, "transfer", "raise"), now=clock) as (board, chain):
        engine = LightEngine({"strip": Chain(chain, 8)}, LEDS, frozenset(), clock)
        engine.open()
        engine.show({"A-01": TAKE})
        at(engine, clock, 0)
        engine.show({"A-02": TAKE})
        with pytest.raises(DeviceFault, match="lost: the SPI bus failed"):
            at(engine, clock, 0)
        engine.close()
        engine.open()
        at(engine, clock, 0)
        assert board.lit() == {2}


def test_a_supervised_engine_heals_by_itself() -> None:
    with wired(8, Fault(2, "transfer", "raise")) as (board, chain):
        engine = LightEngine({"strip": Chain(chain, 8)}, LEDS, frozenset(), time.monotonic)
        engine.show({"A-01": TAKE})
        inbox = Queue()
        supervisor = Supervisor(engine, "lights", inbox, Clock(time.monotonic, Random(1)))
        supervisor.start()
        eventually(lambda: board.lit() == {1})
        supervisor.ask_stop()
        supervisor.join()
        assert board.lit() == frozenset()
    told = [signal for _ in range(len(inbox)) if (signal := inbox.get())]
    assert [(news.device, news.state, news.what) for news in told] == [
        ("lights", DeviceState.OPENING, ""),
        ("lights", DeviceState.READY, ""),
        ("lights", DeviceState.ABSENT, "lost"),
        ("lights", DeviceState.READY, ""),
    ]


# -- the walk --------------------------------------------------------------------------------------


def test_the_walk_lights_one_led_after_another_along_the_chains(strip: Strip, clock: Still) -> None:
    other = Strip("other")
    leds = {
        "B-01": Led("other", 0, 1),
        "A-02": Led("strip", 5, 2),
        "A-01": Led("strip", 1, 1),
        "A-03": Led("strip", 3, 1),
    }
    chains = {"strip": Chain(strip, 8), "other": Chain(other, 8)}
    engine = LightEngine(chains, leds, frozenset({"A-03"}), clock)
    engine.open()
    engine.show({"A-01": Lamp((BLUE,), Rhythm.TAKE)})
    engine.walk(2.0)
    seen = []
    for seconds in (0.0, 1.9, 2.0, 4.1, 6.0, 7.0):
        at(engine, clock, seconds)
        seen.append((engine.walking(), strip.lit, other.lit))
    assert seen == [
        ("A-01", {1: AMBER}, {}),
        ("A-01", {1: AMBER}, {}),
        ("A-02", {5: AMBER, 6: AMBER}, {}),
        ("B-01", {}, {0: AMBER}),
        (None, {1: BLUE}, {}),
        (None, {1: BLUE}, {}),
    ]
    assert engine._walk is None  # so that the engine rests again


def test_a_walk_ends_at_a_step_of_nought(engine: LightEngine, strip: Strip, clock: Still) -> None:
    engine.walk(2.0)
    at(engine, clock, 0)
    engine.walk(0)
    at(engine, clock, 0.1)
    assert (engine.walking(), strip.lit) == (None, {})


def test_the_engine_walks_by_itself(strip: Strip, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lights, "_STEADY_S", 3600.0)
    with running(strip) as engine:
        engine.walk(0.05)
        eventually(lambda: any(any(frame) for frame in strip.frames) and not strip.lit)


# -- pointing at an LED, and what it stands for ----------------------------------------------------


def test_one_led_is_lit_alone_on_its_chain_whatever_the_plan_says(strip: Strip) -> None:
    other, clock = Strip("other"), Still()
    leds = {"A-01": Led("strip", 1, 1), "A-02": Led("strip", 2, 1), "B-01": Led("other", 0, 1)}
    chains = {"strip": Chain(strip, 8), "other": Chain(other, 8)}
    engine = LightEngine(chains, leds, frozenset(), clock)
    engine.open()
    plan = dict.fromkeys(("A-01", "B-01"), TAKE)
    engine.show(plan)
    engine.point("strip", 2)
    shown = engine.show(plan)
    at(engine, clock, 0.1)
    assert (strip.lit, other.lit) == ({2: AMBER}, {0: AMBER})
    assert shown == Shown(frozenset({"A-02", "B-01"}), frozenset({"A-01"}))
    engine.point("strip", 7)  # no cell's
    assert engine.show(plan).lit == {"B-01"}
    engine.point("strip", None)
    assert engine.show(plan).lit == {"A-01", "B-01"}
    at(engine, clock, 0.2)
    assert strip.lit == {1: AMBER}


@pytest.mark.parametrize("led", [-1, 8, 10_000])
def test_an_led_that_is_not_there_lights_nothing(
    engine: LightEngine, strip: Strip, clock: Still, led: int
) -> None:
    engine.point("strip", led)
    at(engine, clock, 0.1)
    assert strip.lit == {}


def test_a_chain_that_is_not_ours_is_not_pointed_at_nor_mapped() -> None:
    lit = far_engine(is_there=True)
    lit.open()
    lit.point("left", 1)
    lit.point("nowhere", 1)
    lit.remap("left", ["Z-01"], ())
    assert lit.show({"B-01": TAKE}).lit == {"B-01"}


def test_a_chain_tells_whose_each_led_is() -> None:
    strip, left = far_engine(is_there=True).mapped()
    assert (strip.name, strip.cells, strip.dark, strip.is_far) == (
        "strip", ("A-01", *[""] * 7), frozenset(), False,
    )  # fmt: skip
    assert left.is_far
    assert left.cells == ("", "B-01", "B-02", "B-03", "B-04")
    assert left.dark == {4}


def test_a_map_of_a_chain_wins_over_the_settings_and_can_be_taken_back(
    engine: LightEngine, strip: Strip, clock: Still
) -> None:
    engine.show({"A-01": TAKE})
    engine.remap("strip", ["", "", "B-09", "A-01", "A-01", "A-02"], {5})
    assert engine.cells == ("B-09", "A-01")
    shown = engine.show(dict.fromkeys(("A-01", "A-02", "A-05"), TAKE))
    assert shown == Shown(frozenset({"A-01"}), frozenset({"A-02", "A-05"}))
    at(engine, clock, 0.1)
    assert strip.lit == {3: AMBER, 4: AMBER}
    (told,) = engine.mapped()
    assert told.cells == ("", "", "B-09", "A-01", "A-01", "A-02", "", "")
    assert told.dark == {5}
    engine.remap("strip", None, ())
    assert engine.show({"A-01": TAKE}).lit == {"A-01"}
    at(engine, clock, 0.2)
    assert strip.lit == {1: AMBER}


def test_a_cell_of_two_leds_is_dark_only_when_both_are(engine: LightEngine) -> None:
    engine.remap("strip", ["A-01", "A-01"], {1})
    assert engine.show({"A-01": TAKE}).lit == {"A-01"}
    engine.remap("strip", ["A-01", "A-01"], {0, 1})
    assert engine.show({"A-01": TAKE}).unmapped == {"A-01"}


def test_a_plan_with_a_cell_that_has_just_lost_its_lamp_is_still_drawn(
    engine: LightEngine, strip: Strip, clock: Still
) -> None:
    engine.show({"A-01": TAKE, "A-02": TAKE})
    engine.remap("strip", ["A-02"], ())
    at(engine, clock, 0.1)
    assert strip.lit == {0: AMBER}


# -- lamps of other computers ----------------------------------------------------------------------


def far_engine(*, is_there: bool, max_lit: int = 2) -> LightEngine:
    leds = {"A-01": Led("strip", 0, 1)} | {f"B-{n:02d}": Led("left", n, 1) for n in range(1, 5)}
    far = {"left": FarChain(lambda: is_there, max_lit)}
    clock = Still()
    return LightEngine({"strip": Chain(Strip(), 4)}, leds, frozenset({"B-04"}), clock, far)


def test_a_far_chain_is_told_its_own_lamps_under_its_own_cap() -> None:
    lit = far_engine(is_there=True)
    lit.open()
    shown = lit.show(dict.fromkeys(("A-01", "B-01", "B-02", "B-03", "B-04"), TAKE))
    assert shown == Shown(
        frozenset({"A-01", "B-01", "B-02"}), frozenset({"B-04"}), frozenset({"B-03"})
    )
    assert lit.lamps("left") == {"B-01": TAKE, "B-02": TAKE}
    assert lit.lamps("strip") == {"A-01": TAKE}
    lit.read(0.0)
    assert lit.lamps("left") == {"B-01": TAKE, "B-02": TAKE}


def test_a_far_chain_that_is_away_counts_as_unmapped_and_holds_up_no_other() -> None:
    lit = far_engine(is_there=False)
    lit.open()
    shown = lit.show({"A-01": TAKE, "B-01": TAKE})
    assert shown == Shown(frozenset({"A-01"}), frozenset({"B-01"}))
    assert lit.lamps("left") == {"B-01": TAKE}  # it is shown when it comes back


def test_the_walk_goes_on_over_a_far_chain() -> None:
    lit = far_engine(is_there=True)
    lit.walk(1.0)
    lit._now.at += 1.5  # type: ignore[attr-defined]
    assert lit.walking() == "B-01"
    assert set(lit.lamps("left")) == {"B-01"}
    lit._now.at += 9  # type: ignore[attr-defined]
    assert lit.lamps("left") == {}
