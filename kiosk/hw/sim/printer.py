"""An ESC/POS printer as a program: listens on loopback TCP and turns each paper into a PNG.

Behind a device node (`attach`) it is a printer on USB or a serial port: there the end of a talk is
nothing it notices, so that half a command waits for its rest in the next.

Knows what our papers use: reset, raster strips, native QR, letters in its code pages, feeds, cuts,
status and proof. Anything else is kept in `unknown`, so that a test can fail on it. Faults:
`paper`, `low`, `cover`, `cutter`, `offline` as standing conditions; `silent` (no status, no proof),
`slow`, `nonsense` (answers that are no status), `refuse` (no connection) and `reset_after` (the
connection dies after so many bytes were obeyed).
"""

import contextlib
import os
import select
import socket
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import qrcode
from msgspec import Struct
from PIL import Image

from kiosk.hw import printer_profiles
from kiosk.hw.sim.letters import Letters

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
        profile: the model's name in python-escpos: its code pages.
    """

    def __init__(
        self,
        folder: Path,
        width: int,
        sleep: Callable[[float], None],
        profile: str = "default",
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._width, self._sleep = folder, width, sleep
        self.condition = Condition()
        self.unknown: list[bytes] = []
        self.papers: list[Path] = []
        self.printed = threading.Condition()
        self._rows: list[np.ndarray] = []
        self._qr_dots, self._qr_text = 3, b""
        self._left, self._taken = b"", 0
        self._profile, self._letters = profile, Letters(width)
        self._codec, self._line = "ascii", ""
        self.texts: list[str] = []
        self.paper_texts: list[tuple[str, ...]] = []
        self._texts_cut = 0
        self._nodes: list[_Node] = []
        self._stop = threading.Event()
        self._server = socket.create_server(("127.0.0.1", 0))
        self._server.settimeout(0.2)
        self.port: int = self._server.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, name="sim-printer", daemon=True)
        self._thread.start()

    @property
    def hanging(self) -> tuple[str, ...]:
        """The lines on the paper that is not cut off yet."""
        return tuple(self.texts[self._texts_cut :])

    def set(self, condition: Condition) -> None:
        """Put the printer into a condition; `reset_after` counts from here at a node."""
        self.condition, self._taken = condition, 0

    def attach(self, node: int) -> None:
        """Serve a node too, as the far side of a cable; the printer closes it in the end."""
        self._nodes.append(_Node(node, self._talk))

    def close(self) -> None:
        """Switch it off."""
        self._stop.set()
        with contextlib.suppress(OSError):  # twice is fine, and not every system knows it
            self._server.shutdown(socket.SHUT_RDWR)  # wakes accept()
        self._thread.join(2.0)
        for node in self._nodes:
            node.thread.join(2.0)
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

    def _talk(self, line: "socket.socket | _Node") -> None:
        if self.condition.refuse:
            return
        line.settimeout(0.2)
        is_node = isinstance(line, _Node)
        pending = self._left if is_node else b""
        self._taken = 0
        while not self._stop.is_set():
            try:
                got = line.recv(65536)
            except TimeoutError:
                continue
            if not got:
                return
            if pending and got[:2] == b"\x10\x04":
                self._status(got, line)  # obeyed at once, and data of the command under way, too
            limit, before = self.condition.reset_after, self._taken
            self._taken += len(got)
            if limit is not None and self._taken > limit:
                pending = self._obey(pending + got[: max(0, limit - before)], line)
                self._left = pending if is_node else self._left
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
                return
            pending = self._obey(pending + got, line)
            self._left = pending if is_node else self._left

    def _obey(self, data: bytes, line: "socket.socket | _Node") -> bytes:
        """Obey every whole command in `data`; return what is left."""
        while data:
            used = self._one(data, line)
            if used == 0:
                return data
            data = data[used:]
        return data

    def _one(self, data: bytes, line: "socket.socket | _Node") -> int:
        if data[:1] == b"\x00":
            return len(data) - len(data.lstrip(b"\x00"))  # means nothing outside a command
        if b"\x10\x04".startswith(data[:2]):
            return self._status(data, line)
        if data[:1] == b"\x1b":
            return self._esc(data)
        if data[:1] == b"\x1d":
            return self._gs(data, line)
        if data[:1] == b"\n":
            self._end_line()
            return 1
        if data[0] >= 0x20 and data[0] != 0x7F:
            return self._letters_of(data)
        self.unknown.append(data[:1])
        return 1

    def _letters_of(self, data: bytes) -> int:
        used = next((n for n, byte in enumerate(data) if byte < 0x20 or byte == 0x7F), len(data))
        self._line += data[:used].decode(self._codec, "replace")
        return used

    def _end_line(self) -> None:
        self.texts.append(self._line)
        self._rows.append(self._letters.drawn(self._line))
        self._line = ""

    def _status(self, data: bytes, line: "socket.socket | _Node") -> int:
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
        match data[1:2]:
            case b"d":
                self._feed(data[2] * 30)
            case b"J":
                self._feed(data[2])
            case b"t":
                pages = dict(printer_profiles.pages(self._profile))
                self._codec = pages.get(data[2], "ascii")
            case b"E":
                self._letters.bold = bool(data[2])
            case b"@":
                self._codec, self._line, self._letters = "ascii", "", Letters(self._width)
            case _:
                pass
        return length

    def _gs(self, data: bytes, line: "socket.socket | _Node") -> int:
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
        if data[1:2] == b"!":
            self._letters.size = data[2]
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
        self.paper_texts.append(self.hanging)
        self._texts_cut = len(self.texts)
        with self.printed:
            self.papers.append(path)
            self.printed.notify_all()


def _fitted(rows: np.ndarray, width: int) -> np.ndarray:
    if rows.shape[1] >= width:
        return rows[:, :width]
    return np.pad(rows, ((0, 0), (0, width - rows.shape[1])), constant_values=255)


class _Node:
    """A node's far side with the few calls of a socket that the printer makes."""

    def __init__(self, node: int, talk: Callable[["_Node"], None]) -> None:
        self._node, self._wait_s, self._talk = node, 0.2, talk
        self.thread = threading.Thread(target=self._serve, name="sim-printer-node", daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            self._talk(self)
        os.close(self._node)

    def settimeout(self, wait_s: float) -> None:
        self._wait_s = wait_s

    def recv(self, most: int) -> bytes:
        if not select.select([self._node], [], [], self._wait_s)[0]:
            raise TimeoutError
        return os.read(self._node, most)

    def sendall(self, data: bytes) -> None:
        os.write(self._node, data)

    def setsockopt(self, *what: object) -> None:
        """A cable has no options: it is pulled by closing the node."""
