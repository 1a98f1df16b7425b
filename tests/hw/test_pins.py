"""The pin factory over a made-up module gpiod: real gpiozero devices, lines looked at."""

import errno
import os
from collections.abc import Callable, Iterator

import pytest
from gpiozero import (
    DigitalInputDevice,
    GPIOPinInUse,
    InputDevice,
    PinEdgeDetectUnsupported,
    PinFixedPull,
    PinInvalidFunction,
    PinInvalidPin,
    PinInvalidPull,
    PinPWMUnsupported,
    PinSetInput,
    PWMOutputDevice,
)
from gpiozero.devices import Device
from gpiozero.pins.mock import MockFactory

from kiosk.hw.buttons_gpio import switch_pin
from kiosk.hw.outputs import output_pin
from kiosk.hw.pins import GpiodFactory, Output, board_pins
from tests.hw.pin_chip import Bias, Direction, Gpiod, LineSettings, Value

PI_4, PI_5 = 0xC03111, 0xD04170
CHIPS = {
    "/dev/gpiochip0": "gpio-brcmstb@107d508500",
    "/dev/gpiochip1": "raspberrypi-exp-gpio",
    "/dev/gpiochip4": "pinctrl-rp1",
}


def factory_over(gpiod: Gpiod, revision: int = PI_5) -> GpiodFactory:
    return GpiodFactory(lambda: gpiod, lambda: sorted(gpiod.chips), lambda: revision)


def out(pin: int, pin_factory: GpiodFactory, *, active_high: bool = True) -> Output:
    return Output(pin, active_high=active_high, pin_factory=pin_factory)


@pytest.fixture
def gpiod() -> Gpiod:
    return Gpiod(CHIPS)


@pytest.fixture
def pins(gpiod: Gpiod) -> Iterator[GpiodFactory]:
    factory = factory_over(gpiod)
    yield factory
    factory.close()


# -- the chip --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "label", "revision"),
    [
        ("/dev/gpiochip0", "pinctrl-bcm2711", PI_4),
        ("/dev/gpiochip4", "pinctrl-rp1", PI_5),
        ("/dev/gpiochip0", "pinctrl-rp1", PI_5),  # the same board since kernel 6.6.45
        ("/dev/gpiochip0", "pinctrl-bcm2835", 0x902120),
    ],
)
def test_the_chip_is_found_by_its_label_wherever_it_stands(
    path: str, label: str, revision: int
) -> None:
    gpiod = Gpiod({"/dev/gpiochip2": "something else"} | {path: label})
    pins = factory_over(gpiod, revision)
    lamp = out(24, pins)
    lamp.on()
    assert (gpiod.open, gpiod.lines[24].value) == ([path], Value.ACTIVE)
    lamp.close()
    pins.close()
    assert gpiod.open == []


def test_a_board_without_such_a_chip_is_told(gpiod: Gpiod) -> None:
    del gpiod.chips["/dev/gpiochip4"]
    pins = factory_over(gpiod)
    with pytest.raises(FileNotFoundError, match="no chip is called pinctrl-bcm2711 or pinctrl-rp1"):
        out(24, pins)
    assert gpiod.open == []


def test_a_chip_that_may_not_be_opened_is_denied_and_opens_later(gpiod: Gpiod) -> None:
    gpiod.denied = {"/dev/gpiochip4"}
    pins = factory_over(gpiod)
    with pytest.raises(PermissionError):
        out(24, pins)
    gpiod.denied = set()
    out(24, pins).close()
    pins.close()


def test_a_foreign_chip_that_may_not_be_opened_is_passed_by(gpiod: Gpiod) -> None:
    gpiod.denied = {"/dev/gpiochip0"}
    pins = factory_over(gpiod)
    out(24, pins).close()
    assert gpiod.open == ["/dev/gpiochip4"]
    pins.close()


def test_without_gpiod_there_are_no_pins_and_nothing_is_asked_before_the_first_pin() -> None:
    def load() -> object:
        raise ModuleNotFoundError(name="gpiod")

    pins = GpiodFactory(load, lambda: ["/dev/gpiochip0"], lambda: PI_5)
    with pytest.raises(ModuleNotFoundError):
        out(24, pins)
    pins.close()


# -- outputs ---------------------------------------------------------------------------------------


def test_an_output_is_right_from_its_first_moment(gpiod: Gpiod, pins: GpiodFactory) -> None:
    enable = out(24, pins, active_high=False)
    line = gpiod.lines[24]
    assert (line.driven, line.consumer) == ([Value.ACTIVE], "kiosk")
    enable.on()
    enable.off()
    assert line.driven == [Value.ACTIVE, Value.INACTIVE, Value.ACTIVE]
    enable.close()
    assert (line.settings.direction, line.consumer) == (Direction.INPUT, "")


def test_a_pin_that_was_closed_opens_again(gpiod: Gpiod, pins: GpiodFactory) -> None:
    for _ in range(2):
        lamp = out(17, pins)
        lamp.on()
        assert gpiod.lines[17].value is Value.ACTIVE
        lamp.close()
    assert gpiod.lines[17].consumer == ""


