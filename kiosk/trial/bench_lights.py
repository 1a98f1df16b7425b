"""What a frame of a thousand lamps costs beside the bare transfer of its bytes."""

from collections.abc import Callable, Sequence
from statistics import median
from time import monotonic, sleep

from gpiozero import Device
from msgspec import Struct

from kiosk.hw.cellmap import Led
from kiosk.hw.lights import Chain, LightEngine
from kiosk.hw.lights_apa102 import Apa102Strip
from kiosk.hw.lights_hc595 import Hc595Chain
from kiosk.hw.ports import Colour, Lamp, LightDriver, LightPlan, Rhythm
from kiosk.hw.sim.lights import SimApa102, SimHc595
from kiosk.hw.spi import SpiBus
from kiosk.trial.figures import Row, at_most, seconds

_CELLS = 1000
_LIT = 40
_ROUNDS = 15
_SHOWS = 200
_TWICE, _SHOW_MS = 2.0, 1.0


class _Counted(Struct):
    """A bus that counts, and keeps what was sent last."""

    bus: SpiBus
    transfers: int = 0
    last: Sequence[int] = b""

    def transfer(self, data: Sequence[int]) -> Sequence[int]:
        self.transfers, self.last = self.transfers + 1, data
        return self.bus.transfer(data)

    def close(self) -> None:
        self.bus.close()


def rows() -> tuple[Row, ...]:
    """Measure both drivers over their virtual boards."""
    before = Device.pin_factory
    try:
        chain, strip = SimHc595(_CELLS, monotonic, sleep), SimApa102(_CELLS, sleep)
        return (
            *_chain("hc595", lambda bus: Hc595Chain("bench", _CELLS, bus), chain.bus),
            *_chain("apa102", lambda bus: Apa102Strip("bench", _CELLS, bus), strip.bus),
            at_most("show a plan, p50 ms", _show_s() * 1000, _SHOW_MS),
        )
    finally:
        Device.pin_factory = before


def _chain(
    name: str,
    driver_of: Callable[[Callable[[], SpiBus]], LightDriver],
    open_bus: Callable[[], SpiBus],
) -> tuple[Row, Row]:
    bus = _Counted(open_bus())
    engine = _engine(driver_of(lambda: bus))
    engine.open()
    plans = [_plan(0), _plan(1)]
    built, bare = [], []
    bus.transfers = 0
    for number in range(_ROUNDS):

        def frame(plan: LightPlan = plans[number % 2]) -> None:
            engine.show(plan)
            engine.read(0)

        built.append(seconds(frame))
        # in turns, so that a busy moment of the machine hits both
        bare.append(seconds(lambda: bus.bus.transfer(bus.last)))
    sent = bus.transfers / _ROUNDS
    engine.close()
    ratio = median(built) / median(bare)
    return (
        at_most(f"{name}: {_CELLS} cells built and sent / bare transfer", ratio, _TWICE),
        at_most(f"{name}: transfers a show", sent, 1.0),
    )


def _show_s() -> float:
    engine = _engine(Apa102Strip("bench", _CELLS, lambda: _Counted(_Nowhere())))
    engine.open()
    plans = [_plan(0), _plan(1)]
    return median(seconds(lambda n=n: engine.show(plans[n % 2])) for n in range(_SHOWS))  # type: ignore[misc]


class _Nowhere:
    def transfer(self, data: Sequence[int]) -> Sequence[int]:
        return data

    def close(self) -> None:
        """Nothing to let go."""


def _engine(driver: LightDriver) -> LightEngine:
    leds = {f"A-{n:03d}": Led("bench", n, 1) for n in range(_CELLS)}
    return LightEngine({"bench": Chain(driver, _LIT)}, leds, frozenset(), monotonic)


def _plan(first: int) -> LightPlan:
    lamp = Lamp((Colour.AMBER,), Rhythm.TAKE)
    return {f"A-{n:03d}": lamp for n in range(first, _CELLS, _CELLS // _LIT)}
