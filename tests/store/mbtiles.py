"""Small files of map tiles, right ones and wrong ones."""

import sqlite3
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeAlias

Row: TypeAlias = tuple[int, int, int, object]  # zoom, column, row from the south, picture
USUAL = {"name": "Town", "format": "png", "minzoom": "2", "maxzoom": "4", "attribution": "(c) us"}


def png(side: int = 256, *, wide: int | None = None, filling: int = 0) -> bytes:
    """Return a black picture, with so many bytes of comment in it."""
    wide = wide or side
    head = wide.to_bytes(4, "big") + side.to_bytes(4, "big") + b"\x08\x00\x00\x00\x00"
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\x00" * ((wide + 1) * side)))]
    parts += [(b"teXt", b"x" * filling)] if filling else []
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in (*parts, (b"IEND", b"")))


def _chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")


def write(
    path: Path,
    told: Mapping[str, str] = USUAL,
    tiles: Iterable[Row] = ((2, 1, 0, png()),),
    *more: str,
) -> Path:
    """Write a file: its metadata, its tiles, and more SQL after them."""
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE metadata (name TEXT, value TEXT)")
        db.execute(
            "CREATE TABLE tiles (zoom_level INT, tile_column INT, tile_row INT, tile_data BLOB)"
        )
        db.executemany("INSERT INTO metadata VALUES (?, ?)", told.items())
        db.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?)", tiles)
        for sql in more:
            db.execute(sql)
    db.close()
    return path
