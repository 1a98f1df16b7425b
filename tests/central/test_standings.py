"""How a box is."""

from kiosk.central.standings import Standing
from kiosk.sync.protocol import DeviceWord, Health


def standing(health: Health | None) -> Standing:
    return Standing("p1", "Lesnaya 12", "box-1", "", None, None, health)


def test_devices_that_somebody_should_look_at_are_told_by_name() -> None:
    devices = {"camera": DeviceWord("ok"), "printer": DeviceWord("failed", "no_paper")}
    assert standing(Health(unsent=0, devices=devices)).ill == {
        "printer": DeviceWord("failed", "no_paper")
    }


def test_of_a_box_that_never_spoke_no_device_is_ill() -> None:
    assert standing(None).ill == {}
