"""Which LEDs a cell has: ranges of cells laid along a chain (HARDWARE.md 8)."""

import re
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

_RANGE = re.compile(r"([A-Z]{1,2})-(\d{1,3})\.\.([A-Z]{1,2})-(\d{1,3})")


class Run(Struct, frozen=True):
    """A run of cells along a chain, as in kiosk.toml.

    Args:
        cells: `A-01..A-40`, or one cell.
        start: first LED of the run.
        step: LEDs from one cell to the next.
        span: LEDs a cell.
        serpentine: every second group of so many cells counts backwards; 0 for never.
    """

    cells: str
    start: int
    step: int = 1
    span: int = 1
    serpentine: int = 0


class Led(Struct, frozen=True):
    """A cell's LEDs on a chain."""

    chain: str
    first: int
    span: int


def cells_of(text: str) -> tuple[str, ...]:
    """Return the cells of `A-01..A-40`; a single cell stands for itself.

    Raises:
        ValueError: two racks in one range, one that runs backwards, or what only looks like one.
    """
    fits = _RANGE.fullmatch(text)
    if not fits and ".." in text:
        raise ValueError(f"{text!r} is no range of cells, such as A-01..A-40")
    if not fits:
        return (text,)
    rack, first, last_rack, last = fits.groups()
    if rack != last_rack or int(first) > int(last):
        raise ValueError(f"{text!r} is no range of one rack")
    return tuple(f"{rack}-{n:0{len(first)}d}" for n in range(int(first), int(last) + 1))


def leds_of(chain: str, runs: Iterable[Run]) -> dict[str, Led]:
    """Return the LEDs of every cell of a chain.

    Raises:
        ValueError: a cell stands twice.
    """
    found: dict[str, Led] = {}
    for run in runs:
        cells = list(cells_of(run.cells))
        if run.serpentine:
            groups = [cells[i : i + run.serpentine] for i in range(0, len(cells), run.serpentine)]
            cells = [c for n, g in enumerate(groups) for c in (reversed(g) if n % 2 else g)]
        for place, cell in enumerate(cells):
            if cell in found:
                raise ValueError(f"{cell} is mapped twice")
            found[cell] = Led(chain, run.start + place * run.step, run.span)
    return found


def leds_in_order(chain: str, cells: Sequence[str]) -> dict[str, Led]:
    """Return the LEDs of every cell of a chain that was mapped LED by LED.

    Args:
        chain: its name.
        cells: whose each LED is. Neighbours of one cell are one lamp; of a cell that stands in two
            places the first counts.
    """
    found: dict[str, Led] = {}
    for number, cell in enumerate(cells):
        led = found.get(cell)
        if not cell:
            continue
        if led is None:
            found[cell] = Led(chain, number, 1)
        elif led.first + led.span == number:
            found[cell] = Led(chain, led.first, led.span + 1)
    return found


def cells_in_order(leds: Mapping[str, Led], count: int) -> tuple[str, ...]:
    """Return whose each LED of a chain is, in order; empty for no cell's.

    Args:
        leds: of the cells of one chain.
        count: LEDs of the chain; 0 for as many as the cells take.
    """
    last = max((led.first + led.span for led in leds.values()), default=0)
    cells = [""] * (count or last)
    for cell, led in leds.items():
        for number in range(led.first, min(led.first + led.span, len(cells))):
            cells[number] = cell
    return tuple(cells)
