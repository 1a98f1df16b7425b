"""Files that call themselves pictures: cut, broken, hostile. Bytes by name."""

import io
import itertools
import struct
import zlib

import qrcode
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


def part_of_two(text: bytes, mask: int = 0) -> Image.Image:
    """The first of two QR codes that make one text (ISO/IEC 18004, structured append)."""
    made = qrcode.QRCode(version=2, border=4, box_size=6)
    blocks = qrcode.base.rs_blocks(2, made.error_correction)
    room = 8 * sum(block.data_count for block in blocks)
    bits = qrcode.util.BitBuffer()
    header = ((3, 4), (0, 4), (1, 4), (0, 8), (4, 4), (len(text), 8))
    for value, length in (*header, *((byte, 8) for byte in text), (0, 4)):
        bits.put(value, length)
    bits.put(0, -len(bits) % 8)
    for pad in itertools.cycle((0xEC, 0x11)):
        if len(bits) >= room:
            break
        bits.put(pad, 8)
    made.data_cache = qrcode.util.create_bytes(bits, blocks)
    made.data_list = [qrcode.util.QRData(text, mode=qrcode.util.MODE_8BIT_BYTE)]
    made.makeImpl(test=False, mask_pattern=mask)
    return made.make_image().get_image().convert("RGB")
