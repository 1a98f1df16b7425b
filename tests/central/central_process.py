"""A central as a process of its own, to be killed: python central_process.py FOLDER HOST PORT."""

import itertools
import secrets
import signal
import sys
import threading
import time
from pathlib import Path

from kiosk.central.consumer import Consumer
from kiosk.central.store_sqlite import SqliteStore
from kiosk.central.wishes import Wishes
from kiosk.sync.link import Link, LinkSettings, Received
from kiosk.sync.protocol import CENTRAL_TOPICS


def main(folder: Path, host: str, port: int) -> None:
    """Run until told to stop."""
    numbers, run = itertools.count(1), secrets.randbits(48)

    def new_id() -> str:
        return f"01900000-{run >> 32:04x}-7000-8000-{next(numbers):012x}"

    settings = LinkSettings(
        host=host,
        port=port,
        client_id="central",
        subscribe=CENTRAL_TOPICS,
        window=100,
        manual_ack=True,
    )
    link = Link(settings, time.monotonic, lambda: 0.5)
    store = SqliteStore(folder / "central.db", new_id, lambda: secrets.token_hex(8))
    wishes = Wishes(folder / "wishes", store, lambda: secrets.token_bytes(32))
    consumer: Consumer[Received] = Consumer(
        link, store, wishes, time.monotonic, lambda: time.time_ns() // 10**6, lambda: 0.5
    )
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    consumer.run(stop)
    store.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
