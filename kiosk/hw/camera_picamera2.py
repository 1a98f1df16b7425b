"""The camera over picamera2: Raspberry Pi cameras and USB webcams, as libcamera brings them.

It lives in the eye's child, which is killed when something here hangs: stop() may (picamera2#1264,
#1065), and a camera that is pulled or frozen answers nothing at all.
"""

import errno
import io
from collections.abc import Callable
from typing import Any, Literal

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from PIL import Image

from kiosk.hw.frame_source import Frame
from kiosk.hw.frames import UNREADABLE, frame_of
from kiosk.hw.ports import DeviceFault, Facts, Fault

_FIRST_S = 3.0  # a webcam's first picture takes a second or two (estimate)
_WAIT_S = 1.0
_BUFFERS = 4
_AF_MANUAL, _AF_CONTINUOUS = 0, 2  # libcamera's AfModeEnum
_COUNTER_DIOPTRES = 4.0  # 250 mm from lens to counter (HARDWARE.md 9)
# what picamera2 and libcamera raise over a camera that is not as they wish
_TROUBLE = (RuntimeError, OSError, ValueError, LookupError, AttributeError, TypeError)

Library = Any  # the class Picamera2; there is no wheel for most machines that test


class Picamera2Settings(Struct, frozen=True):
    """How the camera is set.

    Args:
        size: of the frames, width and height in px.
        fps: frames a second.
        rotate: 180 for a camera that hangs upside down.
        focus: continuous, or fixed on the counter; cameras without a motor have neither.
    """

    size: tuple[int, int] = (1280, 720)
    fps: int = 20
    rotate: Literal[0, 180] = 0
    focus: Literal["continuous", "fixed"] = "continuous"


class _Layout(Struct, frozen=True):
    """What the camera really gives, read back: it may differ from what was asked."""

    format: str
    width: int
    height: int
    stride: int


def picamera2_library() -> Library:
    """Return the class Picamera2.

    Raises:
        DeviceFault: it is not installed, or not whole.
    """
    try:
        from picamera2 import Picamera2
    except ImportError as error:  # its own import of pykms fails too (measured)
        detail = f"picamera2 cannot be used ({error}); apt install python3-picamera2"
        raise DeviceFault("camera", Fault.MISSING_LIBRARY, detail, permanent=True) from error
    return Picamera2


class Picamera2Source:
    """Implements FrameSource.

    Args:
        settings: how the camera is set.
        library: gives the class Picamera2.
        now: monotonic seconds.
    """

    name = "camera"

    def __init__(
        self,
        settings: Picamera2Settings,
        library: Callable[[], Library],
        now: Callable[[], float],
    ) -> None:
        self._settings, self._library, self._now = settings, library, now
        self._camera: Any = None
        self._job: Any = None
        self._layout = _Layout("", 0, 0, 0)
        self._seq = 0

    def open(self) -> Facts:
        """Take the camera and see its first picture (see Device)."""
        self.close()
        library = self._library()
        try:
            model = self._start(library)
            first = self._next(_FIRST_S)
        except _TROUBLE as error:
            self.close()
            raise _fault_of(error) from error
        except DeviceFault:
            self.close()
            raise
        if first is None:
            self.close()
            raise DeviceFault(self.name, Fault.TIMEOUT, "the camera gives no picture")
        layout = self._layout
        return {
            "driver": "picamera2",
            "model": model,
            "width": layout.width,
            "height": layout.height,
            "format": layout.format,
            "stride": layout.stride,
        }

    def _start(self, library: Library) -> str:
        there = library.global_camera_info()
        if not there:
            raise DeviceFault(self.name, Fault.ABSENT, "no camera is connected")
        self._camera = camera = library()
        known = camera.camera_controls
        controls: dict[str, object] = {}
        if "FrameDurationLimits" in known:  # picamera2 refuses what a webcam does not have
            controls["FrameRate"] = float(self._settings.fps)
        if "AfMode" in known and self._settings.focus == "continuous":
            controls["AfMode"] = _AF_CONTINUOUS
        elif "AfMode" in known:
            controls |= {"AfMode": _AF_MANUAL, "LensPosition": _COUNTER_DIOPTRES}
        main = {"size": self._settings.size, "format": "YUV420"}
        wanted = camera.create_video_configuration(
            main=main, buffer_count=_BUFFERS, queue=False, controls=controls
        )
        camera.configure(wanted)
        self._layout = self._read_back()
        camera.start()
        return str(there[0].get("Model", ""))

    def _read_back(self) -> _Layout:
        # YUV420 silently became NV12, stride is more than width (measured; picamera2#1035)
        given = self._camera.camera_configuration()["main"]
        width, height = given["size"]
        layout = _Layout(str(given["format"]), width, height, int(given["stride"]))
        if layout.format not in _PLANES:
            detail = f"the camera gives {layout.format}, which is not understood"
            raise DeviceFault(self.name, Fault.MISCONFIGURED, detail, permanent=True)
        return layout

    def check(self) -> Facts:
        """Say what the camera gives (see Device)."""
        return {"format": self._layout.format, "stride": self._layout.stride}

    def close(self) -> None:
        """Let the camera go; may hang, which is why this lives in a child (see Device)."""
        camera, self._camera = self._camera, None
        self._job = None
        if camera is None:
            return
        for end in (camera.stop, camera.close):
            try:
                end()
            except _TROUBLE:
                continue  # it is gone already: there is nothing to let go

    def frame(self, timeout_s: float) -> Frame:
        """Return the next frame (see FrameSource)."""
        if self._camera is None:
            raise DeviceFault(self.name, Fault.LOST, "closed")
        try:
            frame = self._next(min(timeout_s, _WAIT_S))
        except _TROUBLE as error:
            raise DeviceFault(self.name, Fault.LOST, "the camera was lost") from error
        if frame is None:
            raise DeviceFault(self.name, Fault.TIMEOUT, "no picture comes")
        return frame

    def _next(self, wait_s: float) -> Frame | None:
        """Wait for a picture, never without a limit: by itself capture_request waits for ever.

        A request given up stays in picamera2's list and swallows a buffer when it comes at last
        (its dispatch_functions), so that four of them freeze the camera: it is waited for again.
        """
        if self._job is None:
            self._job = self._camera.capture_request(wait=False)
        try:
            request = self._camera.wait(self._job, timeout=wait_s)
        except TimeoutError:
            return None
        self._job = None
        try:
            raw = request.make_buffer("main")  # a copy: the buffer goes back to the camera
        finally:
            request.release()
        self._seq += 1
        return self._shown(raw)

    def _shown(self, raw: NDArray[np.uint8]) -> Frame:
        y, uv = _PLANES[self._layout.format](raw, self._layout)
        if self._settings.rotate:
            y, uv = y[::-1, ::-1], uv[::-1, ::-1]
        return Frame(y.copy(), np.ascontiguousarray(uv), self._seq, self._now())


