"""Which cell each LED of a chain is for: what a person says while walking it, LED by LED."""

from collections.abc import Iterator
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from kiosk.core.facts.box import LampsMapped
from kiosk.core.refusals import Reason, Refused

SLICE = 200  # LEDs a fact carries at most (core.facts.box)


class LampMap(Struct, frozen=True):
    """A chain's map.

    Args:
        cells: whose each LED is, in chain order; empty for no cell's.
        dark: LEDs that do not shine.
    """

    cells: tuple[str, ...] = ()
    dark: frozenset[int] = frozenset()

    def leds_of(self, cell: str) -> tuple[int, ...]:
        """Return the LEDs of a cell, in chain order."""
        return tuple(led for led, of in enumerate(self.cells) if of == cell)

    def is_dark(self, cell: str) -> bool:
        """Whether a cell has LEDs and none of them shines."""
        leds = self.leds_of(cell)
        return bool(leds) and self.dark.issuperset(leds)


def assign(lamps: LampMap, led: int, cell: str) -> LampMap:
    """Let an LED, seen to shine, be a cell's.

    Args:
        lamps: as it was.
        led: the one that shines.
        cell: whose it is. Its other LEDs stay its own only if they are neighbours: else they were
            meant before it was looked at.
    """
    before = lamps if lamps.cells[led] == cell else leave_out(lamps, led)
    cells = list(before.cells)
    cells[led] = cell
    first = last = led
    while first > 0 and cells[first - 1] == cell:
        first -= 1
    while last + 1 < len(cells) and cells[last + 1] == cell:
        last += 1
    kept = (c if c != cell or first <= at <= last else "" for at, c in enumerate(cells))
    return replace(lamps, cells=tuple(kept), dark=lamps.dark - {led})


def leave_out(lamps: LampMap, led: int) -> LampMap:
    """Let an LED be no cell's; what follows it in a lamp of several, neither: a lamp is one run."""
    cells, whose = list(lamps.cells), lamps.cells[led]
    is_inside = led > 0 and bool(whose) and cells[led - 1] == whose
    cells[led] = ""
    at = led + 1
    while is_inside and at < len(cells) and cells[at] == whose:
        cells[at] = ""
        at += 1
    return replace(lamps, cells=tuple(cells), dark=lamps.dark - {led})


def call_dark(lamps: LampMap, led: int) -> LampMap:
    """Note that an LED does not shine; its cell, if one is known, counts as without a lamp."""
    return replace(lamps, dark=lamps.dark | {led})


def see(lamps: LampMap, led: int) -> LampMap:
    """Note that an LED shines where the map has it."""
    return replace(lamps, dark=lamps.dark - {led})


class Change(StrEnum):
    """What a new map says otherwise about a cell."""

    NEW = "new"
    MOVED = "moved"
    GONE = "gone"
    DARK = "dark"
    LIT = "lit"


class Difference(Struct, frozen=True):
    """A cell whose lamp changes."""

    cell: str
    change: Change


def differences(before: LampMap, after: LampMap) -> tuple[Difference, ...]:
    """Return the cells that a new map treats otherwise, by name."""
    cells = sorted({*before.cells, *after.cells} - {""})
    found = ((cell, _change(cell, before, after)) for cell in cells)
    return tuple(Difference(cell, change) for cell, change in found if change)


def _change(cell: str, before: LampMap, after: LampMap) -> Change | None:
    old, new = before.leds_of(cell), after.leds_of(cell)
    if not new:
        return Change.GONE
    if after.is_dark(cell) != before.is_dark(cell):
        return Change.DARK if after.is_dark(cell) else Change.LIT
    if not old:
        return Change.NEW
    return Change.MOVED if old != new else None


def check(lamps: LampMap, count: int) -> Refused | None:
    """Return why a chain of `count` LEDs cannot have this map, or None."""
    outside = [led for led in lamps.dark if not 0 <= led < count]
    if len(lamps.cells) != count or outside:
        return Refused(Reason.BAD_VALUE)
    for cell in set(lamps.cells) - {""}:
        leds = lamps.leds_of(cell)
        if leds[-1] - leds[0] + 1 != len(leds):  # one lamp is one run of LEDs
            return Refused(Reason.BAD_VALUE, {"cell": cell})
    return None


def told(chain: str, lamps: LampMap) -> Iterator[LampsMapped]:
    """Yield the facts of a chain's map, each as long as an event may be."""
    for first in range(0, len(lamps.cells), SLICE):
        part = lamps.cells[first : first + SLICE]
        dark = tuple(sorted(led for led in lamps.dark if first <= led < first + len(part)))
        yield LampsMapped(chain, first, part, dark)
