"""GPIO pins over libgpiod 2: the pin factory that gpiozero does not bring (its issue #840).

The chip is found by its label, never by its number: the header of a Pi 5 was gpiochip4 before
kernel 6.6.45 and is gpiochip0 since (gpiozero#1166). SPI stays with spidev. There is no PWM, and no
edge is waited for: whoever wants to know a pin reads it.
"""

import errno
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from gpiozero import (
    Device,
    OutputDevice,
    PinEdgeDetectUnsupported,
    PinFixedPull,
    PinInvalidFunction,
    PinInvalidPull,
    PinSetInput,
)
from gpiozero.pins.local import LocalPiFactory, LocalPiPin, get_pi_revision
from gpiozero.pins.pi import PiFactory

# Pi 4; Pi 5; Zero 2 W. In all three a line's offset is its BCM number.
LABELS = ("pinctrl-bcm2711", "pinctrl-rp1", "pinctrl-bcm2835")
_CONSUMER = "kiosk"  # `gpioinfo` shows it beside the line
_MAKING = threading.Lock()

Gpiod = Any  # the module; it has no wheel for every machine that tests
PinInfo = Any  # gpiozero is untyped


def board_pins() -> PiFactory:
    """Return gpiozero's pin factory for this board; the first to ask makes it."""
    with _MAKING:  # devices open on threads of their own
        if Device.pin_factory is None:
            Device.pin_factory = GpiodFactory(_gpiod, _chips)
        factory: PiFactory = Device.pin_factory
    return factory


def _gpiod() -> Gpiod:
    import gpiod

    return gpiod


def _chips() -> list[str]:
    return sorted(str(path) for path in Path("/dev").glob("gpiochip*"))


class Output(OutputDevice):  # type: ignore[misc]
    """An output that lets its pin go when it does not open, as gpiozero's inputs do.

    Args:
        pin: BCM number.
        active_high: False: on is 0 V.
    """

    def __init__(self, pin: int, *, active_high: bool, pin_factory: PiFactory) -> None:
        try:
            super().__init__(
                pin, active_high=active_high, initial_value=False, pin_factory=pin_factory
            )
        except OSError:
            # a reservation lives as long as the device, and the fault's traceback holds that:
            # the next try would find the pin in use (measured)
            self.close()
            raise


class GpiodFactory(LocalPiFactory):  # type: ignore[misc]
    """A gpiozero pin factory over libgpiod 2.

    Args:
        load: gives the module gpiod; asked when the first pin is, SPI alone needs none.
        chips: paths of the chips there are.
        revision: of the board.
    """

    def __init__(
        self,
        load: Callable[[], Gpiod],
        chips: Callable[[], Iterable[str]],
        revision: Callable[[], int] = get_pi_revision,
    ) -> None:
        super().__init__()
        # gpiozero keeps these for all factories of a process; a pin outlives its factory there
        self.pins: dict[PinInfo, GpiodPin] = {}
        self._reservations: dict[PinInfo, list[Any]] = defaultdict(list)
        self.pin_class = GpiodPin
        self._load, self._chips, self._revision = load, chips, revision
        self._lock = threading.Lock()
        self._module: Gpiod = None
        self._chip: Gpiod = None

    def _get_revision(self) -> int:
        return self._revision()

    @property
    def gpiod(self) -> Gpiod:
        """The module.

        Raises:
            ModuleNotFoundError: it is not installed.
        """
        if self._module is None:
            self._module = self._load()
        return self._module

    def chip(self) -> Gpiod:
        """Return the chip behind the board's pin header, open.

        Raises:
            PermissionError: there is a chip that may not be opened, and no other that fits.
            OSError: no chip has such a label.
        """
        with self._lock:
            if self._chip is None:
                self._chip = self._found()
            return self._chip

    def _found(self) -> Gpiod:
        denied: PermissionError | None = None
        for path in self._chips():
            try:
                chip = self.gpiod.Chip(path)
            except PermissionError as error:
                denied = error
                continue
            if chip.get_info().label in LABELS:
                return chip
            chip.close()
        if denied is not None:
            raise denied
        raise FileNotFoundError(errno.ENOENT, f"no chip is called {' or '.join(LABELS)}")

    def close(self) -> None:
        """Let go of all pins and of the chip."""
        super().close()
        with self._lock:
            chip, self._chip = self._chip, None
        if chip is not None:
            chip.close()


