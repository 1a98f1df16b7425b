"""The memory that the counter and the eye's child share: three preview pictures and a status block.

Each preview slot has a sequence lock: odd while it is being written, so a reader skips it. The
status block tells the watchdog how the child is. Made and removed by the counter.
"""

import struct
from multiprocessing.shared_memory import SharedMemory

from msgspec import Struct

from kiosk.hw.ports import Picture

MOST_PREVIEW = (640, 480)
_SLOTS = 3
_STATUS = struct.Struct("<QdddB7x")  # frames, beat, busy since, blur, engine
_SLOT_HEAD = struct.Struct("<QQII")  # lock, picture number, width, height
_SLOT_BYTES = _SLOT_HEAD.size + MOST_PREVIEW[0] * MOST_PREVIEW[1] * 3
ENGINE_NAMES = ("", "zxing", "zbar")


class Status(Struct, frozen=True):
    """How the child is.

    Args:
        frames: captured so far.
        beat: monotonic seconds of its last turn.
        busy_since: monotonic seconds since when it decodes one frame, 0 between frames.
        engine: which decoder is at work, empty for none.
        blur: of the sharpest thing seen lately, pixels; 0 for not known.
    """

    frames: int
    beat: float
    busy_since: float
    engine: str
    blur: float = 0.0


class Window:
    """One side's view of the shared memory.

    Args:
        name: of the memory to attach to, None to make it.
    """

    def __init__(self, name: str | None = None) -> None:
        size = _STATUS.size + _SLOTS * _SLOT_BYTES
        self._memory = SharedMemory(name, create=name is None, size=size)
        self._owner = name is None
        self._next_slot = 0
        if self._owner:
            self._buffer[:size] = bytes(size)

    @property
    def name(self) -> str:
        """What the other side attaches by."""
        return self._memory.name

    @property
    def _buffer(self) -> memoryview:
        buffer = self._memory.buf
        if buffer is None:
            raise ValueError("the window is closed")
        return buffer

    def close(self) -> None:
        """Let go; the owner also removes the memory."""
        self._memory.close()
        if self._owner:
            self._owner = False
            self._memory.unlink()

    def tell(self, status: Status) -> None:
        """Write the status block."""
        engine = ENGINE_NAMES.index(status.engine)
        times = (status.beat, status.busy_since)
        _STATUS.pack_into(self._buffer, 0, status.frames, *times, status.blur, engine)

    def status(self) -> Status:
        """Read the status block."""
        frames, beat, busy_since, blur, engine = _STATUS.unpack_from(self._buffer, 0)
        name = ENGINE_NAMES[engine] if engine < len(ENGINE_NAMES) else ""
        return Status(frames, beat, busy_since, name, blur)

    def put(self, picture: Picture) -> None:
        """Write a picture into the next slot; larger ones than 640 x 480 are refused."""
        if len(picture.rgb) > _SLOT_BYTES - _SLOT_HEAD.size:
            raise ValueError("a preview is at most 640 x 480")
        start = _STATUS.size + self._next_slot * _SLOT_BYTES
        self._next_slot = (self._next_slot + 1) % _SLOTS
        lock = _SLOT_HEAD.unpack_from(self._buffer, start)[0] | 1
        head = (picture.seq, picture.width, picture.height)
        _SLOT_HEAD.pack_into(self._buffer, start, lock, *head)
        body = start + _SLOT_HEAD.size
        self._buffer[body : body + len(picture.rgb)] = picture.rgb
        _SLOT_HEAD.pack_into(self._buffer, start, lock + 1, *head)

    def newest(self, after: int) -> Picture | None:
        """Return the newest picture above number `after`, whole or not at all."""
        best: tuple[int, int] | None = None
        for slot in range(_SLOTS):
            start = _STATUS.size + slot * _SLOT_BYTES
            lock, seq, _, _ = _SLOT_HEAD.unpack_from(self._buffer, start)
            if lock and not lock & 1 and seq > max(after, best[0] if best else after):
                best = (seq, start)
        if best is None:
            return None
        seq, start = best
        lock, seq, width, height = _SLOT_HEAD.unpack_from(self._buffer, start)
        body = start + _SLOT_HEAD.size
        rgb = bytes(self._buffer[body : body + width * height * 3])
        if _SLOT_HEAD.unpack_from(self._buffer, start)[0] != lock or lock & 1:
            return None
        return Picture(seq, width, height, rgb)
