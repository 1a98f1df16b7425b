"""The central's photos: those of the points come in, pictures of goods go out (PROTOCOL.md 8).

The bytes lie in folders by their digest, shared by all devices; only what became of a photo is in
the books. A photo is written there once it is proved, so a central killed anywhere goes on where
the file ends. Attachments come as photos do, lie apart, and are handed to no device.
"""

import logging
from contextlib import AbstractContextManager
from typing import Protocol

from msgspec.structs import replace

from kiosk.central.evidence import Evidence
from kiosk.central.photo_book import PhotoBook, PhotoRow
from kiosk.core.attachments import MAX_BYTES
from kiosk.core.picture_heads import picture_head
from kiosk.sync.photo_folder import PhotoFolder
from kiosk.sync.photo_packets import MAX_CHUNK, PhotoChunk
from kiosk.sync.photos import ATTACHMENTS, LATER, Known, Refusal, Step
from kiosk.sync.protocol import PhotoAck, PhotoLine

log = logging.getLogger(__name__)

_DAY_MS = 24 * 3600 * 1000
_ABANDONED_MS = 7 * _DAY_MS  # until an unfinished photo that nobody sends any more is thrown away
_AT_ONCE = 100  # files between two turns of the central
_NAMES_AT_ONCE = 4000  # that the books are asked for together: a question of 270 KB


class Books(Protocol):
    """As much of the store as the photos need."""

    @property
    def photos(self) -> PhotoBook:
        """What became of the photos."""

    @property
    def evidence(self) -> Evidence:
        """Whose they are, and which are to go."""

    def name_came(self, device: str, sha256: str, raw: bytes, at: int) -> None:
        """An attachment is whole that may hold the name of somebody who works at a point."""

    def unit(self) -> AbstractContextManager[None]:
        """One transaction."""