def test_a_closed_factory_leaves_no_line_taken(gpiod: Gpiod) -> None:
    pins = factory_over(gpiod)
    lamp = out(17, pins)
    pins.close()
    assert (gpiod.lines[17].consumer, gpiod.open) == ("", [])
    lamp.close()


def test_a_line_that_another_program_holds_is_busy(gpiod: Gpiod, pins: GpiodFactory) -> None:
    gpiod.lines[24].consumer = "fan"
    with pytest.raises(OSError, match=os.strerror(errno.EBUSY)) as told:
        out(24, pins)
    assert told.value.errno == errno.EBUSY
    gpiod.lines[24].consumer = ""
    out(24, pins).close()


def test_a_chip_that_is_gone_fails_and_closes_in_silence(gpiod: Gpiod, pins: GpiodFactory) -> None:
    lamp = out(24, pins)
    gpiod.broken = True
    with pytest.raises(OSError, match=os.strerror(errno.ENODEV)):
        lamp.on()
    lamp.close()
    assert gpiod.lines[24].consumer == ""


# -- inputs ----------------------------------------------------------------------------------------


def test_a_switch_to_ground_is_pulled_up_inside(gpiod: Gpiod, pins: GpiodFactory) -> None:
    switch = InputDevice(17, pull_up=True, pin_factory=pins)
    line = gpiod.lines[17]
    assert line.settings == LineSettings(direction=Direction.INPUT, bias=Bias.PULL_UP)
    assert (switch.is_active, switch.pull_up) == (False, True)
    line.outside = Value.INACTIVE
    assert switch.is_active
    switch.close()


@pytest.mark.parametrize(
    ("pull", "bias"),
    [("up", Bias.PULL_UP), ("down", Bias.PULL_DOWN), ("floating", Bias.DISABLED)],
)
def test_every_pull_is_asked_of_the_line(
    gpiod: Gpiod, pins: GpiodFactory, pull: str, bias: Bias
) -> None:
    pin = pins.pin(17)
    pin.input_with_pull(pull)
    assert (gpiod.lines[17].settings.bias, pin.pull, pin.function) == (bias, pull, "input")


def test_a_pin_that_is_only_looked_at_is_an_input(gpiod: Gpiod, pins: GpiodFactory) -> None:
    assert not pins.pin(17).state
    assert gpiod.lines[17].settings.direction is Direction.INPUT


def test_a_resistor_on_the_board_cannot_be_pulled_away(pins: GpiodFactory) -> None:
    assert pins.pin(2).pull == "up"
    with pytest.raises(PinFixedPull, match="physical pull-up resistor"):
        pins.pin(2).pull = "down"


# -- what is refused -------------------------------------------------------------------------------


def _output(pins: GpiodFactory) -> object:
    pin = pins.pin(17)
    pin.function = "output"
    return pin


@pytest.mark.parametrize(
    ("do", "error"),
    [
        (lambda pins: setattr(pins.pin(17), "function", "both"), PinInvalidFunction),
        (lambda pins: setattr(pins.pin(17), "state", 1), PinSetInput),
        (lambda pins: setattr(pins.pin(17), "pull", "sideways"), PinInvalidPull),
        (lambda pins: setattr(_output(pins), "pull", "up"), PinFixedPull),
        (lambda pins: pins.pin(99), PinInvalidPin),
        (lambda pins: PWMOutputDevice(17, pin_factory=pins), PinPWMUnsupported),
        (lambda pins: DigitalInputDevice(17, pin_factory=pins), PinEdgeDetectUnsupported),
    ],
)
# gpiozero's half-made device stumbles over itself when it is thrown away
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_what_a_pin_cannot_do_is_refused_as_gpiozero_refuses_it(
    pins: GpiodFactory, do: Callable[[GpiodFactory], object], error: type[Exception]
) -> None:
    with pytest.raises(error):
        do(pins)


def test_one_pin_serves_one_device(pins: GpiodFactory) -> None:
    lamp = out(17, pins)
    with pytest.raises(GPIOPinInUse):
        InputDevice(17, pin_factory=pins)
    lamp.close()


# -- the board's own -------------------------------------------------------------------------------


def test_the_factory_in_use_is_taken_and_one_is_made_only_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mock = MockFactory()
    monkeypatch.setattr(Device, "pin_factory", mock)
    assert board_pins() is mock
    monkeypatch.setattr(Device, "pin_factory", None)
    made = board_pins()
    assert isinstance(made, GpiodFactory)
    assert board_pins() is made


@pytest.mark.parametrize("open_pin", [output_pin, switch_pin])
def test_outputs_and_switches_take_the_pins_of_this_factory(
    monkeypatch: pytest.MonkeyPatch, open_pin: Callable[[int], object]
) -> None:
    monkeypatch.setattr(Device, "pin_factory", None)
    with pytest.raises(OSError, match="there are no such pins"):
        open_pin(99)
    assert isinstance(Device.pin_factory, GpiodFactory)
