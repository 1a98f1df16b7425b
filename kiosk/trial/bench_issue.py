"""How long the machine needs for a whole issue: two parcels, from the code to the receipt sent.

The counter of `bench_accept`, with an ESC/POS emulator at the other end of a socket. What a hand
and a walk to the shelf take is left out: each scan comes as soon as the one before was answered,
and between two customers the scanner rests, as the supervisor takes a quicker one for broken.
"""

import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import msgspec

from kiosk.core import pickup
from kiosk.core.pickup import CodeWindow
from kiosk.core.words import ParcelState
from kiosk.hw.ports import DeviceHealth, DeviceState
from kiosk.hw.printer_network import network_printer
from kiosk.hw.sim.printer import SimPrinter
from kiosk.trial.bench_accept import Dock
from kiosk.trial.bench_search import processor
from kiosk.trial.figures import DISK, Row, at_most
from kiosk.trial.showroom import POLICY
from kiosk.trial.sizes import FULL, Sizes
from kiosk.trial.stopwatch import share

SIZES: Sizes = FULL
VISITS = 40
_PARCELS = 2
_ISSUE_MS = 250.0
_A_VISIT_S = 0.4  # four codes in so long are no flood
_DAY_MS = 24 * 3600 * 1000
_WIDTH = 576  # dots of the receipt's paper


def rows() -> tuple[Row, ...]:
    """Serve customers one after the other and measure each visit whole."""
    with tempfile.TemporaryDirectory(dir=DISK) as folder:
        paper = SimPrinter(Path(folder) / "papers", _WIDTH, time.sleep)
        printer = network_printer("127.0.0.1", paper.port, time.monotonic)
        counter = Path(folder) / "counter"
        counter.mkdir()
        with Dock(counter, SIZES, printer) as dock:
            _ready(dock)
            took = [_served(dock, *visit) for visit in islice(_visits(dock), VISITS)]
        paper.close()
    spread = share(took)
    on = f"issue of {_PARCELS} parcels, {processor()}"
    return (
        at_most(f"{on}: code to receipt sent, p50 ms", spread["p50"], _ISSUE_MS),
        at_most(f"{on}: code to receipt sent, p95 ms", spread["p95"], _ISSUE_MS),
    )


def _ready(dock: Dock) -> None:
    """Give the counter its rules, and wait until the printer is there."""
    counter, app = dock.app.desk.counter, dock.app
    with counter.unit():
        counter.store.keep_rules("ozon_like", msgspec.json.encode(POLICY))
    app.loop.go(app.office.doors.home())
    dock.until(lambda: _prints(app.desk.health.devices()))
    dock.until(lambda: not app.desk.prints.waiting())


def _prints(devices: tuple[DeviceHealth, ...]) -> bool:
    return any(d.kind == "printer" and d.state is DeviceState.READY for d in devices)


def _visits(dock: Dock) -> Iterator[tuple[str, list[str]]]:
    """Yield customers with as many parcels on the shelf, nothing to pay and no age to look at."""
    mine: dict[str, list[str]] = defaultdict(list)
    for line in dock.plan.stock.lines:
        parcel = dock.app.file.parcels.get(line.parcel)
        plain = parcel and not parcel.due_minor and not parcel.age_limit
        if parcel and plain and parcel.state is ParcelState.STORED and parcel.customer_ref:
            mine[parcel.customer_ref].append(parcel.parcel)
    for customer, parcels in mine.items():
        if len(dock.app.file.parcels.of_customer(customer)) == len(parcels) == _PARCELS:
            yield customer, parcels


def _served(dock: Dock, customer: str, parcels: list[str]) -> float:
    """Issue a customer's parcels; return the seconds from the code to the receipt sent."""
    app, code = dock.app, _code_of(dock, customer)
    begun = time.monotonic()
    dock.scanner.scan(code)
    dock.until(lambda: app.loop.screen.name == "customer")
    for parcel in parcels:
        dock.scanner.scan(parcel)
        dock.until(lambda code=parcel: dock.is_so(code, ParcelState.PICKED))  # type: ignore[misc]
    dock.scanner.scan("CMD:ok")
    dock.until(lambda: app.loop.screen.name == "issued" and not app.desk.prints.waiting())
    took = time.monotonic() - begun
    rests_until = begun + max(took, _A_VISIT_S)
    dock.until(lambda: time.monotonic() >= rests_until)
    return took


def _code_of(dock: Dock, customer: str) -> str:
    """Give a customer a code that counts from now on."""
    counter = dock.app.desk.counter
    at, code = counter.clock().at, f"{counter.clock().mono % 10**8:08d}*4321"
    window = CodeWindow(pickup.digest(counter.keys.point, code), at - _DAY_MS, at + _DAY_MS)
    with counter.unit():
        counter.store.codes.replace(customer, [window])
    return code
