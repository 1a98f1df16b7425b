"""Counter, carrier and central as three processes at a real broker, set up from docs/examples.

Whichever of them is killed, and whenever: what the clerk saw confirmed is kept, once, and the
central's count comes out exact.
"""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from kiosk import errands
from kiosk.central.store_sqlite import open_questions
from kiosk.store.counter_file import read_counter
from kiosk.store.letters import MailReader
from kiosk.trial.brokers import Broker, start_broker
from kiosk.trial.summary import Summary, compared
from tests.waiting import eventually

pytestmark = pytest.mark.crash

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "docs" / "examples"
DEVICE, KEY = "pk-7731", "2f1d0c3b4a59687786958493a2b1c0dfeefdcc9babba8978675645342312f1e0"
CUSTOMERS, PARCELS = 4, 12
HEAD = "delivery,carrier,due_at,parcel,order,customer_ref,name,last_four,size,title"


class Point:
    """A folder for the box, one for the central, a broker, and the processes between them."""

    def __init__(self, folder: Path) -> None:
        self.box, self.office = folder / "box", folder / "office"
        self.broker: Broker = start_broker("mosquitto", folder / "broker")
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        (self.box / "identity").mkdir(parents=True)
        (self.box / "identity" / "point_key").write_text(KEY, encoding="ascii")
        self.office.mkdir()
        self._set_up("counter", self.box)
        self._set_up("sync", self.box)
        self._set_up("central", self.office)

    def _set_up(self, name: str, folder: Path) -> None:
        """Take the example as it is, but for addresses that are only somebody's own."""
        text = (EXAMPLES / f"{name}.toml").read_text(encoding="utf-8")
        text = text.replace("port = 1883", f"port = {self.broker.port}")
        text = text.replace("192.168.1.60", "127.0.0.1")
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")

    def settings(self, name: str) -> Path:
        return (self.office if name == "central" else self.box) / f"{name}.toml"

    def start(self, name: str, command: list[str] | None = None) -> "subprocess.Popen[bytes]":
        """Start one of the three as its verb, or as another command."""
        verb = [sys.executable, "-m", "kiosk", name, "--config", str(self.settings(name))]
        command = command or [*verb, *(["--headless"] if name == "counter" else [])]
        with (self.box / f"{name}.log").open("ab") as log:
            out = subprocess.PIPE if command[2] != "kiosk" else log
            quiet = {"SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy"}
            env = {**os.environ, **quiet, "PYGAME_HIDE_SUPPORT_PROMPT": "1"}
            child = subprocess.Popen(command, stdout=out, stderr=log, cwd=ROOT, env=env)
        self._running[name] = child
        return child

    def kill(self, name: str) -> list[str]:
        """Kill one; return the words it had said and nobody had heard yet."""
        child = self._running.pop(name)
        child.send_signal(signal.SIGKILL)
        said = child.communicate()[0] or b""
        return said.decode().split("\n")[:-1]

    def ask(self, *words: str | Path) -> str:
        """Run a verb to its end; return what it says."""
        command = [sys.executable, "-m", "kiosk", *map(str, words)]
        told = subprocess.run(command, capture_output=True, check=False, cwd=ROOT, timeout=60)
        return (told.stdout + told.stderr).decode()

    def send(self, delivery: Path) -> str:
        settings = self.settings("central")
        return self.ask(
            "central", "--config", settings, "send-delivery", "--point", "7731", delivery
        )

    def state_of(self, parcel: str) -> str:
        """Ask the running counter, as `kiosk find` does."""
        with suppress(TimeoutError):
            return errands.find_of(self.settings("counter"), parcel).state
        return ""

    def is_settled(self) -> bool:
        """Whether the central has acknowledged the whole journal."""
        mail = MailReader(self.box / "data" / "mail.db")
        books = read_counter(self.box / "data" / "counter.db", DEVICE)
        try:
            return books.journal.unsent(mail.acked())[0] == 0
        finally:
            books.db.close()
            mail.close()

    def compare(self) -> Summary:
        """Compare the counter's rows with the central's books."""
        here = read_counter(self.box / "data" / "counter.db", DEVICE, whole=True)
        there = open_questions(self.office / "central.db")
        try:
            return compared(here, there, DEVICE)
        finally:
            there.close()
            here.db.close()

    def close(self) -> None:
        for name in tuple(self._running):
            self.kill(name)
        self.broker.stop()


