"""Outlines of land and borders, coarse: how they are packed, and whether a place is far at sea.

The earth is cut into cells of ten degrees, so that a picture of some of it, and a question about
one place, look at a few short lines only. Places are in hundredths of a degree.
"""

import math
import zlib
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from kiosk.core.geo import Spot

UNITS = 100  # of a degree
CELL = 10 * UNITS
COLUMNS, ROWS = 36, 18
FAR_M = 5_000  # nearer to a coast than this, these outlines are too coarse to say
_M_A_UNIT = 1_113.2
_MAGIC, _HEAD = b"KOL1", 6
_MOST_BYTES = 4_000_000  # unpacked

Place = tuple[int, int]  # lon, lat in units
Line = tuple[Place, ...]


class Cell(Struct, frozen=True):
    """What of the earth lies in one cell.

    Args:
        rings: of land; one inside another is water, and so on.
        borders: of countries.
    """

    rings: tuple[Line, ...]
    borders: tuple[Line, ...]


NOTHING = Cell((), ())


def column_of(lon: int) -> int:
    """Return which column of cells a longitude lies in, in units."""
    return min(COLUMNS - 1, max(0, (lon + 180 * UNITS) // CELL))


def row_of(lat: int) -> int:
    """Return which row of cells a latitude lies in, in units, from the south."""
    return min(ROWS - 1, max(0, (lat + 90 * UNITS) // CELL))


def packed(cells: Mapping[tuple[int, int], Cell]) -> bytes:
    """Return cells by column and row as one file."""
    bodies = {at: _packed(cell) for at, cell in sorted(cells.items())}
    heads = [
        bytes((column, row)) + len(body).to_bytes(4, "big")
        for (column, row), body in bodies.items()
    ]
    whole = len(heads).to_bytes(2, "big") + b"".join(heads) + b"".join(bodies.values())
    return _MAGIC + zlib.compress(whole, 9)


def unpacked(raw: bytes) -> dict[tuple[int, int], bytes]:
    """Return the cells of a file by column and row, each still packed for `cell_of`.

    Raises:
        ValueError: it is no file of outlines.
    """
    if not raw.startswith(_MAGIC):
        raise ValueError("no outlines")
    try:
        whole = zlib.decompressobj().decompress(raw[len(_MAGIC) :], _MOST_BYTES)
    except zlib.error as error:
        raise ValueError("damaged outlines") from error
    count, found = int.from_bytes(whole[:2], "big"), dict[tuple[int, int], bytes]()
    at = 2 + count * _HEAD
    for n in range(count):
        head = whole[2 + n * _HEAD : 2 + (n + 1) * _HEAD]
        length = int.from_bytes(head[2:], "big")
        found[head[0], head[1]] = whole[at : at + length]
        at += length
    if at != len(whole):
        raise ValueError("damaged outlines")
    return found


def cell_of(body: bytes) -> Cell:
    """Return a cell that was packed.

    Raises:
        ValueError: it ends too early.
    """
    try:
        numbers = _numbers(body)
        return Cell(tuple(_lines(numbers)), tuple(_lines(numbers)))
    except StopIteration as error:
        raise ValueError("damaged outlines") from error


def _packed(cell: Cell) -> bytes:
    out = bytearray()
    for lines in (cell.rings, cell.borders):
        out += _varint(len(lines))
        for line in lines:
            out += _varint(len(line))
            before = (0, 0)
            for place in line:
                out += _varint(_zigzag(place[0] - before[0]))
                out += _varint(_zigzag(place[1] - before[1]))
                before = place
    return bytes(out)


def _zigzag(number: int) -> int:
    return number * 2 if number >= 0 else -number * 2 - 1


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:  # noqa: PLR2004
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def _numbers(body: bytes) -> Iterator[int]:
    number = shift = 0
    for byte in body:
        number |= (byte & 0x7F) << shift
        if byte & 0x80:
            shift += 7
        else:
            yield number
            number = shift = 0


def _lines(numbers: Iterator[int]) -> list[Line]:
    lines = list[Line]()
    for _ in range(next(numbers)):
        x = y = 0
        line = list[Place]()
        for _ in range(next(numbers)):
            x, y = x + _signed(next(numbers)), y + _signed(next(numbers))
            line.append((x, y))
        lines.append(tuple(line))
    return lines


def _signed(number: int) -> int:
    return number >> 1 if number & 1 == 0 else -(number + 1 >> 1)


def is_far_at_sea(cell: Cell, spot: Spot) -> bool:
    """Whether a place lies in the water, and no coast of its cell is near.

    Args:
        cell: the one the place lies in.
        spot: the place.
    """
    x, y = spot.lon * UNITS, spot.lat * UNITS
    inside = sum(_crossings(ring, x, y) for ring in cell.rings) % 2
    if inside:
        return False
    narrow = math.cos(math.radians(spot.lat))
    near = FAR_M / _M_A_UNIT
    return all(_apart(ring, x, y, narrow) > near for ring in cell.rings)


def _crossings(ring: Sequence[Place], x: float, y: float) -> int:
    """Return how often a ray to the east crosses a ring."""
    count = 0
    for (ax, ay), (bx, by) in zip(ring, (*ring[1:], ring[0]), strict=True):
        if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
            count += 1
    return count


def _apart(ring: Sequence[Place], x: float, y: float, narrow: float) -> float:
    """Return how far a ring is from a place, in units of latitude."""
    least = math.inf
    for (ax, ay), (bx, by) in zip(ring, (*ring[1:], ring[0]), strict=True):
        px, py, dx, dy = (x - ax) * narrow, y - ay, (bx - ax) * narrow, by - ay
        along = dx * dx + dy * dy
        part = min(1.0, max(0.0, (px * dx + py * dy) / along)) if along else 0.0
        least = min(least, math.hypot(px - part * dx, py - part * dy))
    return least
