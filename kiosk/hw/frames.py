"""Frame sources without a camera: a folder of pictures, and a test pattern."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from kiosk.hw.frame_source import Frame
from kiosk.hw.ports import DeviceFault, Facts, Fault

_SUFFIXES = {".png", ".jpg", ".jpeg", ".webp"}
# what Pillow raises over a file that is no picture, broken, cut short or far too large
UNREADABLE = (
    *(OSError, SyntaxError, ValueError, EOFError, MemoryError),
    Image.DecompressionBombError,
)


def frame_of(picture: Image.Image, seq: int, t: float) -> Frame:
    """Return a picture as a camera would give it.

    Args:
        picture: any mode and size.
        seq: number of the frame.
        t: monotonic seconds at capture.
    """
    parts = picture.convert("YCbCr").split()
    y = np.asarray(parts[0], dtype=np.uint8).copy()
    half = (max(1, picture.width // 2), max(1, picture.height // 2))
    uv = np.stack([np.asarray(part.resize(half), dtype=np.uint8) for part in parts[1:]], axis=2)
    return Frame(y, uv, seq, t)


class FolderSource:
    """Shows the pictures of a folder in turn, as a camera at `fps` would.

    Args:
        folder: PNG, JPEG or WEBP files, shown by name.
        size: of the frames, width and height in px.
        fps: frames a second.
        now, sleep: monotonic seconds, and waiting for some.
    """

    name = "camera"

    def __init__(
        self,
        folder: Path,
        size: tuple[int, int],
        fps: float,
        now: Callable[[], float],
        sleep: Callable[[float], None],
    ) -> None:
        self._folder, self._size, self._fps = folder, size, fps
        self._now, self._sleep = now, sleep
        self._frames: list[Frame] = []
        self._seq = 0
        self._next_at = 0.0

    def open(self) -> Facts:
        """Read the folder (see Device)."""
        paths = sorted(p for p in self._folder.glob("*") if p.suffix.lower() in _SUFFIXES)
        self._frames = [self._read(path) for path in paths]
        if not self._frames:
            raise DeviceFault(self.name, Fault.ABSENT, f"no picture in {self._folder}")
        return {"driver": "folder", "pictures": len(self._frames)}

    def _read(self, path: Path) -> Frame:
        try:
            with Image.open(path) as picture:
                return frame_of(picture.convert("RGB").resize(self._size), 0, 0.0)
        except UNREADABLE as error:
            detail = f"{path.name} cannot be read as a picture"
            raise DeviceFault(self.name, Fault.PROTOCOL, detail) from error

    def check(self) -> Facts:
        """Say how many pictures there are (see Device)."""
        return {"pictures": len(self._frames)}

    def close(self) -> None:
        """Forget the pictures (see Device)."""
        self._frames = []

    def frame(self, timeout_s: float) -> Frame:
        """Return the next picture when it is due (see FrameSource)."""
        if not self._frames:
            raise DeviceFault(self.name, Fault.LOST, "closed")
        pause = min(timeout_s, self._next_at - self._now())
        if pause > 0:
            self._sleep(pause)
        self._next_at = self._now() + 1 / self._fps
        shown = self._frames[self._seq % len(self._frames)]
        self._seq += 1
        return Frame(shown.y.copy(), shown.uv, self._seq, self._now())


class PatternSource:
    """A moving grey ramp: proves screen and child without any picture.

    Args:
        size: of the frames, width and height in px.
        fps: frames a second.
        now, sleep: monotonic seconds, and waiting for some.
    """

    name = "camera"

    def __init__(
        self,
        size: tuple[int, int],
        fps: float,
        now: Callable[[], float],
        sleep: Callable[[float], None],
    ) -> None:
        self._size, self._fps, self._now, self._sleep = size, fps, now, sleep
        self._seq = 0
        self._is_open = False

    def open(self) -> Facts:
        """Nothing to find (see Device)."""
        self._is_open = True
        return {"driver": "pattern"}

    def check(self) -> Facts:
        """Nothing to check (see Device)."""
        return {}

    def close(self) -> None:
        """Show nothing from now on (see Device)."""
        self._is_open = False

    def frame(self, timeout_s: float) -> Frame:
        """Return the ramp, moved on (see FrameSource)."""
        if not self._is_open:
            raise DeviceFault(self.name, Fault.LOST, "closed")
        self._sleep(min(timeout_s, 1 / self._fps))
        self._seq += 1
        width, height = self._size
        ramp = (np.arange(width, dtype=np.uint32) * 255 // width + self._seq * 4) % 256
        y = np.repeat(ramp.astype(np.uint8)[None, :], height, axis=0)
        return Frame(np.ascontiguousarray(y), None, self._seq, self._now())
