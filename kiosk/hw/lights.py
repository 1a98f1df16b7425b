"""All lamps of the point: a plan of cells becomes frames for the chains (HARDWARE.md 7).

Each chain's thread makes its frames: often while something blinks, at once on a change, and every
two seconds against noise. `show` only hands the plan over, so that no caller waits for a bus.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

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
        listens: buttons are read within its frames, so it is sent one fifty times a second.
    """

    driver: LightDriver
    max_lit: int
    listens: bool = False


class FarChain(Struct, frozen=True):
    """Lamps of another computer, such as a shelf node: it asks `lamps` and makes its own frames.

    Args:
        is_there: whether it can be told anything now.
        max_lit: as for a Chain.
    """

    is_there: Callable[[], bool]
    max_lit: int


class LightEngine:
    """Implements Lights; its chains draw themselves, each on its own thread or all on one.

    Args:
        chains: by name.
        leds: cell -> its LEDs.
        dark: cells marked as dark: they count as unmapped.
        now: monotonic seconds.
        far: lamps of other computers, by name.
    """

    name = "lights"

    def __init__(
        self,
        chains: Mapping[str, Chain],
        leds: Mapping[str, Led],
        dark: frozenset[str],
        now: Callable[[], float],
        far: Mapping[str, FarChain] = MappingProxyType({}),
    ) -> None:
        self._chains, self._far, self._now = dict(chains), dict(far), now
        self._most = {name: chain.max_lit for name, chain in chains.items()}
        self._most |= {name: chain.max_lit for name, chain in far.items()}
        places = {name: place for place, name in enumerate(self._most)}
        wired = {c: led for c, led in leds.items() if c not in dark and led.chain in places}
        self._leds = dict(sorted(wired.items(), key=lambda i: (places[i[1].chain], i[1].first)))
        self._plan: dict[str, Lamp] = {}
        self._phase_from = now()
        self._walk: tuple[float, float] | None = None  # began at, seconds an LED
        self.chains = tuple(LitChain(self, n, c, now) for n, c in self._chains.items())

    @property
    def cells(self) -> tuple[str, ...]:
        """Cells that have an LED, in chain order."""
        return tuple(self._leds)

    def show(self, plan: LightPlan) -> Shown:
        """Show the whole plan from now on (see Lights); a chain that is away shows it later."""
        mapped = {cell: lamp for cell, lamp in plan.items() if cell in self._leds}
        kept: dict[str, Lamp] = {}
        capped: set[str] = set()
        room = dict(self._most)
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
        self._tell()
        away = {chain.name for chain in self.chains if not chain.is_open}
        away |= {name for name, far in self._far.items() if not far.is_there()}
        lost = {cell for cell in mapped if self._leds[cell].chain in away}
        unmapped = (frozenset(plan) - frozenset(mapped)) | lost
        return Shown(frozenset(kept) - lost, unmapped, frozenset(capped) - lost)

    def walk(self, step_s: float) -> None:
        """Light every LED in chain order, one after the other (see Lights); a step of 0 ends it."""
        self._walk = (self._now(), step_s) if step_s > 0 else None
        self._tell()

    def _tell(self) -> None:
        for chain in self.chains:
            chain.news.set()

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
        for chain in self.chains:
            chain.open()
        return self._facts()

    def check(self) -> Facts:
        """Ask every chain (see Device)."""
        for chain in self.chains:
            chain.check()
        return self._facts()

    def _facts(self) -> Facts:
        count = sum(chain.driver.count for chain in self._chains.values())
        return {"leds": count, "cells": len(self._leds)}

    def close(self) -> None:
        """Darken everything (see Device)."""
        for chain in self.chains:
            chain.close()

    def read(self, timeout_s: float) -> Sequence[object]:
        """Make frames of all chains for a while on this one thread. Has no signals."""

        def draw() -> None:
            for chain in self.chains:
                chain.draw()

        return self.turns(timeout_s, self.chains[0].rest, draw)

    # -- for the chains --------------------------------------------------------------------------

    def turns(
        self, timeout_s: float, rest: Callable[[float], None], draw: Callable[[], None]
    ) -> tuple[()]:
        """Draw as often as the plan asks for, until the time is over.

        Args:
            timeout_s: for so long.
            rest: waits so many seconds, or until there is a new plan.
            draw: sends what changed.
        """
        until = self._now() + timeout_s
        while True:
            lamps = self._plan.values()
            blinks = any(w.rhythm is not Rhythm.TAKE or len(w.colours) > 1 for w in lamps)
            listens = any(chain.listens for chain in self._chains.values())
            busy = blinks or listens or self._walk is not None
            pause = min(_BLINK_S if busy else _STEADY_S, until - self._now())
            if pause > 0:
                rest(pause)
            draw()
            if self._now() >= until:
                return ()

    def frame(self, chain: str, count: int) -> bytes:
        """Return what a chain shows now.

        Args:
            chain: its name.
            count: LEDs.
        """
        at, plan = self._now() - self._phase_from, self.lamps(chain)
        seen = {lamp: shines(lamp, at) for lamp in set(plan.values())}  # most lamps are alike
        frame = bytearray(count * 3)
        for cell, lamp in plan.items():
            led, colour = self._leds[cell], seen[lamp]
            if colour is not None:
                first, end = led.first * 3, (led.first + led.span) * 3
                frame[first:end] = bytes(PALETTE[colour]) * led.span
        return bytes(frame)

    def lamps(self, chain: str) -> LightPlan:
        """Return the lamps a chain has lit now."""
        walk = self._walk
        walking = self.walking()
        if walking is None and self._walk is walk:
            self._walk = None  # here alone, so that the frame after the last LED is made at once
        plan = {walking: Lamp((Colour.AMBER,), Rhythm.TAKE)} if walking else self._plan
        return {cell: lamp for cell, lamp in plan.items() if self._leds[cell].chain == chain}


class LitChain:
    """One chain as a device, so that one that is away or slow holds up no other.

    Args:
        engine: says what to show.
        name: of the chain.
        chain: its bus, and whether buttons ride along.
        now: monotonic seconds.
    """

    def __init__(
        self, engine: LightEngine, name: str, chain: Chain, now: Callable[[], float]
    ) -> None:
        self.name, self.news, self.is_open = name, threading.Event(), False
        self._engine, self._driver, self._now = engine, chain.driver, now
        self._listens = chain.listens
        self._last: bytes | None = None
        self._sent_at = 0.0

    def open(self) -> Facts:
        """Open the chain, dark (see Device)."""
        facts = self._driver.open()
        self._last, self.is_open = None, True
        self.news.set()
        return facts

    def check(self) -> Facts:
        """Ask the chain (see Device)."""
        return self._driver.check()

    def close(self) -> None:
        """Darken it (see Device)."""
        self.is_open = False
        self._driver.close()

    def read(self, timeout_s: float) -> Sequence[object]:
        """Make frames for a while; the supervisor's thread is the engine. Has no signals."""
        return self._engine.turns(timeout_s, self.rest, self.draw)

    def rest(self, seconds: float) -> None:
        """Wait for a new plan."""
        if self.news.wait(seconds):
            self.news.clear()

    def draw(self) -> None:
        """Send a frame if it is new, if buttons listen, or if the last is two seconds old."""
        at, frame = self._now(), self._engine.frame(self.name, self._driver.count)
        # each chain has its own two seconds: one that blinks must not starve another
        if self._listens or frame != self._last or at - self._sent_at > _STEADY_S:
            self._driver.write(frame)
            self._last, self._sent_at = frame, at
