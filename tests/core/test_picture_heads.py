"""The size of a picture is read from its head alone; hostile heads say nothing."""

import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from kiosk.core.picture_heads import PictureHead, picture_head


def picture(kind: str, size: tuple[int, int], **how: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(out, kind, **how)
    return out.getvalue()


def wide_webp(kind: bytes, rest: bytes) -> bytes:
    return b"RIFF" + struct.pack("<I", 100) + b"WEBP" + kind + struct.pack("<I", 80) + rest


@pytest.mark.parametrize("size", [(1, 1), (620, 413), (1000, 2000)])
@pytest.mark.parametrize(
    ("kind", "how"),
    [
        ("JPEG", {}),
        ("JPEG", {"progressive": True}),
        ("JPEG", {"exif": Image.Exif(), "icc_profile": b"x" * 70_000}),
        ("PNG", {}),
        ("WEBP", {}),
        ("WEBP", {"lossless": True}),
        ("WEBP", {"exif": b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x00"}),
    ],
)
def test_the_size_is_what_pillow_sees(
    kind: str, how: dict[str, object], size: tuple[int, int]
) -> None:
    raw = picture(kind, size, **how)
    assert picture_head(raw) == PictureHead(f"image/{kind.lower()}", *size)


@pytest.mark.parametrize(
    ("raw", "size"),
    [
        (wide_webp(b"VP8X", bytes(4) + b"\xff\xff\xff" * 2 + bytes(8)), (1 << 24, 1 << 24)),
        (wide_webp(b"VP8L", b"\x2f\xff\xff\xff\x0f" + bytes(8)), (1 << 14, 1 << 14)),
        (b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 50_000, 50_000), (50_000,) * 2),
    ],
)
def test_a_bomb_tells_its_size_before_it_goes_off(raw: bytes, size: tuple[int, int]) -> None:
    head = picture_head(raw)
    assert head is not None
    assert (head.width, head.height) == size


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"GIF89a" + bytes(40),
        b"<svg xmlns='x'/>",
        b"\xff\xd8",
        b"\xff\xd8\xff\xe0\x00\x00" + bytes(9),
        b"\xff\xd8\xff\xe0\xff\xff",
        b"\xff\xd8\xff\xff\xff\xff",
        b"\xff\xd8\xff" + b"\x01\xff" * 30,
        b"\xff\xd8\xff\xc0\x00\x11\x08\x00",
        b"\x89PNG\r\n\x1a\n" + bytes(40),
        b"RIFF0000WEBPVP8 " + bytes(20),
        b"RIFF0000WEBPALPH" + bytes(20),
        b"RIFF0000WEBPVP8X",
    ],
)
def test_what_is_no_picture_has_no_size(raw: bytes) -> None:
    assert picture_head(raw) is None


@given(st.binary(max_size=200), st.sampled_from((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF")))
def test_no_bytes_raise(raw: bytes, start: bytes) -> None:
    picture_head(raw)
    picture_head(start + raw)
