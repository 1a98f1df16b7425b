"""Lights over gpiozero's mock pins, read back bit by bit."""

import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from kiosk.hw.cellmap import Led
from kiosk.hw.lights import Chain, LightEngine, LitChain
from kiosk.hw.lights_apa102 import Apa102Strip
from kiosk.hw.lights_gpio import GpioLamps
from kiosk.hw.lights_hc595 import Hc595Chain
from kiosk.hw.lights_wled import WledStrip
from kiosk.hw.outputs import OutputPin
from kiosk.hw.ports import Colour, Device, Fault, Lamp, LightDriver, Lights, Rhythm
from kiosk.hw.sim.faults import Fault as Planned
from kiosk.hw.sim.lights import SimApa102, SimHc595
from kiosk.hw.sim.lights_gpio import SimGpio
from kiosk.hw.sim.lights_wled import SimWled
from kiosk.hw.spi import SpiBus
from tests.hw.chains import Strip
from tests.hw.rigs.rig import Rig
from tests.hw.slept_clock import SleptClock
from tests.waiting import eventually

COUNT = 8
BUS_FAULTS: Mapping[str, tuple[Any, object]] = {
    "raise at open": (Planned(1, "open", "raise"), Fault.ABSENT),
    "raise at the first dark frame": (Planned(1, "transfer", "raise"), Fault.LOST),
    "raise": (Planned(2, "transfer", "raise"), Fault.LOST),
    "denied": (PermissionError("/dev/spidev0.0"), Fault.DENIED),
    "no spidev": (ModuleNotFoundError("spidev"), Fault.MISSING_LIBRARY),
}


class Board:
    """Lights on mock pins that can be taken off their bus."""

    def __init__(self, kind: type[SimHc595 | SimApa102], plan: Planned | Exception | None) -> None:
        clock = SleptClock()
        faults = [plan] if isinstance(plan, Planned) else []
        self.lights: Any = (
            SimHc595(COUNT, clock.now, clock.sleep, faults)
            if kind is SimHc595
            else SimApa102(COUNT, clock.sleep, faults)
        )
        self.refuses = plan if isinstance(plan, Exception) else None
        self.is_there = True

    def bus(self) -> SpiBus:
        """Open the bus as the driver does."""
        if self.refuses is not None:
            raise self.refuses
        if not self.is_there:
            raise FileNotFoundError("/dev/spidev0.0")
        return _PulledBus(self, self.lights.bus())


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
    kind: ClassVar[type[SimHc595 | SimApa102]] = SimHc595

    def __init__(self, folder: Path, plan: Planned | Exception | None = None) -> None:
        super().__init__(folder, plan)
        self.board = Board(self.kind, plan)
        self.chain = Hc595Chain("wall", COUNT, self.board.bus)

    def pull(self) -> None:
        self.board.is_there = False

    def plug(self) -> None:
        self.board.is_there = True

    def heal(self) -> None:
        self.board.refuses = None


SECOND = bytes(3) + b"\xff\x6e\x00" + bytes(3 * (COUNT - 2))  # a frame: the second LED, amber


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
        self.device.write(SECOND)
        return self.board.lights.lit()


class StripRig(_Lit):
    """The driver of colour LEDs over mock pins."""

    of, port, simulator, kind, often = Apa102Strip, LightDriver, SimApa102, SimApa102, 40
    good: ClassVar = {1: (9, 255, 110, 0)}
    faults: ClassVar = {
        **BUS_FAULTS,
        "slow": (Planned(2, "transfer", "slow"), good),
        "bits": (Planned(3, "transfer", "bits"), {0: (9, 0, 0, 128), **good}),
    }

    def __init__(self, folder: Path, plan: Planned | Exception | None = None) -> None:
        super().__init__(folder, plan)
        self.device = Apa102Strip("left", COUNT, self.board.bus, brightness=9)

    def use(self) -> object:
        self.device.write(SECOND)
        return self.board.lights.lit()


