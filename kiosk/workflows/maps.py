"""The map a place is chosen on, outlines where there is none, and how the place is judged."""

import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias

from msgspec import Struct

from kiosk.core import location_rules
from kiosk.core.addresses import Address
from kiosk.core.geo import Spot
from kiosk.core.location_rules import Neighbour, Verdict
from kiosk.core.mapfile import Flaw, Sheet
from kiosk.core.opening_words import PlaceFacts
from kiosk.core.outlines import Cell
from kiosk.store import outlines
from kiosk.store.tiles import BadTiles, TileFile
from kiosk.workflows.counter import Counter
from kiosk.workflows.rights import Activity, anybody

log = logging.getLogger(__name__)

Mark: TypeAlias = tuple[Path, int, int]  # which file, when it was written, its length


class SitePlan(Struct, frozen=True):
    """A place as it is filled in.

    Args:
        facts: of the rooms.
        verdicts: how it stands to every rule.
        neighbours: points of the network, the nearest first.
        is_told: whether the central has told which points there are.
        ring_m: within so many metres no other point should be; 0 where no rule says so.
        is_at_sea: the pin stands in the water, well off any coast.
    """

    facts: PlaceFacts
    verdicts: tuple[Verdict, ...] = ()
    neighbours: tuple[Neighbour, ...] = ()
    is_told: bool = False
    ring_m: int = 0
    is_at_sea: bool = False


class Maps(Activity):
    """One file of tiles, opened when somebody looks, and again when it is another one.

    Args:
        counter: what all activities share.
        where: tells where the file lies, None where there is none.
    """

    def __init__(self, counter: Counter, where: Callable[[], Path | None]) -> None:
        super().__init__(counter)
        self._where = where
        self._mark: Mark | None = None
        self._told: TileFile | Flaw = Flaw.NONE_GIVEN

    @anybody
    def sheet(self) -> Sheet | Flaw:
        """Return what the map says of itself, or why there is none; looks for the file anew."""
        path = self._where()
        mark = None if path is None else _mark(path)
        if path is not None and (mark is None or mark != self._mark):
            self._told = _opened(path)
        elif path is None:
            self._told = Flaw.NONE_GIVEN
        self._mark = mark
        return self._told.sheet if isinstance(self._told, TileFile) else self._told

    @anybody
    def tile(self, zoom: int, x: int, y: int) -> bytes | None:
        """Return a tile's picture, None where there is none; suits a worker.

        Args:
            zoom: whose.
            x: columns from the west.
            y: rows from the north.
        """
        return self._told.tile(zoom, x, y) if isinstance(self._told, TileFile) else None

    @anybody
    def find(self, text: str) -> tuple[Address, ...]:
        """Return the addresses a text may mean, the closest first; suits a worker."""
        return self._told.find(text) if isinstance(self._told, TileFile) else ()

    @anybody
    def outline(self, column: int, row: int) -> Cell:
        """Return the land in a cell of the coarse outlines; suits a worker."""
        return outlines.cell(column, row)

    @anybody
    def plan(self, spot: Spot, fields: Mapping[str, str]) -> SitePlan:
        """Return a place with everything that is known of it.

        Args:
            spot: of the pin.
            fields: what was filled in, as the form keeps it.
        """
        store, policy = self.counter.store, self.counter.policy
        openings = store.openings.all()
        told = store.openings.around(openings[-1].opening) if openings else None
        points = told.points if told else None
        rules, facts = policy.location_rules if policy else (), location_rules.facts_of(fields)
        return SitePlan(
            facts,
            location_rules.judge(rules, spot, facts, points),
            location_rules.neighbours(spot, points or ()),
            told is not None,
            location_rules.ring_m(rules),
            outlines.is_far_at_sea(spot),
        )


def _mark(path: Path) -> Mark | None:
    try:
        told = path.stat()
    except OSError:
        return None
    return (path, told.st_mtime_ns, told.st_size)


def _opened(path: Path) -> TileFile | Flaw:
    try:
        return TileFile(path)
    except BadTiles as bad:
        log.warning("%s", bad)
        return bad.flaw
