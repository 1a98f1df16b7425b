"""Pictures made of a frame for codes that neither decoder finds in it as it is.

Neither reads a Code 128 that slants by 20 degrees or more, nor a light line code on dark, nor
modules of two pixels (measured, generated labels).
"""

from collections.abc import Callable, Sequence
from functools import partial
from math import cos, radians, sin

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from PIL import Image

from kiosk.hw.decoders import LINE_CODES, GreyPicture, Reading

_ENLARGED = (768, 432)  # of the middle: doubled it is about as much as a frame of 1080p
_GREY = 128


class SecondLook(Struct, frozen=True):
    """One way to see a frame anew.

    Args:
        lines: only line codes can be found so, others are not looked for.
        picture: made of the frame.
        place: from a point of the picture to one of the frame.
    """

    lines: bool
    picture: GreyPicture
    place: Callable[[float, float], tuple[float, float]]

    def back(self, found: Sequence[Reading]) -> tuple[Reading, ...]:
        """Return what was found in the picture, placed in the frame; of line codes it doubts."""
        return tuple(
            replace(
                reading,
                corners=tuple(self.place(*point) for point in reading.corners),
                # a blurred EAN was misread when turned: 1 of 24 (measured, generated labels)
                doubtful=reading.symbology in LINE_CODES,
            )
            for reading in found
        )


def turned(y: GreyPicture, degrees: float) -> SecondLook:
    """Turn the frame: line codes that slant by as much lie straight.

    Args:
        y: uint8 H x W.
        degrees: against the clock.
    """
    frame = Image.fromarray(y)
    picture = frame.rotate(degrees, Image.Resampling.BILINEAR, expand=True, fillcolor=_GREY)
    across, along = cos(radians(degrees)), sin(radians(degrees))
    centre = (y.shape[1] / 2, y.shape[0] / 2)
    new = (picture.width / 2, picture.height / 2)

    def place(x: float, top: float) -> tuple[float, float]:
        right, down = x - new[0], top - new[1]
        return (
            right * across - down * along + centre[0],
            right * along + down * across + centre[1],
        )

    return SecondLook(True, np.array(picture), place)


def inverted(y: GreyPicture) -> SecondLook:
    """Swap light and dark."""
    return SecondLook(True, 255 - y, lambda x, top: (x, top))


def enlarged(y: GreyPicture) -> SecondLook:
    """Double the middle of the frame: modules of two pixels become four wide."""
    height, width = y.shape
    left, top = max(0, (width - _ENLARGED[0]) // 2), max(0, (height - _ENLARGED[1]) // 2)
    middle = Image.fromarray(y).crop((left, top, width - left, height - top))
    big = middle.resize((middle.width * 2, middle.height * 2), Image.Resampling.BICUBIC)
    return SecondLook(False, np.array(big), lambda x, down: (x / 2 + left, down / 2 + top))


# as it is, a frame shows codes up to 18 degrees off its sides: two turns leave no angle out
SECOND_LOOKS: tuple[Callable[[GreyPicture], SecondLook], ...] = (
    partial(turned, degrees=30.0),
    inverted,
    partial(turned, degrees=60.0),
    enlarged,
)