class PhotoRoom:
    """Takes photos in and hands pictures out.

    Args:
        photos: of the points: evidence, for the network's people alone.
        pictures: of goods, for every point that asks by digest.
        attachments: of the points: people's own words, for whoever holds the digest.
        books: the store.
    """

    def __init__(
        self, photos: PhotoFolder, pictures: PhotoFolder, attachments: PhotoFolder, books: Books
    ) -> None:
        self._photos, self._pictures, self._attachments = photos, pictures, attachments
        self._books = books
        self._today: dict[str, tuple[int, int]] = {}  # device -> (day, bytes taken on it)
        self._beyond = ("", "")  # up to which box and digest the disk kept some
        self._failed = 0  # how often it did since all went

    def sweep(self, at: int) -> int:
        """Throw away unfinished photos that nobody has sent for a week; return how many.

        Args:
            at: now, ms UTC.
        """
        before = (at - _ABANDONED_MS) / 1000
        return self._photos.sweep(before) + self._attachments.sweep(before)

    def clear(self) -> int:
        """Take away the files of photos that were erased or are past their term; return how many.

        It is noted after that, so a central killed in between does it again. One that the disk
        does not let go of holds up no other: it is tried again once all those after it were.
        """
        begin = self._beyond
        due = self._books.evidence.due(_AT_ONCE, begin)
        gone = [one for one in due if one.is_shared or self._removed(one.sha256)]
        if gone:
            with self._books.unit():
                self._books.evidence.cleared(gone)
        if len(due) < _AT_ONCE:
            self._beyond = ("", "")
        elif len(gone) < len(due):
            self._beyond = (due[-1].device, due[-1].sha256)
        if len(gone) == len(due) and begin == ("", ""):
            self._failed = 0
        return len(gone)

    def clear_again(self) -> int:
        """Take away what is gone and yet lies here: a disk, or a copy put back, had it again."""
        names = {*self._photos.names(), *self._attachments.names()}
        listed, gone = sorted(names), 0
        for start in range(0, len(listed), _NAMES_AT_ONCE):
            some = self._books.evidence.unwanted(listed[start : start + _NAMES_AT_ONCE])
            gone += sum(self._removed(sha256) for sha256 in some)
        return gone

    def _removed(self, sha256: str) -> bool:
        """Take a file away; one that the disk does not let go of is tried again.

        The log tells of the first time, the second, the fourth and so on: it has more to hold.
        """
        try:
            self._photos.remove(sha256)
            self._attachments.remove(sha256)
        except OSError as error:
            self._failed += 1
            if self._failed.bit_count() == 1:
                told = "a photo cannot be removed, %d times by now: %s"
                log.error(told, self._failed, error.strerror)  # noqa: TRY400  no bug
            return False
        return True

    def take(self, device: str, chunk: PhotoChunk, at: int) -> PhotoAck | None:
        """Take a piece of a photo in; return what to answer.

        One that is to be here no more is sent no more, and nothing of it stays.

        Args:
            device: whose photo; it is let in.
            chunk: the piece.
            at: now, ms UTC.

        Returns:
            None when the disk does not take it: it comes again.

        Raises:
            StoreTrouble: the books are in trouble; it comes again.
        """
        line = chunk.line
        if self._is_gone(device, line):
            return _no_more(line)
        row = self._books.photos.get(device, line.sha256) or PhotoRow(
            device, line.sha256, line.size, line.mime, "coming", "", 0, at
        )
        known = Known(refused=row.reason, wrong=row.wrong, today=self._taken(device, at))
        folder = self._attachments if line.mime in ATTACHMENTS.mimes else self._photos
        try:
            step = folder.take(chunk, known)
        except OSError as error:
            log.error("a photo cannot be kept: %s", error.strerror)  # noqa: TRY400  no bug of ours
            return None
        if step.append:
            day, taken = self._today[device]
            self._today[device] = (day, taken + len(chunk.data))
        self._note(row, chunk.line, step, at)
        if step.answer.state == "done" and self._is_gone(device, line):  # while it was written
            return _no_more(line)
        return step.answer

    def _is_gone(self, device: str, line: PhotoLine) -> bool:
        """Whether a photo is not to be here; what lies here of it goes, if it is nobody else's."""
        if not self._books.evidence.is_gone(device, line.sha256):
            return False
        if self._books.evidence.unwanted([line.sha256]):
            self._removed(line.sha256)
        return True

    def _taken(self, device: str, at: int) -> int:
        day = at // _DAY_MS
        known = self._today.get(device)
        if known is None or known[0] != day:
            known = self._today[device] = (day, self._books.photos.taken(device, day))
        return known[1]

    def _note(self, row: PhotoRow, line: PhotoLine, step: Step, at: int) -> None:
        """Keep what became of the photo, where something did."""
        answer = step.answer
        after = replace(row, size=min(line.size, 2**53 - 1), mime=line.mime)
        if answer.state == "done":
            after = replace(after, state="done")
        elif answer.state == "refused" and answer.reason not in LATER:
            after = replace(after, state="refused", reason=answer.reason)
        elif step.drop:
            after = replace(after, wrong=row.wrong + 1)
        if after.state == row.state and after.wrong == row.wrong:
            return
        if after.reason:
            log.warning("%s: photo %s refused: %s", row.device, row.sha256[:16], after.reason)
        with self._books.unit():
            # first, as it holds the boxes before any row
            if after.state == "done" and line.mime in ATTACHMENTS.mimes:
                raw = self._attachments.piece(row.sha256, 0, MAX_BYTES)
                self._books.name_came(row.device, row.sha256, raw, at)
            self._books.photos.keep(replace(after, at=at))
            self._books.photos.keep_taken(row.device, *self._today[row.device])

    def hand(self, asked: PhotoAck) -> PhotoChunk | PhotoAck | None:
        """Return the piece of a picture that a device asks for.

        Args:
            asked: `more` is a question; what became of a picture needs no answer.
        """
        if asked.state != "more":
            return None
        size = self._pictures.size(asked.sha256)
        offset = asked.have if asked.have < size else 0
        data = self._pictures.piece(asked.sha256, offset, MAX_CHUNK)
        seen = picture_head(self._pictures.head(asked.sha256))
        if not data or seen is None:
            reason = Refusal.NOT_HERE.value
            return PhotoAck(sha256=asked.sha256, state="refused", reason=reason)
        return PhotoChunk(PhotoLine(asked.sha256, size, offset, seen.mime), data)


def _no_more(line: PhotoLine) -> PhotoAck:
    return PhotoAck(sha256=line.sha256, have=line.size, state="done")
