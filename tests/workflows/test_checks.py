"""One device: how it is and since when, for those who may touch the hardware."""

import pytest
from msgspec.structs import replace

from kiosk.core.refusals import Reason, Refused
from kiosk.hw.ports import DeviceHealth, DeviceState
from kiosk.workflows.views import DeviceCard
from tests.workflows.conftest import T0, Point

PRINTER = DeviceHealth("printer", "printer", DeviceState.READY, "", "", 990.0)


def test_a_device_tells_how_it_is_and_since_when_by_the_wall(point: Point) -> None:
    point.desk.health.note(PRINTER)
    point.sign_in("oleg")
    assert point.desk.checks.device("printer") == DeviceCard(PRINTER, T0 - 10_000)


def test_a_device_that_says_it_comes_from_the_future_stands_since_now(point: Point) -> None:
    point.desk.health.note(replace(PRINTER, since=99_999.0))
    point.sign_in("oleg")
    card = point.desk.checks.device("printer")
    assert isinstance(card, DeviceCard)
    assert card.since == T0


def test_a_device_that_nobody_heard_of_is_refused(point: Point) -> None:
    point.sign_in("oleg")
    assert point.desk.checks.device("x") == Refused(Reason.NOT_CONNECTED)
    assert point.desk.checks.sound("x") == Refused(Reason.NOT_CONNECTED)


@pytest.mark.parametrize("staff", ["anna", "leila"])
def test_a_clerk_without_the_right_tries_nothing(point: Point, staff: str) -> None:
    point.sign_in(staff)
    refused = Refused(Reason.NOT_ALLOWED, {"right": "hardware"})
    assert point.desk.checks.device("printer") == refused
    assert point.desk.checks.sound("buzzer") == refused
    assert point.desk.prints.test_slip("printer") == refused
    assert point.desk.selftest.begin() == refused
    assert point.desk.lampmaps.point("wall", 0) == refused


def test_a_named_device_is_heard(point: Point) -> None:
    point.sign_in("oleg")
    assert point.desk.checks.sound("buzzer") is None
    assert point.sounded == ["buzzer"]
