"""Looking at one device and trying it out; the rest of the counter works on meanwhile."""

from collections.abc import Callable

from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import Right
from kiosk.hw.ports import DeviceHealth
from kiosk.workflows.counter import Counter
from kiosk.workflows.health import Health
from kiosk.workflows.rights import Activity, needs
from kiosk.workflows.views import DeviceCard


class Checks(Activity):
    """One device: how it is, since when, and its tone.

    Args:
        counter: what all activities share.
        health: the last word of every device.
        sound: plays a tone at a device of this name; False when it has none.
    """

    def __init__(self, counter: Counter, health: Health, sound: Callable[[str], bool]) -> None:
        super().__init__(counter)
        self._health, self._sound = health, sound

    @needs(Right.HARDWARE)
    def device(self, name: str) -> DeviceCard | Refused:
        """Return how a device is, and since when."""
        found = next((d for d in self._health.devices() if d.device == name), None)
        if found is None:
            return Refused(Reason.NOT_CONNECTED)
        return DeviceCard(found, self._wall(found))

    @needs(Right.HARDWARE)
    def sound(self, name: str) -> Refused | None:
        """Let a device be heard."""
        return None if self._sound(name) else Refused(Reason.NOT_CONNECTED)

    def _wall(self, device: DeviceHealth) -> int:
        """Return since when a device stands as it stands, ms UTC; its own clock is monotonic."""
        moment = self.counter.clock()
        return moment.at - max(0, moment.mono - round(device.since * 1000))
