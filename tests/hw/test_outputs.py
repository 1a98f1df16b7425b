"""Output pins over gpiozero's mock factory: driven, shared by nobody, refused in words."""

import errno

import pytest
from gpiozero.pins.mock import MockPin

from kiosk.hw.outputs import OutputPin, opened_pin, output_pin
from kiosk.hw.ports import DeviceFault, Fault
from tests.hw.kernel_bus import Pi


@pytest.mark.parametrize("active_low", [False, True])
def test_a_pin_is_inactive_at_first_and_driven_from_then_on(pi: Pi, *, active_low: bool) -> None:
    mock: MockPin = pi.pin(12)
    pin = output_pin(12, active_low=active_low)
    seen = [mock.state]
    pin.on()
    seen.append(mock.state)
    pin.off()
    seen.append(mock.state)
    assert seen == [active_low, not active_low, active_low]
    assert mock.function == "output"
    pin.close()
    assert mock.function == "input"


@pytest.mark.usefixtures("pi")
def test_a_pin_that_somebody_has_is_busy_until_it_is_let_go() -> None:
    first = opened_pin("few", lambda: output_pin(12))
    with pytest.raises(DeviceFault, match="pin 12 is in use: another program or another") as busy:
        opened_pin("few", lambda: output_pin(12))
    assert (busy.value.what, busy.value.permanent) == (Fault.BUSY, False)
    first.close()
    opened_pin("few", lambda: output_pin(12)).close()


@pytest.mark.parametrize(
    ("error", "what", "said", "permanent"),
    [
        (PermissionError(), Fault.DENIED, "no permission for the pins; add the user to", True),
        (FileNotFoundError(errno.ENOENT, "no chip"), Fault.ABSENT, "no chip", False),
        (OSError(), Fault.ABSENT, "no pins", False),
        (OSError(errno.EBUSY, "pin 4"), Fault.BUSY, "pin 4: another program", False),
    ],
)
def test_why_a_pin_does_not_open_is_told(
    error: OSError, what: Fault, said: str, *, permanent: bool
) -> None:
    def refuse() -> OutputPin:
        raise error

    with pytest.raises(DeviceFault) as fault:
        opened_pin("few", refuse)
    assert (fault.value.what, fault.value.permanent) == (what, permanent)
    assert fault.value.detail.startswith(said)


@pytest.mark.usefixtures("pi")
def test_a_pin_that_no_board_has_is_told() -> None:
    with pytest.raises(DeviceFault, match="pin 99 does not open: there are no such pins"):
        opened_pin("few", lambda: output_pin(99))
