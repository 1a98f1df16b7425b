"""Files that call themselves pictures: cut, broken, hostile. Bytes by name."""

import io
import struct
import zlib

from PIL import Image


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png(width: int, height: int, *chunks: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"".join((b"\x89PNG\r\n\x1a\n", _chunk(b"IHDR", header), *chunks))


def _saved(kind: str) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").save(out, kind)
    return out.getvalue()


def grey_png(width: int, height: int) -> bytes:
    """Return a whole black PNG; small as a file, however large as a picture."""
    rows = zlib.compress(bytes((width + 1) * height), 1)
    return _png(width, height, _chunk(b"IDAT", rows), _chunk(b"IEND", b""))


HALF = zlib.compress(bytes(65 * 64))[:20]
BOMB = _png(20_000, 20_000, _chunk(b"IDAT", HALF))
UNREADABLE = {
    "empty.png": b"",
    "words.png": b"this is no picture\n" * 40,
    "cut.png": _saved("PNG")[:200],
    "cut.jpg": _saved("JPEG")[:700],
    "cut.webp": _saved("WEBP")[:300],
    "header-only.png": _png(64, 64),
    "no-such-chunk.png": _png(64, 64, _chunk(b"IDAT", HALF), _chunk(b"\x12\x040\xe5", b"")),
}
