"""A point, its central and the roads between them, through a day on which everything breaks.

Real processes, a real Mosquitto, real files; faults drawn by seed. What is counted at the end is
what the central took, in the order in which it did, against the counter's own journal.
"""

import os
import resource
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from random import Random

import msgspec
from msgspec import Struct

from kiosk.central.manifests import Manifest
from kiosk.central.store_sqlite import open_questions
from kiosk.central.wish_forms import DeliveryWish, PointWish
from kiosk.central.wishes import leave
from kiosk.core.messages import CustomerLine, ManifestLine
from kiosk.store.counter_file import Books, read_counter
from kiosk.trial.brokers import Broker, find_mosquitto, free_port
from kiosk.trial.summary import compared
from tests.faults.proxy import FaultProxy
from tests.faults.roles import DEVICE, KEY, POINT, Part
from tests.waiting import eventually

ROOT = Path(__file__).parents[2]
QUIET_S = 60.0  # all must be told so long after the last fault
DELIVERIES, PARCELS = 3, 12
_STILL_S = 3.0  # a central that gets nothing for so long gets nothing more
_CLOCKS = (-1_700_000_000_000, 10 * 365 * 86_400_000, -3_600_000, 5_000, -5_000, 0)

DESIGNS = {
    "real": {"sync": "sync", "central": "central"},
    "deleted on PUBACK": {"sync": "naive sync", "central": "naive central"},
    "the same and deduped": {"sync": "naive sync", "central": "deduping central"},
}


class Found(Struct, frozen=True):
    """What is found when all is quiet.

    Args:
        journal: events the counter has committed; told: the last number it told of.
        lost, doubled, disordered: of them, at the central.
        differing: rows of the books that differ; wrong: alarms, conflicts, quarantine.
        letters: what the counter told of the central's letters, by word.
        took_s: from the last fault until all was quiet.
    """

    journal: int
    told: int
    lost: int
    doubled: int
    disordered: int
    differing: int = 0
    wrong: tuple[str, ...] = ()
    letters: dict[str, int] = {}
    took_s: float = 0.0


