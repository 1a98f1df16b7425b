"""Map tiles from an MBTiles file: raster only, read only, and nothing of it is trusted.

A file may come from anywhere: whatever is wrong with it is told as a `Flaw`, and a tile that is
too large, of another kind or not there is no tile. Beside the tiles it may hold addresses, in a
table of ours: `addresses(label TEXT, key TEXT, lat INTEGER, lon INTEGER)`, `key` folded as
`core.addresses` does, places in millionths of a degree.
"""

import html
import logging
import re
import sqlite3
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from sqlite_utils import Database

from kiosk.core.addresses import MOST_WORDS, Address, words
from kiosk.core.geo import of_millionths
from kiosk.core.mapfile import MOST_ZOOM, Flaw, Sheet
from kiosk.core.picture_heads import picture_head
from kiosk.store.db import damage_of, open_reader

MAX_TILE_BYTES = 256 * 1024
SIDES_PX = frozenset({256, 512})
_MOST_LETTERS = 200
_MOST_FOUND = 8
# a file may hold a view that never ends: so many ten thousands of SQLite's steps, and it stops
_MOST_CALLS, _MOST_OF_A_CHECK = 300, 100_000
_RASTER = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "webp": "image/webp"}
_VECTOR = frozenset({"pbf", "mvt", "application/vnd.mapbox-vector-tile"})
_GZIP, _TAG = b"\x1f\x8b", re.compile(r"<[^>]*>")

log = logging.getLogger(__name__)


_WORDS: Mapping[Flaw, str] = {
    Flaw.NONE_GIVEN: "names no file",
    Flaw.MISSING: "there is no such file, or it cannot be read",
    Flaw.NO_DATABASE: "is no MBTiles file: no SQLite database",
    Flaw.NO_TILES: "is no MBTiles file: the tables metadata and tiles are not in it",
    Flaw.VECTOR: "holds vector tiles; the screen draws raster ones: png, jpg or webp",
    Flaw.FORMAT: "names a format that the screen cannot draw; png, jpg or webp",
    Flaw.ZOOMS: f"names zooms that cannot be; 0 to {MOST_ZOOM}, the least first",
    Flaw.TILE: "holds tiles that are no pictures of 256 or 512 px and up to 256 KB",
    Flaw.DAMAGED: "is damaged",
}


class BadTiles(Exception):
    """The file is no map for the screen; `flaw` says why."""

    def __init__(self, flaw: Flaw, path: Path, detail: str = "") -> None:
        super().__init__(f"{path} {_WORDS[flaw]}" + (f" ({detail})" if detail else ""))
        self.flaw = flaw


