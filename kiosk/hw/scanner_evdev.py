"""A hand scanner that plays keyboard, grabbed for the counter alone (EVIOCGRAB).

While it is grabbed, no other program, no console and no screen gets its keys, so that a code with
Ctrl+Alt+Delete in it is a code and nothing else. What opens the device comes in as an argument.
"""

import errno
import select
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal, Protocol, TypeAlias

from msgspec import Struct

from kiosk.hw.framing import ENDS, TAB, Framer
from kiosk.hw.ports import DeviceFault, Facts, Fault, Scan, Symbology
from kiosk.hw.scanner_keys import DIGITS_AND_ENTER, ScannerKeys

Match: TypeAlias = tuple[int, int] | str
Suffix: TypeAlias = Literal["enter", "tab", "none"]

_GAP_S = 0.1
_EV_SYN, _EV_KEY, _SYN_DROPPED = 0, 1, 3
_POINTING = frozenset({0x110, 0x14A})  # BTN_LEFT, BTN_TOUCH
_DENIED = {errno.EACCES, errno.EPERM}


class InputNode(Struct, frozen=True):
    """An input device the system has; a scanner may come as several.

    Args:
        path: of its event node.
        name: as the maker calls it.
        vid, pid: of USB.
        phys: where it is plugged in, `usb-.../input0`.
        keys: key codes it can send.
        links: names under /dev/input/by-id and by-path, the best first.
    """

    path: str
    name: str
    vid: int
    pid: int
    phys: str = ""
    keys: frozenset[int] = frozenset()
    links: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """The device it is a part of."""
        return self.phys.rpartition("/")[0] or self.path

    @property
    def types(self) -> bool:
        """Whether it can type a code."""
        return self.keys >= DIGITS_AND_ENTER

    @property
    def best_path(self) -> str:
        """The path to write into kiosk.toml: event numbers change at every start."""
        return self.links[0] if self.links else self.path


class InputEvent(Struct, frozen=True):
    """What an input device told: the kernel's type, code and value, and when, monotonic."""

    at: float
    type: int
    code: int
    value: int


class OpenInput(Protocol):
    """An open event node; whatever it raises is an OSError."""

    def fileno(self) -> int:
        """Return its file descriptor, which can be polled."""

    def grab(self) -> None:
        """Take it for us alone; EBUSY when somebody else has."""

    def read(self) -> Iterable[InputEvent]:
        """Return what waits, at once; ENODEV when it was unplugged."""

    def close(self) -> None:
        """Let it go, ungrabbed."""


class Inputs(Struct, frozen=True):
    """The way to the system's input devices.

    Args:
        nodes: lists them; needs no right.
        open_node: opens the one at a path; OSError, or ImportError without the library.
    """

    nodes: Callable[[], Sequence[InputNode]]
    open_node: Callable[[str], OpenInput]


