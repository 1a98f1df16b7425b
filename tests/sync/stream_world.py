"""A stream between two ends that crash, over a road that loses, repeats and reorders."""

import random
from collections.abc import Sequence

from kiosk.sync.protocol import Ack, Batch, Skip, SkipWhy
from kiosk.sync.streams import SeqReceiver, SeqSender, Sorted, Stretch

EPOCH = "e" * 16
_USUAL = ("happen", "send", "carry", "carry", "ack", "ack", "a round", "copy batch", "greet")
_RARE = (
    *("happen a hole", "later", "lose batch", "copy ack", "lose ack", "link down"),
    *("sender restarts", "central restarts", "commit fails", "image", "image comes back"),
)
OPS = _USUAL * 5 + _RARE


class Log:
    """A source of numbered items; None is a number that was never used."""

    def __init__(self) -> None:
        self.items: list[bytes | None] = []

    def happen(self) -> None:
        self.items.append(b'"%d"' % (len(self.items) + 1))

    def wanted(self) -> list[tuple[int, bytes]]:
        return [(n, item) for n, item in enumerate(self.items, 1) if item is not None]

    def above(self, seq: int, most: int, most_bytes: int) -> Stretch | None:
        assert most_bytes > 0
        rest = [(n, item) for n, item in self.wanted() if n > seq]
        if not rest:
            return None
        first = rest[0][0]
        if first > seq + 1:
            return Stretch(seq + 1, skip=Skip(first - 1, SkipWhy.HOLE))
        run = [item for at, (n, item) in enumerate(rest[:most]) if n == first + at]
        return Stretch(first, tuple(run))

    def identity(self, seq: int) -> tuple[str, str | None]:
        return f"id-{seq}", None


class World:
    """Both ends and the road between them; `play` does what it is told, `settle` ends in peace."""

    def __init__(
        self,
        sender: type[SeqSender] = SeqSender,
        receiver: type[SeqReceiver] = SeqReceiver,
        *,
        keeps_first: bool = True,
    ) -> None:
        self._sender_type, self._receiver_type = sender, receiver
        self._keeps_first = keeps_first
        self.log = Log()
        self.parked: set[int] = set()
        self.kept: list[tuple[int, bytes]] = []  # what lies on the central's disk
        self.upto = 0
        self._images: list[tuple[list[tuple[int, bytes]], int]] = [([], 0)]
        self._batches: list[Batch] = []
        self._acks: list[Ack] = []
        self._commit_fails = False
        self.now = 0.0
        self._restart_sender()
        self._restart_central()

    def play(self, ops: Sequence[tuple[str, int]]) -> None:
        for op, which in ops:
            self._do(op, which)

    def _do(self, op: str, which: int) -> None:  # noqa: C901, PLR0912
        match op:
            case "happen":
                for _ in range(which + 1):
                    self.log.happen()
            case "happen a hole":
                self.log.items.append(None)
            case "send":
                self._send()
            case "later":
                self.now += 100.0
            case "a round":
                self._send()
                while self._batches:
                    self._receive(self._batches.pop(0))
                while self._acks:
                    self.sender.acked(self._acks.pop(0), self.now)
            case "carry" if self._batches:
                self._receive(self._batches.pop(which % len(self._batches)))
            case "copy batch" if self._batches:
                self._batches.append(self._batches[which % len(self._batches)])
            case "lose batch" if self._batches:
                self._batches.pop(which % len(self._batches))
            case "ack" if self._acks:
                self.sender.acked(self._acks.pop(which % len(self._acks)), self.now)
            case "copy ack" if self._acks:
                self._acks.append(self._acks[which % len(self._acks)])
            case "lose ack" if self._acks:
                self._acks.pop(which % len(self._acks))
            case "greet":
                self._greet()
            case "link down":
                self.sender.stop()
            case "sender restarts":
                self._restart_sender()
            case "central restarts":
                self._restart_central()
            case "commit fails":
                self._commit_fails = True
            case "image":
                self._images.append((list(self.kept), self.upto))
            case "image comes back":
                kept, self.upto = self._images[which % len(self._images)]
                self.kept = list(kept)
                self._restart_central()

    def _restart_sender(self) -> None:
        self.sender = self._sender_type(self.log, lambda: 1.0, 4)

    def _restart_central(self) -> None:
        self.receiver = self._receiver_type(EPOCH, self.upto)

    def _greet(self) -> None:
        self.sender.start(EPOCH, self.receiver.upto)
        self.parked |= set(self.sender.parked)

    def _send(self) -> None:
        batch = self.sender.poll(self.now)
        if isinstance(batch, Batch):
            self._batches.append(batch)
            self.sender.look_ahead()

    def _receive(self, batch: Batch) -> None:
        found = self.receiver.sort(batch)
        upto = self._asked_upto(found)
        fails, self._commit_fails = self._commit_fails, False
        if fails and self._keeps_first:
            return  # rolled back: nothing is kept and nothing is said
        if not fails:
            self.kept += [(number, bytes(raw)) for number, raw in found.fresh]
            self.upto = max(self.upto, upto)
        self.receiver.keep(upto)
        self._acks.append(self.receiver.ack(found))

    def _asked_upto(self, found: Sorted) -> int:
        if found.skip is not None:
            return found.skip.to
        return found.fresh[-1][0] if found.fresh else 0

    def settle(self) -> None:
        """Let everything arrive, and check that it arrived once, whole and in order."""
        self._batches, self._acks, self._commit_fails = [], [], False
        self._run_dry()  # on the greeting it has, where it has one
        self._greet()
        self._run_dry()
        wanted, numbers = self.log.wanted(), [number for number, _ in self.kept]
        assert numbers == sorted(set(numbers)), "twice, or out of order"
        assert set(self.kept) <= set(wanted), "what was never sent"
        missing = {number for number, _ in wanted} - set(numbers)
        assert missing <= self.parked, "lost"

    def _run_dry(self) -> None:
        for _ in range(20 + 4 * len(self.log.items)):
            self.now += 100.0  # whatever was in flight is overdue
            if not self.sender.is_open:
                self._greet()
            batch = self.sender.poll(self.now)
            if batch is None:
                return
            if isinstance(batch, Batch):
                self.sender.look_ahead()
                self._receive(batch)
                self.sender.acked(self._acks.pop(), self.now)
        raise AssertionError("it never comes to rest")


def some_ops(seed: int) -> list[tuple[str, int]]:
    """Return a hundred things that happen, by seed."""
    rng = random.Random(seed)
    return [("greet", 0)] + [(rng.choice(OPS), rng.randrange(6)) for _ in range(100)]
