"""How fast a delivery is taken in: from a scan to the lit cell, and parcels a minute by scanner.

A real counter without a window, on a disk, with a simulated scanner and simulated lamps behind
their real drivers; its shelves hold the stock of the large day.
"""

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from gpiozero import Device

from kiosk import places
from kiosk.build import CounterApp
from kiosk.config import load
from kiosk.core.facts.fact import Fact
from kiosk.core.facts.people import StaffAdded
from kiosk.core.facts.stockroom import (
    DeliveryAnnounced,
    ParcelExpected,
    ParcelReceived,
    ParcelStored,
)
from kiosk.core.words import ParcelState, Role
from kiosk.gear import Gear
from kiosk.hw.cellmap import Led
from kiosk.hw.lights import Chain
from kiosk.hw.lights_hc595 import Hc595Chain
from kiosk.hw.ports import Printer
from kiosk.hw.sim.lights import SimHc595
from kiosk.hw.sim.scanner import SimScanner
from kiosk.trial import day
from kiosk.trial.bench_search import processor
from kiosk.trial.day import Truck
from kiosk.trial.figures import DISK, Row, at_least, at_most
from kiosk.trial.sizes import FULL, Sizes
from kiosk.trial.stopwatch import share
from kiosk.trial.summary import scan_to_light
from kiosk.ui.display import DisplaySettings, open_display

SIZES: Sizes = FULL
PARCELS = 150  # of the first truck
_LIT_MS, _A_MINUTE = 30.0, 60.0
_HAND_S = 0.06  # between two scans: faster, and the supervisor takes the scanner for broken
_PATIENCE_S = 10.0
_WHO = "anna"
_SETTINGS = '[point]\nid = "7731"\ndevice = "bench"\nname = "bench"\nlanguage = "ru"\n'


