"""Devices of the showroom that answer at once: a strip nobody sees, a camera with one picture."""

from collections.abc import Callable

from kiosk.hw.ports import Facts, PhotoTaken, PictureCut, Signal


class CardLine:
    """A card terminal that hears everything and says nothing; the showroom answers for it."""

    def is_there(self) -> bool:
        """Always (see workflows.till.TerminalLine)."""
        return True

    def charge(self, payment: str, amount_minor: int, currency: str) -> bool:  # noqa: ARG002
        """Hear it."""
        return True

    refund = charge

    def cancel(self, payment: str) -> bool:  # noqa: ARG002
        """Hear it."""
        return True

    ask = cancel


class Strip:
    """A strip of LEDs that nobody sees; what shines, its engine tells.

    Args:
        count: LEDs.
    """

    name, colour = "lights", True

    def __init__(self, count: int) -> None:
        self.count = count

    def open(self) -> Facts:
        """Open (see Device)."""
        return self.check()

    def check(self) -> Facts:
        """Tell its facts (see Device)."""
        return {"driver": "apa102", "leds": self.count, "brightness": 8}

    def close(self) -> None:
        """Close (see Device)."""

    def write(self, frame: bytes) -> None:
        """Take a frame (see LightDriver)."""


class Snaps:
    """A camera and a cutter that answer at once, with one picture."""

    def __init__(self, picture: bytes) -> None:
        self._picture = picture
        self.hear: Callable[[Signal], object] = lambda _: None
        self.fault = ""

    def snap(self, request_id: str) -> None:
        """Answer with the picture, or with the fault."""
        jpeg = None if self.fault else self._picture
        self.hear(PhotoTaken(request_id, jpeg, self.fault or None, 1.0))

    def cut(self, request_id: str, raw: bytes, side: int) -> None:  # noqa: ARG002
        """Answer with what was given, which is small, made different from the one before."""
        self._picture += b"\x00"
        self.hear(PictureCut(request_id, raw, ""))