@pytest.fixture
def point(tmp_path: Path) -> Iterator[Point]:
    made = Point(tmp_path)
    yield made
    made.close()


def manifest(folder: Path, delivery: str) -> Path:
    """Write a delivery of some customers' parcels."""
    lines = [HEAD]
    for n in range(PARCELS):
        who = n % CUSTOMERS
        code = f"4831000{n % 10}-{n:04d}"
        lines.append(
            f"{delivery},Meridian,2026-09-28T10:15:00+03:00,{code}-1,{code},c{who},Anna {who},"
            f"000{who},S,Cup {n}"
        )
    path = folder / f"{delivery}.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.slow
def test_the_examples_run_and_die_and_run_again(point: Point) -> None:
    processes = ("central", "counter", "sync")
    for name in processes:
        point.start(name)
    settings = point.settings("central")
    example = EXAMPLES / "point-7731.toml"
    assert "7731" in point.ask("central", "--config", settings, "setup-point", example)
    assert "D-0928-1" in point.send(EXAMPLES / "delivery.csv")
    eventually(lambda: point.state_of("48210005-3328-1") == "expected", 60)
    for name in processes:
        point.kill(name)
    find = ("find", "--config", point.settings("counter"), "48210005-3328-1")
    assert "48210005-3328-1, expected, in no cell" in point.ask(*find)
    for name in processes:
        point.start(name)
    assert "D-2" in point.send(manifest(point.office, "D-2"))
    eventually(lambda: point.state_of("48310001-0001-1") == "expected", 60)
    eventually(point.is_settled, 60)
    found = point.compare()
    assert (found.lost, found.doubled, found.differing) == (0, 0, 0)
    assert found.is_right
    assert "chain whole" in point.ask("audit", "--config", point.settings("counter"))


@pytest.mark.slow
def test_what_the_clerk_saw_confirmed_is_kept_once_whoever_dies(point: Point) -> None:
    random = Random(20260928)
    point.start("central")
    settings = point.settings("central")
    point.ask("central", "--config", settings, "setup-point", EXAMPLES / "point-7731.toml")
    point.send(manifest(point.office, "D-1"))
    point.start("sync")
    victims = ["counter", "sync", "central", "broker", "counter"]
    random.shuffle(victims)
    command = [sys.executable, "-m", "tests.faults.clerk_child", str(point.settings("counter"))]
    command += [str(point.office / "central.db"), "D-1"]
    told: list[str] = []
    clerk = point.start("counter", command)
    for victim in victims:
        heard(clerk, told, random.randrange(2, 7))
        if victim == "broker":
            point.broker.kill()
            point.broker.start()
            continue
        told += point.kill(victim)
        if victim == "counter":
            assert set(told) - {"done"} <= set(facts_of(point))
            clerk = point.start("counter", command)
        else:
            point.start(victim)
    heard(clerk, told, 10**6)
    eventually(point.is_settled, 60)
    point.kill("counter")

    found = point.compare()
    assert (found.lost, found.doubled, found.differing) == (0, 0, 0)
    assert found.is_right
    assert (found.issued, found.accepted) == (PARCELS, PARCELS)
    happened = facts_of(point)
    assert set(told) - {"done"} <= set(happened)
    assert set(happened.values()) == {1}


def heard(clerk: "subprocess.Popen[bytes]", told: list[str], most: int) -> None:
    """Listen to some more of the clerk's words, or to the last one."""
    assert clerk.stdout
    for _ in range(most):
        if told and told[-1] == "done":
            return
        line = clerk.stdout.readline().decode().strip()
        assert line, "the clerk fell silent: see counter.log"
        told.append(line)


def facts_of(point: Point) -> "Counter[str]":
    """Count how often each parcel was received, stored and issued by the journal."""
    books = read_counter(point.box / "data" / "counter.db", DEVICE)
    sql = "SELECT type, json_extract(body, '$.facts.parcel') FROM journal"
    rows = books.db.execute(sql).fetchall()
    books.db.close()
    words = {
        "parcel.received": "received",
        "parcel.stored": "stored",
        "parcel.issued": "issued",
    }
    return Counter(f"{words[type_]} {parcel}" for type_, parcel in rows if type_ in words)
