"""Renew the outlines of land in kiosk/store/data: `python -m kiosk.trial.outlines`.

Needs `npm`; a working copy of the project, never a counter. Natural Earth's 1:50m land and borders
come from the package world-atlas, are cut into cells and thinned to what zoom 7 can show.
"""

import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import msgspec

from kiosk.core.outlines import (
    CELL,
    COLUMNS,
    ROWS,
    UNITS,
    Cell,
    Line,
    Place,
    column_of,
    packed,
    row_of,
)
from kiosk.store.outlines import NAME

ATLAS = "world-atlas@2.0.2"  # npm; Natural Earth's data in it are in the public domain
DATA = Path(__file__).resolve().parents[1] / "store" / "data"
_WEST, _SOUTH, _ROUND = -180 * UNITS, -90 * UNITS, 360 * UNITS
_APART = 1.0  # a place nearer to the line between its neighbours says nothing, in units
_LEAST_SIDE = 2  # a ring smaller than this is no pixel at zoom 7

Arcs = tuple[Line, ...]


def renew() -> Path:
    """Fetch the atlas and write the file anew.

    Returns:
        Where it lies.
    """
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("npm is missing: apt-get install npm")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([npm, "pack", "--silent", ATLAS], cwd=folder, check=True)
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as tar:
            tar.extractall(folder, filter="data")
        topology = msgspec.json.decode((Path(folder) / "package/countries-50m.json").read_bytes())
    DATA.mkdir(parents=True, exist_ok=True)
    (DATA / NAME).write_bytes(packed(cells_of(topology)))
    return DATA / NAME


def cells_of(topology: Mapping[str, Any]) -> dict[tuple[int, int], Cell]:
    """Return the land and the borders of a TopoJSON atlas, cell by cell.

    Args:
        topology: with the objects `land` and `countries`.
    """
    arcs, objects = tuple(map(thinned, _arcs(topology))), topology["objects"]
    rings, lines = (
        defaultdict[tuple[int, int], list[Line]](list),
        defaultdict[tuple[int, int], list[Line]](list),
    )
    land = sorted((_joined(ring, arcs) for ring in _rings(objects["land"])), key=_size)
    for ring in reversed(land):
        for shift in (-_ROUND, 0, _ROUND):
            for at, part in _cut(tuple((x + shift, y) for x, y in ring)):
                rings[at].append(part)
    used = Counter(n if n >= 0 else ~n for ring in _rings(objects["countries"]) for n in ring)
    for n, times in used.items():
        if times > 1:  # two countries share it
            for at, part in _runs(arcs[n]):
                lines[at].append(part)
    return {at: Cell(tuple(rings.get(at, ())), tuple(lines.get(at, ()))) for at in {*rings, *lines}}


def _arcs(topology: Mapping[str, Any]) -> Iterator[Line]:
    (kx, ky), (x0, y0) = topology["transform"]["scale"], topology["transform"]["translate"]
    for arc in topology["arcs"]:
        x = y = 0
        line = list[Place]()
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((round((x * kx + x0) * UNITS), round((y * ky + y0) * UNITS)))
        yield _unwrapped(line)


