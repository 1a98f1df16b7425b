"""How often somebody may ask: some at once, then a few a second from one address."""

from collections import OrderedDict
from collections.abc import Callable

from kiosk.central.tries import net_of

BURST, PER_S = 240.0, 8.0
_MOST_ADDRESSES = 10_000  # more strangers push the oldest out, never the memory


class Pace:
    """Counts requests by address, in memory.

    Args:
        now: monotonic seconds.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def may_ask(self, address: str) -> bool:
        """Whether an address may ask once more, which is counted."""
        net, now = net_of(address), self._now()
        left, at = self._left.pop(net, (BURST, now))
        left = min(BURST, left + (now - at) * PER_S)
        may = left >= 1
        self._left[net] = (left - 1 if may else left, now)
        if len(self._left) > _MOST_ADDRESSES:
            self._left.popitem(last=False)
        return may
