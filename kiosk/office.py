"""The central's processes: one that does everything, or a desk with workers beside it.

With workers, this process does nothing but keep the others alive and tell Prometheus of them. One
that dies is started again; all of them end when this one does, however it ends.
"""

import logging
import multiprocessing
import sys
import threading
import time
from collections.abc import Callable, Iterable, MutableSequence
from contextlib import closing, nullcontext
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, TypeAlias

from msgspec import Struct

from kiosk import stores
from kiosk.admissions import CentralHouse, Doors
from kiosk.central.authority import NoAuthority, listed_until
from kiosk.central.metrics import CELLS, Meters, exposition
from kiosk.central.metrics_door import MetricsDoor
from kiosk.central.network import Network
from kiosk.central.store import CannotOpenStore, NewerStore, StoreBusy
from kiosk.config import Config, ConfigFaults
from kiosk.config_central import listen_at
from kiosk.moments import wall_ms
from kiosk.postal import DESK, WHOLE, CentralApp, Part, worker

log = logging.getLogger(__name__)

_TURN_S = 0.5
_STAND_BY_S = 2.0
_LEAST_PAUSE_S, _MOST_PAUSE_S, _STEADY_S = 1.0, 30.0, 60.0
_DAY_S = 86_400
_PATIENCE_S = 20.0  # for a process that was told to end: a group and its answers
_BUSY, _MISFIT = 75, 78  # as the command's own

Begin: TypeAlias = Callable[[threading.Event], None]


def run(config: Config, folder: Path, stop: threading.Event, begin: Begin, doors: Doors) -> None:
    """Run the central until told to stop.

    Args:
        config: the settings.
        folder: relative paths begin here.
        stop: tells this process to end.
        begin: how another process begins: its log, and what tells it to stop.
        doors: make the doors that are asked for.

    Raises:
        StoreBusy, NewerStore, CannotOpenStore: the books cannot be used.
        ConfigFaults: the settings of a door are wrong, or it has no place.
        NoAuthority: the authority's folder is damaged.
        DoorTaken: the address for Prometheus cannot.
    """
    if config.central.workers == 1:
        meters = Meters()
        with _door(config, folder, {"central": meters}):
            CentralHouse(config, folder, doors, WHOLE, meters).run(stop)
        return
    # Here the tables are made, and what is wrong with the database is told once and not by each.
    stores.open_store(config.central.store, folder, leads=False).close()
    parts = [DESK, *(worker(number) for number in range(1, config.central.workers + 1))]
    crew = [_Member(_Post(config, folder, part, doors), begin) for part in parts]
    with _door(config, folder, {one.part.role: one.meters for one in crew}):
        _keep(crew, stop)


def _door(config: Config, folder: Path, parts: dict[str, Meters]) -> Any:  # noqa: ANN401 with or without
    if not config.metrics.listen:
        return nullcontext()

    def network() -> Network | None:
        at = wall_ms()
        try:
            return stores.ask(config.central.store, folder, lambda books: books.network(at))
        except CannotOpenStore as trouble:
            log.warning("the books cannot be asked: %s", trouble)
            return None

    def crl_days_left() -> float | None:
        until = listed_until(folder / config.authority.folder)
        return None if until is None else (until.timestamp() - wall_ms() / 1000) / _DAY_S

    host, port = listen_at(config.metrics.listen)
    told = lambda: exposition(network(), parts, crl_days_left())  # noqa: E731
    return closing(MetricsDoor(host, port, told))


class _Post(Struct, frozen=True):
    """What a process is to do, as it is told to it."""

    config: Config
    folder: Path
    part: Part
    doors: Doors

    def man(self, meters: Meters) -> CentralHouse | CentralApp:
        """Put the process's part of the central together."""
        if self.part.leads:
            return CentralHouse(self.config, self.folder, self.doors, self.part, meters)
        return CentralApp(self.config, self.folder, self.part, meters)


class _Member:
    """One process of several, started again when it dies."""

    def __init__(self, post: _Post, begin: Begin) -> None:
        self.part = post.part
        cells = multiprocessing.get_context("spawn").RawArray("d", CELLS)
        self.meters = Meters(cells)
        self._work = (begin, post, cells)
        self._process: BaseProcess | None = None
        self._pause_s, self._begun_at, self._due_at = _LEAST_PAUSE_S, 0.0, 0.0

    @property
    def sentinel(self) -> int | None:
        """What becomes ready when it ends."""
        return self._process.sentinel if self._process else None

    def look(self, now: float) -> None:
        """Start it where it is due; see whether it ended.

        Raises:
            NewerStore: it cannot use the books or the settings, and would end so again.
        """
        if self._process is not None and self._process.exitcode is not None:
            ended, self._process = self._process.exitcode, None
            if ended == _MISFIT:
                raise NewerStore(f"{self.part.role} cannot begin; its log says why")
            if now - self._begun_at > _STEADY_S:
                self._pause_s = _LEAST_PAUSE_S
            log.error("%s ended (%d); again in %.0f s", self.part.role, ended, self._pause_s)
            self._due_at = now + self._pause_s
            self._pause_s = min(2 * self._pause_s, _MOST_PAUSE_S)
        if self._process is None and now >= self._due_at:
            context = multiprocessing.get_context("spawn")
            process = context.Process(target=_work, name=self.part.role, args=self._work)
            process.start()
            self._process, self._begun_at = process, now
            log.info("%s is process %s", self.part.role, process.pid)

    def tell(self) -> None:
        """Tell it to end."""
        if self._process is not None:
            self._process.terminate()

    def end(self) -> None:
        """Wait until it ended; not for ever."""
        process, self._process = self._process, None
        if process is None:
            return
        process.join(_PATIENCE_S)
        if process.exitcode is None:
            log.error("%s does not end by itself", self.part.role)
            process.kill()
            process.join()


def _keep(crew: Iterable[_Member], stop: threading.Event) -> None:
    """Keep all at work until told to stop."""
    try:
        while not stop.is_set():
            for one in crew:
                one.look(time.monotonic())
            wait([one.sentinel for one in crew if one.sentinel is not None], _TURN_S)
    finally:
        for one in crew:
            one.tell()
        for one in crew:
            one.end()


# -- in the other process --------------------------------------------------------------------------


def _work(begin: Begin, post: _Post, cells: MutableSequence[float]) -> None:
    stop = threading.Event()
    begin(stop)
    threading.Thread(target=_end_with_parent, args=(stop,), daemon=True).start()
    try:
        app = _opened(post, cells, stop)
        if app is not None:
            app.run(stop)
    except (NewerStore, ConfigFaults, NoAuthority) as misfit:
        log.error("%s", misfit)  # noqa: TRY400 no bug of ours
        sys.exit(_MISFIT)
    except CannotOpenStore as trouble:
        log.error("%s", trouble)  # noqa: TRY400 no bug of ours
        sys.exit(_BUSY)


def _end_with_parent(stop: threading.Event) -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
    stop.set()


def _opened(
    post: _Post, cells: MutableSequence[float], stop: threading.Event
) -> CentralHouse | CentralApp | None:
    """Put a part together; a desk waits until no other one leads. None when told to stop."""
    waits = False
    while not stop.is_set():
        try:
            return post.man(Meters(cells))
        except StoreBusy:
            if not waits:
                log.info("another central sends from this database; this one stands by")
            waits = True
            stop.wait(_STAND_BY_S)
    return None
