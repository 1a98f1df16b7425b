"""The shelf node as a process of its own, with simulated devices and somebody at the shelf.

`python -m tests.faults.shelf_child KIOSK_TOML` reads orders, one a line: `scan TEXT`, `press NAME`.
It says `ready`, then what can be seen and heard there: `lit B-01 B-02`, `tone no`.
"""

import os
import signal
import sys
import threading
import time
from pathlib import Path

from kiosk.config import load
from kiosk.gear import Gear
from kiosk.hw.cellmap import cells_of, leds_of
from kiosk.hw.lights import Chain
from kiosk.hw.lights_hc595 import Hc595Chain
from kiosk.hw.ports import DeviceState
from kiosk.hw.sim.buttons import SimButtons
from kiosk.hw.sim.buzzer import SimBuzzer
from kiosk.hw.sim.lights import SimHc595
from kiosk.hw.sim.scanner import SimScanner
from kiosk.node import ShelfApp
from tests.waiting import eventually


def say(*words: str) -> None:
    """Tell the parent, at once and whole."""
    os.write(sys.stdout.fileno(), (" ".join(words) + "\n").encode())


class Visitor:
    """Scans and presses as told, and says what shines and sounds."""

    def __init__(self, settings: Path) -> None:
        config = load(settings)
        (table,) = config.lights
        leds = leds_of(table.name, config.cells[table.cells])
        self.cells = {led.first: cell for cell, led in leds.items()}
        self.board = SimHc595(table.leds, time.monotonic, time.sleep)
        self.scanner = SimScanner(config.scanner[0].name, time.monotonic)
        self.buttons = SimButtons([b.name for b in config.button], time.monotonic)
        self.buzzer = SimBuzzer()
        self.stop = threading.Event()
        chain = Hc595Chain(table.name, table.leds, self.board.bus)
        gear = Gear(
            scanners=(self.scanner,),
            chains={table.name: Chain(chain, table.max_lit)},
            leds=leds,
            buttons=(self.buttons,),
            button_cells={b.name: cells_of(b.cells) for b in config.button},
            buzzer=self.buzzer,
        )
        self.app = ShelfApp(config, gear)

    def obey(self) -> None:
        for line in sys.stdin:
            verb, _, word = line.strip().partition(" ")
            (self.scanner.scan if verb == "scan" else self.buttons.press)(word)

    def is_ready(self) -> bool:
        own = (s for s in self.app.devices._all if s.kind != "shelf")
        return all(supervisor.standing.state is DeviceState.READY for supervisor in own)

    def watch(self) -> None:
        """Say each change of the lamps, and each tone."""
        eventually(self.is_ready)
        say("ready")
        threading.Thread(target=self.obey, daemon=True).start()
        heard = 0
        shown: frozenset[int] = frozenset()
        while not self.stop.wait(0.02):
            for tone in self.buzzer.played[heard:]:
                heard += 1
                say("tone", tone.value)
            lit = self.board.lit()
            if lit != shown:
                shown = lit
                say("lit", *sorted(self.cells[place] for place in lit))

    def work(self) -> None:
        threading.Thread(target=self.watch, daemon=True).start()
        self.app.run(self.stop)
        say("lit", *sorted(self.cells[place] for place in self.board.lit()))


if __name__ == "__main__":
    visitor = Visitor(Path(sys.argv[1]))
    signal.signal(signal.SIGTERM, lambda *_: visitor.stop.set())
    visitor.work()
