"""Short errands beside a running or a stopped counter: find, decode, audit."""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from kiosk import stores
from kiosk.config import Config, load
from kiosk.core import anchors, codes
from kiosk.core.anchors import Anchor, BadAnchor
from kiosk.devices import Devices
from kiosk.gear import Gear, gear_of, mapped
from kiosk.hw.inbox import Queue
from kiosk.hw.lights import LightEngine
from kiosk.hw.picture_reader import PictureReader, PictureReading
from kiosk.hw.ports import (
    Colour,
    DeviceFault,
    Lamp,
    Rhythm,
)
from kiosk.moments import boot_id, moment, new_id
from kiosk.places import Place
from kiosk.store.counter_file import read_counter
from kiosk.store.db import CannotOpen, NewerSchema, is_locked
from kiosk.store.journal import Audit
from kiosk.store.letters import MailReader
from kiosk.workflows import lookup
from kiosk.workflows.counter import Keys
from kiosk.workflows.lookup import Where
from kiosk.workflows.resync import ask_for_snapshot

log = logging.getLogger(__name__)

_ANSWER_S = 1.0  # a running counter answers a find request within its Tick
_NODE_S = 3.0  # a shelf node that is there answers sooner


def find_of(path: Path, code: str) -> Where:
    """Tell where a parcel or cell is, and light it; writes no database.

    While the counter runs it is asked by a file in the runtime folder; else the lights are opened
    here for as long as `hold_light` says.

    Args:
        path: of kiosk.toml.
        code: a parcel's, an order's, a delivery's or a cell's.

    Raises:
        CannotOpen: no counter has worked here yet, or its file cannot be read.
        TimeoutError: the counter runs, but did not answer in a second.
    """
    config = load(path)
    place = Place(config, path.parent, lambda: moment(boot_id()), Keys(b"", b""))
    file = place.data / "counter.db"
    if not file.exists():
        raise CannotOpen(f"no counter has worked in {place.data} yet")
    if is_locked(file):
        return _asked(place.runtime, code)
    books = read_counter(file, place.point.device)
    try:
        return lookup.where(code, books, partial(codes.read, lookup=books.known_as))
    finally:
        books.db.close()


def _asked(runtime: Path, code: str) -> Where:
    try:
        told = lookup.ask(runtime, new_id(), code)
    except OSError as error:
        raise CannotOpen(f"{runtime} takes no request: {error.strerror}") from error
    deadline = time.monotonic() + _ANSWER_S
    while time.monotonic() < deadline:
        found = lookup.answer(told)
        if found is not None:
            return found
        time.sleep(0.02)
    told.with_suffix(lookup.ASK).unlink(missing_ok=True)
    raise TimeoutError("the counter runs, but does not answer; is its screen frozen?")


def hold_light(path: Path, cell: str, seconds: float) -> bool:
    """Light a cell with the counter stopped; returns whether it has a lamp that works.

    Args:
        path: of kiosk.toml.
        cell: to light.
        seconds: for so long.
    """
    config = load(path)
    gear = mapped_gear(config, path.parent)
    if cell not in gear.leds or cell in gear.dark:
        return False
    chain = gear.leds[cell].chain  # another that is away must not keep this one dark
    if chain not in gear.chains:
        return _hold_at_node(gear, cell, seconds)
    engine = LightEngine({chain: gear.chains[chain]}, gear.leds, gear.dark, time.monotonic)
    try:
        engine.open()
    except DeviceFault as fault:
        log.warning("%s", fault)
        return False
    try:
        engine.show({cell: Lamp((Colour.AMBER,), Rhythm.TAKE)})
        engine.read(seconds)
    finally:
        engine.close()
    return True