class Nursery:
    """Forks the processes of a world; what they import is loaded only once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.roles"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
        )

    def born(self, part: Part) -> int:
        """Return the number of a new process."""
        assert self._process.stdin
        assert self._process.stdout
        with self._lock:
            self._process.stdin.write(msgspec.json.encode(part) + b"\n")
            self._process.stdin.flush()
            return int(self._process.stdout.readline())

    def close(self) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(60)


class MailWorld:
    """One day of one point.

    Args:
        folder: for everything that is kept.
        nursery: makes the processes.
        design: a key of DESIGNS.
        seed: of the faults.
        events: how many the counter writes of its own accord.
    """

    def __init__(self, folder: Path, nursery: Nursery, design: str, seed: int, events: int) -> None:
        self.folder, self._nursery, self._rng = folder, nursery, Random(seed)
        self.is_real, self._events = design == "real", events
        self._roles = DESIGNS[design] | {"counter": "counter"}
        self._running: dict[str, int] = {}
        self.struck: list[str] = []
        self._goal = 0
        (folder / "wishes").mkdir()
        self._write("clock", 0)
        self._write("target", 0)
        self.broker = lasting_broker(folder / "broker")
        self.roads = {
            side: FaultProxy(self.broker.port, seed + n)
            for n, side in enumerate(("sync", "central"))
        }

    # -- processes -------------------------------------------------------------------------------

    def start(self, name: str) -> None:
        port = self.roads[name].port if name in self.roads else 0
        self._running[name] = self._nursery.born(Part(self._roles[name], str(self.folder), port))

    def end(self, name: str, how: signal.Signals) -> None:
        child = self._running.pop(name)
        os.kill(child, how)
        eventually(lambda: not Path(f"/proc/{child}").exists())

    def close(self) -> None:
        for name in tuple(self._running):
            self.end(name, signal.SIGKILL)
        for road in self.roads.values():
            road.close()
        self.broker.stop()

    # -- the day ---------------------------------------------------------------------------------

    def play(self) -> Found:
        """Live through every fault there is, in an order of this seed, and count."""
        wish = PointWish(POINT, "Lesnaya 12", DEVICE, KEY)
        leave(self.folder / "wishes", wish, "w0")
        for name in self._roles:
            self.start(name)
        faults = list(self.faults())
        self._rng.shuffle(faults)
        for n, (name, strike) in enumerate(faults):
            self._goal = self._events * (n + 1) // len(faults)
            self._work((self._goal + self._events * n // len(faults)) // 2)
            if n % (len(faults) // DELIVERIES) == 1:
                self._announce(n)
            self.struck.append(name)
            strike()
            self._write("target", self._goal)
            self._write("clock", self._rng.choice(_CLOCKS))
        return self._count()

    def faults(self) -> Iterator[tuple[str, Callable[[], None]]]:
        """Yield the faults of a day; each strikes and is over when it returns."""
        for side, road in self.roads.items():
            yield f"the road of {side} is cut", road.cut
            yield f"the road of {side} is cut at a byte", lambda r=road: self._cut_at(r)
            yield f"the road of {side} is a black hole", lambda r=road: self._swallow(r)
            yield f"the road of {side} is half open", road.half_open
            yield f"packets of {side} dawdle", lambda r=road: self._hurt(r, delay_s=0.05)
            yield f"packets of {side} come twice", lambda r=road: self._hurt(r, doubled=0.8)
            yield f"packets of {side} come late", lambda r=road: self._hurt(r, late=0.5)
        for name in self._roles:
            yield f"{name} is killed", lambda who=name: self._kill(who)
            yield f"the disk of {name} is full", lambda who=name: self._fill(who)
        yield "the broker is killed", self._kill_broker
        yield "the central is away, and the broker is killed", self._kill_both
        yield "the central hangs, and the broker is killed", self._hang

    def _work(self, target: int) -> None:
        """Let the counter write on, and the next fault come at any moment of it."""
        self._write("target", target)
        reached = self._rng.randint(self.arrived(), max(target, self.arrived()))
        with suppress(AssertionError):  # nothing may arrive while an older fault is still felt
            eventually(lambda: self.arrived() >= reached, self._rng.uniform(0.05, 0.4))

    def _announce(self, n: int) -> None:
        customer = CustomerLine(f"c{n}", "Maria S.", "0417")
        lines = tuple(ManifestLine(f"D{n}-{k}", customer_ref=f"c{n}") for k in range(PARCELS))
        manifest = Manifest(f"D-{n}", "Meridian", 1_790_000_000_000, lines, (customer,))
        leave(self.folder / "wishes", DeliveryWish(POINT, manifest), f"w{n}")

    # -- faults ----------------------------------------------------------------------------------

    def _last(self, most_s: float = 0.4) -> None:
        """Let a fault last while the counter writes on; there is nothing to wait for."""
        self._write("target", self._goal)
        threading.Event().wait(self._rng.uniform(0.0, most_s))

    def _cut_at(self, road: FaultProxy) -> None:
        road.cut_after(self._rng.randint(1, 6_000))
        self._last()

    def _swallow(self, road: FaultProxy) -> None:
        road.swallow()
        self._last(0.8)
        road.heal()

    def _hurt(self, road: FaultProxy, **how: float) -> None:
        road.hurt(**how)
        self._last(0.8)
        road.heal()

    def _kill(self, name: str) -> None:
        self.end(name, signal.SIGKILL)
        self._last(0.2)
        self.start(name)

    def _fill(self, name: str) -> None:
        """Let none of a process's files grow beyond some size for a while."""
        child = self._running[name]
        hard = resource.prlimit(child, resource.RLIMIT_FSIZE)[1]
        most = self._rng.choice((0, self._rng.randint(0, 60_000)))
        resource.prlimit(child, resource.RLIMIT_FSIZE, (most, hard))
        self._last(0.8)
        resource.prlimit(child, resource.RLIMIT_FSIZE, (hard, hard))

    def _kill_broker(self) -> None:
        self.broker.kill()
        self._last(0.2)
        self.broker.start()

    def _kill_both(self) -> None:
        self.end("central", signal.SIGKILL)
        self._last()
        self._kill_broker()
        self.start("central")

    def _hang(self) -> None:
        os.kill(self._running["central"], signal.SIGSTOP)
        self._last()
        self._kill_broker()
        os.kill(self._running["central"], signal.SIGCONT)

    # -- counting --------------------------------------------------------------------------------

    def _count(self) -> Found:
        """Wait until all is quiet; stop everybody properly; compare."""
        for road in self.roads.values():
            road.heal()
        began = time.monotonic()
        eventually(lambda: self.written() >= self._events, QUIET_S)
        if self.is_real:
            eventually(self._is_told, QUIET_S)
        else:
            self._still()
        took_s = time.monotonic() - began
        # a naive one may never end of itself: paho forgets a disconnect while it connects again
        how = signal.SIGTERM if self.is_real else signal.SIGKILL
        for name in ("counter", "sync", "central"):
            self.end(name, how)
        told = (self.folder / "told").read_text(encoding="ascii").split()
        books = read_counter(self.folder / "counter.db", DEVICE, whole=True)
        ids = [row.id for row in books.journal.since(0, 10**6)]
        came = [id_ for (id_,) in self._ask("central.db", "SELECT id FROM event ORDER BY n")]
        first = list(dict.fromkeys(came))
        wanted = [id_ for id_ in ids if id_ in set(first)]
        found = Found(
            journal=len(ids),
            told=max(map(int, told), default=0),
            lost=len(set(ids) - set(came)),
            doubled=len(came) - len(first),
            disordered=sum(a != b for a, b in zip(wanted, first, strict=False)),
            took_s=took_s,
        )
        try:
            return self._with_books(found, books) if self.is_real else found
        finally:
            books.db.close()

    def _with_books(self, found: Found, here: Books) -> Found:
        there = open_questions(self.folder / "central.db")
        try:
            summary, counts = compared(here, there, DEVICE), there.counts(POINT)
        finally:
            there.close()
        wrong = [*counts.alarms, *(["chain"] if here.journal.audit().broken_at else [])]
        wrong += [f"{summary.conflicts} conflicts"] if summary.conflicts else []
        wrong += [f"{summary.quarantined} quarantined"] if summary.quarantined else []
        outcomes = self._outcomes()
        names = Counter(letter for letter, _ in outcomes)
        wrong += [f"{letter} ended {n} times" for letter, n in names.items() if n > 1]
        return msgspec.structs.replace(
            found,
            differing=summary.differing,
            wrong=tuple(wrong),
            letters=dict(Counter(word for _, word in outcomes)),
        )

    def _outcomes(self) -> list[tuple[str, str]]:
        """Return each letter with what became of it, as the central was told.

        Not from its list of letters: a clock ten years ahead lets it forget those that ended.
        """
        sql = (
            "SELECT json_extract(CAST(body AS TEXT), '$.facts.message', '$.facts.outcome')"
            " FROM event WHERE type = 'message.done'"
        )
        told = self._ask("central.db", sql)
        return [msgspec.json.decode(str(row[0]), type=tuple[str, str]) for row in told]

    def _is_told(self) -> bool:
        """Whether the central has the whole journal, and knows what became of each letter."""
        heads = self._ask("counter.db", "SELECT max(seq) FROM journal")
        open_ = self._ask(
            "central.db", "SELECT count(*) FROM message WHERE state IN ('queued', 'received')"
        )
        waiting = any((self.folder / "wishes").glob("*.wish"))
        return bool(heads) and self.arrived() == heads[0][0] and open_ == [(0,)] and not waiting

    def _still(self) -> None:
        """Wait until the naive carrier has deleted all, and the central gets nothing more."""
        gone = "SELECT count(*) FROM gone"
        eventually(lambda: self._ask("outbox.db", gone) == [(self.written(),)], QUIET_S)
        last, since = -1, time.monotonic()
        while time.monotonic() - since < _STILL_S:
            if self.arrived() != last:
                last, since = self.arrived(), time.monotonic()
            threading.Event().wait(0.05)

    def arrived(self) -> int:
        """Return how many events the central has taken."""
        found = self._ask("central.db", "SELECT count(*) FROM event")
        return int(found[0][0]) if found else 0

    def written(self) -> int:
        """Return how many events the counter has committed."""
        found = self._ask("counter.db", "SELECT count(*) FROM journal")
        return int(found[0][0]) if found else 0

    def _ask(self, name: str, sql: str) -> list[tuple[object, ...]]:
        """Ask a file that somebody else writes, and may be killed at."""
        with suppress(sqlite3.OperationalError):
            db = sqlite3.connect(f"file:{self.folder / name}?mode=ro", uri=True, timeout=60)
            try:
                return db.execute(sql).fetchall()
            finally:
                db.close()
        return []

    def _write(self, name: str, number: int) -> None:
        fresh = self.folder / f"{name}.new"
        fresh.write_text(str(number), encoding="ascii")
        fresh.replace(self.folder / name)


def lasting_broker(folder: Path) -> Broker:
    """Return a Mosquitto that keeps sessions and queues on disk, as well as it can."""
    program = find_mosquitto()
    assert program, "mosquitto is needed"
    folder.mkdir()
    port = free_port()
    lines = [
        *(f"listener {port} 127.0.0.1", "allow_anonymous true", "set_tcp_nodelay true"),
        *("persistence true", f"persistence_location {folder}/", "autosave_interval 300"),
        *("max_inflight_messages 100", "max_queued_messages 10000", "log_type none"),
        *("max_packet_size 262144", *(["user root"] if os.geteuid() == 0 else [])),
    ]
    settings = folder / "mosquitto.conf"
    settings.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return Broker("mosquitto", [program, "-c", str(settings)], port)
