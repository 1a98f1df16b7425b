"""Who looks after counter.db: the ladder before a start, backups while it works, and restoring."""

import logging
import os
import shutil
import tempfile
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from kiosk.config import load, secret_in
from kiosk.core.events import SYSTEM, Event, Stamp, type_of
from kiosk.core.facts.fact import Fact
from kiosk.core.space import Storage, storage_of
from kiosk.hw.ports import DeviceHealth, DeviceState
from kiosk.moments import boot_id, moment, new_id, nonce
from kiosk.places import Place
from kiosk.store import backups, tombstones
from kiosk.store.backups import Backup, Kind, Wanted
from kiosk.store.ballast import Ballast
from kiosk.store.counter_file import CounterFile, read_counter
from kiosk.store.db import (
    COUNTER_VERSION,
    CannotOpen,
    StorageFull,
    StorageReadOnly,
    held,
    open_reader,
)
from kiosk.store.journal import Journal
from kiosk.store.ladder import Climbed, Ladder, forget_evidence
from kiosk.store.letters import MailReader
from kiosk.store.replay import Replay
from kiosk.store.search_only import drop_copy, search_only
from kiosk.workflows.counter import Keys

log = logging.getLogger(__name__)

_LOOK_S = 60.0
_HOURLY_WHEN_TIGHT = 2  # TRUST.md 3
_NIGHT_HOUR = 3  # local time: the point is closed, and a new day's goods are not here yet
_COPY, _TEMPORARY = "search", "kiosk-search-"  # folders of a copy that people search in
_TROUBLE = (StorageFull, StorageReadOnly, CannotOpen, OSError)


def mend(place: Place) -> Climbed | None:
    """Look at counter.db before a start; mend it where it is damaged (TRUST.md 3).

    An older version's file is copied before this version changes it.

    Raises:
        Busy: the counter is running already.
        CannotOpen: it was mended a moment ago, or cannot be copied before it is changed.
        StorageFull, StorageReadOnly: the disk takes no writes.
    """
    found = _ladder(place).climb()
    if found is None:
        _copy_before_a_change(place)
    return found


def open_counter(place: Place) -> CounterFile:
    """Open the counter's file, mended where it was damaged; on a disk that takes no writes a copy.

    A full disk is given what the ballast kept back; where that is not enough it takes no writes.

    Raises:
        Busy: the counter is running already.
        CannotOpen, NewerSchema: the file cannot be used.
        StorageFull, StorageReadOnly: nor can a copy be made to search in.
    """
    ballast = Ballast(place.ballast)
    for folder in (place.runtime / _COPY, *Path(tempfile.gettempdir()).glob(f"{_TEMPORARY}*")):
        drop_copy(folder)
    try:
        return _open(place)
    except StorageFull as trouble:
        if not ballast.drop():
            return _open_to_search(place, trouble)
    except StorageReadOnly as trouble:
        return _open_to_search(place, trouble)
    try:
        return _open(place)
    except (StorageFull, StorageReadOnly) as trouble:  # what was kept back was not enough
        return _open_to_search(place, trouble)


def _open(place: Place) -> CounterFile:
    mend(place)
    at, device = place.now().at, place.point.device
    file = CounterFile(place.data / "counter.db", device, epoch=nonce(), at=at)
    try:
        with file.unit():
            is_changed = _replay(place, _acked(place)).on_start(file, partial(_told, place))
        if is_changed:
            file.scrub()
    except BaseException:
        file.abandon()
        raise
    return file


def _open_to_search(place: Place, trouble: StorageFull | StorageReadOnly) -> CounterFile:
    log.error("the disk takes no writes: %s", trouble)
    folders = (
        place.runtime / _COPY,
        Path(tempfile.gettempdir()) / f"{_TEMPORARY}{os.getpid()}",
    )
    for folder in folders:
        with suppress(OSError, StorageFull, StorageReadOnly):
            found = search_only(
                place.data, folder, place.point.device, epoch=nonce(), at=place.now().at
            )
            log.warning("people can find and look; nothing is recorded")
            return found
    raise trouble


def _acked(place: Place) -> int:
    mail = MailReader(place.data / "mail.db")
    try:
        return mail.acked()
    finally:
        mail.close()


def _ladder(place: Place) -> Ladder:
    acked = _acked(place)
    return Ladder(
        place.data,
        place.point.device,
        acked=acked,
        epoch=nonce(),
        at=place.now().at,
        told=partial(_told, place),
        replay=_replay(place, acked),
    )


def _replay(place: Place, acked: int) -> Replay:
    return Replay(tombstones.read(place.tombstones), place.keys.pepper, acked)


def _told(place: Place, fact: Fact) -> Event:
    now = place.now()
    return Event(
        id=new_id(lambda: now.at),
        type=type_of(fact),
        tv=1,
        recorded_at=now.at,
        mono=now.mono,
        boot=now.boot,
        clock=now.clock,
        actor=SYSTEM,
        facts=fact,
    )


def _copy_before_a_change(place: Place) -> None:
    file = place.data / "counter.db"
    if not file.exists():
        return
    if 0 < backups.version_of(file) < COUNTER_VERSION:
        _copy(place, Kind.BEFORE)


def _copy(place: Place, kind: Kind) -> Backup:
    now = place.now().at
    wanted = Wanted(place.point.device, kind, now)
    made = backups.make(place.data / "counter.db", place.backups, wanted)
    backups.thin(place.backups, now, _room(place))
    return made


def _room(place: Place) -> int:
    return int(shutil.disk_usage(place.data).total * backups.ROOM)


def _stands(place: Place) -> Storage:
    return storage_of(shutil.disk_usage(place.data).free)


