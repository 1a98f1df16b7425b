"""The carrier's photos: those of the staff go up, pictures of goods come down (PROTOCOL.md 8).

Nothing here publishes: the loop asks for one packet where no event wants the wire.
"""

import logging
from collections.abc import Callable, Collection

from msgspec import Struct

from kiosk.sync.mailbox import Mailbox
from kiosk.sync.outbox import Outbox
from kiosk.sync.photo_folder import PhotoFolder
from kiosk.sync.photo_packets import pack_chunk, unpack_chunk
from kiosk.sync.photos import LATER, Ended, Known, PhotoSender, PictureAsker, Waiting
from kiosk.sync.protocol import PhotoAck, Topics, pack, unpack

log = logging.getLogger(__name__)

_LATER_MS = 6 * 3600 * 1000  # until a photo refused for today is offered again
_TIDY_S = 60.0
_LOOK_S = 1.0  # where nothing was to do and the counter wrote nothing since


class Shelves(Struct, frozen=True):
    """Where the files lie.

    Args:
        photos: what the staff took; the counter writes it.
        arrived: pictures of goods as they came; the counter cuts them to size and clears them away.
    """

    photos: PhotoFolder
    arrived: PhotoFolder


class Pace(Struct, frozen=True):
    """Clock and chance, given by the composition root.

    Args:
        wall: milliseconds UTC.
        jitter: draws from 0.5..1.5.
        is_calm: whether photos that are not urgent may go up now.
    """

    wall: Callable[[], int]
    jitter: Callable[[], float]
    is_calm: Callable[[], bool] = lambda: True


class PhotoCarrier:
    """Both ways of one device's photos.

    Args:
        outbox: which photos wait and which pictures are wanted.
        mailbox: which of them ended.
        shelves: the files.
        topics: of the device.
        pace: clock and chance.
    """

    def __init__(
        self,
        outbox: Outbox,
        mailbox: Mailbox,
        shelves: Shelves,
        topics: Topics,
        pace: Pace,
    ) -> None:
        self._outbox, self._mailbox, self._shelves = outbox, mailbox, shelves
        self._topics, self._wall, self._is_calm = topics, pace.wall, pace.is_calm
        self._out, self._in = mailbox.photos(), mailbox.pictures()
        self._wrong: dict[str, int] = {}
        self._tidy_at = self._look_at = 0.0
        self._idle_of = -1  # the counter's version in which nothing was to do
        self._sender = PhotoSender(self, pace.jitter)
        self._asker = PictureAsker(self._next_picture, shelves.arrived.have, pace.jitter)

    def waiting(self) -> int:
        """Return how many photos the central does not have yet."""
        return self._outbox.photos_waiting(self._ended())

    def stop(self) -> None:
        """The link is gone."""
        self._idle_of = -1
        self._sender.stop()
        self._asker.stop()

    def poll(self, now: float, version: int = -1) -> tuple[str, bytes] | None:
        """Return the one packet to publish now, with its topic, if there is one.

        Args:
            now: monotonic seconds.
            version: of the counter's file (`Outbox.refresh`); -1 where it is not known.
        """
        if version != -1 and version == self._idle_of and now < self._look_at:
            return None
        packet = self._next(now)
        if packet is None:
            self._idle_of, self._look_at = version, now + _LOOK_S
        return packet

    def _next(self, now: float) -> tuple[str, bytes] | None:
        if now >= self._tidy_at:
            self._tidy_at = now + _TIDY_S
            self._tidy()
        chunk = self._sender.poll(now)
        if chunk is not None:
            return self._topics.photo, pack_chunk(chunk)
        asked = self._asker.poll(now)
        return (self._topics.picture_ack, pack(asked)) if asked is not None else None

    def take(self, topic: str, payload: bytes, now: float) -> bool:
        """Take a packet in; False for a topic that is not of photos.

        Raises:
            BadPacket: it is none.
        """
        self._idle_of = -1
        if topic == self._topics.photo_ack:
            self._acked(unpack(payload, PhotoAck), now)
        elif topic == self._topics.picture:
            self._picture(payload)
        else:
            return False
        return True

    # -- up ----------------------------------------------------------------------------------------

    def first(self, besides: Collection[str]) -> Waiting | None:
        """Return the next photo to send (see photos.Source)."""
        besides = {*besides, *self._ended()}
        return self._outbox.next_photo(besides, urgent_only=not self._is_calm())

    def piece(self, sha256: str, offset: int, most: int) -> bytes:
        """Return bytes of a photo (see photos.Source)."""
        return self._shelves.photos.piece(sha256, offset, most)

    def _ended(self) -> set[str]:
        until = self._wall() - _LATER_MS
        return {one for one, (reason, at) in self._out.items() if reason not in LATER or at > until}

    def _acked(self, ack: PhotoAck, now: float) -> None:
        if ack.state == "refused" and ack.reason == "not_here":  # the answer to a question of ours
            self._asker.pass_over(ack.sha256, now)
            return
        ended = self._sender.acked(ack)
        if isinstance(ended, Ended):
            if ended.reason:
                log.warning("the central refused photo %s: %s", ended.sha256[:16], ended.reason)
            at = self._wall()
            self._mailbox.photo_ended(ended.sha256, ended.reason, at)
            self._out[ended.sha256] = (ended.reason, at)

    # -- down --------------------------------------------------------------------------------------

    def _next_picture(self, besides: Collection[str]) -> str | None:
        return self._outbox.next_picture({*besides, *self._in})

    def _picture(self, payload: bytes) -> None:
        chunk = unpack_chunk(payload)
        sha256 = chunk.line.sha256
        if not self._asker.is_asked(chunk):
            return
        try:
            step = self._shelves.arrived.take(chunk, Known(wrong=self._wrong.get(sha256, 0)))
        except OSError as error:
            log.warning("a picture cannot be kept: %s", error.strerror)
            return  # asked for again in half a minute
        answer = step.answer
        if answer.state != "more":
            self._wrong.pop(sha256, None)
            self._mailbox.picture_ended(sha256, answer.reason, self._wall())
            self._in[sha256] = answer.reason
        elif step.drop:
            self._wrong[sha256] = self._wrong.get(sha256, 0) + 1
        self._asker.answered(answer)

    def _tidy(self) -> None:
        """Forget what the counter has marked itself, so that these lists stay short."""
        for one in self._out.keys() - self._outbox.still_waiting(self._out):
            self._mailbox.forget_photo(one)
            del self._out[one]
        for one in self._in.keys() - self._outbox.still_wanted(self._in):
            self._mailbox.forget_picture(one)
            del self._in[one]
