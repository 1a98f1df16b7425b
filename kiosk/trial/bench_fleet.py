"""How many kiosks a broker and a central hold, and how long an event waits among them."""

import re
import resource
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from random import Random

from msgspec import Struct

from kiosk import moments
from kiosk.central.store import Point
from kiosk.central.store_sqlite import SqliteStore, open_questions
from kiosk.trial.brokers import Broker, start_broker
from kiosk.trial.figures import DISK, Row, at_least, at_most
from kiosk.trial.fleet import Fleet, Load, Measured, device_name

_MEASURED = 2_000  # kiosks to which the targets of memory belong
_PATIENCE_S = 240.0  # a machine that does other things as well is slow to greet a herd
_SPARE_FILES = 200
_BROKER_MB, _CENTRAL_MB, _ACK_P95_MS = 30.0, 80.0, 100.0
_MAIN_POINT = "fleet"


class TooMany(Exception):
    """This machine lets no process open so many connections."""


class Elsewhere(Struct, frozen=True):
    """A broker that somebody else runs, on plain TCP."""

    host: str
    port: int


class FleetWish(Struct, frozen=True):
    """What a person may ask of the fleet.

    Args:
        kiosks: how many.
        every_s: between two batches of a kiosk, on average.
        lasting_s: how long they work.
        broker: where; None for a Mosquitto of our own.
    """

    kiosks: int = 2_000
    every_s: float = 10.0
    lasting_s: float = 20.0
    broker: Elsewhere | None = None


def rows(wish: FleetWish) -> tuple[Row, ...]:
    """Hold a fleet at a broker, let it work, and measure.

    Raises:
        TooMany: the machine's limit of open files is too low.
        NoBroker: there is no Mosquitto here, and none was named.
        OSError: the named one cannot be reached; TimeoutError: not every kiosk was welcomed.
    """
    kiosks, broker = wish.kiosks, wish.broker
    _make_room(kiosks + _SPARE_FILES)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=DISK)))
        ours = None
        if broker is None:
            ours = start_broker("mosquitto", folder / "broker")
            stack.callback(ours.stop)
            broker = Elsewhere(ours.host, ours.port)
        _register(folder / "central.db", kiosks)
        central = _start_central(folder, broker)
        stack.callback(central.wait, 10)
        stack.callback(central.terminate)
        sizes: dict[str, float] = {}

        def weigh() -> None:
            sizes["central"] = _resident_mb(central.pid)
            sizes["broker"] = _resident_mb(ours.pid) if ours else 0.0

        load = Load(kiosks, wish.every_s, wish.lasting_s)
        boot = moments.boot_id()
        fleet = Fleet(broker.host, broker.port, load, lambda: moments.moment(boot), Random(7))
        seen = fleet.run(weigh, _PATIENCE_S)
        kept = _kept(folder / "central.db", kiosks)
        return tuple(_rows_of(kiosks, seen, sizes, kept, ours))


def _rows_of(
    kiosks: int, seen: Measured, sizes: dict[str, float], kept: int, ours: Broker | None
) -> list[Row]:
    scale = max(1.0, kiosks / _MEASURED)
    many = f"{kiosks:,} kiosks"
    found = [
        at_most(f"{many}: the central, MB", sizes["central"], _CENTRAL_MB * scale),
        at_most(f"{many}: events not acknowledged in the end", float(seen.unacked), 0.0),
        at_most(f"{many}: acknowledged and not in the books", float(seen.events - kept), 0.0),
        at_most(f"{many}: links lost and made anew", float(seen.reconnected), 0.0),
        at_least(f"{many}: events a second", seen.events / seen.lasted_s, 1.0),
        at_most(f"{many}: ack p50 ms", seen.ack_ms(0.5), _ACK_P95_MS / 2),
        at_most(f"{many}: ack p95 ms", seen.ack_ms(0.95), _ACK_P95_MS),
        at_most(f"{many}: until all were welcomed ms", 1000 * seen.welcomed_s, 30_000.0),
    ]
    if ours is not None:
        found.insert(0, at_most(f"{many}: the broker, MB", sizes["broker"], _BROKER_MB * scale))
    return found


def _make_room(files: int) -> None:
    """Raise the number of files that this process and its children may open."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < files:
        raise TooMany(
            f"so many kiosks need {files} open files, and {hard} are allowed: "
            f"ulimit -n {files} as root, or fewer kiosks"
        )
    if soft < files:
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, hard))


def _register(path: Path, kiosks: int) -> None:
    """Make the central's books, with every kiosk in them, each its own point."""
    store = SqliteStore(path, moments.new_id, moments.nonce)
    with store.unit():
        for name in map(device_name, range(kiosks)):
            store.register(Point(name, _MAIN_POINT, bytes(32), "ozon_like"), name)
    store.close()


def _start_central(folder: Path, broker: Elsewhere) -> "subprocess.Popen[bytes]":
    lines = ["[mqtt]", f'host = "{broker.host}"', f"port = {broker.port}"]
    lines += ["[central]", 'store = "central.db"']
    (folder / "kiosk.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "kiosk", "central", "--config", str(folder / "kiosk.toml")]
    return subprocess.Popen(command)


def _resident_mb(pid: int) -> float:
    """Return what a process holds in memory, MB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    found = re.search(r"^VmRSS:\s+(\d+) kB$", status, re.MULTILINE)
    return int(found.group(1)) / 1024 if found else float("nan")


def _kept(path: Path, kiosks: int) -> int:
    """Return how many events the central has of all kiosks."""
    books = open_questions(path)
    try:
        return sum(len(books.event_ids(device_name(n))) for n in range(kiosks))
    finally:
        books.close()
