"""The network of the box: what is in reach, joining one, and the way back when it does not work.

NetworkManager takes its time, so a screen asks on a worker: what asks there touches no database.
"""

from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Protocol

from msgspec import Struct

from kiosk.core.events import SYSTEM
from kiosk.core.facts.box import SettingChanged
from kiosk.core.refusals import Reason, Refused
from kiosk.core.wifi import (
    NetFault,
    NetworkTrouble,
    Reach,
    ReachSeen,
    Spot,
    Standing,
    Wifi,
    checked,
    read_code,
)
from kiosk.core.words import Right
from kiosk.workflows.counter import Counter
from kiosk.workflows.rights import Activity, anybody, needs

WIFI, KEPT = "network.wifi", "network.kept"
WITHIN_S = 45.0  # for an address; APPLIANCE.md 8


class Network(Protocol):
    """Whatever manages the network of the machine; each call may block for a while.

    A call that fails raises NetworkTrouble. One that practises changes nothing out there.
    """

    practises: bool

    def look(self) -> tuple[Spot, ...]:
        """Return the networks in reach, the joined one and the strongest first."""

    def standing(self) -> Standing:
        """Return how the box is connected."""

    def inside(self) -> str:
        """Return the Wi-Fi the box is in, empty for none; how far it reaches is not asked."""

    def reach(self) -> Reach:
        """Return how far the box gets now, UNKNOWN where nobody can tell."""

    def join(self, wifi: Wifi, within_s: float) -> Standing:
        """Join a network and keep it, or go back to the one before where that is there still."""

    def rejoin(self, name: str, within_s: float) -> Standing:
        """Join a network that is kept, or go back to the one before where that is there still."""

    def forget(self, name: str) -> None:
        """Leave a network that is kept, and lay it aside until `sweep`."""

    def restore(self, name: str) -> None:
        """Keep a network that was laid aside."""

    def sweep(self) -> None:
        """Let what was laid aside go for good, its password with it."""


class Sight(Struct, frozen=True):
    """What a look around found.

    Args:
        spots: networks in reach.
        standing: how the box is connected, None where nobody could tell.
        fault: why nothing was found.
        practises: none of it is real.
    """

    spots: tuple[Spot, ...] = ()
    standing: Standing | None = None
    fault: NetFault | None = None
    practises: bool = False


class Landing(Struct, frozen=True):
    """What became of a network that was asked for.

    Args:
        before: the Wi-Fi the box was in when it began, empty for none.
        standing: how the box is connected now, None where nobody could tell.
        fault: why it was not joined; None where it was.
    """

    before: str = ""
    standing: Standing | None = None
    fault: NetFault | None = None


class Joining(Struct, frozen=True):
    """A network that is being joined; `run` suits a worker, and asks no database.

    Args:
        wifi: which.
        network: whatever manages it.
        by: whoever asked for it.
        is_kept: the box has its password already.
        joined: hears of it once the box is in; by then nobody may look at that screen any more.
    """

    wifi: Wifi
    network: Network
    by: str = ""
    is_kept: bool = False
    joined: Callable[["Joining", Landing], None] = lambda _joining, _landing: None

    def run(self) -> Landing:
        """Join it; takes up to three quarters of a minute, and as long again for the way back."""
        before = ""
        try:
            before = self.network.inside()  # now: a screen may not have looked around yet
            if self.is_kept:
                standing = self.network.rejoin(self.wifi.name, WITHIN_S)
            else:
                standing = self.network.join(self.wifi, WITHIN_S)
        except NetworkTrouble as trouble:
            return Landing(before, _standing(self.network), trouble.what)
        landing = Landing(before, standing)
        self.joined(self, landing)
        return landing


class Forgetting(Struct, frozen=True):
    """A network that is being forgotten; until `sweep` it can be taken back.

    Args:
        spot: which.
        network: whatever manages it.
        by: whoever asked for it.
        done: hears of each that came true: the fact's key, old and new.
    """

    spot: Spot
    network: Network
    by: str = ""
    done: Callable[[SettingChanged, str], None] = lambda _fact, _by: None

    def run(self) -> NetFault | None:
        """Leave it and lay it aside; for a worker."""
        name = self.spot.name
        try:
            self.network.forget(name)
        except NetworkTrouble as trouble:
            return trouble.what
        self.done(SettingChanged(KEPT, name, ""), self.by)
        if self.spot.is_joined:
            self.done(SettingChanged(WIFI, name, ""), self.by)
        return None

    def undo(self) -> NetFault | None:
        """Keep it again, and join it where the box was in it; for a worker."""
        name = self.spot.name
        try:
            self.network.restore(name)
            self.done(SettingChanged(KEPT, "", name), self.by)
            if self.spot.is_joined:
                self.network.rejoin(name, WITHIN_S)
                self.done(SettingChanged(WIFI, "", name), self.by)
        except NetworkTrouble as trouble:
            return trouble.what
        return None


