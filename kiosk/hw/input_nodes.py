"""The system's input devices: listed from sysfs, opened through python-evdev; and device nodes.

sysfs is read without any right, so a scanner that may not be opened is told from one that is not
there (python-evdev's list_devices() leaves out both).
"""

import fcntl
import os
import struct
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from kiosk.hw.scanner_evdev import InputEvent, InputNode, OpenInput

_EVIOCSCLOCKID = 0x400445A0  # linux/input.h
_WORD_BITS = struct.calcsize("L") * 8
_PLUGGED = ("input/by-id", "serial/by-id", "usb")


def input_nodes(
    system: Path = Path("/sys/class/input"), dev: Path = Path("/dev/input")
) -> tuple[InputNode, ...]:
    """Return the input devices there are.

    Args:
        system: the kernel's list of them.
        dev: the folder of their nodes.
    """
    links = _links(dev)
    found: list[InputNode] = []
    for entry in sorted(system.glob("event*")):
        with suppress(OSError, ValueError):  # it is being unplugged
            found.append(_node(entry, dev / entry.name, links))
    return tuple(found)


def _node(entry: Path, path: Path, links: dict[str, list[str]]) -> InputNode:
    device = entry / "device"
    return InputNode(
        str(path),
        _line(device / "name"),
        vid=int(_line(device / "id" / "vendor"), 16),
        pid=int(_line(device / "id" / "product"), 16),
        phys=_line(device / "phys"),
        keys=_bits(_line(device / "capabilities" / "key")),
        links=tuple(links.get(os.path.realpath(path), ())),
    )


def _line(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace").strip()


def _bits(words: str) -> frozenset[int]:
    """Return the numbers of the bits set in words of hex, the highest first."""
    return frozenset(
        place * _WORD_BITS + bit
        for place, word in enumerate(reversed(words.split()))
        for bit in range(_WORD_BITS)
        if int(word, 16) >> bit & 1
    )


def _links(dev: Path) -> dict[str, list[str]]:
    """Return the lasting names of the nodes, by node: by-id before by-path."""
    links: dict[str, list[str]] = {}
    for folder in ("by-id", "by-path"):
        with suppress(OSError):
            for link in sorted((dev / folder).iterdir()):
                links.setdefault(os.path.realpath(link), []).append(str(link))
    return links


def device_nodes(dev: Path = Path("/dev")) -> frozenset[str]:
    """Return what is plugged in, so that a change shows (HARDWARE.md 2).

    Not from udev's events: a private network namespace swallows them (measured 0 of 28).
    """
    return frozenset(name for folder in _PLUGGED for name in _entries(dev / folder))


def _entries(folder: Path) -> Iterator[str]:
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            # a new link of the same name has another number: pulled and plugged between two looks
            yield f"{entry.path} {entry.inode()}"


def open_input(path: str) -> OpenInput:
    """Open an event node through python-evdev.

    Args:
        path: of the node.

    Raises:
        ImportError: python-evdev is not installed; it has no wheels for a Pi, Debian has it.
        OSError: it cannot be opened.
    """
    from evdev import InputDevice

    opened = _EvdevInput(InputDevice(path))
    try:
        # events carry wall time unless told otherwise: it jumps when a Pi first hears of the time
        fcntl.ioctl(opened.fileno(), _EVIOCSCLOCKID, struct.pack("i", time.CLOCK_MONOTONIC))
    except OSError:
        opened.close()
        raise
    return opened


class _EvdevInput:
    """Implements OpenInput over python-evdev's InputDevice."""

    def __init__(self, device: Any) -> None:  # noqa: ANN401
        self._device = device

    def fileno(self) -> int:
        number: int = self._device.fd
        return number

    def grab(self) -> None:
        self._device.grab()

    def read(self) -> Sequence[InputEvent]:
        try:
            return [
                InputEvent(told.sec + told.usec / 1e6, told.type, told.code, told.value)
                for told in self._device.read()
            ]
        except BlockingIOError:  # nothing waits
            return ()

    def close(self) -> None:
        # not the library's close(): from 1.3 on some ask asyncio for a loop, which a thread has
        # not, and leave the file open (python-evdev#120)
        number, self._device.fd = self._device.fd, -1
        if number >= 0:
            os.close(number)
