"""A photo on its way, both ends: which piece goes next, and what to do with one that arrives.

Pure: no input or output, no clock. Photos go up and pictures of goods come down by the same two
machines (PROTOCOL.md 8): content-addressed, so that nothing is sent twice; one piece in flight, so
that no event ever waits behind more than one; and the receiver says from where to go on.
Attachments (`core.attachments`) go up among the photos, into a folder of their own.
"""

from collections.abc import Callable, Collection
from enum import StrEnum
from typing import Protocol

from msgspec import Struct

from kiosk.core import attachments
from kiosk.core.picture_heads import picture_head
from kiosk.sync.photo_packets import MAX_CHUNK, PhotoChunk
from kiosk.sync.protocol import PhotoAck, PhotoLine

MIMES = ("image/jpeg", "image/png", "image/webp")
MAX_PHOTO = 2 * 1024 * 1024
MAX_PIXELS = 12_000_000
MAX_DAY = 500 * 1024 * 1024  # of one device
MOST_WRONG = 3  # times a photo may arrive with another hash than it has
AGAIN_S = 30.0
_MOST_SILENCES = 3  # until another photo has its turn
_PASSED_S = 3600.0


class Refusal(StrEnum):
    """Why a photo is not taken."""

    TOO_LARGE = "too_large"
    BAD_KIND = "bad_kind"
    NOT_A_PICTURE = "not_a_picture"
    NOT_AN_ATTACHMENT = "not_an_attachment"
    TOO_MANY_PIXELS = "too_many_pixels"
    WRONG_HASH = "wrong_hash"
    DAY_FULL = "day_full"
    NOT_HERE = "not_here"


LATER = (Refusal.DAY_FULL, Refusal.NOT_HERE)  # what another day may answer otherwise


class Waiting(Struct, frozen=True):
    """A photo that the far end does not have yet."""

    sha256: str
    size: int
    mime: str


class Source(Protocol):
    """Where photos wait."""

    def first(self, besides: Collection[str]) -> Waiting | None:
        """Return the next one to send, urgent before old, none of `besides`."""

    def piece(self, sha256: str, offset: int, most: int) -> bytes:
        """Return bytes of a photo; none if it is not there any more."""


class Ended(Struct, frozen=True):
    """A photo needs no more sending: the far end has it, or refused it and said why."""

    sha256: str
    reason: str = ""


class _Flight(Struct, frozen=True):
    photo: Waiting
    offset: int
    deadline: float
    silences: int = 0


class PhotoSender:
    """The sending end: one piece in flight, and the next one only where the far end wants it.

    Args:
        source: the photos.
        jitter: draws from 0.5..1.5.
    """

    def __init__(self, source: Source, jitter: Callable[[], float]) -> None:
        self._source, self._jitter = source, jitter
        self._flight: _Flight | None = None
        self._wanted: tuple[Waiting, int] | None = None
        self._passed: set[str] = set()  # without an answer, or without bytes: after all others

    @property
    def is_idle(self) -> bool:
        """Whether no piece is in flight."""
        return self._flight is None

    def stop(self) -> None:
        """The link is gone: nothing is in flight any more."""
        self._flight = self._wanted = None
        self._passed.clear()

    def poll(self, now: float) -> PhotoChunk | None:
        """Return the piece to publish now, if there is one.

        Args:
            now: monotonic seconds.
        """
        flight = self._flight
        if flight is not None:
            if now < flight.deadline:
                return None
            silences = flight.silences + 1
            if silences < _MOST_SILENCES:
                return self._sent(flight.photo, flight.offset, now, silences)
            self._passed.add(flight.photo.sha256)
            self._flight = None
        photo, offset = self._wanted or (self._next(), 0)
        self._wanted = None
        return self._sent(photo, offset, now, 0) if photo is not None else None

    def _next(self) -> Waiting | None:
        found = self._source.first(self._passed)
        if found is None and self._passed:
            self._passed.clear()
            found = self._source.first(self._passed)
        return found

    def _sent(self, photo: Waiting, offset: int, now: float, silences: int) -> PhotoChunk | None:
        most = min(MAX_CHUNK, photo.size - offset)
        data = self._source.piece(photo.sha256, offset, most)
        if len(data) != most:
            self._passed.add(photo.sha256)
            self._flight = None
            return None
        self._flight = _Flight(photo, offset, now + AGAIN_S * self._jitter(), silences)
        return PhotoChunk(PhotoLine(photo.sha256, photo.size, offset, photo.mime), data)

    def acked(self, ack: PhotoAck) -> Ended | None:
        """The far end answered; say which photo that ends.

        An answer is asked for anew by nobody: one that repeats what is in flight says nothing, else
        every repeat would set off another.
        """
        flight = self._flight
        ours = flight is not None and flight.photo.sha256 == ack.sha256
        if ack.state != "more":
            if ours:
                self._flight = None
            self._passed.discard(ack.sha256)
            return Ended(ack.sha256, ack.reason if ack.state == "refused" else "")
        if (
            flight is not None
            and ours
            and ack.have != flight.offset
            and ack.have < flight.photo.size
        ):
            self._flight, self._wanted = None, (flight.photo, ack.have)
        return None


