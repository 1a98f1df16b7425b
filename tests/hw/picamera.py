"""The far side of the picamera2 driver: the class Picamera2 as its project publishes it.

Behind it lies a picture: a grey ramp, red to the left and blue to the right. Faults, by name:
`absent`, `busy`, `denied`, `dies` (the camera raises), `silent` (a request never comes), `hang`
(stop() never returns), `odd` (a format nobody knows), `torn` (half a JPEG), `sulk` (stop() raises).
"""

import io
import threading
from collections.abc import Callable
from typing import Any

import numpy as np
from PIL import Image


class Job:
    """A request that was asked for and comes at a camera's pace."""


class Request:
    """A picture in one of the camera's own buffers, which must be given back."""

    def __init__(self, camera: "FakePicamera2") -> None:
        self._camera = camera
        camera.lent += 1

    def make_buffer(self, name: str) -> np.ndarray:
        assert name == "main"
        return self._camera.pixels().copy()

    def release(self) -> None:
        self._camera.lent -= 1


class FarSide:
    """What is plugged in, and how it behaves; stands in for the class Picamera2.

    Args:
        given: format that the camera gives whatever was asked.
        padding: bytes by which a row is longer than the picture.
        fault: one of those above, or none.
        motor: it can focus.
        webcam: it has no controls at all.
    """

    def __init__(
        self,
        given: str = "YUV420",
        padding: int = 64,
        fault: str = "",
        *,
        motor: bool = True,
        webcam: bool = False,
    ) -> None:
        self.given, self.padding, self.fault = given, padding, fault
        known = [] if webcam else ["FrameDurationLimits", *(["AfMode"] if motor else [])]
        self.controls = dict.fromkeys(known, (0, 1, 0))
        self.owner: FakePicamera2 | None = None
        self.opened = 0

    def __call__(self) -> "FakePicamera2":
        """Open the camera, as calling the class does."""
        return FakePicamera2(self)

    def global_camera_info(self) -> list[dict[str, Any]]:
        return [] if self.fault == "absent" else [{"Model": "imx708", "Num": 0, "Id": "/base/i2c"}]


class FakePicamera2:
    """One open camera."""

    def __init__(self, far: FarSide) -> None:
        self.far, self.lent, self.frames, self.asked = far, 0, 0, 0
        self.camera_controls = far.controls
        self.started = False
        trouble = {
            "busy": RuntimeError("Device or resource busy"),
            "denied": PermissionError(13, "Permission denied"),
        }
        try:
            if far.fault in trouble:
                raise trouble[far.fault]
            if far.owner is not None:  # one owner at a time
                raise trouble["busy"]
        except (OSError, RuntimeError) as error:
            raise RuntimeError("Camera __init__ sequence did not complete.") from error
        far.owner = self
        far.opened += 1

    def create_video_configuration(self, **wanted: object) -> dict[str, object]:
        for control in dict(wanted["controls"]):
            needed = {"FrameRate": "FrameDurationLimits"}.get(control, "AfMode")
            if needed not in self.camera_controls:
                raise RuntimeError(f"Control {control} is not advertised by libcamera")
        self.wanted = wanted
        return wanted

    def configure(self, wanted: dict[str, Any]) -> None:
        if self.started:
            raise RuntimeError("Camera must be stopped before configuring")
        width, height = wanted["main"]["size"]
        given = "XYZ" if self.far.fault == "odd" else self.far.given
        stride = (2 if given == "YUYV" else 1) * width + self.far.padding
        self.main = {"format": given, "size": (width, height), "stride": stride}

    def camera_configuration(self) -> dict[str, Any]:
        return {"main": self.main, "lores": None}

    def start(self) -> None:
        self.started = True

    def capture_request(self, wait: object = None) -> Job:
        # without a limit it waits for ever; a number leaves its job behind when time is up
        assert wait is False
        self.asked += 1
        return Job()

    def wait(self, job: Job, timeout: float | None = None) -> Request:
        assert isinstance(job, Job)
        assert timeout is not None
        if self.far.fault == "silent" or self.lent >= self.wanted["buffer_count"]:
            raise TimeoutError
        if self.far.fault == "dies" or not self.started:
            raise RuntimeError("Camera has been stopped")
        self.frames += 1
        return Request(self)

    def pixels(self) -> np.ndarray:
        width, height = self.main["size"]
        stride = self.main["stride"]
        planes = picture(width, height)
        if self.main["format"] == "MJPEG":
            out = io.BytesIO()
            planes.save(out, "JPEG", quality=95, subsampling=0)
            raw = out.getvalue()
            return np.frombuffer(
                raw[: len(raw) // (2 if self.far.fault == "torn" else 1)], np.uint8
            )
        y, blue, red = (np.asarray(plane) for plane in planes.split())
        b, r = blue[::2, ::2], red[::2, ::2]
        return _PACKED[self.main["format"]](y, b, r, stride)

    def stop(self) -> None:
        if self.far.fault == "hang":
            threading.Event().wait()
        self.started = False
        if self.far.fault == "sulk":
            raise RuntimeError("Failed to stop camera")

    def close(self) -> None:
        if self.far.owner is self:
            self.far.owner = None


def picture(width: int, height: int) -> Image.Image:
    """Return what lies before the camera."""
    ramp = np.linspace(60, 170, width, dtype=np.uint8)[None, :].repeat(height, 0)
    down = np.linspace(0, 30, height, dtype=np.uint8)[:, None].repeat(width, 1)
    left = np.arange(width)[None, :].repeat(height, 0) < width // 2
    blue = np.where(left, 112, 146).astype(np.uint8)
    red = np.where(left, 146, 112).astype(np.uint8)
    return Image.merge("YCbCr", [Image.fromarray(p) for p in (ramp + down, blue, red)])


def _rows(plane: np.ndarray, stride: int) -> np.ndarray:
    padded = np.full((plane.shape[0], stride), 7, np.uint8)
    padded[:, : plane.shape[1]] = plane
    return padded.ravel()


def _i420(y: np.ndarray, b: np.ndarray, r: np.ndarray, stride: int) -> np.ndarray:
    return np.concatenate([_rows(y, stride), _rows(b, stride // 2), _rows(r, stride // 2)])


def _nv12(y: np.ndarray, b: np.ndarray, r: np.ndarray, stride: int) -> np.ndarray:
    both = np.stack([b, r], axis=2).reshape(b.shape[0], -1)
    return np.concatenate([_rows(y, stride), _rows(both, stride)])


def _yuyv(y: np.ndarray, b: np.ndarray, r: np.ndarray, stride: int) -> np.ndarray:
    row = np.empty((y.shape[0], y.shape[1] * 2), np.uint8)
    row[:, ::2] = y
    row[:, 1::4], row[:, 3::4] = b.repeat(2, 0), r.repeat(2, 0)
    return _rows(row, stride)


_PACKED: dict[str, Callable[..., np.ndarray]] = {"YUV420": _i420, "NV12": _nv12, "YUYV": _yuyv}
