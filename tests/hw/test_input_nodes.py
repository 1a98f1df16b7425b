"""The system's input devices over a made-up sysfs, and python-evdev as a made-up library."""

import errno
import fcntl
import os
import struct
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from kiosk.hw.input_nodes import device_nodes, input_nodes, open_input
from kiosk.hw.scanner_evdev import InputEvent, InputNode

# as a Raspberry Pi prints a keyboard: words of 64 bits, the highest first
KEYBOARD = "1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe"


class System:
    """A box's /sys/class/input and /dev."""

    def __init__(self, folder: Path) -> None:
        self.sys, self.dev = folder / "sys", folder / "dev"
        (self.dev / "input").mkdir(parents=True)
        self.sys.mkdir()

    def plug(self, number: int, keys: str = KEYBOARD, vendor: str = "0c2e") -> Path:
        device = self.sys / f"event{number}" / "device"
        (device / "id").mkdir(parents=True)
        (device / "capabilities").mkdir()
        told = {"name": "Scanner", "phys": "usb-1.2/input0", "id/vendor": vendor}
        told |= {"id/product": "0b61", "capabilities/key": keys}
        for name, text in told.items():
            (device / name).write_text(text + "\n", encoding="utf-8")
        return device

    def link(self, folder: str, name: str, number: int) -> str:
        place = self.dev / "input" / folder
        place.mkdir(exist_ok=True)
        (place / name).symlink_to(f"../event{number}")
        return str(place / name)

    def nodes(self) -> tuple[InputNode, ...]:
        return input_nodes(self.sys, self.dev / "input")


@pytest.fixture
def system(tmp_path: Path) -> System:
    return System(tmp_path)


def test_an_input_device_is_told_with_its_lasting_names(system: System) -> None:
    system.plug(3)
    by_path = system.link("by-path", "platform-usb-0:1.2:1.0-event-kbd", 3)
    by_id = system.link("by-id", "usb-Scanner-event-kbd", 3)
    (node,) = system.nodes()
    assert node.path == str(system.dev / "input" / "event3")
    assert (node.name, node.vid, node.pid) == ("Scanner", 0x0C2E, 0x0B61)
    assert (node.phys, node.place) == ("usb-1.2/input0", "usb-1.2")
    assert node.links == (by_id, by_path)
    assert node.best_path == by_id


def test_a_keyboard_types_and_a_mouse_does_not(system: System) -> None:
    system.plug(1)
    system.plug(2, keys="1f0000 0 0 0 0")
    keyboard, mouse = system.nodes()
    assert (keyboard.types, mouse.types) == (True, False)
    assert mouse.keys == {0x110, 0x111, 0x112, 0x113, 0x114}
    assert {1, 2, 28, 66, 125, 126} <= keyboard.keys
    assert 0 not in keyboard.keys


def test_a_device_that_goes_while_it_is_looked_at_is_left_out(system: System) -> None:
    gone, odd = system.plug(1), system.plug(2)
    system.plug(3)
    (gone / "phys").unlink()
    (odd / "id" / "vendor").write_text("\n", encoding="utf-8")
    assert [node.path[-6:] for node in system.nodes()] == ["event3"]


def test_a_box_without_input_devices_has_none(tmp_path: Path) -> None:
    assert input_nodes(tmp_path / "none", tmp_path / "none") == ()
    assert device_nodes(tmp_path / "none") == frozenset()


# -- what is plugged in ----------------------------------------------------------------------------


def test_what_comes_goes_and_comes_again_shows(system: System) -> None:
    seen = [device_nodes(system.dev)]
    for folder, name in (("input/by-id", "a"), ("serial/by-id", "b"), ("usb", "lp0")):
        (system.dev / folder).mkdir(parents=True)
        (system.dev / folder / name).touch()
        seen.append(device_nodes(system.dev))
    assert [len(nodes) for nodes in seen] == [0, 1, 2, 3]
    assert device_nodes(system.dev) == seen[-1]
    lp0 = system.dev / "usb" / "lp0"
    lp0.rename(system.dev / "old")  # so that its number is not given out again
    lp0.touch()
    assert device_nodes(system.dev) != seen[-1]


# -- python-evdev ----------------------------------------------------------------------------------


class Library:
    """What of python-evdev's InputDevice is used: its own close() must not be."""

    def __init__(self, path: str) -> None:
        self.fd = os.open(path, os.O_RDONLY)
        self.grabbed = False
        self.tells: list[SimpleNamespace] = []
        self.ends: OSError | None = BlockingIOError(errno.EAGAIN, "nothing waits")

    def grab(self) -> None:
        self.grabbed = True

    def read(self) -> Iterator[SimpleNamespace]:
        if self.ends is not None:
            raise self.ends
        yield from self.tells

    def close(self) -> None:
        raise RuntimeError("There is no current event loop in thread 'dev-hand'.")


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[list[Library]]:
    """Stand in for the library and for the one ioctl, which only an input device answers."""
    made: list[Library] = []

    def opened(path: str) -> Library:
        made.append(Library(path))
        return made[-1]

    module = ModuleType("evdev")
    module.InputDevice = opened  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "evdev", module)
    (tmp_path / "event3").touch()
    yield made
    assert [device.fd for device in made] == [-1] * len(made)


def test_events_come_with_monotonic_times(
    library: list[Library], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[tuple[int, int, bytes]] = []
    monkeypatch.setattr(fcntl, "ioctl", lambda *given: asked.append(given))
    node = open_input(str(tmp_path / "event3"))
    (device,) = library
    assert asked == [(device.fd, 0x400445A0, struct.pack("i", time.CLOCK_MONOTONIC))]
    assert node.fileno() == device.fd
    assert node.read() == ()
    node.grab()
    assert device.grabbed
    device.ends = None
    device.tells = [SimpleNamespace(sec=7, usec=250_000, type=1, code=30, value=1)]
    assert node.read() == [InputEvent(7.25, 1, 30, 1)]
    device.ends = OSError(errno.ENODEV, "No such device")
    with pytest.raises(OSError, match="No such device"):
        node.read()
    number = device.fd
    node.close()
    node.close()
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(number)


def test_what_is_no_input_device_is_closed_again(library: list[Library], tmp_path: Path) -> None:
    with pytest.raises(OSError, match="Inappropriate ioctl"):
        open_input(str(tmp_path / "event3"))
    assert len(library) == 1


def test_without_the_library_it_is_an_import_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "evdev", None)
    with pytest.raises(ImportError):
        open_input("/dev/input/event3")
