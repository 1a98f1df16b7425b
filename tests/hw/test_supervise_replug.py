"""Unplugged and plugged again: noticed by what is plugged in, and nothing is left behind."""

import gc
import os
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest

from kiosk.hw import supervise
from kiosk.hw.input_nodes import device_nodes
from kiosk.hw.ports import Device, DeviceState
from kiosk.hw.scanner_evdev import EvdevScanner
from kiosk.hw.scanner_serial import SerialScanner
from kiosk.hw.sim.scanner import SimScanner
from tests.hw.held import held, no_more_than
from tests.hw.keyboards import Box, scanner_node, typing
from tests.hw.supervised import Room
from tests.waiting import eventually


@pytest.fixture
def room() -> Iterator[Room]:
    made = Room()
    yield made
    made.stop()


class Hand(Protocol):
    """A scanner with a cable that can be pulled."""

    scanner: Device

    def plug(self) -> None: ...

    def pull(self) -> None: ...

    def nodes(self) -> frozenset[str]: ...

    def scan(self, text: str) -> None: ...


class SerialHand:
    """A serial scanner: a pty and its name under /dev."""

    def __init__(self, folder: Path) -> None:
        self._dev, self._master = folder, -1
        self._path = folder / "serial" / "by-id" / "usb-Scanner-if00"
        self._path.parent.mkdir(parents=True)
        path = str(self._path)
        self.scanner = SerialScanner("hand", path, 9600, time.monotonic, by_silence=False)

    def plug(self) -> None:
        self._master, slave = os.openpty()
        self._path.symlink_to(os.ttyname(slave))
        os.close(slave)

    def pull(self) -> None:
        self._path.unlink()
        os.close(self._master)

    def nodes(self) -> frozenset[str]:
        return device_nodes(self._dev)

    def scan(self, text: str) -> None:
        os.write(self._master, text.encode() + b"\r")


class KeyHand:
    """A scanner that plays keyboard."""

    def __init__(self, _folder: Path) -> None:
        self._box, self._node = Box(time.monotonic), scanner_node(1)
        where = (self._node.vid, self._node.pid)
        self.scanner = EvdevScanner("hand", where, "enter", self._box.inputs, time.monotonic)
        self.nodes = self._box.nodes

    def plug(self) -> None:
        self._box.plug(self._node)

    def pull(self) -> None:
        self._box.pull(self._node)

    def scan(self, text: str) -> None:
        self._box.type(self._node, typing(text + "\r"))


def test_something_else_plugged_in_is_one_more_try_and_not_one_after_the_other(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervise, "_LOOK_S", 0.002)
    hand, nodes, looks = SimScanner("hand", room.now), {"usb/lp0 7"}, []

    def look() -> frozenset[str]:
        looks.append(len(nodes))
        return frozenset(nodes)

    hand.plugged = False
    room.supervised(hand, look).start()
    room.reaches(DeviceState.ABSENT, "absent")
    nodes.add("input/by-id/mouse 8")
    eventually(lambda: looks.count(2) > 9)
    assert room.tries == 2


@pytest.mark.parametrize("kind", [SerialHand, KeyHand])
@pytest.mark.slow
def test_a_hundred_times_unplugged_and_plugged_again_leaves_nothing_behind(
    kind: type[Hand], room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervise, "_LOOK_S", 0.002)  # a second, in a box
    hand = kind(tmp_path)
    room.supervised(hand.scanner, hand.nodes).start()

    def go(number: int) -> None:
        room.at += 0.06  # too little to end a pause, enough to be no flood
        hand.plug()
        room.reaches(DeviceState.READY)
        hand.scan(f"A-{number:02d}")
        eventually(lambda: room.texts == [f"A-{number:02d}"])
        room.texts.clear()
        hand.pull()
        eventually(lambda: room.health.state is DeviceState.ABSENT)

    def memory() -> int:
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    room.reaches(DeviceState.ABSENT, "absent")
    tracemalloc.start()
    try:
        for number in range(10):  # what the first rounds load stays
            go(number)
        before, kept = held(), memory()
        for number in range(100):
            go(number)
        eventually(lambda: no_more_than(before))
        grown = memory() - kept
    finally:
        tracemalloc.stop()
    assert grown < 20_000  # 200 bytes a round
