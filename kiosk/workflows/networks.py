"""The network of the box: what is in reach, joining one, and the way back when it does not work.

NetworkManager takes its time, so a screen asks on a worker: what asks there touches no database.
"""

from collections.abc import Callable
from typing import Protocol

from msgspec import Struct

from kiosk.core.facts.box import SettingChanged
from kiosk.core.refusals import Reason, Refused
from kiosk.core.wifi import NetFault, NetworkTrouble, Spot, Standing, Wifi, checked, read_code
from kiosk.core.words import Right
from kiosk.workflows.counter import Counter
from kiosk.workflows.rights import Activity, anybody, needs

WIFI = "network.wifi"
WITHIN_S = 45.0  # for an address; APPLIANCE.md 8


class Network(Protocol):
    """Whatever manages the network of the machine; each call may block for a while.

    A call that fails raises NetworkTrouble.
    """

    def look(self) -> tuple[Spot, ...]:
        """Return the networks in reach, the joined one and the strongest first."""

    def standing(self) -> Standing:
        """Return how the box is connected."""

    def join(self, wifi: Wifi, within_s: float) -> Standing:
        """Join a network, or be where it was before."""


class Sight(Struct, frozen=True):
    """What a look around found.

    Args:
        spots: networks in reach.
        standing: how the box is connected, None where nobody could tell.
        fault: why nothing was found.
    """

    spots: tuple[Spot, ...] = ()
    standing: Standing | None = None
    fault: NetFault | None = None


class Joining(Struct, frozen=True):
    """A network that is being joined; `run` suits a worker, and asks no database.

    Args:
        wifi: which.
        before: the network the box was in.
        network: whatever manages it.
    """

    wifi: Wifi
    before: str
    network: Network

    def run(self) -> Standing | NetFault:
        """Join it; takes up to three quarters of a minute, and as long again for the way back."""
        try:
            return self.network.join(self.wifi, WITHIN_S)
        except NetworkTrouble as trouble:
            return trouble.what


class Networks(Activity):
    """What may be asked of the network.

    Args:
        counter: what all activities share.
        network: whatever manages it; None where nobody does.
    """

    def __init__(self, counter: Counter, network: Network | None) -> None:
        super().__init__(counter)
        self._network = network

    @needs(Right.HARDWARE)
    def look(self) -> Callable[[], Sight] | Refused:
        """Return what looks around, for a worker."""
        network = self._network
        if network is None:
            return lambda: Sight(fault=NetFault.ABSENT)
        return lambda: _sight(network)

    @anybody
    def read(self, text: str) -> Wifi | Refused | None:
        """Return the network in a code; None for any other code."""
        return read_code(text)

    @needs(Right.HARDWARE)
    def begin(self, wifi: Wifi, before: str) -> Joining | Refused:
        """Check a network, and return what joins it.

        Args:
            wifi: as it was typed or scanned.
            before: the network the box is in now, empty for none.
        """
        found = checked(wifi)
        if isinstance(found, Refused):
            return found
        if self._network is None:
            return Refused(Reason.NOT_CONNECTED)
        return Joining(found, before, self._network)

    @needs(Right.HARDWARE)
    def finish(self, joining: Joining, outcome: Standing | NetFault) -> Refused | None:
        """Tell the journal of a network that was joined; the password goes nowhere."""
        if isinstance(outcome, Standing) and joining.wifi.name != joining.before:
            with self.counter.unit():
                self.counter.record(SettingChanged(WIFI, joining.before, joining.wifi.name))
        return None


def _sight(network: Network) -> Sight:
    try:
        standing = network.standing()
        return Sight(network.look(), standing)
    except NetworkTrouble as trouble:
        return Sight(fault=trouble.what)