class Dock:
    """A counter with its stock on the shelves, and a truck at the door.

    Args:
        folder: a fresh one.
        sizes: of the day it is made from.
        printer: for receipts, None for a counter without.
    """

    def __init__(self, folder: Path, sizes: Sizes, printer: Printer | None = None) -> None:
        self.plan = day.plan(sizes, 20260928, "ru", {})
        self._factory = Device.pin_factory
        cells = [spec.cell for spec in self.plan.cells]
        self.board = SimHc595(len(cells), time.monotonic, time.sleep)
        self.scanner = SimScanner("hand", time.monotonic)
        self._leds = {cell: at for at, cell in enumerate(cells)}
        (folder / "identity").mkdir()
        (folder / "identity" / "point_key").write_text("11" * 32, encoding="ascii")
        (folder / "kiosk.toml").write_text(_SETTINGS, encoding="utf-8")
        os.environ.setdefault("SDL_AUDIODRIVER", "dummy")
        place = places.place_of(load(folder / "kiosk.toml"), folder)
        gear = Gear(
            scanners=(self.scanner,),
            printer=printer,
            chains={"wall": Chain(Hc595Chain("wall", len(cells), self.board.bus), max_lit=60)},
            leds={cell: Led("wall", at, 1) for cell, at in self._leds.items()},
        )
        self.app = CounterApp(place, gear, open_display(DisplaySettings("dummy", (1280, 800))))
        self.app.desk.counter.ensure_cell_map(self.plan.cells)
        self._scanned_at = 0.0
        self._fill()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.app.close()
        Device.pin_factory = self._factory

    def _fill(self) -> None:
        """Put the stock away and announce the truck, as the journal of the days before says."""
        counter, stock = self.app.desk.counter, self.plan.stock
        with counter.unit():
            counter.record(StaffAdded(_WHO, Role.MANAGER), actor="central")
        counter.signed_in = _WHO
        self._announce(stock)
        main = [spec.cell for spec in self.plan.cells if spec.zone == "main"]
        facts: list[Fact] = []
        for turn, line in enumerate(stock.lines):
            facts.append(ParcelReceived(line.parcel, stock.delivery))
            facts.append(ParcelStored(line.parcel, main[turn % len(main)]))
        self.app.desk.accept.arrive(stock.delivery)
        with counter.unit():
            counter.record(*facts)
        self.app.desk.accept.close(stock.delivery, seen=True)
        self._announce(self.plan.trucks[0])

    def _announce(self, truck: Truck) -> None:
        counter = self.app.desk.counter
        facts: list[Fact] = [
            DeliveryAnnounced(truck.delivery, truck.carrier, counter.clock().at, truck.boxes)
        ]
        for line in truck.lines:
            told = {name: getattr(line, name) for name in line.__struct_fields__}
            facts.append(ParcelExpected(delivery=truck.delivery, **told))
        with counter.unit():
            counter.record(*facts, actor="central")

    # -- the clerk -------------------------------------------------------------------------------

    def until(self, met: Callable[[], object]) -> None:
        """Let the counter work until something is so.

        Raises:
            TimeoutError: it never was.
        """
        deadline = time.monotonic() + _PATIENCE_S
        while not met():
            if time.monotonic() > deadline:
                raise TimeoutError("the work does not go on")
            self.app.turn(0.001)

    def scan(self, text: str) -> None:
        """Read a code as soon as the hand is back."""
        next_at = self._scanned_at + _HAND_S
        self.until(lambda: time.monotonic() >= next_at)
        self._scanned_at = time.monotonic()
        seen = len(self.app.scans)
        self.scanner.scan(text)
        self.until(lambda: len(self.app.scans) > seen)

    def open_box(self, box: str) -> None:
        """Scan a box, and press that its seal is whole."""
        self.scan(box)
        self.until(lambda: self.app.loop.screen.find("box.whole"))
        self.scan("CMD:ok")
        self.until(lambda: not self.app.loop.screen.find("box.whole"))

    def take(self, parcel: str) -> None:
        """Scan a parcel, see its cell shine, put it away by the cell's label."""
        self.scan(parcel)
        parcels = self.app.file.parcels
        self.until(lambda: self.is_so(parcel, ParcelState.RECEIVED))
        found = parcels.get(parcel)
        cell = found.suggested if found else None
        if cell is None:
            raise LookupError("no cell is suggested")
        self.until(lambda: self._leds[cell] in self.board.lit())
        self.scan(f"CELL:{cell}")
        self.until(lambda: self.is_so(parcel, ParcelState.STORED))

    def is_so(self, parcel: str, state: ParcelState) -> bool:
        """Whether a parcel stands so."""
        found = self.app.file.parcels.get(parcel)
        return found is not None and found.state is state


def rows() -> tuple[Row, ...]:
    """Take a truck in and measure every scan of a parcel."""
    with tempfile.TemporaryDirectory(dir=DISK) as folder, Dock(Path(folder), SIZES) as dock:
        truck = dock.plan.trucks[0]
        dock.app.loop.go(dock.app.office.doors.accept(truck.delivery))
        left, scans = PARCELS, list[float]()
        begun = time.monotonic()
        for box in (*truck.boxes, None):
            parcels = truck.inside(box)[:left]
            if box and parcels:
                dock.open_box(box)
            for parcel in parcels:
                at = len(dock.app.scans)
                dock.take(parcel)
                scans.append(dock.app.scans[at][0])
            left -= len(parcels)
        minutes = (time.monotonic() - begun) / 60
        lit = share(scan_to_light(scans, dock.board.latches))
    on = f"check-in, {processor()}"
    return (
        at_least(f"{on}: parcels a minute by scanner", (PARCELS - left) / minutes, _A_MINUTE),
        at_most(f"{on}: scan to lit cell, p50 ms", lit["p50"], _LIT_MS),
        at_most(f"{on}: scan to lit cell, p95 ms", lit["p95"], _LIT_MS),
    )
