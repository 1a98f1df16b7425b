"""The eye's child process: it alone owns the camera and the decoders.

A camera's stop() can hang and zbar can abort the process: one SIGKILL cures both (HARDWARE.md 5).
"""

import ctypes
import resource
import signal
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import TypeAlias

import msgspec
import numpy as np
from msgspec import Struct
from PIL import Image

from kiosk.hw.cascade import Cascade, CascadeSettings
from kiosk.hw.decoders import GreyPicture, open_engines
from kiosk.hw.eye_window import MOST_PREVIEW, Status, Window
from kiosk.hw.frame_source import Frame, FrameSource
from kiosk.hw.ports import DeviceFault, Look, PhotoTaken, Picture, Scan, Symbology
from kiosk.hw.sharpness import Sharpness
from kiosk.hw.small_jpeg import small_jpeg

_MEMORY = 1 << 30  # decoders alone reach 0.38 GB of address space (HARDWARE.md 5, measured)
_PREVIEW_EVERY_S = 1 / 12
_FRAME_TIMEOUT_S = 0.5
_BLACK_LEVEL, _BLACK_AFTER_S = 4.0, 2.0
_PR_SET_PDEATHSIG = 1


class EyeSettings(Struct, frozen=True):
    """What the child works with.

    Args:
        engines: names of decoders, the first to look first; resting ones are left out.
        symbologies: families to look for.
        preview: largest preview, width and height in px.
        dedupe_s, cpu_share: see CascadeSettings.
        open_s: for the child to start and its camera to open.
        frame_s: the most that is spent on one frame.
    """

    engines: tuple[str, ...] = ("zxing", "zbar")
    symbologies: tuple[Symbology, ...] = (
        Symbology.QR,
        Symbology.DATAMATRIX,
        Symbology.CODE128,
        Symbology.EAN13,
        Symbology.EAN8,
        Symbology.ITF,
    )
    preview: tuple[int, int] = (640, 360)
    dedupe_s: float = 1.5
    cpu_share: float = 0.8
    open_s: float = 5.0  # HARDWARE.md 1
    frame_s: float = 2.0


class Ready(Struct, frozen=True, tag="ready"):
    """The camera is open."""

    facts: dict[str, str | int | float | bool]


class Failed(Struct, frozen=True, tag="failed"):
    """The camera or the decoders cannot be used."""

    what: str
    detail: str
    permanent: bool


class Seen(Struct, frozen=True, tag="seen"):
    """A code was read."""

    scan: Scan


class Photographed(Struct, frozen=True, tag="photo"):
    """A still is there, or is not."""

    photo: PhotoTaken


class Noted(Struct, frozen=True, tag="noted"):
    """Something about the picture changed, `black` or `blurred`; empty when all is well."""

    what: str


Told: TypeAlias = Ready | Failed | Seen | Photographed | Noted


class Order(Struct, frozen=True):
    """What the counter wants: to look in a way, or a still."""

    look: Look | None = None
    photo: str | None = None
    stop: bool = False


