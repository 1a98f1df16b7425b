"""Lamps to look at: the real driver over the virtual board, a colour strip, a clock held still."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from gpiozero import Device

from kiosk.hw.lights import PALETTE
from kiosk.hw.lights_hc595 import Hc595Chain
from kiosk.hw.outputs import OutputPin
from kiosk.hw.ports import Colour, Facts
from kiosk.hw.sim.faults import Fault
from kiosk.hw.sim.lights import SimHc595

_COLOURS = {rgb: colour for colour, rgb in PALETTE.items()}


class Still:
    """A clock that stands where it was put."""

    def __init__(self) -> None:
        self.at = 100.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


@contextmanager
def wired(
    count: int,
    *faults: Fault,
    now: Callable[[], float] = float,  # stands at nought
    sleep: Callable[[float], object] = float,
    enable: Callable[[], OutputPin] | None = None,
) -> Iterator[tuple[SimHc595, Hc595Chain]]:
    """Give a board and its driver; let go of the pins afterwards, which gpiozero shares."""
    before = Device.pin_factory
    board = SimHc595(count, now, sleep, faults)
    chain = Hc595Chain("wall", count, board.bus, enable)
    try:
        yield board, chain
    finally:
        chain.close()
        Device.pin_factory = before


def frame(count: int, *cells: int) -> bytes:
    """Return a frame in which some cells shine."""
    return b"".join(b"\xff\x80\0" if cell in cells else b"\0\0\0" for cell in range(count))


class Strip:
    """A chain of colour LEDs that keeps every frame."""

    colour = True

    def __init__(self, name: str = "strip", count: int = 8) -> None:
        self.name, self.count = name, count
        self.frames: list[bytes] = []

    def open(self) -> Facts:
        self.frames.append(bytes(self.count * 3))
        return self.check()

    def check(self) -> Facts:
        return {"driver": "strip"}

    def close(self) -> None:
        self.frames.append(bytes(self.count * 3))

    def write(self, frame: bytes) -> None:
        self.frames.append(frame)

    @property
    def lit(self) -> dict[int, Colour]:
        last = self.frames[-1]
        rgb = [tuple(last[i : i + 3]) for i in range(0, len(last), 3)]
        return {place: _COLOURS[drive] for place, drive in enumerate(rgb) if any(drive)}