def mapped_gear(config: Config, folder: Path) -> Gear:
    """Return the devices, with the lamps as people mapped them at this counter.

    Args:
        config: the settings.
        folder: of kiosk.toml.
    """
    gear = gear_of(config)
    if config.point is None:
        return gear
    place = Place(config, folder, lambda: moment(boot_id()), Keys(b"", b""))
    try:
        books = read_counter(place.data / "counter.db", place.point.device)
    except (CannotOpen, NewerSchema):
        return gear  # no counter has worked here yet, or the lamps need none
    try:
        return mapped(gear, books.lamps.all())
    finally:
        books.db.close()


def _hold_at_node(gear: Gear, cell: str, seconds: float) -> bool:
    """Light a cell of a shelf node, which needs a thread that speaks to it."""
    devices = Devices(Gear(leds=gear.leds, dark=gear.dark, nodes=gear.nodes), Queue())
    devices.start()
    try:
        deadline = time.monotonic() + _NODE_S
        while devices.lights is not None and time.monotonic() < deadline:
            if cell in devices.lights.show({cell: Lamp((Colour.AMBER,), Rhythm.TAKE)}).lit:
                time.sleep(seconds)
                return True
            time.sleep(0.02)
    finally:
        devices.stop()
    return False


def decode_pictures(paths: Sequence[Path], engines: Sequence[str]) -> Iterator[PictureReading]:
    """Read the codes in picture files."""
    return PictureReader(engines).read(paths)


class NoAnchor(Exception):
    """The central has nothing to hold a journal against, or the file is no anchor; says why."""


def anchor_for(path: Path, file: Path | None, central: Path | None) -> Anchor | None:
    """Return what the central has of a counter's journal; None where neither place is named.

    Args:
        path: of the counter's kiosk.toml.
        file: as `kiosk central anchor` wrote it.
        central: the settings of a central whose books can be asked from here.

    Raises:
        NoAnchor: there is none.
        CannotOpenStore: the central's books cannot be read.
    """
    if file is not None:
        try:
            with file.open("rb") as opened:
                return anchors.read(opened.read(anchors.MOST_BYTES + 1))
        except (OSError, BadAnchor) as error:
            raise NoAnchor(f"{file}: {error}") from error
    if central is None:
        return None
    config = load(path)
    place = Place(config, path.parent, lambda: moment(boot_id()), Keys(b"", b""))
    return anchor_of(central, place.point.device)


def anchor_of(central: Path, device: str) -> Anchor:
    """Return the head of a box's journal as the central has it, whether it runs or not.

    Args:
        central: the central's settings.
        device: the box.

    Raises:
        NoAnchor: it has no row of that box.
        CannotOpenStore: its books cannot be read.
    """
    at = moment(boot_id()).at
    store = load(central).central.store
    found = stores.ask(store, central.parent, lambda books: books.anchor(device, at))
    if found is None:
        raise NoAnchor(f"the central has no row of {device}")
    return found


def audit_of(
    path: Path,
    anchor: Anchor | None = None,
    read: Callable[[int, int], None] = lambda _done, _of: None,
) -> Audit:
    """Prove a counter's rows and chain from its journal, reading only.

    Args:
        path: of kiosk.toml.
        anchor: what the central has of the journal, None to ask the box alone.
        read: told how many rows were read, and of how many.

    Raises:
        CannotOpen: there is no counter.db, or it cannot be read.
    """
    config = load(path)
    place = Place(config, path.parent, lambda: moment(boot_id()), Keys(b"", b""))
    mail = MailReader(place.data / "mail.db")
    acked = mail.acked()  # before the journal is read: it only grows
    mail.close()
    books = read_counter(place.data / "counter.db", place.point.device, whole=True)
    try:
        return books.journal.audit(acked, anchor, read)
    finally:
        books.db.close()


def ask_resync(path: Path) -> None:
    """Let the counter ask the central for its whole point anew.

    Args:
        path: of kiosk.toml.

    Raises:
        CannotOpen: the wish cannot be left.
    """
    config = load(path)
    place = Place(config, path.parent, lambda: moment(boot_id()), Keys(b"", b""))
    try:
        ask_for_snapshot(place.runtime)
    except OSError as error:
        raise CannotOpen(f"{place.runtime} takes no request: {error.strerror}") from error
