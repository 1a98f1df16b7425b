"""A QR code on the screen: whole pixels a module, a quiet zone, dark on light in every theme."""

from dataclasses import dataclass
from functools import lru_cache

import qrcode

from kiosk.ui.kit.canvas import Canvas
from kiosk.ui.kit.skin import Skin
from kiosk.ui.kit.widget import Rect, Widget
from kiosk.ui.theme import CODE_DARK, CODE_LIGHT

QUIET_MODULES = 4  # around it, as ISO/IEC 18004 asks
LEAST_PX = 3  # a module; a phone held a hand's breadth away reads it
_EDGE_PX = 232


@lru_cache(maxsize=16)
def modules(content: str) -> tuple[tuple[bool, ...], ...]:
    """Return the modules of a code with its quiet zone, row by row; True is dark."""
    made = qrcode.QRCode(border=QUIET_MODULES, error_correction=qrcode.constants.ERROR_CORRECT_M)
    made.add_data(content)
    made.make(fit=True)
    return tuple(tuple(map(bool, row)) for row in made.get_matrix())


@dataclass(kw_only=True, eq=False)
class QrCode(Widget):
    """A code for a phone or a scanner; `label` says in words what it is.

    Args:
        content: what it holds, as it is read.
        edge_px: its side with the quiet zone; 0 is the usual.
    """

    role = "qr"
    content: str = ""
    edge_px: int = 0

    def measure(self, skin: Skin, width: int) -> tuple[int, int]:
        """Need a square, never less than what can be read."""
        least = LEAST_PX * len(modules(self.content))
        side = max(self.edge_px or skin.px(_EDGE_PX), least)
        return (min(side, max(width, least)), side)

    @property
    def clipped(self) -> bool:
        """Whether the place is too small for a code that can be read: none is drawn then."""
        return self._dots() < LEAST_PX

    def _dots(self) -> int:
        return min(self.rect.w, self.rect.h) // len(modules(self.content))

    def draw(self, canvas: Canvas) -> None:
        """Draw light ground, then the runs of dark modules, on whole pixels."""
        dots, rows = self._dots(), modules(self.content)
        if dots < LEAST_PX:
            return
        whole = Rect(0, 0, dots * len(rows), dots * len(rows))
        whole.center = self.rect.center
        canvas.fill(CODE_LIGHT, whole)
        for y, row in enumerate(rows):
            for x, is_dark in enumerate(row):
                if is_dark:
                    spot = Rect(whole.x + x * dots, whole.y + y * dots, dots, dots)
                    canvas.fill(CODE_DARK, spot)
