"""The processes of the fault harness: the real counter, carrier and central, to be killed.

`python -m tests.faults.roles` loads everything once and forks one of them for each line it reads,
a `Part` as JSON; it answers with the number of the process.

Their clocks are wrong by what the folder's file `clock` says, and their patience is short: all
waits of the mail pass SPEED times as fast, or a night of faults would take a month.
"""

import logging
import os
import random
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

from kiosk import moments
from kiosk.central.consumer import Consumer
from kiosk.central.store import CannotOpenStore
from kiosk.central.store_sqlite import SqliteStore
from kiosk.central.wishes import Wishes
from kiosk.core.events import Stamp
from kiosk.core.facts.stockroom import ParcelExpected
from kiosk.core.words import ClockQuality
from kiosk.store.counter_file import CounterFile
from kiosk.store.db import StorageFull, StorageReadOnly
from kiosk.store.letters import MailReader
from kiosk.sync.link import Link, LinkSettings, Received
from kiosk.sync.loop import Host, Identity, SyncLoop, Times
from kiosk.sync.mailbox import Mailbox
from kiosk.sync.outbox import Outbox
from kiosk.sync.protocol import CENTRAL_TOPICS, Topics
from kiosk.workflows.counter import Counter, Keys
from kiosk.workflows.lamps import Lamps
from kiosk.workflows.mailroom import Mailroom
from kiosk.workflows.resync import Resync
from tests.faults import naive

SPEED = 20
DEVICE, POINT, KEY = "pk-7731", "7731", "11" * 32
OWN = "W"  # the delivery that only the counter knows, so that its parcels can be counted
MOST_A_UNIT = 40
KEEPALIVE_S = 2
_FULL = (StorageFull, StorageReadOnly)


class Part(Struct, frozen=True):
    """Which process, for whom, and where its broker is."""

    role: str
    folder: str
    port: int


def fast() -> float:
    """Return monotonic seconds that pass quickly."""
    return time.monotonic() * SPEED


def wall_of(folder: Path) -> Callable[[], int]:
    """Return a clock, milliseconds UTC, that is wrong by what the file `clock` says."""
    return lambda: moments.wall_ms() + int((folder / "clock").read_text(encoding="ascii"))


def patiently(open_it: Callable[[], object]) -> object:
    """Open something as soon as the disk takes it."""
    while True:
        with suppress(*_FULL, CannotOpenStore):
            return open_it()
        threading.Event().wait(0.05)


def counter(part: Part, stop: threading.Event) -> None:
    """Write as many parcels as the file `target` says, obey every letter, tell what is safe."""
    folder = Path(part.folder)
    wall, rng, boot = wall_of(folder), random.Random(), moments.boot_id()
    file = patiently(
        lambda: CounterFile(folder / "counter.db", DEVICE, epoch=moments.nonce(), at=0)
    )
    assert isinstance(file, CounterFile)
    told = os.open(folder / "told", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def stamp() -> Stamp:
        return Stamp(wall(), time.monotonic_ns() // 10**6, boot, ClockQuality.UNSURE)

    desk = Counter(file, stamp, lambda: moments.new_id(wall), Keys(b"p" * 32, b"s" * 32))
    mailroom = Mailroom(desk, MailReader(folder / "mail.db"), Lamps(desk, None), Resync(desk))
    made = len(file.parcels.of_delivery(OWN))
    while not stop.is_set():
        is_busy = mailroom.slice()
        target = int((folder / "target").read_text(encoding="ascii"))
        most = min(rng.randint(1, MOST_A_UNIT), target - made)
        if most <= 0:
            stop.wait(0.0 if is_busy else 0.005)
            continue
        facts = [ParcelExpected(f"{OWN}{made + n}", OWN, customer_ref="c1") for n in range(most)]
        with suppress(*_FULL):
            with desk.unit():
                desk.record(*facts)
            made += most
            with suppress(OSError):  # what cannot even be said was not heard by anybody
                os.write(told, b"\n%d\n" % file.journal.head().seq)
    file.close()


def sync(part: Part, stop: threading.Event) -> None:
    """Carry the mail."""
    folder = Path(part.folder)
    jitter, topics = moments.drawn_jitter(), Topics(DEVICE)
    settings = LinkSettings(
        "127.0.0.1", part.port, DEVICE, (topics.down,), keepalive_s=KEEPALIVE_S, connect_s=0.5
    )
    times = Times(fast, wall_of(folder), lambda: "unsure", moments.nonce, jitter)
    mailbox = patiently(lambda: Mailbox(folder / "mail.db"))
    assert isinstance(mailbox, Mailbox)
    loop = SyncLoop(
        Link(settings, fast, jitter),
        Outbox(folder / "counter.db", DEVICE),
        mailbox,
        Identity(DEVICE, POINT, "1", moments.boot_id()),
        times,
        Host(),
    )
    loop.run(stop)


def central(part: Part, stop: threading.Event) -> None:
    """Keep the books."""
    folder = Path(part.folder)
    jitter = moments.drawn_jitter()
    settings = LinkSettings(
        "127.0.0.1",
        part.port,
        "central",
        CENTRAL_TOPICS,
        window=100,
        keepalive_s=KEEPALIVE_S,
        manual_ack=True,
        connect_s=0.5,
    )
    store = patiently(lambda: SqliteStore(folder / "central.db", moments.new_id, moments.nonce))
    assert isinstance(store, SqliteStore)
    wishes = Wishes(folder / "wishes", store, moments.secret)
    link = Link(settings, fast, jitter)
    consumer: Consumer[Received] = Consumer(link, store, wishes, fast, wall_of(folder), jitter)
    consumer.run(stop)
    store.close()


ROLES: dict[str, Callable[[Part, threading.Event], None]] = {
    "counter": counter,
    "sync": sync,
    "central": central,
    "naive sync": lambda part, stop: naive.carry(Path(part.folder), part.port, stop),
    "naive central": lambda part, stop: naive.keep(Path(part.folder), part.port, stop),
    "deduping central": lambda part, stop: naive.keep(
        Path(part.folder), part.port, stop, dedupes=True
    ),
}


def _be(part: Part) -> None:
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    log = os.open(
        Path(part.folder) / f"{part.role}.log", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600
    )
    os.dup2(log, sys.stderr.fileno())
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")
    try:
        ROLES[part.role](part, stop)
    except BaseException:  # noqa: BLE001  a fork must end here, whatever comes
        sys.excepthook(*sys.exc_info())
        os._exit(70)
    os._exit(0)


def main() -> None:
    """Fork whoever is asked for until the parent is gone; the dead are buried by the kernel."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for line in sys.stdin:
        part = msgspec.json.decode(line, type=Part)
        child = os.fork()
        if child == 0:
            _be(part)
        os.write(sys.stdout.fileno(), f"{child}\n".encode())


if __name__ == "__main__":
    main()
