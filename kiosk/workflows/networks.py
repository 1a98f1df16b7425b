"""The network of the box: what is in reach, joining one, and the way back when it does not work.

NetworkManager takes its time, so a screen asks on a worker: what asks there touches no database.
"""

from collections import deque
from collections.abc import Callable
from typing import Protocol

from msgspec import Struct

from kiosk.core.events import SYSTEM
from kiosk.core.facts.box import SettingChanged
from kiosk.core.refusals import Reason, Refused
from kiosk.core.wifi import (
    NetFault,
    NetworkTrouble,
    Reach,
    Spot,
    Standing,
    Wifi,
    checked,
    read_code,
)
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
        by: whoever asked for it.
        joined: hears of it once the box is in; by then nobody may look at that screen any more.
    """

    wifi: Wifi
    before: str
    network: Network
    by: str = ""
    joined: Callable[["Joining", Standing], None] = lambda _joining, _standing: None

    def run(self) -> Standing | NetFault:
        """Join it; takes up to three quarters of a minute, and as long again for the way back."""
        try:
            standing = self.network.join(self.wifi, WITHIN_S)
        except NetworkTrouble as trouble:
            return trouble.what
        self.joined(self, standing)
        return standing


class Networks(Activity):
    """What may be asked of the network.

    Args:
        counter: what all activities share.
        network: whatever manages it; None where nobody does.
    """

    def __init__(self, counter: Counter, network: Network | None) -> None:
        super().__init__(counter)
        self._network = network
        self._joined: deque[Joining] = deque()  # not in the journal yet; filled by workers
        self._reach = Reach.UNKNOWN

    @needs(Right.HARDWARE)
    def look(self) -> Callable[[], Sight] | Refused:
        """Return what looks around, for a worker."""
        network = self._network
        if network is None:
            return lambda: Sight(fault=NetFault.ABSENT)
        return lambda: self._seen(_sight(network))

    @anybody
    def asks_for_page(self) -> bool:
        """Whether the network, when it was last looked at, held the box up with a sign-in page."""
        return self._reach is Reach.PORTAL

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
        by = self.counter.signed_in or SYSTEM
        return Joining(found, before, self._network, by, self._landed)

    @anybody
    def tick(self) -> Refused | None:
        """Tell the journal of networks that were joined; a password goes nowhere.

        Whoever asked may have left the screen, or the counter, while it was being joined.
        """
        while self._joined:
            one = self._joined[0]
            with self.counter.unit():
                self.counter.record(SettingChanged(WIFI, one.before, one.wifi.name), actor=one.by)
            self._joined.popleft()  # only now: a disk that takes no writes is asked again
        return None

    def _landed(self, joining: Joining, standing: Standing) -> None:
        self._reach = standing.reach
        if joining.wifi.name != joining.before:
            self._joined.append(joining)

    def _seen(self, sight: Sight) -> Sight:
        if sight.standing is not None:
            self._reach = sight.standing.reach
        return sight


def _sight(network: Network) -> Sight:
    try:
        standing = network.standing()
        return Sight(network.look(), standing)
    except NetworkTrouble as trouble:
        return Sight(fault=trouble.what)
