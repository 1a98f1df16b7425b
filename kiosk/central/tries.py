"""How often somebody may be wrong: a few times an hour from one address."""

import ipaddress
from collections import OrderedDict
from collections.abc import Callable

MOST_WRONG = 5  # PROTOCOL.md 2
_HOUR_S = 3600.0
_MOST_ADDRESSES = 10_000  # more strangers push the oldest out, never the memory
_V6_NET = 64  # whoever has one IPv6 address has as many as that


class Tries:
    """Counts wrong tries by address, in memory.

    Args:
        now: monotonic seconds.
        most: how many.
    """

    def __init__(self, now: Callable[[], float], most: int = MOST_WRONG) -> None:
        self._now, self._most = now, most
        self._wrong: OrderedDict[str, list[float]] = OrderedDict()

    def may_try(self, address: str) -> bool:
        """Whether an address was not wrong too often within the last hour."""
        return len(self._recent(net_of(address))) < self._most

    def begin(self, address: str) -> bool:
        """Count a try as wrong before it is looked at; return whether it may be one at all.

        Counted first, so that many at once are no more than one after another.
        """
        if not self.may_try(address):
            return False
        self.was_wrong(address)
        return True

    def was_right(self, address: str) -> None:
        """Count the latest try of an address no more."""
        net = net_of(address)
        if self._wrong.get(net):
            self._wrong[net] = self._wrong[net][:-1]

    def was_wrong(self, address: str) -> None:
        """Count a wrong try."""
        net = net_of(address)
        self._wrong[net] = [*self._recent(net), self._now()]
        self._wrong.move_to_end(net)
        if len(self._wrong) > _MOST_ADDRESSES:
            self._wrong.popitem(last=False)

    def _recent(self, net: str) -> list[float]:
        since = self._now() - _HOUR_S
        return [at for at in self._wrong.get(net, []) if at > since]


def net_of(address: str) -> str:
    """Return whose address it is: that of one IPv4, the whole net of an IPv6."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, _V6_NET), strict=False))
    return str(found)
