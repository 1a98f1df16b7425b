"""How sharp a picture is, told by how wide its edges are: a lens that is dirty or out of focus.

The width of edges, after Marziliano, Dufaux, Winkler and Ebrahimi, "A no-reference perceptual blur
metric", 2002. The better known variance of the Laplacian was not taken: it grows with what lies
before the camera and with the grain of a dark picture, so that it has no limit to compare with.
"""

from collections import deque

import numpy as np
from numpy.typing import NDArray

from kiosk.hw.decoders import GreyPicture

BLURRED_PX = 2.0  # line codes of 3 pixels a bar are not read from there on (measured, generated)

_USUAL_WIDTH = 1280
_MIDDLE = 0.2  # left out at each side: codes are shown in the middle, far things lie around it
_EVERY_S = 1.0
_KEPT, _LEAST_LOOKS = 300, 8
_BAND = 4  # rows that are averaged: halves the grain
_REACH = 16  # px of a frame 1280 wide; an edge that is wider is a shadow
_CONTRAST = 50.0  # grey levels; below, grain passes for slope
_EDGES, _LEAST_EDGES = 400, 40
_SHARPEST = 90  # percentile: one thing in focus is enough, the rest may be far away
_STEP = 2  # px over which a slope is measured
_SLOPE_OF_ONE = float(1 / np.sqrt(2 * np.pi))  # steepest slope of a step blurred by one pixel


class Sharpness:
    """The blur of the sharpest thing that was lately before the camera.

    The best of some minutes counts: an empty counter has no edge, and a shop that is out of focus
    behind a parcel says nothing of the lens. `blur` is in pixels, 0 while there was nothing to see.
    """

    def __init__(self) -> None:
        self.blur = 0.0
        self._found: deque[float] = deque(maxlen=_KEPT)
        self._looked_at: float | None = None

    def look(self, y: GreyPicture, at: float) -> None:
        """Measure a frame, once a second.

        Args:
            y: uint8 H x W.
            at: monotonic seconds at capture.
        """
        if self._looked_at is not None and at - self._looked_at < _EVERY_S:
            return
        self._looked_at = at
        blur = blur_px(y)
        if blur is not None:
            self._found.append(blur)
            self.blur = min(self._found)

    @property
    def is_blurred(self) -> bool:
        """Whether nothing sharp was seen although there was often something to see."""
        return len(self._found) >= _LEAST_LOOKS and self.blur > BLURRED_PX


def blur_px(y: GreyPicture) -> float | None:
    """Return the blur of the sharpest edges, None without edges.

    Args:
        y: uint8 H x W.

    Returns:
        Standard deviation in pixels; of a frame wider than 1280, in pixels of one that is.
    """
    height, width = y.shape
    top, left = int(height * _MIDDLE), int(width * _MIDDLE)
    y = y[top : height - top, left : width - left]
    scale = max(width, _USUAL_WIDTH) / _USUAL_WIDTH
    slopes = np.concatenate([_slopes(seen, int(_REACH * scale)) for seen in (y, y.T)])
    if slopes.size < _LEAST_EDGES:
        return None
    blur = _SLOPE_OF_ONE / float(np.percentile(slopes, _SHARPEST))
    return float(round(blur / scale, 2))


def _slopes(y: GreyPicture, reach: int) -> NDArray[np.float32]:
    """Return the steepest slope at each of the strongest edges along rows, a share of its height.

    Args:
        y: seen along its rows.
        reach: px within which an edge must rise.
    """
    bands = y.shape[0] // _BAND
    if not bands or y.shape[1] <= reach:
        return np.empty(0, np.float32)
    rows = y[: bands * _BAND].reshape(bands, _BAND, -1).mean(axis=1, dtype=np.float32)
    rise = np.abs(rows[:, reach:] - rows[:, :-reach])
    strongest = np.argpartition(rise, -min(_EDGES, rise.size), axis=None)[-_EDGES:]
    strongest = strongest[rise.ravel()[strongest] >= _CONTRAST]
    row, left = np.unravel_index(strongest, rise.shape)
    edges = rows[row[:, None], left[:, None] + np.arange(reach + 1)]
    steepest = np.abs(edges[:, _STEP:] - edges[:, :-_STEP]).max(axis=1, initial=0.0) / _STEP
    slopes: NDArray[np.float32] = steepest / np.ptp(edges, axis=1)
    return slopes
