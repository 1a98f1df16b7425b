"""A shelf lookup without any screen: counter and shelf node are two processes at a real broker.

Whichever of the three is killed: the others go on, it comes back by itself, and nothing that was
scanned meanwhile is acted upon late.
"""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

from kiosk.trial.brokers import Broker, start_broker
from tests.waiting import eventually

pytestmark = pytest.mark.crash

ROOT = Path(__file__).parents[2]
COUNTER = """\
[point]
id = "7731"
device = "pk-7731"
[shelves]
racks = [ { name = "B", count = 30 } ]
[shelf]
port = PORT
[[scanner]]
name = "shelf"
driver = "mqtt"
node = "left"
[[lights]]
name = "left"
driver = "mqtt"
node = "left"
cells = "left"
[[button]]
name = "row"
driver = "mqtt"
node = "left"
cells = "B-01..B-30"
[cells]
left = [ { cells = "B-01..B-30", start = 0 } ]
"""
RED = " ".join(("lit", *(f"B-{n:02d}" for n in range(1, 31))))


class Aisle:
    """A broker, a counter without a screen, and a node with somebody at its shelves."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.broker: Broker = start_broker("mosquitto", folder / "broker")
        self.heard: list[str] = []
        self.shows = "lit"
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        (folder / "identity").mkdir()
        (folder / "identity" / "point_key").write_text("11" * 32, encoding="ascii")
        port = str(self.broker.port)
        (folder / "counter.toml").write_text(COUNTER.replace("PORT", port), encoding="utf-8")
        example = (ROOT / "docs" / "examples" / "shelf.toml").read_text(encoding="utf-8")
        assert "port = 1883" in example
        text = example.replace("port = 1883", f"port = {port}")
        (folder / "shelf.toml").write_text(text, encoding="utf-8")

    def start(self, name: str) -> None:
        command = [sys.executable, "-m", "kiosk", "counter", "--headless", "--config"]
        if name == "shelf":
            command = [sys.executable, "-m", "tests.faults.shelf_child"]
        env = {**os.environ, "SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy"}
        with (self.folder / f"{name}.log").open("ab") as log:
            child = subprocess.Popen(
                [*command, str(self.folder / f"{name}.toml")],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE if name == "shelf" else log,
                stderr=log,
                cwd=ROOT,
                env=env,
            )
        self._running[name] = child
        if child.stdout is not None:
            self.heard.clear()
            self.shows = "lit"
            threading.Thread(target=self._listen, args=(child.stdout,), daemon=True).start()
            eventually(lambda: "ready" in self.heard, 60)

    def _listen(self, said: IO[bytes]) -> None:
        with said:
            for line in said:
                word = line.decode().strip()
                if word.startswith("lit"):
                    self.shows = word
                self.heard.append(word)

    def end(self, name: str, how: signal.Signals = signal.SIGKILL) -> int:
        """End a process; return its exit code."""
        child = self._running.pop(name)
        child.send_signal(how)
        assert child.stdin
        child.stdin.close()
        return child.wait(60)

    def order(self, *words: str) -> None:
        """Let the person at the shelf do something; what was heard before is forgotten."""
        self.heard.clear()
        pipe = self._running["shelf"].stdin
        assert pipe
        pipe.write((" ".join(words) + "\n").encode())
        pipe.flush()

    def look_up(self, cell: str) -> None:
        """Scan a cell until it lights up: the link may not be there yet."""

        def answered() -> bool:
            # a no has its red blink, which also keeps this from scanning like a broken scanner
            return "tone ok" in self.heard or RED in self.heard[:-1]

        def found() -> bool:
            self.order("scan", f"CELL:{cell}")
            eventually(answered)
            return "tone ok" in self.heard

        eventually(found, 90)
        eventually(lambda: self.shows == f"lit {cell}")

    def refuses(self, *order: str) -> None:
        """Do something at the shelf; all its lamps flash, and the buzzer says no."""
        self.order(*order)
        eventually(lambda: {"tone no", RED} <= set(self.heard))

    def close(self) -> None:
        for name in tuple(self._running):
            self.end(name)
        self.broker.stop()


@pytest.fixture
def aisle(tmp_path: Path) -> Iterator[Aisle]:
    made = Aisle(tmp_path)
    made.start("shelf")
    made.start("counter")
    yield made
    made.close()


@pytest.mark.slow
def test_a_scan_at_the_shelf_is_answered_there_whoever_dies_in_between(aisle: Aisle) -> None:
    aisle.look_up("B-02")
    aisle.order("scan", "not known here")
    eventually(lambda: "tone no" in aisle.heard)
    # the buzzer tells it; no lamp changes (a late "tone ok" may answer a scan that was given up)
    assert not [word for word in aisle.heard if word.startswith("lit")]
    assert aisle.shows == "lit B-02"

    aisle.end("counter")
    aisle.refuses("scan", "CELL:B-03")  # the broker took it, nobody answered
    aisle.start("counter")
    aisle.look_up("B-04")

    aisle.broker.kill()
    aisle.refuses("scan", "CELL:B-05")
    aisle.refuses("press", "row")
    aisle.broker.start()
    aisle.look_up("B-06")
    assert not any("B-05" in line for line in aisle.heard if line != RED)

    aisle.end("shelf")
    aisle.start("shelf")
    eventually(lambda: aisle.shows == "lit B-06", 60)  # it was told at its birth, unasked
    aisle.look_up("B-07")

    assert aisle.end("counter", signal.SIGTERM) == 0
    eventually(lambda: aisle.shows == "lit")  # it left in darkness
    assert aisle.end("shelf", signal.SIGTERM) == 0