class Known(Struct, frozen=True):
    """What the receiver knows of a photo before a piece of it is looked at.

    Args:
        have: bytes of it that lie here.
        is_whole: it is here, proved.
        refused: why it was refused for good; empty if it was not.
        wrong: how often it arrived with another hash.
        today: bytes taken from this device today.
    """

    have: int = 0
    is_whole: bool = False
    refused: str = ""
    wrong: int = 0
    today: int = 0


class Step(Struct, frozen=True):
    """What the receiver does with a piece.

    Args:
        answer: what to say once it is done.
        append: put the bytes at the end of what lies here.
        ends: with these bytes the photo is complete: prove it, then say what `proved` says.
        drop: throw away what lies here.
    """

    answer: PhotoAck
    append: bool = False
    ends: bool = False
    drop: bool = False


class Kind(Struct, frozen=True):
    """What a folder takes.

    Args:
        mimes: what it is said to be.
        most: bytes.
        unfit: says why one that is whole is not taken, by its first bytes and what it is said to
            be; empty if it is.
    """

    mimes: tuple[str, ...]
    most: int
    unfit: Callable[[bytes, str], str]


def sort_piece(chunk: PhotoChunk, known: Known, kind: Kind) -> Step:
    """Say what to do with a piece of a photo.

    Args:
        chunk: as it came.
        known: what lies here of that photo, and what is known of it and of its device.
        kind: what is taken.
    """
    line = chunk.line
    if known.is_whole:
        return Step(_done(line))
    reason = known.refused or _unfit(line, known, kind)
    if reason:
        return Step(_refused(line.sha256, reason), drop=reason not in LATER)
    if known.have > line.size:  # of an offer that told another size
        return Step(PhotoAck(sha256=line.sha256), drop=True)
    if known.have == line.size:  # whole, but the proof was cut short
        return Step(_done(line), ends=True)
    if line.offset != known.have:
        return Step(PhotoAck(sha256=line.sha256, have=known.have))
    have = known.have + len(chunk.data)
    return Step(PhotoAck(sha256=line.sha256, have=have), append=True, ends=have == line.size)


def _unfit(line: PhotoLine, known: Known, kind: Kind) -> str:
    if line.size > kind.most:
        return Refusal.TOO_LARGE
    if line.mime not in kind.mimes:
        return Refusal.BAD_KIND
    if known.today + line.size - min(known.have, line.size) > MAX_DAY:
        return Refusal.DAY_FULL
    return ""


def proved(chunk: PhotoChunk, found: str, head: bytes, wrong: int, kind: Kind) -> Step:
    """Say what becomes of a photo whose last byte has come.

    Args:
        chunk: its last piece.
        found: the SHA-256 of what lies here, hex.
        head: its first bytes, as many as `picture_head` needs.
        wrong: how often it arrived with another hash before.
        kind: what is taken.
    """
    line = chunk.line
    if found != line.sha256:
        if wrong + 1 >= MOST_WRONG:
            return Step(_refused(line.sha256, Refusal.WRONG_HASH), drop=True)
        return Step(PhotoAck(sha256=line.sha256), drop=True)
    reason = kind.unfit(head, line.mime)
    return Step(_refused(line.sha256, reason), drop=True) if reason else Step(_done(line))