def run(
    pipe: Connection, window: str, settings: EyeSettings, source: Callable[[], FrameSource]
) -> None:
    """Look until told to stop or until the counter is gone; the child's whole life."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    child = _Child(pipe, Window(window), settings)
    try:
        child.look(source())
    except DeviceFault as fault:
        child.tell(Failed(fault.what.value, fault.detail, fault.permanent))
    except (EOFError, BrokenPipeError):
        pass  # the counter is gone


class _Capture:
    """Takes frames on a thread into a slot of depth one: a new frame overwrites, nothing queues."""

    def __init__(self, source: FrameSource) -> None:
        self._source = source
        self._slot: Frame | None = None
        self._news = threading.Condition()
        self._stop = False
        self.fault: DeviceFault | None = None
        self.frames = 0
        self._thread = threading.Thread(target=self._run, name="capture", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._stop:
            try:
                frame = self._source.frame(_FRAME_TIMEOUT_S)
            except DeviceFault as fault:
                with self._news:
                    self.fault = fault
                    self._news.notify()
                return
            with self._news:
                self._slot = frame
                self.frames += 1
                self._news.notify()

    def take(self, timeout_s: float) -> Frame | None:
        """Return the newest frame nobody has taken, waiting for one."""
        with self._news:
            self._news.wait_for(lambda: self._slot is not None or self.fault, timeout_s)
            frame, self._slot = self._slot, None
            return frame

    def stop(self) -> None:
        """End the thread after its present frame."""
        self._stop = True
        self._thread.join(2 * _FRAME_TIMEOUT_S)


class _Child:
    def __init__(self, pipe: Connection, window: Window, settings: EyeSettings) -> None:
        self._pipe, self._window, self._settings = pipe, window, settings
        self._how = Look.SCAN
        self._photos: list[str] = []
        self._stopped = False
        self._frames, self._busy_since, self._engine = 0, 0.0, ""
        self._black_since: float | None = None
        self._sharpness = Sharpness()
        self._noted = ""
        self._preview_at = 0.0
        self._previews = 0
        self._encoder = msgspec.msgpack.Encoder()
        self._orders = msgspec.msgpack.Decoder(Order)

    def tell(self, told: Told) -> None:
        self._pipe.send_bytes(self._encoder.encode(told))

    def _beat(self) -> None:
        now = time.monotonic()
        blur = self._sharpness.blur
        self._window.tell(Status(self._frames, now, self._busy_since, self._engine, blur))

    def _before(self, engine: str) -> None:
        self._engine = engine
        self._beat()

    def look(self, source: FrameSource) -> None:
        settings = self._settings
        engines, missing = open_engines(settings.engines, settings.symbologies)
        how = CascadeSettings(settings.dedupe_s, settings.cpu_share)
        cascade = Cascade(engines, how, time.monotonic, self._before)
        facts = dict(source.open())
        facts["engines"] = ", ".join(engine.name for engine in engines)
        if missing:
            facts["degraded"] = missing[0].detail
        self.tell(Ready(facts))
        while not self._stopped:
            if self._how is Look.OFF:
                source.close()
                self._rest()
                if not self._stopped:
                    source.open()
            else:
                self._watch(source, cascade)
        source.close()

    def _rest(self) -> None:
        while self._how is Look.OFF and not self._stopped:
            self._beat()
            self._obey(0.2)

    def _watch(self, source: FrameSource, cascade: Cascade) -> None:
        capture = _Capture(source)
        try:
            while self._how is not Look.OFF and not self._stopped:
                self._beat()
                self._obey(0.0)
                frame = capture.take(0.1)
                self._frames = capture.frames
                if capture.fault is not None:
                    raise capture.fault
                if frame is not None:
                    self._one(frame, cascade)
        finally:
            capture.stop()

    def _one(self, frame: Frame, cascade: Cascade) -> None:
        self._busy_since = time.monotonic()
        self._beat()
        scan = cascade.scan(frame.y, frame.t, self._how)
        self._busy_since = 0.0
        self._beat()  # a camera that hangs in close from here on is no frame that takes long
        if scan is not None:
            self.tell(Seen(scan))
        self._judge(frame)
        if frame.t - self._preview_at >= _PREVIEW_EVERY_S:
            self._preview_at = frame.t
            self._previews += 1
            self._window.put(preview_of(frame, self._settings.preview, self._previews))
        while self._photos:
            taken = PhotoTaken(self._photos.pop(0), jpeg_of(frame), None, frame.t)
            self.tell(Photographed(taken))

    def _judge(self, frame: Frame) -> None:
        self._sharpness.look(frame.y, frame.t)
        dark = float(frame.y[::32, ::32].mean()) < _BLACK_LEVEL
        if not dark:
            self._black_since = None
        elif self._black_since is None:
            self._black_since = frame.t
        black = self._black_since is not None and frame.t - self._black_since > _BLACK_AFTER_S
        word = "black" if black else "blurred" if self._sharpness.is_blurred else ""
        if word != self._noted:
            self._noted = word
            self.tell(Noted(word))

    def _obey(self, wait_s: float) -> None:
        while self._pipe.poll(wait_s):
            order = self._orders.decode(self._pipe.recv_bytes())
            self._how = order.look or self._how
            self._stopped = self._stopped or order.stop
            self._photos += [order.photo] if order.photo else []
            wait_s = 0.0


def _colour(frame: Frame) -> Image.Image:
    grey = Image.fromarray(frame.y)
    if frame.uv is None:
        return grey.convert("RGB")
    planes = [Image.fromarray(np.ascontiguousarray(frame.uv[:, :, i])) for i in (0, 1)]
    blue, red = (plane.resize(grey.size) for plane in planes)
    return Image.merge("YCbCr", (grey, blue, red)).convert("RGB")


def preview_of(frame: Frame, most: tuple[int, int], number: int) -> Picture:
    """Return the frame small enough for the screen.

    Args:
        frame: any size.
        most: largest width and height, px; never more than 640 x 480.
        number: of the preview.
    """
    height, width = frame.y.shape
    box = (min(most[0], MOST_PREVIEW[0]), min(most[1], MOST_PREVIEW[1]))
    scale = min(box[0] / width, box[1] / height, 1.0)
    step = max(1, int(1 / scale)) if scale < 1 else 1
    small = _thinned(frame, step)
    size = (int(width * scale), int(height * scale))
    picture = _colour(small)
    if picture.size != size:
        picture = picture.resize(size)
    return Picture(number, picture.width, picture.height, picture.tobytes())


def _thinned(frame: Frame, step: int) -> Frame:
    if step == 1:
        return frame
    y: GreyPicture = np.ascontiguousarray(frame.y[::step, ::step])
    return Frame(y, frame.uv, frame.seq, frame.t)


def jpeg_of(frame: Frame) -> bytes:
    """Return the frame as a JPEG of at most 300 KB, without any metadata."""
    return small_jpeg(_colour(frame))
