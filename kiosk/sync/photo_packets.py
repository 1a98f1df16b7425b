"""A piece of a photo as a packet: the one packet of the mail that is not JSON alone."""

import msgspec
from msgspec import Struct

from kiosk.sync.protocol import BadPacket, PhotoLine, read

MAX_CHUNK_PACKET = 32 * 1024  # a photo's packet, whole: what an event may have to wait behind
MAX_CHUNK = 30 * 1024  # of a photo's bytes; the rest is its line


class PhotoChunk(Struct, frozen=True):
    """A piece of a photo: one JSON line, a newline, at most 30 KB of bytes."""

    line: PhotoLine
    data: bytes


def pack_chunk(chunk: PhotoChunk) -> bytes:
    """Return a piece of a photo as a packet; a JPEG is not compressed again."""
    return msgspec.json.encode(chunk.line) + b"\n" + chunk.data


def unpack_chunk(payload: bytes) -> PhotoChunk:
    """Return the piece of a photo that `payload` holds.

    Raises:
        BadPacket: too large, no line, a bad line, no bytes, or more than the photo has.
    """
    if len(payload) > MAX_CHUNK_PACKET:
        raise BadPacket("too_large")
    head, newline, data = payload.partition(b"\n")
    if not newline:
        raise BadPacket("no_line")
    line = read(head, PhotoLine)
    if not data or len(data) > MAX_CHUNK or line.offset + len(data) > line.size:
        raise BadPacket("bad_length")
    return PhotoChunk(line, data)
