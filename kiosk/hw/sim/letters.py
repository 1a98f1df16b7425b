"""The letters a receipt printer has in itself, as the emulator draws them: one cell each."""

from functools import cache
from importlib.resources import files

import numpy as np
from PIL import Image, ImageDraw, ImageFont

_WIDE, _HIGH = 12, 24  # font A


class Letters:
    """Draws lines of fixed letters.

    Args:
        width: of the paper, dots.
    """

    def __init__(self, width: int) -> None:
        self._width = width
        self.bold, self.size = False, 0

    def drawn(self, line: str) -> np.ndarray:
        """Return a line as rows of dots; what is longer than the paper goes on in the next."""
        across, up = (self.size >> 4) + 1, (self.size & 0x0F) + 1
        columns = max(1, self._width // (_WIDE * across))
        parts = [line[i : i + columns] for i in range(0, len(line), columns)] or [""]
        return np.vstack([self._row(part, across, up) for part in parts])

    def _row(self, part: str, across: int, up: int) -> np.ndarray:
        row = Image.new("L", (self._width // across, _HIGH), 255)
        pen = ImageDraw.Draw(row)
        for number, letter in enumerate(part):
            middle = (number + 0.5) * _WIDE
            pen.text((middle, 19), letter, 0, _font(bold=self.bold), anchor="ms")
        dots = np.kron(np.asarray(row), np.ones((up, across), dtype=np.uint8))
        return np.pad(dots, ((0, 0), (0, self._width - dots.shape[1])), constant_values=255)


@cache
def _font(*, bold: bool) -> ImageFont.FreeTypeFont:
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return ImageFont.truetype(str(files("kiosk.hw").joinpath("fonts", name)), 17)