class Asked(Struct, frozen=True):
    """What may be asked of whatever manages the network; who may ask is settled before.

    Args:
        network: whatever manages it; None where nobody does.
        joined: hears of each that was joined.
        told: hears of each change that came true.
    """

    network: Network | None
    joined: Callable[[Joining, Landing], None]
    told: Callable[[SettingChanged, str], None]

    def begin(self, wifi: Wifi, by: str = "") -> Joining | Refused:
        """Check a network, and return what joins it."""
        found = checked(wifi)
        if isinstance(found, Refused):
            return found
        if self.network is None:
            return Refused(Reason.NOT_CONNECTED)
        return Joining(found, self.network, by, joined=self.joined)

    def again(self, spot: Spot, by: str = "") -> Joining | Refused:
        """Return what joins a network that is kept."""
        if self.network is None:
            return Refused(Reason.NOT_CONNECTED)
        wifi = Wifi(spot.name, spot.security)
        return Joining(wifi, self.network, by, is_kept=True, joined=self.joined)

    def forget(self, spot: Spot, by: str = "") -> Forgetting | Refused:
        """Return what forgets a network that is kept."""
        if self.network is None:
            return Refused(Reason.NOT_CONNECTED)
        return Forgetting(spot, self.network, by, self.told)


class Chooses(Protocol):
    """What a screen of networks asks: the counter's, and that of a box that is nobody's."""

    def look(self) -> Callable[[], Sight] | Refused:
        """Return what looks around, for a worker."""

    def read(self, text: str) -> Wifi | Refused | None:
        """Return the network in a code; None for any other code."""

    def begin(self, wifi: Wifi) -> Joining | Refused:
        """Check a network, and return what joins it."""

    def again(self, spot: Spot) -> Joining | Refused:
        """Return what joins a network that is kept."""

    def forget(self, spot: Spot) -> Forgetting | Refused:
        """Return what forgets a network that is kept."""

    def sweep(self) -> Callable[[], None]:
        """Return what ends every way back to what was forgotten, for a worker."""

    def tick(self) -> Refused | None:
        """Tell of what has come true since."""


class Networks(Activity):
    """What may be asked of the network.

    Args:
        counter: what all activities share.
        network: whatever manages it; None where nobody does.
    """

    def __init__(self, counter: Counter, network: Network | None) -> None:
        super().__init__(counter)
        self._asked = Asked(network, self._landed, self._came_true)
        self._true: deque[tuple[SettingChanged, str]] = deque()  # not in the journal yet
        self._reach = Reach.UNKNOWN

    @needs(Right.HARDWARE)
    def look(self) -> Callable[[], Sight] | Refused:
        """Return what looks around, for a worker."""
        network = self._asked.network
        if network is None:
            return lambda: Sight(fault=NetFault.ABSENT)
        return lambda: self._seen(sight_of(network))

    @anybody
    def reach(self) -> Reach:
        """Return how far the box got when it was last looked at."""
        return self._reach

    @anybody
    def asks_for_page(self) -> bool:
        """Whether the network, when it was last looked at, held the box up with a sign-in page."""
        return self._reach is Reach.PORTAL

    @anybody
    def note(self, seen: ReachSeen) -> None:
        """Hear how far the box gets now; nobody has to open a screen for it."""
        self._reach = seen.reach

    @anybody
    def read(self, text: str) -> Wifi | Refused | None:
        """Return the network in a code; None for any other code."""
        return read_code(text)

    @needs(Right.HARDWARE)
    def begin(self, wifi: Wifi) -> Joining | Refused:
        """Check a network, and return what joins it.

        Args:
            wifi: as it was typed or scanned.
        """
        return self._asked.begin(wifi, self._by())

    @needs(Right.HARDWARE)
    def again(self, spot: Spot) -> Joining | Refused:
        """Return what joins a network that is kept."""
        return self._asked.again(spot, self._by())

    @needs(Right.HARDWARE)
    def forget(self, spot: Spot) -> Forgetting | Refused:
        """Return what forgets a network that is kept."""
        return self._asked.forget(spot, self._by())

    @anybody
    def sweep(self) -> Callable[[], None]:
        """Return what ends every way back to what was forgotten, for a worker."""
        return partial(swept, self._asked.network)

    def _by(self) -> str:
        return self.counter.signed_in or SYSTEM

    @anybody
    def tick(self) -> Refused | None:
        """Tell the journal of networks that were joined or forgotten; a password goes nowhere.

        Whoever asked may have left the screen, or the counter, while it was being joined.
        """
        while self._true:
            fact, by = self._true[0]
            with self.counter.unit():
                self.counter.record(fact, actor=by)
            self._true.popleft()  # only now: a disk that takes no writes is asked again
        return None

    def _came_true(self, fact: SettingChanged, by: str) -> None:
        self._true.append((fact, by))

    def _landed(self, joining: Joining, landing: Landing) -> None:
        if landing.standing is not None:
            self._reach = landing.standing.reach
        before, name = landing.before, joining.wifi.name
        if name != before:
            self._came_true(SettingChanged(WIFI, before, name), joining.by)

    def _seen(self, sight: Sight) -> Sight:
        if sight.standing is not None:
            self._reach = sight.standing.reach
        return sight


def _standing(network: Network) -> Standing | None:
    with suppress(NetworkTrouble):
        return network.standing()
    return None


def swept(network: Network | None) -> None:
    """Let what was laid aside go for good; what cannot go now goes another time."""
    if network is not None:
        with suppress(NetworkTrouble):
            network.sweep()


def sight_of(network: Network) -> Sight:
    """Look around, or tell why that cannot be."""
    try:
        standing = network.standing()
        return Sight(network.look(), standing, practises=network.practises)
    except NetworkTrouble as trouble:
        return Sight(fault=trouble.what, practises=network.practises)
