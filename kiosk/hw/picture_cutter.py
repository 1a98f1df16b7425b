"""Makes pictures small and clean: photos of the camera, and pictures of goods from the central."""

import io
import queue
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection

import msgspec
from msgspec import Struct
from PIL import Image, ImageOps, UnidentifiedImageError

from kiosk.hw.frames import UNREADABLE
from kiosk.hw.picture_child import MOST_PIXELS, PictureChild, Unanswered, guard
from kiosk.hw.ports import PictureCut
from kiosk.hw.small_jpeg import small_jpeg

_MOST_WAITING = 32
_IDLE_S = 60.0  # until the child, which takes 30 MB, is let go
_FORMATS = ("JPEG", "PNG", "WEBP")


class Order(Struct, frozen=True):
    """A picture to be cut; an empty one ends the thread."""

    request_id: str
    raw: bytes
    side: int


class Cut(Struct, frozen=True):
    """What the child answers."""

    jpeg: bytes | None
    fault: str = ""


class ChildCutter:
    """Implements the PictureCutter port: a thread that asks a child, one picture at a time.

    Args:
        tell: gets each answer, from the thread.
    """

    def __init__(self, tell: Callable[[PictureCut], object]) -> None:
        self._tell = tell
        self._orders: queue.Queue[Order | None] = queue.Queue(_MOST_WAITING)
        self._child = PictureChild(_serve)
        self._thread: threading.Thread | None = None

    def cut(self, request_id: str, raw: bytes, side: int) -> None:
        """Ask for a small JPEG (see PictureCutter)."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="cutter", daemon=True)
            self._thread.start()
        try:
            self._orders.put_nowait(Order(request_id, raw, side))
        except queue.Full:
            self._tell(PictureCut(request_id, None, "too many pictures are waiting"))

    def close(self) -> None:
        """End the thread and the child; twice is fine."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._orders.put(None)
            thread.join()

    def _run(self) -> None:
        while True:
            try:
                order = self._orders.get(timeout=_IDLE_S)
            except queue.Empty:
                self._child.drop()
                continue
            if order is None:
                self._child.drop()
                return
            cut = self._one(order)
            self._tell(PictureCut(order.request_id, cut.jpeg, cut.fault))

    def _one(self, order: Order) -> Cut:
        try:
            answer = self._child.ask(msgspec.msgpack.encode(order))
        except (Unanswered, TimeoutError) as fault:
            return Cut(None, str(fault))
        return msgspec.msgpack.decode(answer, type=Cut)


def _serve(pipe: Connection) -> None:
    guard()
    pipe.send_bytes(b"")
    while True:
        try:
            order = msgspec.msgpack.decode(pipe.recv_bytes(), type=Order)
        except EOFError:
            return
        pipe.send_bytes(msgspec.msgpack.encode(cut(order.raw, order.side)))


def cut(raw: bytes, side: int) -> Cut:
    """Return a picture as a small JPEG: turned upright, cut to size, nothing beside its pixels.

    Args:
        raw: any bytes; only a JPEG, PNG or WEBP becomes a picture.
        side: px, the longer side at most.
    """
    try:
        with Image.open(io.BytesIO(raw), formats=_FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return Cut(None, "has more than 12 million pixels")
            upright = ImageOps.exif_transpose(picture)
            small = _flat(upright)
            small.thumbnail((side, side), Image.Resampling.LANCZOS)
            return Cut(small_jpeg(small))
    except UnidentifiedImageError:
        return Cut(None, "is not a picture")
    except UNREADABLE as error:
        return Cut(None, f"cannot be read: {type(error).__name__}")


def _flat(picture: Image.Image) -> Image.Image:
    """Return it in RGB, on white where it is transparent, with nothing it carried beside."""
    if picture.has_transparency_data:
        seen = picture.convert("RGBA")
        ground = Image.new("RGBA", seen.size, "white")
        picture = Image.alpha_composite(ground, seen)
    flat = picture.convert("RGB")
    flat.info.clear()  # save would write a comment or a colour profile that stands there
    return flat
