"""Buttons on mock pins and on a made-up chip, as a finger and a wire treat them."""

from collections.abc import Iterator

import pytest
from gpiozero import Device
from gpiozero.pins.mock import MockFactory

from kiosk.hw.buttons_gpio import GpioButtons, switch_pin
from kiosk.hw.pins import GpiodFactory
from kiosk.hw.ports import ButtonPressed, DeviceFault, Fault
from kiosk.hw.presses import STUCK_S
from tests.hw.pin_chip import Bias, Gpiod, Value
from tests.hw.slept_clock import SleptClock


@pytest.fixture
def pi(monkeypatch: pytest.MonkeyPatch) -> MockFactory:
    factory = MockFactory()
    monkeypatch.setattr(Device, "pin_factory", factory)
    return factory


@pytest.fixture
def clock() -> SleptClock:
    return SleptClock()


@pytest.fixture
def buttons(clock: SleptClock) -> Iterator[GpioButtons]:
    made = GpioButtons({"a": 17, "b": 27}, switch_pin, clock.now, clock.sleep)
    yield made
    made.close()


def told(buttons: GpioButtons, timeout_s: float = 0.2) -> list[tuple[str, bool]]:
    return [(one.button, one.held) for one in buttons.read(timeout_s)]


def test_a_finger_on_a_button_is_one_press(pi: MockFactory, buttons: GpioButtons) -> None:
    buttons.open()
    assert told(buttons) == []
    pi.pin(17).drive_low()
    assert told(buttons) == [("a", False)]
    pi.pin(17).drive_high()
    assert told(buttons) == []
    pi.pin(27).drive_low()
    assert told(buttons) == [("b", False)]


def test_a_read_ends_with_a_press_and_otherwise_when_its_time_is_over(
    pi: MockFactory, buttons: GpioButtons, clock: SleptClock
) -> None:
    buttons.open()
    buttons.read(0.2)
    assert clock.at == pytest.approx(100.2)
    pi.pin(17).drive_low()
    assert buttons.read(10.0) == (ButtonPressed("a", held=False, at=clock.at),)
    assert clock.at < 100.3


def test_what_is_down_when_it_opens_again_is_no_press(
    pi: MockFactory, buttons: GpioButtons
) -> None:
    buttons.open()
    buttons.read(0.1)
    buttons.close()
    pi.pin(17).pull = "up"
    buttons.open()
    pi.pin(17).drive_low()
    assert told(buttons) == []


def test_a_button_held_for_a_second_tells_that_too(pi: MockFactory, buttons: GpioButtons) -> None:
    buttons.open()
    buttons.read(0.1)
    pi.pin(17).drive_low()
    assert [told(buttons, 5.0), told(buttons, 5.0)] == [[("a", False)], [("a", True)]]


def test_a_button_that_stays_down_is_told_as_a_loss_and_well_again_when_it_is_up(
    pi: MockFactory, buttons: GpioButtons, clock: SleptClock
) -> None:
    buttons.open()
    buttons.read(0.1)
    pi.pin(17).drive_low()
    buttons.read(0.1)
    clock.sleep(STUCK_S + 1)
    assert buttons.check()["stuck"] == "a"
    pi.pin(27).drive_low()
    assert ("b", False) in told(buttons) + told(buttons)  # the other one still works
    pi.pin(17).drive_high()
    buttons.read(0.1)
    assert "degraded" not in buttons.check()


def test_the_real_pins_are_pulled_up_and_free_again(
    monkeypatch: pytest.MonkeyPatch, buttons: GpioButtons
) -> None:
    gpiod = Gpiod({"/dev/gpiochip0": "pinctrl-bcm2711"})
    factory = GpiodFactory(lambda: gpiod, lambda: list(gpiod.chips), lambda: 0xC03111)
    monkeypatch.setattr(Device, "pin_factory", factory)
    buttons.open()
    assert [gpiod.lines[pin].settings.bias for pin in (17, 27)] == [Bias.PULL_UP] * 2
    buttons.read(0.1)
    gpiod.lines[17].outside = Value.INACTIVE
    assert told(buttons) == [("a", False)]
    gpiod.broken = True
    with pytest.raises(DeviceFault) as lost:
        buttons.read(0.1)
    assert lost.value.what is Fault.LOST
    buttons.close()
    assert [gpiod.lines[pin].consumer for pin in (17, 27)] == ["", ""]
    factory.close()


def test_a_taken_pin_is_busy_and_the_other_is_let_go(
    monkeypatch: pytest.MonkeyPatch, buttons: GpioButtons
) -> None:
    gpiod = Gpiod({"/dev/gpiochip0": "pinctrl-bcm2711"})
    factory = GpiodFactory(lambda: gpiod, lambda: list(gpiod.chips), lambda: 0xC03111)
    monkeypatch.setattr(Device, "pin_factory", factory)
    gpiod.lines[27].consumer = "fan"
    with pytest.raises(DeviceFault) as busy:
        buttons.open()
    assert busy.value.what is Fault.BUSY
    assert gpiod.lines[17].consumer == ""
    gpiod.lines[27].consumer = ""
    buttons.open()
    buttons.close()
    factory.close()
