"""The simulated buttons, beyond the contract: several of them, holds, and a stuck one."""

from kiosk.hw.presses import STUCK_S
from kiosk.hw.sim.buttons import SimButtons
from kiosk.hw.sim.faults import Fault
from tests.hw.chains import Still


def made(*faults: Fault) -> tuple[SimButtons, Still]:
    clock = Still()
    buttons = SimButtons(("a", "b"), clock, faults)
    buttons.open()
    return buttons, clock


def told(buttons: SimButtons) -> list[tuple[str, bool]]:
    return [(one.button, one.held) for one in buttons.read(0.0)]


def test_presses_come_in_order_and_at_the_time_they_are_read() -> None:
    buttons, clock = made()
    for button in ("a", "b", "a"):
        buttons.press(button)
    assert {one.at for one in buttons.read(0.0)} == {clock.at}
    assert told(buttons) == []


def test_a_held_button_tells_both() -> None:
    buttons, _ = made()
    buttons.press("b", hold=True)
    assert told(buttons) == [("b", False), ("b", True)]


def test_a_button_nobody_has_is_nothing() -> None:
    buttons, _ = made()
    buttons.press("z")
    assert told(buttons) == []


def test_a_stuck_button_is_told_after_twenty_seconds_and_the_other_works() -> None:
    buttons, clock = made(Fault(1, "press", "stuck"))
    buttons.press("a")
    assert told(buttons) == [("a", False)]
    clock.at += STUCK_S + 2
    assert buttons.check()["degraded"] == "stuck"
    buttons.press("b")
    assert ("b", False) in told(buttons)
