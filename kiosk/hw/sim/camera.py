"""A simulated camera: sees the newest picture laid into its folder, with fresh grain each frame.

Effects of faults: `freeze` (frame never returns again), `drop` (no frame comes), `black`, `raise`
(the camera is lost), `slow` (a frame takes a second), `hang` (close never returns).
"""

from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
from msgspec import Struct
from PIL import Image

from kiosk.hw.frame_source import Frame
from kiosk.hw.frames import UNREADABLE, frame_of
from kiosk.hw.ports import DeviceFault, Facts
from kiosk.hw.ports import Fault as What
from kiosk.hw.sim.faults import Fault, Faults

_GRAIN_LEVELS = 3.0
_GRAINS = 4


class SimCameraSettings(Struct, frozen=True):
    """What the simulated camera works with.

    Args:
        folder: the newest `*.png` in it is what lies before the camera; none is darkness.
        size: of the frames, width and height in px.
        fps: frames a second.
        seed: of the grain.
    """

    folder: Path
    size: tuple[int, int] = (1280, 720)
    fps: float = 20.0
    seed: int = 1


class SimCamera:
    """Implements FrameSource.

    Args:
        settings: where and how.
        now, sleep: monotonic seconds, and waiting for some.
        faults: what goes wrong.
    """

    name = "camera"

    def __init__(
        self,
        settings: SimCameraSettings,
        now: Callable[[], float],
        sleep: Callable[[float], None],
        faults: Iterable[Fault] = (),
    ) -> None:
        self._settings, self._now, self._sleep = settings, now, sleep
        self._faults = Faults(faults)
        width, height = settings.size
        draw = np.random.default_rng(settings.seed)
        shape = (_GRAINS, height, width)
        self._grain = (draw.standard_normal(shape) * _GRAIN_LEVELS).astype(np.int16)
        self._path: Path | None = None
        self._stamp = 0
        self._scene: Frame | None = None
        self._last: Frame | None = None
        self._seq = 0
        self._next_at = 0.0
        self._is_open = False

    def open(self) -> Facts:
        """Open the folder (see Device)."""
        effect = self._faults.next("open")
        if effect == "raise" or not self._settings.folder.is_dir():
            raise DeviceFault(self.name, What.ABSENT, "no camera is connected")
        self._is_open = True
        width, height = self._settings.size
        return {"driver": "sim", "width": width, "height": height}

    def check(self) -> Facts:
        """Nothing to tell (see Device)."""
        return {}

    def close(self) -> None:
        """Close, or hang for ever (see Device)."""
        self._is_open = False
        if self._faults.next("close") == "hang":
            while True:
                self._sleep(3600)

    def frame(self, timeout_s: float) -> Frame:
        """Return the next frame when it is due (see FrameSource)."""
        if not self._is_open:
            raise DeviceFault(self.name, What.LOST, "closed")
        effect = self._faults.next("frame")
        if effect == "raise":
            raise DeviceFault(self.name, What.LOST, "the camera was unplugged")
        if effect == "drop":
            self._sleep(timeout_s)
            raise DeviceFault(self.name, What.TIMEOUT, "no frame came")
        self._sleep(1.0 if effect == "slow" else max(0.0, self._next_at - self._now()))
        self._next_at = self._now() + 1 / self._settings.fps
        if effect == "freeze" and self._last is not None:
            # a frozen camera delivers nothing new: its frame number stands still
            while True:
                self._sleep(3600)
        self._seq += 1
        self._last = self._exposed(black=effect == "black")
        return self._last

    def _exposed(self, *, black: bool) -> Frame:
        scene = None if black else self._current()
        width, height = self._settings.size
        if scene is None:
            return Frame(np.zeros((height, width), np.uint8), None, self._seq, self._now())
        grain = self._grain[self._seq % _GRAINS]
        y = np.clip(scene.y.astype(np.int16) + grain, 0, 255).astype(np.uint8)
        return Frame(y, scene.uv, self._seq, self._now())

    def _current(self) -> Frame | None:
        newest = max(self._settings.folder.glob("*.png"), key=_stamp_of, default=None)
        if newest is None:
            return None
        stamp = _stamp_of(newest)
        if newest != self._path or stamp != self._stamp:
            try:
                with Image.open(newest) as picture:
                    self._scene = frame_of(picture.convert("RGB").resize(self._settings.size), 0, 0)
            except UNREADABLE:
                return self._scene  # taken away between listing and reading, or no picture
            self._path, self._stamp = newest, stamp
        return self._scene


def _stamp_of(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def show(folder: Path, picture: Image.Image) -> None:
    """Hold a picture before the simulated camera: laid in whole, never half.

    Args:
        folder: the camera's.
        picture: what it shall see from now on.
    """
    beside = folder / "scene.part"
    with beside.open("wb") as file:
        picture.save(file, "PNG", compress_level=1)
    beside.replace(folder / "scene.png")
