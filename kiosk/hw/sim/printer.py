"""An ESC/POS printer as a program: listens on loopback TCP and turns each paper into a PNG.

Knows what our papers use: reset, raster strips, native QR, feeds, cuts, status and proof. Anything
else is kept in `unknown`, so that a test can fail on it. Faults: `paper`, `low`, `cover`, `cutter`,
`offline` as standing conditions; `silent` (no status, no proof), `slow`, `nonsense` (answers that
are no status), `refuse` (no connection) and `reset_after` (the connection dies after so many bytes
were obeyed).
"""

import contextlib
import socket
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import qrcode
from msgspec import Struct
from PIL import Image

_EDGE = 24
_BITS = 8


class Condition(Struct, frozen=True):
    """How the simulated printer is right now."""

    paper: bool = True
    low: bool = False
    cover: bool = False
    cutter: bool = False
    offline: bool = False
    silent: bool = False
    nonsense: bool = False
    refuse: bool = False
    slow_s: float = 0.0
    reset_after: int | None = None

    @property
    def is_stopped(self) -> bool:
        """Whether it prints nothing until somebody comes: then it proves nothing either."""
        return not self.paper or self.cover or self.cutter or self.offline


class SimPrinter:
    """The emulator.

    Args:
        folder: where papers go as `0001.png`, ...; made if it is not there.
        width: of the paper, dots.
        sleep: waits for some seconds, for `slow_s`.
    """

    def __init__(self, folder: Path, width: int, sleep: Callable[[float], None]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._width, self._sleep = folder, width, sleep
        self.condition = Condition()
        self.unknown: list[bytes] = []
        self.papers: list[Path] = []
        self.printed = threading.Condition()
        self._rows: list[np.ndarray] = []
        self._qr_dots, self._qr_text = 3, b""
        self._stop = threading.Event()
        self._server = socket.create_server(("127.0.0.1", 0))
        self._server.settimeout(0.2)
        self.port: int = self._server.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, name="sim-printer", daemon=True)
        self._thread.start()

    def set(self, condition: Condition) -> None:
        """Put the printer into a condition."""
        self.condition = condition

    def close(self) -> None:
        """Switch it off."""
        self._stop.set()
        with contextlib.suppress(OSError):  # twice is fine, and not every system knows it
            self._server.shutdown(socket.SHUT_RDWR)  # wakes accept()
        self._thread.join(2.0)
        self._server.close()

    def _serve(self) -> None:
        while not self._stop.is_set():
            try:
                line, _ = self._server.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            with line, contextlib.suppress(OSError):
                self._talk(line)

    def _talk(self, line: socket.socket) -> None:
        if self.condition.refuse:
            return
        line.settimeout(0.2)
        pending, total = b"", 0
        while not self._stop.is_set():
            try:
                got = line.recv(65536)
            except TimeoutError:
                continue
            if not got:
                return
            limit = self.condition.reset_after
            if limit is not None and total + len(got) > limit:
                self._obey(pending + got[: max(0, limit - total)], line)
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
                return
            total += len(got)
            pending = self._obey(pending + got, line)

    def _obey(self, data: bytes, line: socket.socket) -> bytes:
        """Obey every whole command in `data`; return what is left."""
        while data:
            used = self._one(data, line)
            if used == 0:
                return data
            data = data[used:]
        return data

    def _one(self, data: bytes, line: socket.socket) -> int:
        if b"\x10\x04".startswith(data[:2]):
            return self._status(data, line)
        if data[:1] == b"\x1b":
            return self._esc(data)
        if data[:1] == b"\x1d":
            return self._gs(data, line)
        self.unknown.append(data[:1])
        return 1

    def _status(self, data: bytes, line: socket.socket) -> int:
        if len(data) < 3:
            return 0
        c = self.condition
        answers = {
            1: 0x12 | (0x08 if c.is_stopped else 0),
            2: 0x12 | (0x04 if c.cover else 0) | (0x20 if not c.paper else 0),
            3: 0x12 | (0x08 if c.cutter else 0),
            4: 0x12 | (0x0C if c.low else 0) | (0x6C if not c.paper else 0),
        }
        if not c.silent:
            line.sendall(bytes([0xFF if c.nonsense else answers.get(data[2], 0x12)]))
        return 3

    def _esc(self, data: bytes) -> int:
        known = {b"@": 2, b"d": 3, b"a": 3, b"t": 3, b"E": 3, b"!": 3, b"M": 3, b"-": 3, b"J": 3}
        if len(data) < 2:
            return 0
        length = known.get(data[1:2])
        if length is None:
            self.unknown.append(data[:2])
            return 2
        if len(data) < length:
            return 0
        if data[1:2] == b"d":
            self._feed(data[2] * 30)
        return length

    def _gs(self, data: bytes, line: socket.socket) -> int:
        if len(data) < 3:
            return 0
        if data[1:3] == b"v0":
            return self._raster(data)
        if data[1:3] == b"(k":
            return self._native(data)
        if data[1:2] == b"V":
            self._cut()
            return 3
        if data[1:2] == b"r":
            if not self.condition.silent and not self.condition.is_stopped:
                line.sendall(b"\x00")
            return 3
        if data[1:2] in {b"!", b"B", b"b"}:
            return 3
        self.unknown.append(data[:2])
        return 2

    def _raster(self, data: bytes) -> int:
        if len(data) < 8:
            return 0
        columns = int.from_bytes(data[4:6], "little")
        rows = int.from_bytes(data[6:8], "little")
        size = 8 + columns * rows
        if len(data) < size:
            return 0
        if self.condition.slow_s:
            self._sleep(self.condition.slow_s)
        bits = np.frombuffer(data[8:size], np.uint8).reshape(rows, columns)
        grey = np.where(np.unpackbits(bits, axis=1) == 1, 0, 255).astype(np.uint8)
        self._rows.append(_fitted(grey, self._width))
        return size

    def _native(self, data: bytes) -> int:
        if len(data) < 5:
            return 0
        size = 5 + int.from_bytes(data[3:5], "little")
        if len(data) < size:
            return 0
        body = data[5:size]
        if body[:2] == b"1C":
            self._qr_dots = max(1, body[-1])
        elif body[:2] == b"1P":
            self._qr_text = body[3:]
        elif body[:2] == b"1Q":
            self._draw_qr()
        return size

    def _draw_qr(self) -> None:
        made = qrcode.QRCode(box_size=self._qr_dots, border=2)
        made.add_data(self._qr_text)
        made.make(fit=True)
        code = np.array(made.make_image().convert("L"), dtype=np.uint8)
        left = np.full((code.shape[0], max(0, self._width - code.shape[1]) // 2), 255, np.uint8)
        self._rows.append(_fitted(np.hstack([left, code]), self._width))

    def _feed(self, dots: int) -> None:
        self._rows.append(np.full((dots, self._width), 255, np.uint8))

    def _cut(self) -> None:
        if not self._rows:
            return
        sheet = np.vstack(self._rows)
        self._rows = []
        paper = Image.new("L", (sheet.shape[1] + 2 * _EDGE, sheet.shape[0] + 2 * _EDGE), 252)
        paper.paste(Image.fromarray(sheet), (_EDGE, _EDGE))
        path = self._folder / f"{len(self.papers) + 1:04d}.png"
        paper.save(path)
        with self.printed:
            self.papers.append(path)
            self.printed.notify_all()


def _fitted(rows: np.ndarray, width: int) -> np.ndarray:
    if rows.shape[1] >= width:
        return rows[:, :width]
    return np.pad(rows, ((0, 0), (0, width - rows.shape[1])), constant_values=255)