def unfit_picture(head: bytes, mime: str) -> str:
    """Return why a file is no picture that is taken; empty if it is one.

    Args:
        head: its first bytes.
        mime: what it is said to be.
    """
    seen = picture_head(head)
    if seen is None or seen.mime != mime or not (seen.width and seen.height):
        return Refusal.NOT_A_PICTURE
    return Refusal.TOO_MANY_PIXELS if seen.width * seen.height > MAX_PIXELS else ""


def unfit_attachment(raw: bytes, mime: str) -> str:  # noqa: ARG001  there is one kind of them
    """Return why a file is no attachment that is taken; empty if it is one.

    Args:
        raw: the file, or more of it than an attachment may have.
        mime: what it is said to be.
    """
    try:
        attachments.read(raw)
    except attachments.BadAttachment:  # why tells of what is in it
        return Refusal.NOT_AN_ATTACHMENT
    return ""


PICTURES = Kind(MIMES, MAX_PHOTO, unfit_picture)
ATTACHMENTS = Kind((attachments.MIME,), attachments.MAX_BYTES, unfit_attachment)


def _done(line: PhotoLine) -> PhotoAck:
    return PhotoAck(sha256=line.sha256, have=line.size, state="done")


def _refused(sha256: str, reason: str) -> PhotoAck:
    return PhotoAck(sha256=sha256, state="refused", reason=str(reason))


class _Asked(Struct, frozen=True):
    ack: PhotoAck
    deadline: float
    silences: int = 0


class PictureAsker:
    """The end that wants pictures: names one, and the piece it wants of it; one at a time.

    Args:
        first: the next picture wanted, none of those given.
        have: how much of one lies here.
        jitter: draws from 0.5..1.5.
    """

    def __init__(
        self,
        first: Callable[[Collection[str]], str | None],
        have: Callable[[str], int],
        jitter: Callable[[], float],
    ) -> None:
        self._first, self._have, self._jitter = first, have, jitter
        self._asked: _Asked | None = None
        self._answer: PhotoAck | None = None
        self._passed: dict[str, float] = {}  # nobody has them now; asked again later

    def stop(self) -> None:
        """The link is gone: nothing is asked for any more."""
        self._asked = self._answer = None

    def poll(self, now: float) -> PhotoAck | None:
        """Return the question to publish now, if there is one.

        Args:
            now: monotonic seconds.
        """
        if self._answer is not None:
            return self._out(self._answer, now, 0)
        if self._asked is not None:
            if now < self._asked.deadline:
                return None
            silences = self._asked.silences + 1
            if silences < _MOST_SILENCES:
                return self._out(self._asked.ack, now, silences)
            self.pass_over(self._asked.ack.sha256, now)
        self._passed = {one: at for one, at in self._passed.items() if at > now}
        sha256 = self._first(self._passed.keys())
        if sha256 is None:
            return None
        return self._out(PhotoAck(sha256=sha256, have=self._have(sha256)), now, 0)

    def _out(self, ack: PhotoAck, now: float, silences: int) -> PhotoAck:
        self._answer = None
        if ack.state == "more":
            self._asked = _Asked(ack, now + AGAIN_S * self._jitter(), silences)
        return ack

    def is_asked(self, chunk: PhotoChunk) -> bool:
        """Whether this is the piece that was asked for; nothing else, and no repeat, is taken.

        From the beginning, where more lies here than the picture has.
        """
        if self._asked is None:
            return False
        ack, line = self._asked.ack, chunk.line
        wanted = ack.have if ack.have < line.size else 0
        return (line.sha256, line.offset) == (ack.sha256, wanted)

    def answered(self, answer: PhotoAck) -> None:
        """A piece was dealt with; this is what to say, and with `more` the next question."""
        self._asked = None
        self._answer = answer

    def pass_over(self, sha256: str, now: float) -> None:
        """Nobody has this one now: let the others go first, and ask again in an hour."""
        self._passed[sha256] = now + _PASSED_S
        if self._asked is not None and self._asked.ack.sha256 == sha256:
            self._asked = None