class EvdevScanner:
    """Implements Scanner.

    Args:
        name: in kiosk.toml.
        match: (vid, pid), or a path such as one of /dev/input/by-id.
        suffix: what ends a code; none: 60 ms of silence.
        inputs: the way to it.
        now: monotonic seconds, by the clock of the events.
    """

    def __init__(
        self, name: str, match: Match, suffix: Suffix, inputs: Inputs, now: Callable[[], float]
    ) -> None:
        self.name = name
        self._match, self._inputs, self._now = match, inputs, now
        ends = TAB if suffix == "tab" else ENDS
        self._framer = Framer(by_silence=suffix == "none", ends=ends, gap_s=_GAP_S)
        self._keys = ScannerKeys()
        self._label = ""
        self._open: dict[int, OpenInput] = {}
        self._poll = select.poll()

    def open(self) -> Facts:
        """Find the scanner and grab every part of it (see Device)."""
        self.close()
        nodes = self._chosen()
        self._label = nodes[0].name
        for node in nodes:
            try:
                self._take(node.path)
            except OSError as error:
                self.close()
                raise self._fault(node, error.errno) from error
            except ImportError as error:
                self.close()
                detail = "python-evdev is not installed; do: sudo apt install python3-evdev"
                raise DeviceFault(
                    self.name, Fault.MISSING_LIBRARY, detail, permanent=True
                ) from error
        self._framer.reset()
        self._keys.reset()
        return self.check()

    def _take(self, path: str) -> None:
        opened = self._inputs.open_node(path)
        self._open[opened.fileno()] = opened
        opened.grab()
        self._poll.register(opened.fileno(), select.POLLIN)

    def _fault(self, node: InputNode, number: int | None) -> DeviceFault:
        if number in _DENIED:
            detail = (
                f"no permission to read {node.path}; "
                "do: sudo usermod -aG input USER, with the user that runs kiosk, and restart"
            )
            return DeviceFault(self.name, Fault.DENIED, detail, permanent=True)
        if number == errno.EBUSY:
            detail = f"{_told(node)} is held by another program or another [[scanner]]"
            return DeviceFault(self.name, Fault.BUSY, detail)
        return DeviceFault(self.name, Fault.ABSENT, f"{_told(node)} cannot be opened")

    def check(self) -> Facts:
        """Say how much had to be dropped (see Device)."""
        return {
            "driver": "evdev",
            "scanner": self._label,
            "dropped": self._framer.dropped,
            "refused_keys": self._keys.refused,
        }

    def close(self) -> None:
        """Let the scanner go (see Device)."""
        opened, self._open, self._poll = self._open, {}, select.poll()
        for node in opened.values():
            node.close()

    def read(self, timeout_s: float) -> tuple[Scan, ...]:
        """Return the codes that came (see Scanner)."""
        if not self._open:
            raise DeviceFault(self.name, Fault.LOST, "closed")
        scans: list[Scan] = []
        try:
            ready = self._poll.poll(self._framer.patience(timeout_s) * 1000)
            for descriptor, _ in ready:
                for event in self._open[descriptor].read():
                    scans += self._heard(event)
        except OSError as error:
            raise DeviceFault(self.name, Fault.LOST, "the scanner was unplugged") from error
        if not ready:
            now = self._now()
            scans += self._scans(self._framer.feed(b"", now), now)
        return tuple(scans)

    def _heard(self, event: InputEvent) -> Iterator[Scan]:
        if (event.type, event.code) == (_EV_SYN, _SYN_DROPPED):
            # the kernel's buffer ran over: no half code may pass for a whole one
            self._framer.spoil(event.at)
            self._keys.reset()
        elif event.type == _EV_KEY:
            typed = self._keys.typed(event.code, event.value)
            if typed:
                yield from self._scans(self._framer.feed(typed, event.at), event.at)

    def _scans(self, texts: Iterable[str], at: float) -> Iterator[Scan]:
        return (Scan(text, Symbology.UNKNOWN, self.name, at) for text in texts)

    # -- which of the system's input devices it is -------------------------------------------------

    def _chosen(self) -> tuple[InputNode, ...]:
        """Return every part of the one scanner that is meant, the part that types first."""
        nodes = self._inputs.nodes()
        fits = [node for node in nodes if self._fits(node)]
        typing = [node for node in fits if node.types]
        if not fits:
            raise DeviceFault(self.name, Fault.ABSENT, f"{self._wanted} is not connected")
        if not typing:
            raise self._misconfigured(
                f"{self._wanted} is no keyboard; set the scanner to USB keyboard (HID), "
                "or write the path that ends in -event-kbd"
            )
        places = {node.place: node for node in reversed(typing)}
        if len(places) > 1:
            named = " and ".join(_told(places[place]) for place in sorted(places))
            best = places[min(places)].best_path
            raise self._misconfigured(
                f'{self._wanted} fits {len(places)} devices: {named}; write path = "{best}" '
                "or the other's instead of match"
            )
        first = typing[0]
        # its other parts too, such as media keys: what is not grabbed reaches the system
        parts = (node for node in nodes if node.place == first.place and node.keys)
        return (first, *(n for n in parts if n != first and not n.keys & _POINTING))

    @property
    def _wanted(self) -> str:
        if isinstance(self._match, str):
            return self._match
        return "match {:04x}:{:04x}".format(*self._match)

    def _fits(self, node: InputNode) -> bool:
        if isinstance(self._match, str):
            return self._match in {node.path, *node.links}
        return self._match == (node.vid, node.pid)

    def _misconfigured(self, detail: str) -> DeviceFault:
        return DeviceFault(self.name, Fault.MISCONFIGURED, detail, permanent=True)


def _told(node: InputNode) -> str:
    return f'"{node.name}" ({node.best_path})'
