"""Photos of the staff and pictures of goods: taken, made small, kept, sent, and cleared away."""

import logging
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import islice
from typing import Protocol

from msgspec import Struct

from kiosk.core import evidence
from kiosk.core.evidence import Skipped
from kiosk.core.facts.evidence import PhotoSkipped, PhotoTaken
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import ClockQuality, Purpose, Right
from kiosk.hw.ports import DeviceState, PictureCut, PictureCutter, Signal
from kiosk.hw.ports import PhotoTaken as Shot
from kiosk.store.db import StorageFull, StorageReadOnly
from kiosk.store.letters import MailReader
from kiosk.store.photos import PhotoRow, StillRow
from kiosk.workflows.counter import Counter
from kiosk.workflows.health import Health
from kiosk.workflows.rights import Activity, anybody, needs
from kiosk.workflows.views import Shots

log = logging.getLogger(__name__)

PICTURE_SIDE = 620  # of goods (UI.md 11)
MOST_WAITING = 8  # photos asked for while the camera is at work
FILES_A_SLICE = 20  # marked or cleared away between two pictures of the screen
_SWEPT_A_SLICE = 50
_DAY_MS = 24 * 3600 * 1000
_SEES = {DeviceState.READY, DeviceState.DEGRADED}


class Files(Protocol):
    """A folder of files named by their SHA-256."""

    def put(self, raw: bytes) -> str:
        """Lay one in, for good before this returns; return its name."""

    def piece(self, sha256: str, offset: int, most: int) -> bytes:
        """Return bytes of one; none if it is not here."""

    def size(self, sha256: str) -> int:
        """Return how large one is; 0 if it is not here."""

    def remove(self, sha256: str) -> None:
        """Take one away; twice is fine."""

    def names(self) -> Iterator[str]:
        """Yield the name of each, however many come and go meanwhile."""


class Album(Struct, frozen=True):
    """What the photos need around them.

    Args:
        snap: asks the camera for a still.
        cutter: makes pictures small.
        photos: the staff's.
        arrived: pictures of goods as they came.
        keep: lays a picture of goods down for the screen, under the name it came by.
        most_bytes: all photos together.
    """

    snap: Callable[[str], None] | None
    cutter: PictureCutter
    photos: Files
    arrived: Files
    keep: Callable[[str, bytes], None]
    most_bytes: int


class _Wish(Struct, frozen=True):
    """A photo that is taken, or waits for the one before it; and by whom.

    Args:
        is_still: the counter takes it by itself, and nobody waits for it.
    """

    request: str
    subject: str
    purpose: Purpose
    actor: str | None
    is_still: bool


