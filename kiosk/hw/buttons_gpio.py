"""Confirm buttons on pins of the board: to ground, pulled up inside, read fifty times a second."""

import errno
from collections.abc import Callable, Mapping
from functools import partial
from typing import Protocol

from gpiozero import GPIOPinInUse, GPIOZeroError, InputDevice

from kiosk.hw.outputs import opened_pin
from kiosk.hw.pins import board_pins
from kiosk.hw.ports import ButtonPressed, DeviceFault, Facts, Fault
from kiosk.hw.presses import POLL_S, Presses

MOST_BUTTONS = 12  # HARDWARE.md 3


class Switch(Protocol):
    """A pin with a switch to ground."""

    @property
    def is_active(self) -> bool:
        """Whether it is pressed now."""

    def close(self) -> None:
        """Let the pin go."""


def switch_pin(pin: int) -> Switch:
    """Open a pin with a switch to ground, pulled up inside.

    Args:
        pin: BCM number.

    Raises:
        BlockingIOError: somebody else has it.
        PermissionError: it may not be opened.
        ModuleNotFoundError: gpiod is not installed.
        OSError: there is no such pin here.
    """
    try:
        switch: Switch = InputDevice(pin, pull_up=True, pin_factory=board_pins())
    except GPIOPinInUse as error:
        raise BlockingIOError(errno.EBUSY, f"pin {pin} is in use") from error
    except GPIOZeroError as error:
        raise OSError(errno.ENODEV, f"pin {pin} does not open: there are no such pins") from error
    return switch


class GpioButtons:
    """Implements Buttons.

    Args:
        pins: BCM number by button.
        open_switch: opens a pin (`switch_pin`).
        now, sleep: monotonic seconds, and waiting for some.
    """

    name = "buttons-gpio"

    def __init__(
        self,
        pins: Mapping[str, int],
        open_switch: Callable[[int], Switch],
        now: Callable[[], float],
        sleep: Callable[[float], None],
    ) -> None:
        self._pins, self._open_switch = dict(pins), open_switch
        self._now, self._sleep = now, sleep
        self._switches: dict[str, Switch] = {}
        self._presses = Presses(pins)

    def open(self) -> Facts:
        """Open every pin (see Device)."""
        self.close()
        self._presses.reset()
        try:
            for button, pin in self._pins.items():
                self._switches[button] = opened_pin(self.name, partial(self._open_switch, pin))
        except DeviceFault:
            self.close()
            raise
        return self.check()

    def check(self) -> Facts:
        """Tell which buttons are stuck (see Device)."""
        return self._presses.facts("gpio", self._now())

    def close(self) -> None:
        """Let the pins go (see Device)."""
        switches, self._switches = self._switches, {}
        for switch in switches.values():
            switch.close()

    def read(self, timeout_s: float) -> tuple[ButtonPressed, ...]:
        """Return the presses that came (see Buttons)."""
        until = self._now() + timeout_s
        while True:
            if not self._switches:
                raise DeviceFault(self.name, Fault.LOST, "closed")
            told = self._presses.feed(self._levels(), self._now())
            left = until - self._now()
            if told or left <= 0:
                return told
            self._sleep(min(POLL_S, left))

    def _levels(self) -> dict[str, bool]:
        try:
            return {button: bool(pin.is_active) for button, pin in self._switches.items()}
        except OSError as error:
            raise DeviceFault(self.name, Fault.LOST, "a pin cannot be read any more") from error
