"""The port inside the eye: where its child process gets camera pictures from."""

from typing import Protocol

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from kiosk.hw.ports import Device


class Frame(Struct, frozen=True):
    """One camera picture.

    Args:
        y: uint8 H x W brightness, contiguous, our own copy.
        uv: colour planes as the driver gave them, or None for a grey source.
        seq: rises by one a frame.
        t: monotonic seconds at capture.
    """

    y: NDArray[np.uint8]
    uv: NDArray[np.uint8] | None
    seq: int
    t: float


class FrameSource(Device, Protocol):
    """A camera as the eye's child process sees it."""

    def frame(self, timeout_s: float) -> Frame:
        """Wait for the next frame; DeviceFault(timeout) when none comes."""
