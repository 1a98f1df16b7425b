"""What `kiosk config` tells beyond faults: what a setting names and nobody finds.

A counter starts all the same where it can: a key may come later, a folder be plugged in. So none
of this takes a device from it; it is said to the person who writes the file.
"""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import TypeAlias

from kiosk.config_tables import Config, PointTable
from kiosk.hw.cellmap import cells_of

LooseEnd: TypeAlias = tuple[tuple[str | int, ...], str]

LEAST_SCREEN = (800, 480)  # UI.md 3
_SECRET_BYTES = 32
_COUNTERS = {"ui", "camera", "decode", "scanner", "printer", "lights", "cells", "map", "shelves"}


def secret_in(path: Path) -> bytes | None:
    """Return the 32 bytes kept as hex in a file; None if they are not there."""
    try:
        found = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        return None
    return found if len(found) == _SECRET_BYTES else None


def no_key(path: Path) -> str:
    """Say what to do about the point key's file that is not there, or holds something else."""
    return f"{path} holds no 64 hex digits; put the central's point_key of this point there"


def loose_ends(config: Config, tables: AbstractSet[str], folder: Path) -> tuple[LooseEnd, ...]:
    """Return (path, sentence) for everything that is named and not there.

    Args:
        config: settings without a fault.
        tables: the tables that stand in the file; they tell whose file it is.
        folder: relative paths of the point begin here.
    """
    # a carrier's file has [mqtt] and nothing of a counter; only the counter needs the key
    is_counters = bool(tables & _COUNTERS) or "mqtt" not in tables
    found: list[LooseEnd] = []
    is_nobodys = config.point is None and config.shelf.node is None
    if is_nobodys and (tables & _COUNTERS or "central" not in tables):
        found.append(((), "[point] is missing: counter and sync need it; a central has [central]"))
    if config.point is not None and is_counters:
        found += _key(config.point, folder)
    return (*found, *_camera(config), *_map(config), *_screen(config), *_cells(config))


def _key(point: PointTable, folder: Path) -> Iterator[LooseEnd]:
    path = folder / point.point_key
    if secret_in(path) is None:
        yield ("point", "point_key"), no_key(path)


def _camera(config: Config) -> Iterator[LooseEnd]:
    camera = config.camera
    if camera.driver == "folder" and not Path(camera.folder).is_dir():
        yield ("camera", "folder"), f"there is no folder {Path(camera.folder).absolute()}"


def _map(config: Config) -> Iterator[LooseEnd]:
    if config.map.file and not Path(config.map.file).is_file():
        yield ("map", "file"), f"there is no file {Path(config.map.file).absolute()}"


def _screen(config: Config) -> Iterator[LooseEnd]:
    width, height = config.ui.width, config.ui.height
    if not (width and height):
        return
    least_w, least_h = LEAST_SCREEN
    if width < least_w or height < least_h:
        said = f"{width} x {height} is too small to draw on; {least_w} x {least_h} is the least"
        yield ("ui", "width" if width < least_w else "height"), said
    elif width <= height:
        yield ("ui", "height"), f"{width} x {height} stands upright; no screen is drawn on it"


def _cells(config: Config) -> Iterator[LooseEnd]:
    """Find cells in no rack; without racks the map is elsewhere, in counter.db."""
    there = {cell.cell for cell in config.shelves.cells()}
    if not there:
        return
    for number, cell in enumerate(config.shelves.dark):
        if cell not in there:
            yield ("shelves", "dark", number), f"{cell} is in no rack"
    for name in dict.fromkeys(chain.cells for chain in config.lights):
        lit = [cell for run in config.cells[name] for cell in cells_of(run.cells)]
        strange = [cell for cell in lit if cell not in there]
        if strange:
            more = f" and {len(strange) - 1} more" if len(strange) > 1 else ""
            yield ("cells", name), f"{strange[0]}{more}: in no rack"
