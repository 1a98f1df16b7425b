"""How large a picture is and of which kind, read from its first bytes; nothing is decoded.

Pillow is not asked: opening a WEBP makes its decoder reserve the whole picture, and this looks at
files from another machine inside the process that carries the mail.
"""

from msgspec import Struct

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_HEAD, _WEBP_HEAD = 24, 30  # bytes up to the end of the size
# JPEG: what begins a marker; markers without a length; those of a frame, which tell the size
_MARK = 0xFF
_ALONE = frozenset((0x01, *range(0xD0, 0xD9)))
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_LENGTH = 2  # bytes of a length, which counts itself
_LOSSLESS_MARK = 0x2F


class PictureHead(Struct, frozen=True):
    """What a picture's first bytes say.

    Args:
        mime: its kind.
        width, height: px.
    """

    mime: str
    width: int
    height: int


def picture_head(raw: bytes) -> PictureHead | None:
    """Return what a JPEG, PNG or WEBP says of itself; None for anything else.

    Args:
        raw: the file, or its first bytes: 30 bytes, but for a JPEG all before its picture.
    """
    if raw.startswith(b"\xff\xd8\xff"):
        size = _jpeg_size(raw)
        return PictureHead("image/jpeg", *size) if size else None
    if raw.startswith(_PNG) and raw[12:16] == b"IHDR" and len(raw) >= _PNG_HEAD:
        return PictureHead("image/png", _big(raw, 16, 4), _big(raw, 20, 4))
    if raw[:4] == b"RIFF" and raw[8:12] == b"WEBP":
        size = _webp_size(raw)
        return PictureHead("image/webp", *size) if size else None
    return None


def _jpeg_size(raw: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 4 <= len(raw):
        if raw[at] != _MARK:
            return None
        marker = raw[at + 1]
        if marker == _MARK:  # a filling byte
            at += 1
        elif marker in _ALONE:
            at += 2
        elif marker in _FRAMES:
            whole = at + 9 <= len(raw)
            return (_big(raw, at + 7, 2), _big(raw, at + 5, 2)) if whole else None
        else:
            length = _big(raw, at + 2, 2)
            if length < _LENGTH:
                return None
            at += 2 + length
    return None


def _webp_size(raw: bytes) -> tuple[int, int] | None:
    if len(raw) < _WEBP_HEAD:
        return None
    kind = raw[12:16]
    if kind == b"VP8X":
        return (1 + _little(raw, 24, 3), 1 + _little(raw, 27, 3))
    if kind == b"VP8L" and raw[20] == _LOSSLESS_MARK:
        bits = _little(raw, 21, 4)
        return (1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))
    if kind == b"VP8 " and raw[23:26] == b"\x9d\x01\x2a":
        return (_little(raw, 26, 2) & 0x3FFF, _little(raw, 28, 2) & 0x3FFF)
    return None


def _big(raw: bytes, at: int, length: int) -> int:
    return int.from_bytes(raw[at : at + length], "big")


def _little(raw: bytes, at: int, length: int) -> int:
    return int.from_bytes(raw[at : at + length], "little")
