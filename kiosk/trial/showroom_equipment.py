"""The equipment check of an opening: before it begins, under way, and what it found."""

from collections.abc import Callable, Iterator

from kiosk.hw.ports import DeviceHealth, DeviceState
from kiosk.ui.kit.screen import Screen
from kiosk.ui.screens.office import Office

View = tuple[str, Callable[[], Screen]]
_KINDS = {"camera": "camera", "hand": "scanner", "printer": "printer", "lights": "lights"}


def equipment_views(office: Office) -> Iterator[View]:
    """Yield the names and the screens.

    Args:
        office: the counter, in the stage of the check; its owner is signed in.
    """
    test, door = office.desk.selftest, office.doors.opening_equipment
    for chip in office.desk.issue.live():
        office.desk.issue.cancel(chip.session.session)
    _free_the_lamps(office)
    for device, kind in _KINDS.items():
        _tell(office, device, kind, DeviceState.READY)
    test.cancel()
    test.ended_at = 0  # what an earlier self-test found does not count
    yield "opening_equipment_begin", door
    test.begin()
    test.tick()
    yield "opening_equipment_now", door
    _tell(office, "hand", "scanner", DeviceState.ABSENT, "lost")
    test.begin()
    _finish(office)
    yield "opening_equipment_done", door


def _free_the_lamps(office: Office) -> None:
    """End what earlier views have left alight: before a launch nobody is at the shelf."""
    lamps = office.desk.lamps
    lamps.put(None)
    lamps.look(())
    lamps.gather(())
    for cell in tuple(lamps.wanted()):
        lamps.found(cell)


def _tell(office: Office, device: str, kind: str, state: DeviceState, what: str = "") -> None:
    office.desk.health.note(DeviceHealth(device, kind, state, what, "", 1.0))


def _finish(office: Office) -> None:
    while office.desk.selftest.runs:  # each look at its clock is a millisecond
        office.desk.selftest.tick()
