"""A picture as a JPEG of bounded size, without any metadata."""

import io

from PIL import Image

MOST_BYTES = 300_000  # of a photo (HARDWARE.md 5)
_QUALITIES = (85, 70, 50, 30)


def small_jpeg(picture: Image.Image, most_bytes: int = MOST_BYTES) -> bytes:
    """Return the picture as a JPEG of at most `most_bytes`: coarser, then smaller, until it fits.

    Args:
        picture: RGB; what it carries beside its pixels is left out.
        most_bytes: a few KB at least.
    """
    while True:
        for quality in _QUALITIES:
            raw = _jpeg(picture, quality)
            if len(raw) <= most_bytes:
                return raw
        picture = picture.reduce(2)  # a dark, grainy picture hardly shrinks


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()
