"""A photo fits its size whatever it shows."""

import io
from random import Random

import pytest
from PIL import Image

from kiosk.hw.small_jpeg import MOST_BYTES, small_jpeg


def grain(side: int) -> Image.Image:
    return Image.frombytes("RGB", (side, side), Random(1).randbytes(3 * side * side))


def test_a_plain_picture_keeps_its_pixels() -> None:
    raw = small_jpeg(Image.new("RGB", (1280, 720), "teal"))
    assert Image.open(io.BytesIO(raw)).size == (1280, 720)


@pytest.mark.parametrize("most", [MOST_BYTES, 20_000])
def test_grain_becomes_coarser_then_smaller_until_it_fits(most: int) -> None:
    raw = small_jpeg(grain(1200), most)
    assert len(raw) <= most
    assert Image.open(io.BytesIO(raw)).format == "JPEG"