def _copy_if_due(place: Place) -> Backup | None:
    with closing(open_reader(place.data / "counter.db")) as db:
        head = Journal(db, place.point.device).head().seq
    now = place.now().at
    night_at = last_night(now, ZoneInfo(place.point.zone))
    kind = backups.due(backups.kept(place.backups), head, now, night_at)
    return _copy(place, kind) if kind else None


class Keeper:
    """Makes the backups that are due, in a thread of its own, through a reader of its own.

    Args:
        place: the counter's.
        tell: takes what the health screen says of the storage.
    """

    def __init__(self, place: Place, tell: Callable[[DeviceHealth], None]) -> None:
        self._place, self._tell = place, tell
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="keeper", daemon=True)

    def start(self) -> None:
        """Begin to look once a minute."""
        self._thread.start()

    def stop(self) -> None:
        """End; a copy that is being made is finished first."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(_LOOK_S):
            self.look()

    def look(self) -> Backup | None:
        """Make the backup that is due, if one is; a trouble is told and tried again.

        On a disk that is almost full none is made, and of the hourly ones two stay.
        """
        try:
            self._forget()
            if _stands(self._place) is Storage.LOW:
                return None
            made = _copy_if_due(self._place)
            is_night = made is not None and made.card.kind is Kind.NIGHTLY
            differing = self._differing(made) if made and is_night else ()
        except _TROUBLE as trouble:
            log.warning("no backup: %s", trouble)
            self._say(DeviceState.DEGRADED, "no_backup", str(trouble))
            return None
        if differing:
            log.error("the books differ from the journal: %s", ", ".join(differing[:20]))
            self._say(DeviceState.DEGRADED, "differs", ", ".join(differing[:5]))
        elif made:
            self._say(DeviceState.READY, "", "")
        return made

    def _forget(self) -> None:
        """Take away what is past its time, whether or not a copy is due or has room."""
        place, at = self._place, self._place.now().at
        forget_evidence(place.data, at)
        if _stands(place) is Storage.NORMAL:  # `kiosk backup` may be making one: nothing is swept
            backups.thin(place.backups, at, _room(place), sweeps=False)
        else:
            backups.thin(place.backups, at, _room(place), hourly=_HOURLY_WHEN_TIGHT)

    def _differing(self, made: Backup) -> tuple[str, ...]:
        """Fold the night's copy anew and compare it with its rows."""
        books = read_counter(made.path, self._place.point.device)
        with closing(books.db):
            return books.journal.audit().differing

    def _say(self, state: DeviceState, what: str, detail: str) -> None:
        at = self._place.now().mono / 1000
        self._tell(DeviceHealth("storage", "storage", state, what, detail, at))


def last_night(at: int, zone: ZoneInfo) -> int:
    """Return when it was last three in the morning at the point, ms UTC."""
    local = datetime.fromtimestamp(at / 1000, zone)
    night = local.replace(hour=_NIGHT_HOUR, minute=0, second=0, microsecond=0)
    if night > local:
        night -= timedelta(days=1)
    return int(night.timestamp() * 1000)


# -- for `kiosk backup` and `kiosk restore` --------------------------------------------------------


def back_up(path: Path, to: Path | None) -> Backup:
    """Copy the counter's file now, its counter at work or not.

    Args:
        path: of kiosk.toml.
        to: a folder that may leave the box: customers, photos and PINs are left out. None for
            the box's own folder, and all of it.

    Raises:
        CannotOpen: no counter has worked here, or its file is not sound.
    """
    place = _worked(path)
    if to is None:
        return _copy(place, Kind.ASKED)
    wanted = Wanted(place.point.device, Kind.ASKED, place.now().at, bare=True)
    return backups.make(place.data / "counter.db", to, wanted)


def back_up_if_due(path: Path) -> Backup | None:
    """Make the hourly or nightly copy if it is due; for a timer, where the counter may be stopped.

    Args:
        path: of kiosk.toml.

    Raises:
        CannotOpen: no counter has worked here, or its file is not sound.
    """
    return _copy_if_due(_worked(path))


def kept(path: Path) -> tuple[Backup, ...]:
    """Return the backups on the box, the newest first.

    Args:
        path: of kiosk.toml.
    """
    return backups.kept(_place(path).backups)


def restore(path: Path, backup: Path) -> Climbed:
    """Put a backup in the place of the counter's file; rows that are newer are kept.

    Args:
        path: of kiosk.toml.
        backup: its file; the card lies beside it.

    Raises:
        Busy: the counter or the mail is running.
        CannotOpen: it is no backup of this box, or not sound.
    """
    place = _place(path)
    pepper = secret_in(place.folder / place.point.pepper)  # tells who was erased
    if pepper is None:
        log.warning("the pepper is missing: no PIN fits, and nobody knows who was erased since")
        pepper = b""
    place = replace(place, keys=Keys(b"", pepper))
    with held(place.data / "mail.db"):
        return _ladder(place).take(backups.open_card(backup))


def has_pepper(path: Path) -> bool:
    """Whether the secret behind PINs and tombstones is there.

    Args:
        path: of kiosk.toml.
    """
    place = _place(path)
    return secret_in(place.folder / place.point.pepper) is not None


def _worked(path: Path) -> Place:
    place = _place(path)
    if not (place.data / "counter.db").exists():
        raise CannotOpen(f"no counter has worked in {place.data} yet")
    return place


def _place(path: Path) -> Place:
    boot = boot_id()

    def now() -> Stamp:
        return moment(boot)

    return Place(load(path), path.parent, now, Keys(b"", b""))
