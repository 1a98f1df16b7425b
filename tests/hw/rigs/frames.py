"""Frame sources, with a clock that only sleepers move."""

from pathlib import Path
from typing import ClassVar

import numpy as np
from PIL import Image

from kiosk.hw.camera_picamera2 import Picamera2Settings, Picamera2Source
from kiosk.hw.frame_source import Frame, FrameSource
from kiosk.hw.frames import FolderSource, PatternSource
from kiosk.hw.ports import Fault
from kiosk.hw.sim.camera import SimCamera, SimCameraSettings
from kiosk.hw.sim.faults import Fault as Planned
from tests.hw.picamera import FarSide
from tests.hw.rigs.rig import Rig
from tests.hw.slept_clock import SleptClock

SIZE = (128, 96)
SLACK_S = 0.2  # a read or a frame returns within its timeout and this (HARDWARE.md 1)


class _Frames(Rig):
    port, good, silence = FrameSource, "frame", "frame"

    def __init__(self, folder: Path, plan: object = None) -> None:
        super().__init__(folder, plan)
        self.clock = SleptClock()
        self.paced = (5.0, self.clock.now, self.clock.sleep)

    def frame(self, timeout_s: float) -> Frame:
        """Take a frame, looking at its shape."""
        frame: Frame = self.device.frame(timeout_s)
        assert (frame.y.dtype, frame.y.shape) == (np.uint8, SIZE[::-1])
        assert frame.y.flags.c_contiguous
        assert frame.t == self.clock.now()
        return frame

    def use(self) -> object:
        self.frame(1.0)
        return "frame"

    def listen(self) -> object:
        began = self.clock.now()
        try:
            self.frame(0.01)
        finally:
            assert self.clock.now() - began <= 0.01 + SLACK_S
        return "frame"


class FolderRig(_Frames):
    """Pictures in a folder: once read, they stay."""

    of, gone = FolderSource, "frame"
    faults: ClassVar = {"unreadable": (b"no picture at all", Fault.PROTOCOL)}

    def __init__(self, folder: Path, plan: bytes | None = None) -> None:
        super().__init__(folder, plan)
        self.device = FolderSource(folder, SIZE, *self.paced)
        self.plug()
        if plan is not None:
            (folder / "b.png").write_bytes(plan)

    def pull(self) -> None:
        (self.folder / "a.png").unlink()

    def plug(self) -> None:
        Image.new("RGB", SIZE, "teal").save(self.folder / "a.png")

    def heal(self) -> None:
        (self.folder / "b.png").unlink()


class PatternRig(_Frames):
    """The ramp has no far side."""

    of, gone = PatternSource, "frame"

    def __init__(self, folder: Path, plan: object = None) -> None:
        super().__init__(folder, plan)
        self.device = PatternSource(SIZE, *self.paced)


class SimCameraRig(_Frames):
    """A camera that never answers again (freeze, hang) is what the eye's child is killed for."""

    of, gone, simulator, silence = SimCamera, "frame", SimCamera, Fault.TIMEOUT
    faults: ClassVar = {
        "raise at open": (Planned(1, "open", "raise"), Fault.ABSENT),
        "raise": (Planned(2, "frame", "raise"), Fault.LOST),
        "drop": (Planned(2, "frame", "drop"), Fault.TIMEOUT),
        "black": (Planned(2, "frame", "black"), "frame"),
        "slow": (Planned(2, "frame", "slow"), "frame"),
    }

    def __init__(self, folder: Path, plan: Planned | None = None) -> None:
        super().__init__(folder, plan)
        scene = folder / "scene"
        scene.mkdir()
        _, *clock = self.paced
        self._planned = [plan] if plan else []
        settings = SimCameraSettings(scene, SIZE)
        self.device = SimCamera(settings, *clock, self._planned)
        self._blind = SimCamera(settings, *clock, [Planned(1, "frame", "drop", 0)])

    def pull(self) -> None:
        (self.folder / "scene").rmdir()

    def plug(self) -> None:
        (self.folder / "scene").mkdir()

    def listen(self) -> object:
        self.device = self._blind
        self.device.open()
        return super().listen()


class Picamera2Rig(_Frames):
    """A camera as picamera2 publishes it; one that hangs is what the eye's child is killed for."""

    of, silence = Picamera2Source, Fault.TIMEOUT
    faults: ClassVar = {
        "absent": ("absent", Fault.ABSENT),
        "busy": ("busy", Fault.BUSY),
        "denied": ("denied", Fault.DENIED),
        "silent": ("silent", Fault.TIMEOUT),
        "dies": ("dies", Fault.PROTOCOL),
        "odd": ("odd", Fault.MISCONFIGURED),
        "torn": ("torn", Fault.PROTOCOL),
        "sulk": ("sulk", "frame"),
    }

    def __init__(self, folder: Path, plan: str | None = None) -> None:
        super().__init__(folder, plan)
        self._far = FarSide("MJPEG" if plan == "torn" else "YUV420", fault=plan or "")
        settings = Picamera2Settings(SIZE)
        self.device = Picamera2Source(settings, lambda: self._far, self.clock.now)

    def pull(self) -> None:
        self._far.fault = "absent" if self._far.owner is None else "dies"

    def plug(self) -> None:
        self._far.fault = ""

    def heal(self) -> None:
        self._far.fault = ""

    def listen(self) -> object:
        self._far.fault = "silent"
        return super().listen()
