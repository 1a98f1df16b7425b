"""Shelf buttons and the buzzer: drivers over mock pins and the virtual board, simulators."""

import errno
import os
import time
from pathlib import Path
from typing import Any, ClassVar

from gpiozero.pins.mock import MockFactory, MockPin

from kiosk.hw.buttons_gpio import GpioButtons, Switch
from kiosk.hw.buttons_hc165 import Hc165Buttons, Hc165Registers
from kiosk.hw.buzzer_gpio import GpioBuzzer
from kiosk.hw.outputs import OutputPin
from kiosk.hw.ports import Buttons, Buzzer, Fault, Tone
from kiosk.hw.sim.buttons import SimButtons
from kiosk.hw.sim.buzzer import SimBuzzer
from kiosk.hw.sim.faults import Fault as Planned
from tests.hw.rigs.rig import Rig
from tests.hw.slept_clock import SleptClock

PIN_FAULTS: dict[str, tuple[Any, object]] = {
    "no chip": (FileNotFoundError(errno.ENOENT, "no chip"), Fault.ABSENT),
    "denied": (PermissionError("/dev/gpiochip0"), Fault.DENIED),
    "no gpiod": (ModuleNotFoundError(name="gpiod"), Fault.MISSING_LIBRARY),
    "busy": (OSError(errno.EBUSY, os.strerror(errno.EBUSY)), Fault.BUSY),
}
NUMBER = 17


class _Wire:
    """A mock pin behind a chip that can go away."""

    def __init__(self, rig: "_OnPins", pin: MockPin) -> None:
        self._rig, self.pin = rig, pin

    @property
    def is_active(self) -> bool:
        self._rig.look()
        return not self.pin.state

    def on(self) -> None:
        self._rig.look()
        self._rig.hummed += 1

    def off(self) -> None:
        self._rig.look()

    def close(self) -> None:
        """It holds nothing."""


class _OnPins(Rig):
    """What hangs on a pin of the board."""

    def __init__(self, folder: Path, plan: Exception | None = None) -> None:
        super().__init__(folder, plan)
        self.clock = SleptClock()
        self.refuses = plan
        self.is_there = True
        self.hummed = 0
        self.pin: MockPin = MockFactory().pin(NUMBER)
        self.pin.pull = "up"

    def look(self) -> None:
        """Fail when the chip is gone."""
        if not self.is_there:
            raise OSError(errno.ENODEV, os.strerror(errno.ENODEV))

    def wire(self) -> _Wire:
        """Open the pin as the driver does."""
        if self.refuses is not None:
            raise self.refuses
        self.look()
        return _Wire(self, self.pin)

    def pull(self) -> None:
        self.is_there = False

    def plug(self) -> None:
        self.is_there = True

    def heal(self) -> None:
        self.refuses = None


class GpioButtonsRig(_OnPins):
    """A button on a mock pin."""

    of, port = GpioButtons, Buttons
    good, uses = ("a",), 1
    faults = PIN_FAULTS

    def __init__(self, folder: Path, plan: Exception | None = None) -> None:
        super().__init__(folder, plan)
        self.device = GpioButtons({"a": NUMBER}, self._switch, self.clock.now, self.clock.sleep)

    def _switch(self, pin: int) -> Switch:
        assert pin == NUMBER
        return self.wire()

    def use(self) -> object:
        told = list(self.device.read(0.1))
        self.pin.drive_low()
        told += self.device.read(0.1)
        self.pin.drive_high()
        told += self.device.read(0.1)
        return tuple(one.button for one in told)


class Hc165Rig(Rig):
    """A button on a bus whose lamps read it; this rig is the lamps' thread."""

    of, port = Hc165Buttons, Buttons
    good, uses = ("a",), 1
    faults: ClassVar = {"silent": ("silent", Fault.ABSENT)}

    def __init__(self, folder: Path, plan: str | None = None) -> None:
        super().__init__(folder, plan)
        self.clock = SleptClock()
        self.registers = Hc165Registers({"a": 3}, _Load, self.clock.now)
        self.device = Hc165Buttons(self.registers, self.clock.now)
        self.is_there = plan is None
        self._frames(2)

    def _frames(self, count: int, levels: int = 0xFF) -> None:
        for _ in range(count):
            self.clock.sleep(0.02 if self.is_there else 2.0)
            if self.is_there:
                self.registers.hear([levels])

    def use(self) -> object:
        told: list[str] = []
        for levels in (0xFF, 0xEF, 0xFF):
            self._frames(2, levels)
            told += [one.button for one in self.device.read(0.0)]
        return tuple(told)

    def pull(self) -> None:
        self.is_there = False
        self._frames(1)

    def plug(self) -> None:
        self.is_there = True
        self._frames(2)

    heal = plug


class _Load:
    def on(self) -> None:
        """Nothing is taken over: the rig says what the lamps read."""

    off = close = on


class SimButtonsRig(Rig):
    """The simulator is its own far side."""

    of, port, simulator = SimButtons, Buttons, SimButtons
    good, uses = ("a",), 1
    faults: ClassVar = {
        "lost at open": (Planned(1, "open", "lost"), Fault.ABSENT),
        "lost": (Planned(1, "read", "lost"), Fault.LOST),
        "bounce": (Planned(1, "press", "bounce"), ("a",)),
        "stuck": (Planned(1, "press", "stuck"), ("a",)),
    }

    def __init__(self, folder: Path, plan: Planned | None = None) -> None:
        super().__init__(folder, plan)
        self.device = SimButtons(("a",), time.monotonic, [plan] if plan else [])

    def use(self) -> object:
        self.device.press("a")
        return tuple(one.button for one in self.device.read(0.01))

    def pull(self) -> None:
        self.device.wired = False

    def plug(self) -> None:
        self.device.wired = True


class GpioBuzzerRig(_OnPins):
    """A piezo on a pin; humming once is one beat of the shortest tone."""

    of, port = GpioBuzzer, Buzzer
    good = 1
    faults = PIN_FAULTS

    def __init__(self, folder: Path, plan: Exception | None = None) -> None:
        super().__init__(folder, plan)
        self.device = GpioBuzzer(self._hum, self.clock.now)

    def _hum(self) -> OutputPin:
        return self.wire()

    def use(self) -> object:
        before = self.hummed
        self.device.play(Tone.OK)
        for _ in range(3):
            self.device.read(0.0)
            self.clock.sleep(0.1)
        return self.hummed - before

    def touch(self) -> object:
        self.device.play(Tone.OK)
        return self.device.read(0.0)

    def listen(self) -> object:
        return self.device.read(0.0)  # its clock stands while it waits


class SimBuzzerRig(Rig):
    """The simulator is its own far side."""

    of, port, simulator = SimBuzzer, Buzzer, SimBuzzer
    good, uses = (Tone.OK,), 1
    closed = ((), ())  # a tone for a piezo that is not open is nothing
    faults: ClassVar = {
        "lost at open": (Planned(1, "open", "lost"), Fault.ABSENT),
        "lost": (Planned(2, "check", "lost"), Fault.LOST),
        "mute": (Planned(1, "play", "mute"), ()),
    }

    def __init__(self, folder: Path, plan: Planned | None = None) -> None:
        super().__init__(folder, plan)
        self.device = SimBuzzer([plan] if plan else [])

    def use(self) -> object:
        self.device.check()
        return self.touch()

    def touch(self) -> object:
        before = len(self.device.played)
        self.device.play(Tone.OK)
        return tuple(self.device.played[before:])

    def listen(self) -> object:
        return ()

    def pull(self) -> None:
        self.device.wired = False

    def plug(self) -> None:
        self.device.wired = True
