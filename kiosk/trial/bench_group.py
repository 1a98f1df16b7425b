"""What a commit for a group of packets saves the central, against a commit for each."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from random import Random
from statistics import median

from kiosk import moments
from kiosk.central.store import Packet, Point
from kiosk.central.store_sqlite import SqliteStore
from kiosk.trial.bench_events import Journal
from kiosk.trial.figures import DISK, MEMORY, Row, at_least

_KIOSKS, _EVENTS, _GROUP, _ALONE, _ROUNDS = 500, 4, 64, 200, 5


def rows() -> tuple[Row, ...]:
    """Measure packets a second both ways, with the packets of many kiosks in turn.

    Grouping saves flushes and questions; what it cannot save is folding. So the row also tells
    what it would be here if the flush of a group took no time, which hangs on how long one takes.
    """
    with _fleet(DISK) as fleet, _fleet(MEMORY) as free:
        found = [
            (fleet.per_s(_GROUP, _KIOSKS), free.per_s(_GROUP, _KIOSKS), fleet.per_s(1, _ALONE))
            for _ in range(_ROUNDS)
        ]
    ratio = median(grouped / alone for grouped, _, alone in found)
    most = median(free / alone for _, free, alone in found)
    name = f"group commit / commit a packet, 500 kiosks; {most:.1f} were its flush free"
    return (at_least(name, ratio, 8.0),)


@contextmanager
def _fleet(parent: str | None) -> Iterator["_Fleet"]:
    """Give kiosks, warm, with their central's file in a kind of storage."""
    with tempfile.TemporaryDirectory(dir=parent) as folder:
        store = SqliteStore(Path(folder) / "central.db", moments.new_id, moments.nonce)
        fleet = _Fleet(store)
        fleet.per_s(_GROUP, _KIOSKS)
        try:
            yield fleet
        finally:
            store.close()


class _Fleet:
    """Kiosks that a store knows and has welcomed, each with packets to come."""

    def __init__(self, store: SqliteStore) -> None:
        self._store = store
        boot, random = moments.boot_id(), Random(7)
        self._journals = [
            Journal(f"fleet-{n:05d}", lambda: moments.moment(boot), random) for n in range(_KIOSKS)
        ]
        with store.unit():
            for one in self._journals:
                store.register(Point(one.device, "bench", bytes(32), "ozon_like"), one.device)
        hellos = [Packet(one.device, "up/hello", one.hello()) for one in self._journals]
        store.take(hellos, moments.wall_ms())

    def per_s(self, group: int, packets: int) -> float:
        """Return packets a second, one of each kiosk in turn, so many to a commit."""
        made = [
            Packet(one.device, "up/events", one.batch(_EVENTS))
            for one in islice(cycle(self._journals), packets)
        ]
        began = time.monotonic()
        for start in range(0, packets, group):
            self._store.take(made[start : start + group], moments.wall_ms())
        return packets / (time.monotonic() - began)