def _unwrapped(line: Sequence[Place]) -> Line:
    """Return a line that goes on beyond 180 degrees instead of jumping to the other end."""
    out, turns = list(line[:1]), 0
    for (ax, _), (bx, by) in pairwise(line):
        turns += (bx - ax < -_ROUND // 2) - (bx - ax > _ROUND // 2)
        out.append((bx + turns * _ROUND, by))
    return tuple(out)


def _rings(one: Mapping[str, Any]) -> Iterator[list[int]]:
    match one["type"]:
        case "GeometryCollection":
            yield from chain.from_iterable(map(_rings, one["geometries"]))
        case "MultiPolygon":
            yield from chain.from_iterable(one["arcs"])
        case "Polygon":
            yield from one["arcs"]
        case _:  # a line or a point has no inside
            return


def _joined(ring: Sequence[int], arcs: Arcs) -> Line:
    places = list[Place]()
    for n in ring:
        arc = arcs[n] if n >= 0 else arcs[~n][::-1]
        places += arc[1:]
    whole = _unwrapped([((x - _WEST) % _ROUND + _WEST, y) for x, y in places])
    if whole and abs(whole[-1][0] - whole[0][0]) > _ROUND // 2:  # round the pole: Antarctica
        whole = (*whole, (whole[-1][0], _SOUTH), (whole[0][0], _SOUTH))
    return whole


def _size(ring: Line) -> int:
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return (max(xs) - min(xs)) * (max(ys) - min(ys)) if ring else 0


def thinned(line: Line) -> Line:
    """Return a line without the places that are next to where it goes anyway."""
    kept, ahead = {0, len(line) - 1}, [(0, len(line) - 1)]
    while ahead:
        first, last = ahead.pop()
        far, at = max(
            ((_off(line[n], line[first], line[last]), n) for n in range(first + 1, last)),
            default=(0.0, 0),
        )
        if far > _APART:
            kept.add(at)
            ahead += [(first, at), (at, last)]
    return tuple(line[n] for n in sorted(kept))


def _off(place: Place, a: Place, b: Place) -> float:
    dx, dy = b[0] - a[0], b[1] - a[1]
    px, py = place[0] - a[0], place[1] - a[1]
    along = dx * dx + dy * dy
    part = min(1.0, max(0.0, (px * dx + py * dy) / along)) if along else 0.0
    return float(((px - part * dx) ** 2 + (py - part * dy) ** 2) ** 0.5)


def _cut(ring: Line) -> Iterator[tuple[tuple[int, int], Line]]:
    """Yield the parts of a ring in every cell it reaches."""
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    is_dot = max(max(xs) - min(xs), max(ys) - min(ys)) < _LEAST_SIDE
    if is_dot or max(xs) < _WEST or min(xs) > _WEST + _ROUND:
        return
    for column in range(column_of(min(xs)), column_of(max(xs)) + 1):
        west = _WEST + column * CELL
        for strip in _between([ring], 0, west):
            low, high = min(y for _, y in strip), max(y for _, y in strip)
            for row in range(row_of(low), row_of(high) + 1):
                for part in _between([strip], 1, _SOUTH + row * CELL):
                    if len(part) > 2 and column < COLUMNS and row < ROWS:  # noqa: PLR2004
                        yield (column, row), part


def _between(rings: Sequence[Line], axis: int, edge: int) -> Iterator[Line]:
    """Yield what of rings lies in a cell's width or height from an edge on."""
    for ring in rings:
        for half in _beyond(ring, axis, edge, 1):
            yield from _beyond(half, axis, edge + CELL, -1)


def _beyond(ring: Line, axis: int, edge: int, sign: int) -> list[Line]:
    """Return what of a ring lies on one side of an edge, as rings that do not touch each other.

    The cut is made half a unit before the edge, where no place of the ring can lie; places where
    the ring crosses it are joined along it by twos, as they follow each other.
    """
    inside = [sign * (place[axis] - edge + 0.5) > 0 for place in ring]
    if all(inside) or not any(inside):
        return [ring] if inside and inside[0] else []
    begin = inside.index(False)
    turned = [*ring[begin:], *ring[: begin + 1]]
    chains, crossings = list[list[Place]](), list[tuple[float, int, bool]]()
    for a, b in pairwise(turned):
        a_in, b_in = (sign * (one[axis] - edge + 0.5) > 0 for one in (a, b))
        if a_in == b_in:
            if b_in:
                chains[-1].append(b)
            continue
        part = (edge - 0.5 - a[axis]) / (b[axis] - a[axis])
        other = a[1 - axis] + part * (b[1 - axis] - a[1 - axis])
        place = (edge, round(other)) if axis == 0 else (round(other), edge)
        if b_in:
            chains.append([place, b])
        else:
            chains[-1].append(place)
        crossings.append((other, len(chains) - 1, b_in))
    return _closed(chains, sorted(crossings))


def _closed(
    chains: Sequence[list[Place]], crossings: Sequence[tuple[float, int, bool]]
) -> list[Line]:
    next_ = dict[int, int]()
    for (_, one, begins), (_, other, _) in zip(crossings[::2], crossings[1::2], strict=True):
        next_[other if begins else one] = one if begins else other
    left, rings = set(range(len(chains))), list[Line]()
    while left:
        at, whole = left.pop(), list[Place]()
        while True:
            whole += chains[at]
            at = next_.get(at, -1)
            if at not in left:
                break
            left.discard(at)
        rings.append(
            tuple(p for p, q in zip(whole, (*whole[1:], *whole[:1]), strict=True) if p != q)
        )
    return rings


def _runs(line: Line) -> Iterator[tuple[tuple[int, int], Line]]:
    """Yield a line in pieces, each in the cell where it begins."""
    run = [line[0]]
    for a, b in pairwise(line):
        at = (column_of(a[0]), row_of(a[1]))
        run.append(b)
        if (column_of(b[0]), row_of(b[1])) != at:
            yield at, tuple(run)
            run = [b]
    if len(run) > 1:
        yield (column_of(run[0][0]), row_of(run[0][1])), tuple(run)


if __name__ == "__main__":
    print(renew())  # noqa: T201