class PinsRig(Rig):
    """Lamps on virtual pins."""

    of, port, simulator = GpioLamps, LightDriver, SimGpio
    good = frozenset({1})
    faults: ClassVar = {
        "raise at open": (Planned(2, "open", "raise"), Fault.ABSENT),
        "raise": (Planned(3, "write", "raise"), Fault.LOST),
        "slow": (Planned(1, "write", "slow"), good),
        "denied": (PermissionError("/dev/gpiochip0"), Fault.DENIED),
        "busy": (BlockingIOError(16, "pin 5 is in use"), Fault.BUSY),
        "no gpiod": (ModuleNotFoundError("gpiod"), Fault.MISSING_LIBRARY),
    }

    def __init__(self, folder: Path, plan: Planned | Exception | None = None) -> None:
        super().__init__(folder, plan)
        faults = [plan] if isinstance(plan, Planned) else []
        self._board = SimGpio(range(12, 12 + COUNT), SleptClock().sleep, faults)
        self._refuses = plan if isinstance(plan, Exception) else None
        self._is_there = True
        self.device = GpioLamps("few", [partial(self._pin, way) for way in self._board.ways])

    def _pin(self, way: Callable[[], OutputPin]) -> OutputPin:
        if self._refuses is not None:
            raise self._refuses
        if not self._is_there:
            raise FileNotFoundError("/dev/gpiochip0")
        return _PulledPin(self, way())

    def reach(self) -> None:
        """Fail when the pins are away."""
        if not self._is_there:
            raise OSError("the chip is gone")

    def pull(self) -> None:
        self._is_there = False

    def plug(self) -> None:
        self._is_there = True

    def heal(self) -> None:
        self._refuses = None

    def use(self) -> object:
        self.device.write(SECOND)
        return self._board.lit()


class _PulledPin:
    def __init__(self, rig: PinsRig, pin: OutputPin) -> None:
        self._rig, self._pin = rig, pin
        self.close = pin.close

    def on(self) -> None:
        self._rig.reach()
        self._pin.on()

    def off(self) -> None:
        self._rig.reach()
        self._pin.off()


class WledRig(Rig):
    """A WLED controller on loopback."""

    of, port, simulator = WledStrip, LightDriver, SimWled
    often = 30
    good: ClassVar = {1: (255, 110, 0)}
    faults: ClassVar = {
        "absent": ("absent", Fault.ABSENT),
        "silent": ("silent", Fault.TIMEOUT),
        "slow": ("slow", Fault.TIMEOUT),
        "nonsense": ("nonsense", Fault.PROTOCOL),
        "other": ("other", Fault.PROTOCOL),
        "refuse": ("refuse", Fault.PROTOCOL),
        "deaf": ("deaf", {}),
    }

    def __init__(self, folder: Path, plan: str | None = None) -> None:
        super().__init__(folder, plan)
        self._wled = SimWled(COUNT, time.monotonic, time.sleep)
        self._wled.set(plan or "")
        address = ("127.0.0.1", self._wled.port)
        self.device = WledStrip("far", address, COUNT, time.monotonic, open_s=0.4)

    def pull(self) -> None:
        self._wled.set("absent")

    def plug(self) -> None:
        self._wled.set("")

    def heal(self) -> None:
        self._wled.set("")

    def use(self) -> object:
        self._wled.packets = []
        self.device.write(SECOND)
        eventually(lambda: self._wled.packets or self._wled.fault)
        self.device.check()
        return {n: rgb for n, rgb in enumerate(self._wled.shown()) if any(rgb)}

    def end(self) -> None:
        self._wled.close()


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
        return self.board.lights.lit(), self._strip.lit


class LitChainRig(_Lit):
    """One chain of the engine, as its supervisor has it."""

    of, port, simulator = LitChain, Device, SimHc595
    good, uses = frozenset({1}), 1
    closed = (Fault.LOST, ())  # it knows that all is dark already
    faults: ClassVar = {
        **BUS_FAULTS,
        "slow": (Planned(2, "transfer", "slow"), good),
        "bits": (Planned(2, "transfer", "bits"), frozenset({1, 7})),
    }

    def __init__(self, folder: Path, plan: Planned | Exception | None = None) -> None:
        super().__init__(folder, plan)
        chains, leds = {"wall": Chain(self.chain, 4)}, {"A-01": Led("wall", 1, 1)}
        self._engine = LightEngine(chains, leds, frozenset(), time.monotonic)
        (self.device,) = self._engine.chains

    def touch(self) -> object:
        return self.device.read(0.0)

    def use(self) -> object:
        self._engine.show({"A-01": Lamp((Colour.AMBER,), Rhythm.TAKE)})
        self.device.read(0.0)
        return self.board.lights.lit()
