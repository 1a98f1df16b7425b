"""What a job costs beside a bare socket, how soon a printer that is back prints, and 200 faults."""

import socket
import tempfile
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random
from statistics import median

from kiosk.core.receipts import Cut, Doc, Qr, Space, Text
from kiosk.hw.inbox import Queue
from kiosk.hw.ports import DeviceHealth, DeviceState
from kiosk.hw.printer_network import network_printer
from kiosk.hw.printing import Paper, print_bytes
from kiosk.hw.sim.printer import Condition, SimPrinter
from kiosk.hw.supervise import Clock, PrinterThread, Supervisor
from kiosk.trial.figures import Row, at_least, at_most, seconds
from kiosk.trial.print_campaign import campaign

ROUNDS, RETURNS, FAULTS = 5, 3, 100
_STEPS_S = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0)  # HARDWARE.md 2
_BLOB = print_bytes(
    Doc("slip", (*(Text(f"line {n}", "1 250,00") for n in range(60)), Space(800), Qr("A"), Cut())),
    Paper(),
)


def rows() -> tuple[Row, ...]:
    """Measure all of it."""
    with tempfile.TemporaryDirectory() as folder:
        share = _throughput(Path(folder) / "speed")
        steps = median(_return(Path(folder) / f"return{n}", n) for n in range(RETURNS))
        tallies = []
        for name, node in (("network", False), ("node", True)):
            (Path(folder) / name).mkdir()
            tallies.append(campaign(Path(folder) / name, FAULTS, 7, node=node))
    faults = 2 * FAULTS
    return (
        at_least("printer: bytes a second / bare sendall", share, 0.8),
        at_most("printer: first byte after it returns / backoff step", steps, 1.5),
        at_most(f"printer: {faults} faults, jobs without an end", sum(t.open for t in tallies), 0),
        at_most(f"printer: {faults} faults, papers lost", sum(t.lost for t in tallies), 0),
        at_most(f"printer: {faults} faults, papers doubled", sum(t.doubled for t in tallies), 0),
    )


def _throughput(folder: Path) -> float:
    """Return the speed of a job over that of the same bytes and the wait for their proof."""
    sim = SimPrinter(folder, 576, time.sleep)
    printer = network_printer("127.0.0.1", sim.port, time.monotonic)
    printer.open()
    bare, whole = partial(_bare, sim.port), partial(printer.print, "bench", _BLOB)
    bare()
    pairs = [(seconds(bare), seconds(whole)) for _ in range(ROUNDS)]
    sim.close()
    return median(b for b, _ in pairs) / median(w for _, w in pairs)


def _bare(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(_BLOB)
        line.recv(1)


class _Hearing(Queue):
    """An inbox that calls when the printer is ready, as the counter's loop does."""

    def __init__(self, hand_over: Callable[[], object]) -> None:
        super().__init__()
        self._hand_over = hand_over

    def put(self, signal: object) -> None:
        if isinstance(signal, DeviceHealth) and signal.state is DeviceState.READY:
            self._hand_over()


def _return(folder: Path, seed: int) -> float:
    """Return how long a job waits for a printer that is back, in steps of its supervisor."""
    began, first = threading.Event(), list[float]()

    def strip(_: float) -> None:
        first.append(time.monotonic())
        began.set()

    sim = SimPrinter(folder, 576, strip)
    sim.set(Condition(refuse=True))
    printer = network_printer("127.0.0.1", sim.port, time.monotonic)
    inbox = _Hearing(lambda: press.hand_over("bench", _BLOB))
    supervisor = Supervisor(printer, "printer", inbox, Clock(time.monotonic, Random(seed)))
    press = PrinterThread(supervisor, printer.print, inbox)
    supervisor.start()
    while supervisor.standing.tries < 2:  # noqa: PLR2004  the longest wait one need sit through
        time.sleep(0.005)
    step = _STEPS_S[supervisor.standing.tries - 1]
    back = time.monotonic()
    sim.set(Condition(slow_s=0.001))
    began.wait(10.0)
    supervisor.ask_stop()
    supervisor.join()
    sim.close()
    return (first[0] - back) / step if first else float("inf")
