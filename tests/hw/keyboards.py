"""The far side of EvdevScanner: scanners that play keyboard, and what the system gets of them.

As the kernel does it: events go to who grabbed a node, else to everybody; what is typed while
nobody has it open is not kept; a pulled cable ends every reading with ENODEV.
"""

import errno
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable

from kiosk.hw.scanner_evdev import InputEvent, InputNode, Inputs

Raw = tuple[int, int, int]  # type, code, value

KEYBOARD = frozenset({*range(1, 84), 96, 97, 98, 100, 125, 126})
SYN, SHIFT, CTRL, ALT, META, F8, RIGHT_BRACE, ENTER, TAB = (
    (0, 0, 0),
    42,
    29,
    56,
    125,
    66,
    27,
    28,
    15,
)
# Key, sign and shifted sign of a US keyboard, as linux/input-event-codes.h names them: written down
# apart from the driver's own map, so that one can catch the other's mistake.
_ROWS = (
    r"2 1 ! 3 2 @ 4 3 # 5 4 $ 6 5 % 7 6 ^ 8 7 & 9 8 * 10 9 ( 11 0 ) 12 - _ 13 = +",
    r"16 q Q 17 w W 18 e E 19 r R 20 t T 21 y Y 22 u U 23 i I 24 o O 25 p P 26 [ { 27 ] }",
    r"""30 a A 31 s S 32 d D 33 f F 34 g G 35 h H 36 j J 37 k K 38 l L 39 ; : 40 ' " 41 ` ~""",
    r"43 \ | 44 z Z 45 x X 46 c C 47 v V 48 b B 49 n N 50 m M 51 , < 52 . > 53 / ?",
)
_US = [word for row in _ROWS for word in row.split()]
_PLAIN = dict(zip(_US[1::3], map(int, _US[::3]), strict=True)) | {" ": 57, "\t": TAB, "\r": ENTER}
_SHIFTED = dict(zip(_US[2::3], map(int, _US[::3]), strict=True))


def pressed(key: int) -> list[Raw]:
    """Return a key going down and up, as evtest shows a scanner's."""
    return [(4, 4, 0x70000 + key), (1, key, 1), SYN, (4, 4, 0x70000 + key), (1, key, 0), SYN]


def held(modifier: int, *inner: Raw) -> list[Raw]:
    """Return what is typed while a modifier is held."""
    return [(1, modifier, 1), SYN, *inner, (1, modifier, 0), SYN]


def typing(text: str) -> list[Raw]:
    """Return the events with which a scanner types a text; GS as Ctrl+]."""
    events: list[Raw] = []
    for sign in text:
        if sign == "\x1d":
            events += held(CTRL, *pressed(RIGHT_BRACE))
        elif sign in _SHIFTED:
            events += held(SHIFT, *pressed(_SHIFTED[sign]))
        else:
            events += pressed(_PLAIN[sign])
    return events


class _OpenNode:
    """Implements OpenInput."""

    def __init__(self, box: "Box", path: str) -> None:
        self._box, self.path = box, path
        self._number = os.eventfd(0, os.EFD_NONBLOCK)
        self.waiting: deque[InputEvent] = deque()
        self.grabbed = self.gone = False

    def fileno(self) -> int:
        return self._number

    def grab(self) -> None:
        if any(other.grabbed for other in self._box.opened(self.path)):
            raise OSError(errno.EBUSY, "Device or resource busy")
        self.grabbed = True

    def feed(self, events: Iterable[InputEvent]) -> None:
        self.waiting.extend(events)
        os.eventfd_write(self._number, 1)

    def read(self) -> list[InputEvent]:
        with self._box.lock:
            if self.gone:
                raise OSError(errno.ENODEV, "No such device")
            os.eventfd_read(self._number)
            events = list(self.waiting)
            self.waiting.clear()
        return events

    def close(self) -> None:
        with self._box.lock:
            if self in self._box.open_nodes:
                self._box.open_nodes.remove(self)
                os.close(self._number)


class Box:
    """A box with USB sockets.

    Args:
        now: monotonic seconds; events are stamped with it.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self.lock = threading.RLock()
        self.plugged: list[InputNode] = []
        self.open_nodes: list[_OpenNode] = []
        self.refuse: dict[str, int] = {}  # path: errno of opening it
        self.has_library = True
        self.system: list[Raw] = []  # what the screen, the console and all others got
        self.inputs = Inputs(lambda: tuple(self.plugged), self._open)

    def _open(self, path: str) -> _OpenNode:
        if not self.has_library:
            raise ModuleNotFoundError("No module named 'evdev'")
        if path in self.refuse:
            raise OSError(self.refuse[path], os.strerror(self.refuse[path]))
        if path not in {node.path for node in self.plugged}:
            raise OSError(errno.ENOENT, "No such file or directory")
        with self.lock:
            self.open_nodes.append(_OpenNode(self, path))
            return self.open_nodes[-1]

    def opened(self, path: str) -> list[_OpenNode]:
        return [node for node in self.open_nodes if node.path == path]

    def nodes(self) -> frozenset[str]:
        """Return what is plugged in, as device_nodes() would."""
        return frozenset(node.path for node in self.plugged)

    def plug(self, *nodes: InputNode) -> None:
        self.plugged = [*self.plugged, *nodes]

    def pull(self, *nodes: InputNode) -> None:
        paths = {node.path for node in nodes}
        self.plugged = [node for node in self.plugged if node.path not in paths]
        with self.lock:
            for opened in self.open_nodes:
                if opened.path in paths:
                    opened.gone = True
                    opened.feed(())

    def type(self, node: InputNode, events: Iterable[Raw], at: float | None = None) -> None:
        """Send events from a node, if it is plugged in."""
        if node.path not in self.nodes():
            return
        when, raw = (self._now() if at is None else at), list(events)
        with self.lock:
            there = self.opened(node.path)
            grabber = [opened for opened in there if opened.grabbed]
            if not grabber:
                self.system += raw
            for opened in grabber or there:
                opened.feed(InputEvent(when, *event) for event in raw)


def scanner_node(number: int, *, vid: int = 0x0C2E, pid: int = 0x0B61) -> InputNode:
    """Return the keyboard of a scanner in a USB socket of its own."""
    return InputNode(
        f"/dev/input/event{number}",
        f"Scanner {number}",
        vid,
        pid,
        f"usb-1.{number}/input0",
        KEYBOARD,
        (f"/dev/input/by-id/usb-{number}-event-kbd",),
    )
