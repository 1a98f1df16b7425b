"""What the central tells Prometheus, in its plain text form.

Gauges come from the books (`central.network`), the same whichever process tells them. How long a
commit took, each process measures by itself, into a row of numbers that may lie in memory shared
with the one that tells them.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, MutableSequence, Sequence

from kiosk.central.network import Network

_GROUP_SIZES = (1, 2, 4, 8, 16, 32, 64)
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
CELLS = len(_GROUP_SIZES) + len(_SECONDS) + 4  # numbers that one process needs: `Meters`

_NETWORK = (
    ("oldest_unacked_seconds", "gauge", "Age of the oldest event a box has not got rid of."),
    ("stream_lag_events", "gauge", "Events that boxes said they have not sent yet."),
    ("devices", "gauge", "Boxes that are registered."),
    ("devices_online", "gauge", "Boxes that are there."),
    ("quarantine_total", "counter", "Packets and events that could not be taken."),
    ("quarantine_open", "gauge", "Packets and events in quarantine, not decided about."),
    ("conflicts_open", "gauge", "Events that the books could not follow."),
    ("parked_total", "counter", "Events that a box could not send and passed over."),
    ("messages_open", "gauge", "Letters without an outcome."),
    ("duplicates_total", "counter", "Events that came again and were not kept again."),
)


class Histogram:
    """Counts values by size.

    Args:
        bounds: upper ends of the sizes, rising.
        cells: from `first` on: a number for each bound, one above them all, and the sum.
        first: where in the cells it begins.
    """

    def __init__(
        self, bounds: Sequence[float], cells: MutableSequence[float], first: int = 0
    ) -> None:
        self._bounds, self._cells, self._first = bounds, cells, first
        self._sum = first + len(bounds) + 1

    def observe(self, value: float) -> None:
        """Count a value."""
        self._cells[self._first + bisect_left(self._bounds, value)] += 1
        self._cells[self._sum] += value

    def lines(self, name: str, part: str) -> Iterator[str]:
        """Yield its samples.

        Args:
            name: of the metric.
            part: which process measured.
        """
        count = 0
        for place, bound in enumerate((*self._bounds, "+Inf"), start=self._first):
            count += int(self._cells[place])
            yield f'{name}_bucket{{part="{part}",le="{bound}"}} {count}'
        yield f'{name}_sum{{part="{part}"}} {self._cells[self._sum]:.6f}'
        yield f'{name}_count{{part="{part}"}} {count}'


class Meters:
    """What one process measures of its own work.

    Args:
        cells: `CELLS` numbers, all 0 at first; shared where another process tells them.
    """

    def __init__(self, cells: MutableSequence[float] | None = None) -> None:
        cells = [0.0] * CELLS if cells is None else cells
        self.group_size = Histogram(_GROUP_SIZES, cells)
        self.commit_seconds = Histogram(_SECONDS, cells, len(_GROUP_SIZES) + 2)


def exposition(
    network: Network | None, parts: Mapping[str, Meters], crl_days_left: float | None = None
) -> str:
    """Return everything in Prometheus's text form, version 0.0.4.

    Args:
        network: how the network is; None while the books cannot be asked.
        parts: what each process measured, by its name.
        crl_days_left: until the broker refuses every box for want of a list; None without one.
    """
    lines = [*_head("store_up", "gauge", "Whether the books can be asked.")]
    lines.append(f"kiosk_store_up {int(network is not None)}")
    for name, kind, told in _NETWORK if network is not None else ():
        lines += [*_head(name, kind, told), f"kiosk_{name} {getattr(network, name)}"]
    if crl_days_left is not None:
        lines += _head("crl_days_left", "gauge", "Days until the list of revoked boxes ends.")
        lines.append(f"kiosk_crl_days_left {crl_days_left:.2f}")
    lines += _head("group_size", "histogram", "Packets a commit.")
    for part, meters in parts.items():
        lines += meters.group_size.lines("kiosk_group_size", part)
    lines += _head("commit_seconds", "histogram", "How long it took to keep a group for good.")
    for part, meters in parts.items():
        lines += meters.commit_seconds.lines("kiosk_commit_seconds", part)
    return "\n".join(lines) + "\n"


def _head(name: str, kind: str, told: str) -> tuple[str, str]:
    return f"# HELP kiosk_{name} {told}", f"# TYPE kiosk_{name} {kind}"
