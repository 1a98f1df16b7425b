"""Output pins of a Raspberry Pi, through gpiozero."""

import errno
from collections.abc import Callable
from typing import Protocol, TypeVar

from gpiozero import GPIOPinInUse, GPIOZeroError

from kiosk.hw.pins import Output, board_pins
from kiosk.hw.ports import DeviceFault, Fault

P = TypeVar("P")


class OutputPin(Protocol):
    """One pin that is driven."""

    def on(self) -> None:
        """Drive it active."""

    def off(self) -> None:
        """Drive it inactive."""

    def close(self) -> None:
        """Let the pin go."""


def output_pin(pin: int, *, active_low: bool = False) -> OutputPin:
    """Open a pin, inactive at first.

    Args:
        pin: BCM number.
        active_low: on is 0 V.

    Raises:
        BlockingIOError: somebody else has it.
        PermissionError: it may not be opened.
        ModuleNotFoundError: gpiod is not installed.
        OSError: there is no such pin here.
    """
    try:
        opened: OutputPin = Output(pin, active_high=not active_low, pin_factory=board_pins())
    except GPIOPinInUse as error:
        raise BlockingIOError(errno.EBUSY, f"pin {pin} is in use") from error
    except GPIOZeroError as error:
        raise OSError(errno.ENODEV, f"pin {pin} does not open: there are no such pins") from error
    return opened


def opened_pin(device: str, pin: Callable[[], P]) -> P:
    """Open a pin, and say in words why it does not open.

    Args:
        device: the name in kiosk.toml.
        pin: opens it.

    Raises:
        DeviceFault: absent, busy, denied, or without its library.
    """
    try:
        return pin()
    except PermissionError as error:
        detail = "no permission for the pins; add the user to group gpio"
        raise DeviceFault(device, Fault.DENIED, detail, permanent=True) from error
    except ModuleNotFoundError as error:
        detail = f"{error.name or 'gpiod'} is not installed"
        raise DeviceFault(device, Fault.MISSING_LIBRARY, detail, permanent=True) from error
    except OSError as error:
        if error.errno == errno.EBUSY:
            detail = f"{error.strerror}: another program or another line of kiosk.toml has it"
            raise DeviceFault(device, Fault.BUSY, detail) from error
        raise DeviceFault(device, Fault.ABSENT, error.strerror or "no pins") from error