class Photos(Activity):
    """Takes photos and looks after every file of a picture.

    Args:
        counter: what all activities share.
        mail: reads what `kiosk sync` delivered.
        health: knows whether the camera works.
        album: the camera, the cutter and the folders; None where the box has none of it.
    """

    def __init__(
        self, counter: Counter, mail: MailReader, health: Health, album: Album | None
    ) -> None:
        super().__init__(counter)
        self._mail, self._health, self._album = mail, health, album
        self._store = counter.store
        self._wish: _Wish | None = None
        self._next: deque[_Wish] = deque()
        self._trouble = ""
        self._cutting = ""  # the picture of goods that is with the cutter
        self._unkept: set[str] = set()  # pictures the disk did not take: again after a start
        self._names: Iterator[str] | None = None  # of files not looked at since the start
        self._is_swept = False
        self._clears = True  # until the disk does not let go of a file
        self._may_be_over = True  # looked at after a start, a photo, a delivery

    # -- taking ------------------------------------------------------------------------------------

    @anybody
    def why_not(self) -> Reason | None:
        """Return why no photo can be taken now, None when one can."""
        if self._album is None or self._album.snap is None or not self._sees():
            return Reason.NO_CAMERA
        return Reason.PHOTOS_FULL if self.is_full() or not self.counter.takes_in else None

    def _sees(self) -> bool:
        return any(d.kind == "camera" and d.state in _SEES for d in self._health.devices())

    @anybody
    def is_full(self) -> bool:
        """Whether photos the central does not have yet fill all the room there is for photos."""
        album = self._album
        return album is not None and self._store.photos.stock().waiting_bytes >= album.most_bytes

    @needs(Right.ACCEPT, in_opening=True)
    def take(self, subject: str, purpose: Purpose) -> Shots | Refused:
        """Ask the camera for a photo; `shots` tells what became of it."""
        reason = self.why_not()
        if reason is not None:
            return Refused(reason)
        if not self._is_coming(subject, purpose):
            self._trouble = ""
            by, request = self.counter.signed_in, self.counter.new_id()
            self._queue(_Wish(request, subject, purpose, by, is_still=False))
        return self.shots(subject, purpose)

    @anybody
    def why_no_still(self) -> Skipped | None:
        """Return why no still can be asked for now, None when one can."""
        reason = self.why_not()
        if reason is not None:
            return evidence.skipped_by(reason)
        return None if len(self._next) < MOST_WAITING else Skipped.NO_PICTURE

    @anybody
    def take_still(self, row: StillRow) -> None:
        """Ask the camera for a still that is owed (see `Stills`); once is enough."""
        asked = (*self._next, self._wish) if self._wish else tuple(self._next)
        if any(wish.request == row.request for wish in asked):
            return
        purpose = Purpose(row.purpose)
        self._queue(_Wish(row.request, row.subject, purpose, row.actor or None, is_still=True))

    def _queue(self, wish: _Wish) -> None:
        self._next.append(wish)
        self._snap_next()

    def _snap_next(self) -> None:
        """Ask the camera for the next photo, once it has answered for the one before."""
        album = self._album
        if self._wish is None and self._next and album is not None and album.snap is not None:
            self._wish = self._next.popleft()
            album.snap(self._wish.request)

    def _is_coming(self, subject: str, purpose: Purpose) -> bool:
        asked = (*self._next, self._wish) if self._wish else tuple(self._next)
        return any((wish.subject, wish.purpose) == (subject, purpose) for wish in asked)

    @anybody
    def shots(self, subject: str, purpose: Purpose) -> Shots:
        """Return the photos of a subject, and how the one under way stands."""
        policy = self.counter.policy
        return Shots(
            self._store.photos.of(subject, purpose.value),
            wanted=evidence.wanted(purpose, policy) if policy else 0,
            is_coming=self._is_coming(subject, purpose),
            trouble=self._trouble,
        )

    @anybody
    def forget_trouble(self) -> None:
        """Forget what went wrong with the last photo: another one is begun."""
        self._trouble = ""

    @anybody
    def photo(self, sha256: str) -> bytes | None:
        """Return a photo's JPEG."""
        album = self._album
        return album.photos.piece(sha256, 0, album.photos.size(sha256)) or None if album else None

    @anybody
    def hear(self, signal: Signal) -> None:
        """Take what the camera or the cutter answers."""
        match signal:
            case Shot():
                self._shot(signal)
            case PictureCut(request_id=request) if request == self._cutting:
                self._picture_cut(signal)
            case PictureCut():
                self._photo_cut(signal)
            case _:
                pass

    def _shot(self, shot: Shot) -> None:
        wish, album = self._wish, self._album
        if wish is None or album is None or shot.request_id != wish.request:
            return
        policy = self.counter.policy
        if shot.jpeg is None or policy is None:
            log.warning("no photo: %s", shot.fault)
            self._failed(wish, Skipped.NO_PICTURE)
            return
        album.cutter.cut(wish.request, shot.jpeg, policy.photo_side)

    def _photo_cut(self, cut: PictureCut) -> None:
        wish, album = self._wish, self._album
        if wish is None or album is None or cut.request_id != wish.request:
            return
        if cut.jpeg is None:
            log.warning("a photo could not be made small: %s", cut.fault)
            self._failed(wish, Skipped.NO_PICTURE)
            return
        try:
            self._keep(wish, album, cut.jpeg)
        except (OSError, StorageFull, StorageReadOnly) as trouble:
            # an orphan is swept away at the next start
            log.error("a photo could not be kept: %s", trouble)  # noqa: TRY400  the screen tells it
            self._failed(wish, Skipped.NO_ROOM)
            return
        self._over()

    def _failed(self, wish: _Wish, why: Skipped) -> None:
        """End a photo that did not come: a person sees it and tries again, a still is told."""
        if wish.is_still:
            with suppress(StorageFull, StorageReadOnly):  # the disk has a chip of its own
                self._skip(wish, why)
        else:
            self._trouble = why.value
        self._over()

    def _skip(self, wish: _Wish, why: Skipped) -> None:
        with self.counter.unit():
            skipped = PhotoSkipped(wish.subject, wish.purpose, why.value)
            self.counter.record(skipped, actor=wish.actor)
            self._store.photos.settle(wish.request)

    def _over(self) -> None:
        self._wish = None
        self._snap_next()

    def _keep(self, wish: _Wish, album: Album, jpeg: bytes) -> None:
        """Keep a photo: first the file, for good, then the fact that names it."""
        sha256 = album.photos.put(jpeg)
        if self._store.photos.get(sha256) is not None:
            jpeg = evidence.told_apart(jpeg, wish.request)
            sha256 = album.photos.put(jpeg)
        row = PhotoRow(
            sha256,
            len(jpeg),
            "image/jpeg",
            evidence.is_urgent(wish.purpose),
            wish.subject,
            wish.purpose.value,
            self.counter.clock().at,
        )
        fact = PhotoTaken(wish.request, sha256, wish.subject, wish.purpose)
        self._may_be_over = True
        with self.counter.unit():
            self._store.photos.keep(row)
            self._store.photos.settle(wish.request)
            self.counter.record(fact, actor=wish.actor)

    # -- looking after the files -------------------------------------------------------------------

    @anybody
    def tick(self) -> None:
        """Do a slice of what is due: mark what was delivered, clear away, cut what arrived."""
        if self._album is None:
            return
        self._mark_delivered(self._album)
        if self._clears:
            self._clear(self._album)
            self._sweep(self._album)
        self._cut_next(self._album)

    def _mark_delivered(self, album: Album) -> None:
        """Mark what the central has, or refused."""
        waited = (one for one in self._mail.photos_ended() if self._may_end(album, one.sha256))
        ended = tuple(islice(waited, FILES_A_SLICE))
        if not ended:
            return
        self._may_be_over = True
        with self.counter.unit():
            for one in ended:
                self._store.photos.end(one.sha256, one.at, one.reason)

    def _may_end(self, album: Album, sha256: str) -> bool:
        """Whether a photo waited until now; the file of an attachment goes first."""
        row = self._store.photos.get(sha256)
        if row is None or row.ended_at is not None:
            return False
        return not row.is_attachment or (self._clears and self._removed(album.photos, sha256))

    def _clear(self, album: Album) -> None:
        """Take away photos past their term, and the oldest where there is no room; none waits."""
        photos, policy, now = self._store.photos, self.counter.policy, self.counter.clock()
        gone: tuple[PhotoRow, ...] = ()
        if policy is not None and now.clock is not ClockQuality.UNSURE:
            term = now.at - policy.evidence_days * _DAY_MS
            gone = photos.oldest_ended(term, FILES_A_SLICE)
        if not gone and self._may_be_over:
            over = photos.stock().bytes - album.most_bytes
            gone = tuple(_first_bytes(photos.oldest_ended(None, FILES_A_SLICE), over))
            self._may_be_over = bool(gone)
        if not gone:
            return
        removed = [row for row in gone if self._removed(album.photos, row.sha256)]
        with self.counter.unit():
            for row in removed:
                photos.forget(row.sha256)

    def _removed(self, files: Files, sha256: str) -> bool:
        """Take a file away; a disk that does not let go of it is left alone till the next start."""
        try:
            files.remove(sha256)
        except OSError as error:
            log.error("a picture cannot be removed: %s", error)  # noqa: TRY400  no bug of ours
            self._clears = False
        return self._clears

    def _sweep(self, album: Album) -> None:
        """After a start, take away files without a row: the plug was pulled between the two."""
        if self._is_swept:
            return
        if self._names is None:
            self._names = album.photos.names()
        found = list(islice(self._names, _SWEPT_A_SLICE))
        self._is_swept = not found
        for name in found:
            if self._store.photos.get(name) is None:
                self._removed(album.photos, name)

    def _cut_next(self, album: Album) -> None:
        """Hand the next picture of goods that arrived to the cutter; one at a time."""
        if self._cutting:
            return
        for one in self._mail.pictures_ended():
            if one.sha256 in self._unkept or self._store.photos.picture(one.sha256) != "wanted":
                continue
            raw = (
                b""
                if one.reason
                else album.arrived.piece(one.sha256, 0, album.arrived.size(one.sha256))
            )
            if raw:
                self._cutting = one.sha256
                album.cutter.cut(one.sha256, raw, PICTURE_SIDE)
            else:
                self._end_picture(one.sha256, "unfit")
            return

    def _picture_cut(self, cut: PictureCut) -> None:
        sha256, self._cutting = self._cutting, ""
        if self._album is None:
            return
        if cut.jpeg is None:
            log.warning("picture %s: %s", sha256[:16], cut.fault)
            self._end_picture(sha256, "unfit")
        else:
            try:
                self._album.keep(sha256, cut.jpeg)
            except OSError as error:
                log.error("a picture could not be kept: %s", error)  # noqa: TRY400  no bug of ours
                self._unkept.add(sha256)
                return
            self._end_picture(sha256, "ready")
        self._removed(self._album.arrived, sha256)

    def _end_picture(self, sha256: str, state: str) -> None:
        with self.counter.unit():
            self._store.photos.keep_picture(sha256, state)


def _first_bytes(rows: tuple[PhotoRow, ...], wanted: int) -> Iterator[PhotoRow]:
    """Yield the first rows whose files together make room for so many bytes."""
    for row in rows:
        if wanted <= 0:
            return
        wanted -= row.size
        yield row
