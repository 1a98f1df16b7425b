"""One ordered stream, both ends: what to send next, and what to do with what arrives.

Pure: no input or output, no clock. The same two classes carry events up and letters down
(PROTOCOL.md 6): one batch in flight, cumulative acks, and only the far end's ack moves the cursor.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Protocol

import msgspec
from msgspec import Struct

from kiosk.sync.protocol import MAX_EVENTS, MAX_RAW, Ack, Batch, Skip, SkipWhy

_RTO_LEAST_S, _RTO_FIRST_MOST_S, _RTO_MOST_S = 2.0, 30.0, 60.0
_TIMEOUTS_UNTIL_HELLO = 3
_ROUNDS_UNTIL_PARKED = 5


class Stretch(Struct, frozen=True):
    """What a source has above a number.

    Args:
        first: number of the first item.
        items: in order, without a gap.
        prev: the chain before `first`, 64 hex, where the stream is chained.
        skip: numbers that do not exist, when the next one does not.
        more: the source has items beyond these.
    """

    first: int
    items: tuple[bytes, ...] = ()
    prev: str | None = None
    skip: Skip | None = None


class Source(Protocol):
    """Where a stream's items lie; it never forgets one before it is acknowledged."""

    def above(self, seq: int, most: int, most_bytes: int) -> Stretch | None:
        """Return what comes after `seq`, at least one item however large, or None if nothing."""

    def identity(self, seq: int) -> tuple[str, str | None]:
        """Return (id, chain after it) of an item, for the skip that stands in its place."""


class Need(StrEnum):
    """What a sender needs from its owner besides a publish."""

    HELLO = "hello"


class SeqSender:
    """The sending end of one stream.

    Args:
        source: the items.
        jitter: draws from 0.5..1.5, so that a thousand senders do not wake at once.
        most: items a batch.
    """

    def __init__(self, source: Source, jitter: Callable[[], float], most: int = MAX_EVENTS) -> None:
        self._source, self._jitter, self._most = source, jitter, most
        self.epoch: str | None = None
        self.cursor = 0
        self.parked: dict[int, str] = {}
        self._limit = most
        self._welcomed_at: int | None = None
        self._tried = False
        self._rounds = 0
        self._srtt_s = 1.0
        self._flight: Batch | None = None
        self._ahead: Batch | None = None
        self._again = False
        self._sent_at = self._deadline = 0.0
        self._timeouts = 0

    @property
    def is_idle(self) -> bool:
        """Whether nothing is in flight."""
        return self._flight is None

    @property
    def is_open(self) -> bool:
        """Whether a greeting has opened the stream on this connection."""
        return self.epoch is not None

    def stop(self) -> None:
        """The link is gone: nothing is in flight any more."""
        self.epoch, self._flight = None, None

    def start(self, epoch: str, upto: int) -> None:
        """The far end greeted: go on after `upto`, backwards too.

        A greeting that finds the cursor where the last one found it means that a batch failed
        in between: it is halved; one item that fails five greetings is parked and skipped.
        """
        if self._welcomed_at == upto and self._tried:
            self._halve_or_park(upto)
        elif self._welcomed_at != upto:
            self._limit, self._rounds = self._most, 0
        self._welcomed_at, self._tried = upto, False
        self.epoch, self.cursor, self._timeouts = epoch, upto, 0
        self._flight = self._ahead = None

    def _halve_or_park(self, upto: int) -> None:
        if self._limit > 1:
            self._limit //= 2
            return
        self._rounds += 1
        if self._rounds >= _ROUNDS_UNTIL_PARKED and upto + 1 not in self.parked:
            self.parked[upto + 1] = self._source.identity(upto + 1)[0]
            self._rounds = 0

    def poll(self, now: float) -> Batch | Need | None:
        """Return what to publish now: a batch, a wish for a greeting, or nothing.

        Args:
            now: monotonic seconds.
        """
        if self.epoch is None:
            return None
        if self._flight is not None:
            return self._overdue(now)
        batch, self._ahead = self._ahead, None
        if batch is None or batch.first != self.cursor + 1:
            batch = self._next(self.epoch, self.cursor)
        if batch is not None:
            self._flight, self._timeouts, self._again, self._tried = batch, 0, False, True
            self._sent_at, self._deadline = now, now + self._rto_s(0)
        return batch

    def look_ahead(self) -> Batch | None:
        """Make the batch after the one in flight, so that it is ready when the answer comes.

        Only a full one behind a full one: what is not full grows while it waits for its turn.

        Returns:
            What `poll` will very likely return next.
        """
        if self.epoch is None or self._flight is None or len(self._flight.items) < self._most:
            return None
        batch = self._next(self.epoch, self._flight.last)
        self._ahead = batch if batch is not None and len(batch.items) == self._most else None
        return self._ahead

    def _overdue(self, now: float) -> Batch | Need | None:
        if now < self._deadline:
            return None
        self._timeouts += 1
        if self._timeouts >= _TIMEOUTS_UNTIL_HELLO:
            self.epoch, self._flight = None, None
            return Need.HELLO
        self._again = True
        self._deadline = now + self._rto_s(self._timeouts)
        return self._flight

    def _rto_s(self, doublings: int) -> float:
        first = min(max(2 * self._srtt_s, _RTO_LEAST_S), _RTO_FIRST_MOST_S)
        return min(first * 2.0**doublings, _RTO_MOST_S) * self._jitter()

    def _next(self, epoch: str, after: int) -> Batch | None:
        if after + 1 in self.parked:
            id_, chain = self._source.identity(after + 1)
            skip = Skip(after + 1, SkipWhy.UNSENDABLE, id_, chain)
            return Batch(epoch=epoch, first=after + 1, skip=skip)
        found = self._source.above(after, self._limit, MAX_RAW)
        if found is None:
            return None
        if found.skip is not None:
            return Batch(epoch=epoch, first=found.first, skip=found.skip)
        items = found.items
        for number in sorted(self.parked):
            if found.first <= number < found.first + len(items):
                items = items[: number - found.first]
        raw = tuple(msgspec.Raw(item) for item in items)
        return Batch(epoch=epoch, first=found.first, items=raw, prev=found.prev)

    def acked(self, ack: Ack, now: float) -> Need | None:
        """The far end answered; acks repeat and cross, so what is old or foreign says nothing."""
        if ack.hello and self.epoch is not None:
            self.epoch, self._flight = None, None
            return Need.HELLO
        if self.epoch is None or ack.epoch != self.epoch:
            return None
        if ack.need is not None:
            self._rewind(ack)
        elif self._flight is not None and self.cursor < ack.upto <= self._flight.last:
            self._moved(ack.upto, now)
        return None

    def _moved(self, upto: int, now: float) -> None:
        if not self._again:  # an answer to a repeat tells nothing of the round trip (Karn)
            self._srtt_s += (now - self._sent_at - self._srtt_s) / 8
        self.cursor, self._flight, self._timeouts, self._rounds = upto, None, 0, 0
        self._welcomed_at = None
        self._limit = min(self._most, self._limit * 2)

    def _rewind(self, ack: Ack) -> None:
        if ack.need is None or self._flight is None:
            return
        if ack.split:
            self._limit = 1
        self.cursor, self._flight, self._ahead = ack.need - 1, None, None


