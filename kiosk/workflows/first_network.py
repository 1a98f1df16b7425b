"""The network of a box that is nobody's yet: whoever stands there may choose it.

There is no journal before there is a point, and nobody to sign in; a password goes nowhere here,
either.
"""

import logging
from collections.abc import Callable
from functools import partial

from kiosk.core.facts.box import SettingChanged
from kiosk.core.refusals import Refused
from kiosk.core.wifi import NetFault, Reach, Spot, Wifi, read_code
from kiosk.workflows.networks import (
    Asked,
    Forgetting,
    Joining,
    Landing,
    Network,
    Sight,
    sight_of,
    swept,
)

log = logging.getLogger(__name__)


class FirstNetwork:
    """Implements Chooses for a box without a journal.

    Args:
        network: whatever manages it; None where nobody does.
    """

    def __init__(self, network: Network | None) -> None:
        self._asked = Asked(network, _landed, _told)

    def look(self) -> Callable[[], Sight]:
        """Return what looks around, for a worker."""
        if self._asked.network is None:
            return lambda: Sight(fault=NetFault.ABSENT)
        return partial(sight_of, self._asked.network)

    def read(self, text: str) -> Wifi | Refused | None:
        """Return the network in a code; None for any other code."""
        return read_code(text)

    def begin(self, wifi: Wifi) -> Joining | Refused:
        """Check a network, and return what joins it.

        Args:
            wifi: as it was typed or scanned.
        """
        return self._asked.begin(wifi)

    def again(self, spot: Spot) -> Joining | Refused:
        """Return what joins a network that is kept."""
        return self._asked.again(spot)

    def forget(self, spot: Spot) -> Forgetting | Refused:
        """Return what forgets a network that is kept."""
        return self._asked.forget(spot)

    def sweep(self) -> Callable[[], None]:
        """Return what ends every way back to what was forgotten, for a worker."""
        return partial(swept, self._asked.network)

    def tick(self) -> Refused | None:
        """Tell nobody: the box has no journal yet."""
        return None


def _landed(_joining: Joining, landing: Landing) -> None:
    reach = landing.standing.reach if landing.standing else Reach.UNKNOWN
    log.info("before the box is anybody's: a network is joined, reach %s", reach)


def _told(_fact: SettingChanged, _by: str) -> None:
    log.info("before the box is anybody's: what is remembered has changed")