_Planes = tuple[NDArray[np.uint8], NDArray[np.uint8]]


def _brightness(raw: NDArray[np.uint8], layout: _Layout) -> NDArray[np.uint8]:
    return raw[: layout.height * layout.stride].reshape(layout.height, layout.stride)


def _yuv420(raw: NDArray[np.uint8], layout: _Layout) -> _Planes:
    rows, half = layout.height // 2, layout.stride // 2
    start = layout.height * layout.stride
    colour = raw[start : start + 2 * rows * half].reshape(2, rows, half)
    uv = np.moveaxis(colour[:, :, : layout.width // 2], 0, 2)
    return _brightness(raw, layout)[:, : layout.width], uv


def _nv12(raw: NDArray[np.uint8], layout: _Layout) -> _Planes:
    rows, start = layout.height // 2, layout.height * layout.stride
    colour = raw[start : start + rows * layout.stride].reshape(rows, layout.stride)
    wide = layout.width // 2
    return _brightness(raw, layout)[:, : layout.width], colour[:, : 2 * wide].reshape(rows, wide, 2)


def _yuyv(raw: NDArray[np.uint8], layout: _Layout) -> _Planes:
    rows = _brightness(raw, layout)[:, : 2 * layout.width]
    uv = np.stack([rows[::2, 1::4], rows[::2, 3::4]], axis=2)
    return rows[:, ::2], uv


def _mjpeg(raw: NDArray[np.uint8], layout: _Layout) -> _Planes:
    try:
        with Image.open(io.BytesIO(raw.tobytes())) as picture:
            frame = frame_of(picture, 0, 0.0)
    except UNREADABLE as error:
        detail = "a picture of the camera cannot be read"
        raise DeviceFault("camera", Fault.PROTOCOL, detail) from error
    if frame.uv is None or frame.y.shape != (layout.height, layout.width):
        raise DeviceFault("camera", Fault.PROTOCOL, "a picture of the camera has the wrong size")
    return frame.y, frame.uv


# a Pi's camera gives the first two, webcams the others
_PLANES: dict[str, Callable[[NDArray[np.uint8], _Layout], _Planes]] = {
    "YUV420": _yuv420,
    "NV12": _nv12,
    "YUYV": _yuyv,
    "MJPEG": _mjpeg,
}


def _fault_of(error: BaseException) -> DeviceFault:
    """Return why a camera that is there could not be opened."""
    chain: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and len(chain) < 8:
        chain.append(cause)
        cause = cause.__cause__ or cause.__context__
    deepest = chain[-1]
    said = " ".join(str(one).lower() for one in chain)
    numbers = {getattr(one, "errno", None) for one in chain}
    if errno.EBUSY in numbers or "busy" in said or "in use" in said:
        detail = "another program has the camera; close it (one owner, picamera2#1048)"
        return DeviceFault("camera", Fault.BUSY, detail)
    if {errno.EACCES, errno.EPERM} & numbers or "permission denied" in said:
        detail = "the camera may not be used; the user must be in group video"
        return DeviceFault("camera", Fault.DENIED, detail, permanent=True)
    return DeviceFault("camera", Fault.PROTOCOL, f"the camera does not start: {deepest}")