class Sorted(Struct, frozen=True):
    """What a receiver should do with a batch.

    Args:
        fresh: (number, item) to keep, in order.
        skip: numbers to pass over.
        need: the number wanted instead, for a gap.
        hello: the sender must greet anew.
    """

    fresh: tuple[tuple[int, msgspec.Raw], ...] = ()
    skip: Skip | None = None
    need: int | None = None
    hello: bool = False


class SeqReceiver:
    """The receiving end: sorts what arrives; the owner commits, then calls `keep`, then acks.

    Args:
        epoch: of the numbers, None before the first greeting.
        upto: the highest number kept for good.
    """

    def __init__(self, epoch: str | None, upto: int) -> None:
        self.epoch, self.upto = epoch, upto

    def sort(self, batch: Batch) -> Sorted:
        """Say what of `batch` is new."""
        if batch.epoch != self.epoch:
            return Sorted(hello=True)
        if batch.first > self.upto + 1:
            return Sorted(need=self.upto + 1)
        if batch.skip is not None:
            return Sorted(skip=batch.skip if batch.skip.to > self.upto else None)
        known = self.upto + 1 - batch.first
        return Sorted(tuple(enumerate(batch.items[known:], start=self.upto + 1)))

    def keep(self, upto: int) -> None:
        """The owner committed everything up to and including `upto`."""
        self.upto = max(self.upto, upto)

    def ack(self, found: Sorted) -> Ack:
        """Return the answer to a sorted batch, once what it asked for is committed."""
        epoch = self.epoch or "0" * 16
        return Ack(epoch=epoch, upto=self.upto, need=found.need, hello=found.hello)
