"""The eye, whose camera and decoders live in a child process."""

import shutil
import time
from collections.abc import MutableSequence
from functools import partial
from pathlib import Path
from typing import ClassVar

from PIL import Image

from kiosk.hw.eye import Eye
from kiosk.hw.eye_child import EyeSettings
from kiosk.hw.ports import Camera, Fault, Look
from kiosk.hw.sim import camera
from kiosk.hw.sim.camera import SimCamera, SimCameraSettings
from kiosk.hw.sim.faults import Fault as Planned
from tests.hw.rigs.frames import SIZE
from tests.hw.rigs.rig import Rig
from tests.waiting import eventually


class EyeRig(Rig):
    """The eye over the simulated camera, which lives in its child.

    What ends in a frame or in absence ends so for the camera alone, and cheaper.
    """

    of, port, simulator, good, gone = Eye, Camera, SimCamera, "picture", "picture"
    often = 3  # test_eye.py has more
    faults: ClassVar = {
        "raise": (Planned(3, "frame", "raise"), Fault.LOST),
        "drop": (Planned(3, "frame", "drop"), Fault.TIMEOUT),
        "freeze": (Planned(3, "frame", "freeze", 0), Fault.TIMEOUT),
        "hang": (Planned(1, "close", "hang"), Fault.TIMEOUT),
        "no decoder": ((), Fault.MISSING_LIBRARY),
    }
    lasting = frozenset(faults) - {"freeze"}  # each costs another child, so one stands for all

    def __init__(self, folder: Path, plan: Planned | tuple[()] | None = None) -> None:
        super().__init__(folder, plan)
        self._scene = folder / "scene"
        self.plug()
        # pickled anew for every child, so that emptying it heals
        self._planned: MutableSequence[Planned] = [plan] if isinstance(plan, Planned) else []
        clock = (time.monotonic, time.sleep)
        source = partial(SimCamera, SimCameraSettings(self._scene, SIZE), *clock, self._planned)
        settings = EyeSettings(engines=() if plan == () else ("zxing", "zbar"))
        self._effect = plan.effect if isinstance(plan, Planned) else ""
        stall_s = 1.0 if self._effect in {"freeze", "hang"} else 8.0
        self.device = Eye(source, settings, stall_s, time.monotonic)

    def pull(self) -> None:
        shutil.rmtree(self._scene)

    def plug(self) -> None:
        self._scene.mkdir()
        camera.show(self._scene, Image.new("RGB", SIZE, "white"))

    def heal(self) -> None:
        self._planned.clear()

    def use(self) -> object:
        shown = self.device.preview(0)
        if shown and self._effect == "hang":
            self.device.look(Look.OFF)  # closes the camera
            eventually(lambda: self.device.read(0.02) and False)
        seen = shown.seq if shown else 0
        eventually(lambda: self.device.read(0.02) or self.device.preview(seen))
        return "picture"
