"""Lights over gpiozero's mock pins, read back bit by bit."""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from kiosk.hw.cellmap import Led
from kiosk.hw.lights import Chain, LightEngine
from kiosk.hw.lights_hc595 import Hc595Chain, SpiBus
from kiosk.hw.ports import Colour, Fault, Lamp, LightDriver, Lights, Rhythm
from kiosk.hw.sim.faults import Fault as Planned
from kiosk.hw.sim.lights import SimHc595
from tests.hw.chains import Strip
from tests.hw.rigs.rig import Rig
from tests.hw.slept_clock import SleptClock

COUNT = 8
BUS_FAULTS: Mapping[str, tuple[Any, object]] = {
    "raise at open": (Planned(1, "open", "raise"), Fault.ABSENT),
    "raise at the first dark frame": (Planned(1, "transfer", "raise"), Fault.LOST),
    "raise": (Planned(2, "transfer", "raise"), Fault.LOST),
    "denied": (PermissionError("/dev/spidev0.0"), Fault.DENIED),
    "no spidev": (ModuleNotFoundError("spidev"), Fault.MISSING_LIBRARY),
}


class Board:
    """A chain of LEDs on mock pins that can be taken off its bus."""

    def __init__(self, plan: Planned | Exception | None) -> None:
        self._clock = SleptClock()
        faults = [plan] if isinstance(plan, Planned) else []
        self.registers = SimHc595(COUNT, self._clock.now, self._clock.sleep, faults)
        self.refuses = plan if isinstance(plan, Exception) else None
        self.is_there = True

    def bus(self) -> SpiBus:
        """Open the bus as the driver does."""
        if self.refuses is not None:
            raise self.refuses
        if not self.is_there:
            raise FileNotFoundError("/dev/spidev0.0")
        return _PulledBus(self, self.registers.bus())


class _PulledBus:
    def __init__(self, board: Board, bus: SpiBus) -> None:
        self._board, self._bus = board, bus

    def transfer(self, data: Sequence[int]) -> Sequence[int]:
        if not self._board.is_there:
            raise OSError("the bus is gone")
        return list(self._bus.transfer(data))

    def close(self) -> None:
        self._bus.close()


class _Lit(Rig):
    def __init__(self, folder: Path, plan: Planned | Exception | None = None) -> None:
        super().__init__(folder, plan)
        self.board = Board(plan)
        self.chain = Hc595Chain("wall", COUNT, self.board.bus)

    def pull(self) -> None:
        self.board.is_there = False

    def plug(self) -> None:
        self.board.is_there = True

    def heal(self) -> None:
        self.board.refuses = None


class ChainRig(_Lit):
    """The driver over mock pins."""

    of, port, simulator = Hc595Chain, LightDriver, SimHc595
    good = frozenset({1})
    faults: ClassVar = {
        **BUS_FAULTS,
        "slow": (Planned(2, "transfer", "slow"), frozenset({1})),
        "bits": (Planned(3, "transfer", "bits"), frozenset({1, 7})),
    }

    def __init__(self, folder: Path, plan: Planned | Exception | None = None) -> None:
        super().__init__(folder, plan)
        self.device = self.chain

    def use(self) -> object:
        self.device.write(bytes(3) + b"\xff\x6e\x00" + bytes(3 * (COUNT - 2)))
        return self.board.registers.lit()


class EngineRig(_Lit):
    """The engine over a strip of colours, and a chain that can fail."""

    of, port, simulator = LightEngine, Lights, SimHc595
    good, uses = (frozenset({1}), {0: Colour.AMBER}), 1
    closed = (Fault.LOST, ())  # it knows that all is dark already
    faults: ClassVar = {
        **BUS_FAULTS,
        "slow": (Planned(2, "transfer", "slow"), good),
        "bits": (Planned(2, "transfer", "bits"), (frozenset({1, 7}), {0: Colour.AMBER})),
    }

    def __init__(self, folder: Path, plan: Planned | Exception | None = None) -> None:
        super().__init__(folder, plan)
        self._strip = Strip("left")  # gpiozero has one bit-banged bus for all boards on these pins
        chains = {
            "left": Chain(self._strip, 4),
            "wall": Chain(self.chain, 4),
        }
        leds = {"A-01": Led("wall", 1, 1), "B-01": Led("left", 0, 1)}
        self.device = LightEngine(chains, leds, frozenset(), time.monotonic)

    def touch(self) -> object:
        return self.device.read(0.0)

    def use(self) -> object:
        take = Lamp((Colour.AMBER,), Rhythm.TAKE)
        self.device.show({"A-01": take, "B-01": take})
        self.device.read(0.0)
        return self.board.registers.lit(), self._strip.lit