class TileFile:
    """An open file of tiles; any thread may ask, one after the other.

    Args:
        path: of the file.

    Raises:
        BadTiles: it is no map for the screen.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock, self._left = threading.Lock(), _MOST_CALLS
        if not path.is_file():
            raise BadTiles(Flaw.MISSING, path)
        try:
            self._db = _opened(path, self._is_too_long)
        except sqlite3.Error as error:
            raise BadTiles(_flaw_of(error), path, str(error)) from error
        try:
            self.sheet = self._sheet()
        except sqlite3.Error as error:
            self.close()
            raise BadTiles(_flaw_of(error), path, str(error)) from error
        except BadTiles:
            self.close()
            raise

    def close(self) -> None:
        """Let the file go."""
        self._db.close()

    # -- what the screen asks ----------------------------------------------------------------------

    def tile(self, zoom: int, x: int, y: int) -> bytes | None:
        """Return a tile's picture, None where there is none that can be shown.

        Args:
            zoom: whose.
            x: columns from the west.
            y: rows from the north; the file counts them from the south.
        """
        side = 1 << zoom if 0 <= zoom <= MOST_ZOOM else 0
        if not (0 <= x < side and 0 <= y < side):
            return None
        try:
            rows = self._ask(
                "SELECT CASE WHEN length(tile_data) <= ? THEN tile_data END FROM tiles"
                " WHERE zoom_level = ? AND tile_column = ? AND tile_row = ? LIMIT 1",
                [MAX_TILE_BYTES, zoom, x, side - 1 - y],
            )
        except sqlite3.Error as error:
            log.warning("%s: a tile cannot be read: %s", self.path.name, error)
            return None
        raw = rows[0][0] if rows else None
        return raw if isinstance(raw, bytes) and side_of(raw) else None

    def find(self, text: str) -> tuple[Address, ...]:
        """Return the addresses that have every word of a text in them, the closest first."""
        asked = words(text)
        if not asked or not self.sheet.addresses:
            return ()
        given = [*asked, *[""] * (MOST_WORDS - len(asked))]
        try:
            rows = self._ask(
                "SELECT substr(label, 1, 400), lat, lon FROM addresses WHERE instr(key, ?)"
                " AND instr(key, ?) AND instr(key, ?) AND instr(key, ?) AND instr(key, ?)"
                " ORDER BY instr(key, ?) > 1, length(key), key LIMIT ?",
                [*given, given[0], _MOST_FOUND],
            )
        except sqlite3.Error as error:
            log.warning("%s: addresses cannot be read: %s", self.path.name, error)
            return ()
        return tuple(found for row in rows if (found := _address(row)) is not None)

    # -- what `kiosk maps check` asks --------------------------------------------------------------

    def counts(self) -> dict[int, int]:
        """Return how many tiles there are of each zoom; slow for a large file.

        Raises:
            BadTiles: it cannot be read to its end.
        """
        self._left = _MOST_OF_A_CHECK
        damage = damage_of(self._db)
        if damage:
            raise BadTiles(Flaw.DAMAGED, self.path, damage)
        try:
            rows = self._ask(
                "SELECT zoom_level, count(*) FROM tiles GROUP BY 1 ORDER BY 1", (), _MOST_OF_A_CHECK
            )
        except sqlite3.Error as error:
            raise BadTiles(_flaw_of(error), self.path, str(error)) from error
        if not all(isinstance(zoom, int) for zoom, _count in rows):
            raise BadTiles(Flaw.ZOOMS, self.path)
        return {int(str(zoom)): int(str(count)) for zoom, count in rows}

    def unfit(self) -> int:
        """Return how many tiles the screen would leave out for their size in bytes.

        Raises:
            BadTiles: it cannot be read to its end.
        """
        try:
            rows = self._ask(
                "SELECT count(*) FROM tiles WHERE length(tile_data) > ?",
                [MAX_TILE_BYTES],
                _MOST_OF_A_CHECK,
            )
        except sqlite3.Error as error:
            raise BadTiles(_flaw_of(error), self.path, str(error)) from error
        return int(str(rows[0][0]))

    # -- inside ------------------------------------------------------------------------------------

    def _ask(
        self, sql: str, given: Sequence[object], most: int = _MOST_CALLS
    ) -> list[tuple[object, ...]]:
        with self._lock:
            self._left = most
            return self._db.execute(sql, list(given)).fetchall()

    def _is_too_long(self) -> bool:
        self._left -= 1
        return self._left < 0

    def _sheet(self) -> Sheet:
        names = {name for (name,) in self._ask("SELECT name FROM sqlite_master", ())}
        if not {"tiles", "metadata"} <= names:
            raise BadTiles(Flaw.NO_TILES, self.path)
        rows = self._ask(
            "SELECT substr(name, 1, 40), substr(value, 1, 2000) FROM metadata LIMIT 200", ()
        )
        told = {str(name): str(value) for name, value in rows if value is not None}
        said = told.get("format", "").strip().lower()
        if said in _VECTOR:
            raise BadTiles(Flaw.VECTOR, self.path)
        if said and said not in _RASTER and said not in _RASTER.values():
            raise BadTiles(Flaw.FORMAT, self.path, said[:20])
        least, most = self._zooms(told)
        west, south, east, north = _bounds(told.get("bounds", ""))
        return Sheet(
            name=_plain(told.get("name", "")),
            attribution=_plain(told.get("attribution", "")),
            format=said or "png",
            least=least,
            most=most,
            west=west,
            south=south,
            east=east,
            north=north,
            tile_px=self._side(),
            addresses="addresses" in names,
        )

    def _zooms(self, told: Mapping[str, str]) -> tuple[int, int]:
        if "minzoom" in told and "maxzoom" in told:
            said: tuple[object, ...] = (told["minzoom"], told["maxzoom"])
        else:
            (said,) = self._ask("SELECT min(zoom_level), max(zoom_level) FROM tiles", ())
        try:
            least, most = (int(str(one)) for one in said)
        except ValueError as error:
            raise BadTiles(Flaw.ZOOMS, self.path) from error
        if not 0 <= least <= most <= MOST_ZOOM:
            raise BadTiles(Flaw.ZOOMS, self.path, f"{least} to {most}")
        return least, most

    def _side(self) -> int:
        """Return the side of the tiles, which the first of them shows."""
        rows = self._ask(
            "SELECT CASE WHEN length(tile_data) <= ? THEN tile_data ELSE '' END FROM tiles LIMIT 1",
            [MAX_TILE_BYTES],
        )
        if not rows:
            raise BadTiles(Flaw.NO_TILES, self.path, "it is empty")
        raw = rows[0][0]
        if isinstance(raw, bytes) and raw.startswith(_GZIP):
            raise BadTiles(Flaw.VECTOR, self.path)
        side = side_of(raw) if isinstance(raw, bytes) else 0
        if not side:
            raise BadTiles(Flaw.TILE, self.path)
        return side


def side_of(raw: bytes) -> int:
    """Return the side of a tile's picture in px, 0 for what the screen does not draw."""
    head = picture_head(raw)
    if head is None or head.width != head.height or head.width not in SIDES_PX:
        return 0
    return head.width


def _opened(path: Path, watch: Callable[[], bool]) -> Database:
    db = open_reader(path, watch)
    db.execute("PRAGMA trusted_schema=OFF").fetchall()
    return db


def _flaw_of(error: sqlite3.Error) -> Flaw:
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith("SQLITE_NOTADB"):
        return Flaw.NO_DATABASE
    if name.startswith("SQLITE_CANTOPEN"):
        return Flaw.MISSING
    return Flaw.NO_TILES if name == "SQLITE_ERROR" else Flaw.DAMAGED


def _plain(text: str) -> str:
    """Return words without tags and control signs; attributions are often links."""
    bare = html.unescape(_TAG.sub("", text))
    return " ".join("".join(s if s.isprintable() else " " for s in bare).split())[:_MOST_LETTERS]


def _bounds(said: str) -> tuple[float, float, float, float]:
    """Return west, south, east, north; the whole earth where they are not told, or cannot be."""
    with suppress(ValueError):
        west, south, east, north = (float(one) for one in said.split(","))
        if -180 <= west < east <= 180 and -90 <= south < north <= 90:  # noqa: PLR2004
            return (west, south, east, north)
    return (-180.0, -90.0, 180.0, 90.0)


def _address(row: Sequence[object]) -> Address | None:
    label, lat, lon = row
    if not (isinstance(label, str) and isinstance(lat, int) and isinstance(lon, int)):
        return None
    spot = of_millionths(lat, lon)
    if abs(spot.lat) > 90 or abs(spot.lon) > 180:  # noqa: PLR2004
        return None
    return Address(_plain(label), spot)
