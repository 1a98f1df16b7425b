"""All lamps of the point: a plan of cells becomes frames for the chains (HARDWARE.md 7).

One engine thread makes frames: often while something blinks, at once on a change, and every two
seconds against noise. `show` only hands the plan over, so that no caller ever waits for a bus.
"""

import threading
from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from kiosk.hw.cellmap import Led
from kiosk.hw.ports import (
    Colour,
    Facts,
    Lamp,
    LightDriver,
    LightPlan,
    Rhythm,
    Shown,
)

# Drive values, tuned for LEDs, not for the screen (HARDWARE.md 7, estimate).
PALETTE: dict[Colour, tuple[int, int, int]] = {
    Colour.AMBER: (255, 110, 0),
    Colour.BLUE: (0, 50, 255),
    Colour.VIOLET: (130, 0, 255),
    Colour.ORANGE: (255, 40, 0),
    Colour.MAGENTA: (255, 0, 70),
}
_RANK = {rhythm: number for number, rhythm in enumerate(Rhythm)}
_BLINK_S, _STEADY_S = 0.02, 2.0
_ALTERNATE_S = 0.5
_PATTERNS: dict[Rhythm, tuple[tuple[float, float], ...]] = {  # shining within one second of phase
    Rhythm.WRONG: ((0.0, 0.12), (0.24, 0.36)),
    Rhythm.TAKE: ((0.0, 1.0),),
    Rhythm.PUT: ((0.0, 0.5),),
    Rhythm.LOOK: ((0.0, 0.5),),
}
_PERIOD_S = {Rhythm.LOOK: 2.0}


def shines(lamp: Lamp, at: float) -> Colour | None:
    """Return the colour a lamp shows at a moment of the common clock phase, None when dark.

    Args:
        lamp: colours and rhythm; two sessions' colours take turns each half second, never dark,
            for one colour would fall into the pauses of a rhythm.
        at: seconds since the phase began.
    """
    period = _PERIOD_S.get(lamp.rhythm, 1.0)
    phase = (at % period) / period
    alone = len(lamp.colours) == 1
    if alone and not any(start <= phase < end for start, end in _PATTERNS[lamp.rhythm]):
        return None
    return lamp.colours[int(at / _ALTERNATE_S) % len(lamp.colours)]


class Chain(Struct, frozen=True):
    """A chain as the engine drives it.

    Args:
        driver: the bus.
        max_lit: cells on at once; the rest are capped.
    """

    driver: LightDriver
    max_lit: int


class LightEngine:
    """Implements Lights, and Device for its supervisor.

    Args:
        chains: by name.
        leds: cell -> its LEDs.
        dark: cells marked as dark: they count as unmapped.
        now: monotonic seconds.
    """

    name = "lights"

    def __init__(
        self,
        chains: Mapping[str, Chain],
        leds: Mapping[str, Led],
        dark: frozenset[str],
        now: Callable[[], float],
    ) -> None:
        self._chains, self._now = dict(chains), now
        places = {name: place for place, name in enumerate(self._chains)}
        wired = {c: led for c, led in leds.items() if c not in dark and led.chain in places}
        self._leds = dict(sorted(wired.items(), key=lambda i: (places[i[1].chain], i[1].first)))
        self._plan: dict[str, Lamp] = {}
        self._news = threading.Event()
        self._phase_from = now()
        self._walk: tuple[float, float] | None = None  # began at, seconds an LED
        self._last: dict[str, bytes] = {}
        self._sent_at: dict[str, float] = {}
        self._is_open = False

    @property
    def cells(self) -> tuple[str, ...]:
        """Cells that have an LED, in chain order."""
        return tuple(self._leds)

    def show(self, plan: LightPlan) -> Shown:
        """Show the whole plan from now on (see Lights)."""
        mapped = {cell: lamp for cell, lamp in plan.items() if cell in self._leds}
        kept: dict[str, Lamp] = {}
        capped: set[str] = set()
        room = {name: chain.max_lit for name, chain in self._chains.items()}
        for cell in sorted(mapped, key=lambda c: (_RANK[mapped[c].rhythm], c)):
            chain = self._leds[cell].chain
            if room[chain] > 0:
                room[chain] -= 1
                kept[cell] = mapped[cell]
            else:
                capped.add(cell)
        if any(lamp != self._plan.get(cell) for cell, lamp in kept.items()):
            self._phase_from = self._now()  # a new lamp begins bright: a scan is answered at once
        self._plan = kept
        self._news.set()
        unmapped = frozenset(plan) - frozenset(mapped)
        if not self._is_open:
            return Shown(frozenset(), frozenset(plan))
        return Shown(frozenset(kept), unmapped, frozenset(capped))

    def walk(self, step_s: float) -> None:
        """Light every LED in chain order, one after the other (see Lights); a step of 0 ends it."""
        self._walk = (self._now(), step_s) if step_s > 0 else None
        self._news.set()

    def walking(self) -> str | None:
        """Return the cell that the walk lights now, None when no walk is on."""
        walk = self._walk  # one look: the screen asks from another thread
        if walk is None:
            return None
        began_at, step_s = walk
        place = int((self._now() - began_at) / step_s)
        return self.cells[place] if place < len(self.cells) else None

    def open(self) -> Facts:
        """Open every chain, dark (see Device)."""
        for chain in self._chains.values():
            chain.driver.open()
        self._last, self._is_open = {}, True
        self._news.set()
        return self._facts()

    def check(self) -> Facts:
        """Ask every chain (see Device)."""
        for chain in self._chains.values():
            chain.driver.check()
        return self._facts()

    def _facts(self) -> Facts:
        count = sum(chain.driver.count for chain in self._chains.values())
        return {"leds": count, "cells": len(self._leds)}

    def close(self) -> None:
        """Darken everything (see Device)."""
        self._is_open = False
        for chain in self._chains.values():
            chain.driver.close()

    def read(self, timeout_s: float) -> Sequence[object]:
        """Make frames for a while; the supervisor's thread is the engine. Has no signals."""
        until = self._now() + timeout_s
        while True:
            blinks = any(lamp.rhythm is not Rhythm.TAKE for lamp in self._plan.values())
            blinks = blinks or any(len(lamp.colours) > 1 for lamp in self._plan.values())
            busy = blinks or self._walk is not None
            pause = min(_BLINK_S if busy else _STEADY_S, until - self._now())
            if pause > 0 and self._news.wait(pause):
                self._news.clear()
            self._frame()
            if self._now() >= until:
                return ()

    def _frame(self) -> None:
        at, walk = self._now(), self._walk
        walking = self.walking()
        if walking is None and self._walk is walk:
            self._walk = None  # here alone, so that the frame after the last LED is made at once
        plan = {walking: Lamp((Colour.AMBER,), Rhythm.TAKE)} if walking else self._plan
        for name, chain in self._chains.items():
            frame = self._rendered(plan, name, chain.driver, at)
            # each chain has its own two seconds: one that blinks must not starve another
            if frame != self._last.get(name) or at - self._sent_at[name] > _STEADY_S:
                chain.driver.write(frame)
                self._last[name], self._sent_at[name] = frame, at

    def _rendered(self, plan: LightPlan, name: str, driver: LightDriver, at: float) -> bytes:
        frame = bytearray(driver.count * 3)
        for cell, lamp in plan.items():
            led = self._leds[cell]
            colour = shines(lamp, at - self._phase_from) if led.chain == name else None
            if colour is not None:
                first, end = led.first * 3, (led.first + led.span) * 3
                frame[first:end] = bytes(PALETTE[colour]) * led.span
        return bytes(frame)
