"""All lamps of the point: a plan of cells becomes frames for the chains (HARDWARE.md 7).

Each chain's thread makes its frames: often while something blinks, at once on a change, and every
two seconds against noise. `show` only hands the plan over, so that no caller waits for a bus.
"""

import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from types import MappingProxyType

from msgspec import Struct

from kiosk.hw.cellmap import Led, cells_in_order, leds_in_order
from kiosk.hw.ports import (
    Colour,
    Facts,
    Lamp,
    LampChain,
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
        self._settled, self._settled_dark = dict(leds), dark
        self._remapped: dict[str, tuple[tuple[str, ...], frozenset[int]]] = {}
        self._pointed: tuple[str, int] | None = None
        self._leds = self._wired()
        self._plan: dict[str, Lamp] = {}
        self._phase_from = now()
        self._walk: tuple[float, float] | None = None  # began at, seconds an LED
        self.chains = tuple(LitChain(self, n, c, now) for n, c in self._chains.items())

    def _wired(self) -> dict[str, Led]:
        """Return the LEDs of every cell that has a lamp, in chain order."""
        places = {name: place for place, name in enumerate(self._most)}
        leds = {c: led for c, led in self._settled.items() if c not in self._settled_dark}
        leds = {c: led for c, led in leds.items() if led.chain not in self._remapped}
        for chain, (cells, dark) in self._remapped.items():
            mapped = leds_in_order(chain, cells).items()
            # a cell of several LEDs is dark when all of them are
            leds |= {c: at for c, at in mapped if not dark.issuperset(_numbers(at))}
        wired = {c: led for c, led in leds.items() if led.chain in places}
        return dict(sorted(wired.items(), key=lambda i: (places[i[1].chain], i[1].first)))

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
        pointed = self._pointed_cells() if self._pointed and self._pointed[0] not in away else set()
        away |= {self._pointed[0]} if self._pointed else set()  # its plan waits
        lost = {cell for cell in mapped if self._leds[cell].chain in away} - pointed
        unmapped = (frozenset(plan) - frozenset(mapped)) | lost
        lit = (frozenset(kept) - lost) | pointed
        return Shown(lit, unmapped, frozenset(capped) - lost - pointed)

    def mapped(self) -> tuple[LampChain, ...]:
        """Return every chain as it is mapped now (see Lights)."""
        return tuple(self._chain_of(name) for name in self._most)

    def _chain_of(self, name: str) -> LampChain:
        chain = self._chains.get(name)
        if name in self._remapped and chain is not None:
            cells, dark = self._remapped[name]
            count = chain.driver.count
            known = (*cells, *[""] * (count - len(cells)))[:count]
            return LampChain(name, known, frozenset(led for led in dark if led < count))
        leds = {cell: led for cell, led in self._settled.items() if led.chain == name}
        count = chain.driver.count if chain else 0
        cells = cells_in_order(leds, count)
        dark = frozenset(n for n, cell in enumerate(cells) if cell in self._settled_dark)
        return LampChain(name, cells, dark, is_far=chain is None)

    def point(self, chain: str, led: int | None) -> None:
        """Light one LED of a chain instead of its plan (see Lights)."""
        self._pointed = (chain, led) if led is not None and chain in self._chains else None
        self._tell()

    def remap(self, chain: str, cells: Sequence[str] | None, dark: Collection[int]) -> None:
        """Let a chain's LEDs stand for other cells (see Lights)."""
        if cells is None:
            self._remapped.pop(chain, None)
        elif chain in self._chains:  # a node's LEDs are its own
            self._remapped[chain] = (tuple(cells), frozenset(dark))
        self._leds = self._wired()
        self._tell()

    def _pointed_cells(self) -> set[str]:
        """Return the cell of the LED that is pointed at, if it is one's."""
        if self._pointed is None:
            return set()
        name, led = self._pointed
        mine = ((c, at) for c, at in self._leds.items() if at.chain == name)
        return {c for c, at in mine if led in _numbers(at)}

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
        pointed, leds = self._pointed, self._leds  # one look: the screen changes them meanwhile
        if pointed is not None and pointed[0] == chain:
            return _one(count, pointed[1])
        at, plan = self._now() - self._phase_from, self.lamps(chain)
        seen = {lamp: shines(lamp, at) for lamp in set(plan.values())}  # most lamps are alike
        frame = bytearray(count * 3)
        for cell, lamp in plan.items():
            led, colour = leds.get(cell), seen[lamp]
            if colour is not None and led is not None and led.chain == chain:
                first, end = led.first * 3, (led.first + led.span) * 3
                frame[first:end] = bytes(PALETTE[colour]) * led.span
        return bytes(frame)

    def lamps(self, chain: str) -> LightPlan:
        """Return the lamps a chain has lit now."""
        walk, leds = self._walk, self._leds
        walking = self.walking()
        if walking is None and self._walk is walk:
            self._walk = None  # here alone, so that the frame after the last LED is made at once
        plan = {walking: Lamp((Colour.AMBER,), Rhythm.TAKE)} if walking else self._plan
        mine = {cell for cell in plan if cell in leds and leds[cell].chain == chain}
        return {cell: lamp for cell, lamp in plan.items() if cell in mine}


def _numbers(led: Led) -> range:
    return range(led.first, led.first + led.span)


def _one(count: int, led: int) -> bytes:
    """Return a frame in which one LED shines."""
    frame = bytearray(count * 3)
    if 0 <= led < count:
        frame[led * 3 : led * 3 + 3] = bytes(PALETTE[Colour.AMBER])
    return bytes(frame)


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
