"""What a commit for a group of packets saves the central, against a commit for each."""

import tempfile
import time
from itertools import cycle, islice
from pathlib import Path
from random import Random
from statistics import median

from kiosk import moments
from kiosk.central.store import Packet, Point
from kiosk.central.store_sqlite import SqliteStore
from kiosk.trial.bench_events import Journal
from kiosk.trial.figures import DISK, Row, at_least

_KIOSKS, _EVENTS, _GROUP, _ALONE, _ROUNDS = 500, 4, 64, 200, 5


def rows() -> tuple[Row, ...]:
    """Measure packets a second both ways, with the packets of many kiosks in turn."""
    with tempfile.TemporaryDirectory(dir=DISK) as folder:
        store = SqliteStore(Path(folder) / "central.db", moments.new_id, moments.nonce)
        fleet = _Fleet(store)
        fleet.per_s(_GROUP, _KIOSKS)  # warm
        pairs = [(fleet.per_s(_GROUP, _KIOSKS), fleet.per_s(1, _ALONE)) for _ in range(_ROUNDS)]
        store.close()
    ratio = median(grouped / alone for grouped, alone in pairs)
    return (at_least("group commit / commit a packet, 500 kiosks", ratio, 8.0),)


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