class GpiodPin(LocalPiPin):  # type: ignore[misc]
    """A pin as one requested line; the line is free again once the pin is closed.

    Args:
        factory: of this board.
        info: which pin.
    """

    def __init__(self, factory: GpiodFactory, info: PinInfo) -> None:
        super().__init__(factory, info)
        self._request: Gpiod = None
        self._function = "input"
        self._pull = info.pull or "floating"

    def close(self) -> None:
        """Leave the line as an input, and free it."""
        if self._request is None:
            return
        self._function, self._pull = "input", self.info.pull or "floating"
        try:
            # freed as an output, a line may go on driving: that is up to the kernel's driver
            self._claim()
        except OSError:
            pass  # a chip that is gone drives nothing
        finally:
            request, self._request = self._request, None
            request.release()

    def output_with_state(self, state: object) -> None:
        """Become an output that is right from its first moment: /OE must not blink."""
        self._function = "output"
        self._claim(high=bool(state))

    def input_with_pull(self, pull: str) -> None:
        """Become an input with a pull."""
        self._function = "input"
        self._set_pull(pull)

    def _claim(self, *, high: bool = False) -> None:
        gpiod = self.factory.gpiod
        line = gpiod.line
        bias = {
            "up": line.Bias.PULL_UP,
            "down": line.Bias.PULL_DOWN,
            "floating": line.Bias.DISABLED,
        }
        if self._function == "output":
            value = line.Value.ACTIVE if high else line.Value.INACTIVE
            settings = gpiod.LineSettings(direction=line.Direction.OUTPUT, output_value=value)
        else:
            settings = gpiod.LineSettings(
                direction=line.Direction.INPUT, bias=bias[str(self._pull)]
            )
        config = {self._number: settings}
        if self._request is None:
            self._request = self.factory.chip().request_lines(config, consumer=_CONSUMER)
        else:
            self._request.reconfigure_lines(config)

    def _get_function(self) -> str:
        return self._function

    def _set_function(self, value: str) -> None:
        if value not in {"input", "output"}:
            raise PinInvalidFunction(f"invalid function {value!r} for pin {self!r}")
        self._function = value
        self._claim()

    def _get_state(self) -> bool:
        if self._request is None:
            self._claim()
        return bool(self._request.get_value(self._number) is self.factory.gpiod.line.Value.ACTIVE)

    def _set_state(self, value: object) -> None:
        if self._function == "input":
            raise PinSetInput(f"cannot set state of pin {self!r}")
        line = self.factory.gpiod.line
        self._request.set_value(self._number, line.Value.ACTIVE if value else line.Value.INACTIVE)

    def _get_pull(self) -> str:
        return str(self._pull)

    def _set_pull(self, value: str) -> None:
        if self._function != "input":
            raise PinFixedPull(f"cannot set pull on non-input pin {self!r}")
        if self.info.pull not in {value, ""}:
            raise PinFixedPull(f"{self!r} has a physical pull-{self.info.pull} resistor")
        if value not in {"up", "down", "floating"}:
            raise PinInvalidPull(f"invalid pull {value!r} for pin {self!r}")
        self._pull = value
        self._claim()

    def _enable_event_detect(self) -> None:
        raise PinEdgeDetectUnsupported(f"{self!r}: pins are read here, no edge is waited for")

    def _disable_event_detect(self) -> None:
        """Nothing was enabled."""
