"""Photos between two ends that crash, over a road that loses, repeats and reorders."""

import hashlib
import io
import random
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from PIL import Image

from kiosk.sync.photo_folder import PhotoFolder
from kiosk.sync.photo_packets import MAX_CHUNK, PhotoChunk, pack_chunk, unpack_chunk
from kiosk.sync.photos import (
    LATER,
    MOST_WRONG,
    Ended,
    Known,
    PhotoSender,
    PictureAsker,
    Waiting,
)
from kiosk.sync.protocol import PhotoAck

OPS = (
    *("send", "send", "carry", "carry", "ack", "ack", "a round", "a round"),
    *("lose chunk", "copy chunk", "lose ack", "copy ack", "later", "link down"),
    *("sender restarts", "receiver restarts", "tail is lost", "bytes rot"),
)


def jpeg(size: int, seed: int = 1) -> bytes:
    """Return a JPEG of exactly so many bytes: a small one with a tail nobody reads."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8), (seed % 256, 1, 2)).save(out, "JPEG")
    raw = out.getvalue()
    assert size >= len(raw)
    return raw + random.Random(seed).randbytes(size - len(raw))


def name_of(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


class Album:
    """A source of photos: urgent ones first, then in the order they were taken."""

    def __init__(self, photos: Sequence[bytes], urgent: Collection[int] = ()) -> None:
        self.photos = {name_of(raw): raw for raw in photos}
        self.urgent = {name_of(photos[n]) for n in urgent}
        self.sizes = {name: len(raw) for name, raw in self.photos.items()}
        self.ended: dict[str, str] = {}

    def first(self, besides: Collection[str]) -> Waiting | None:
        waits = [one for one in self.photos if one not in self.ended and one not in besides]
        waits.sort(key=lambda one: one not in self.urgent)
        if not waits:
            return None
        return Waiting(waits[0], self.sizes[waits[0]], "image/jpeg")

    def piece(self, sha256: str, offset: int, most: int) -> bytes:
        return self.photos[sha256][offset : offset + most]


class PhotoWorld:
    """Both ends and the road; `play` does what it is told, `settle` ends in peace."""

    def __init__(self, folder: Path, album: Album) -> None:
        self.album, self.folder = album, PhotoFolder(folder)
        self.now = 0.0
        self.chunks: list[bytes] = []
        self.acks: list[PhotoAck] = []
        self.wrong: dict[str, int] = {}  # what the receiver's table keeps
        self.refused: dict[str, str] = {}
        self.rotten = 0
        self.sent: list[PhotoChunk] = []
        self.sender = PhotoSender(album, lambda: 1.0)

    def play(self, ops: Sequence[tuple[str, int]]) -> None:
        for op, which in ops:
            self._do(op, which)

    def _do(self, op: str, which: int) -> None:  # noqa: C901, PLR0912
        match op:
            case "send":
                self.send()
            case "a round":
                self.round()
            case "carry" if self.chunks:
                self._receive(self.chunks.pop(which % len(self.chunks)))
            case "copy chunk" if self.chunks:
                self.chunks.append(self.chunks[which % len(self.chunks)])
            case "lose chunk" if self.chunks:
                self.chunks.pop(which % len(self.chunks))
            case "ack" if self.acks:
                self._acked(self.acks.pop(which % len(self.acks)))
            case "copy ack" if self.acks:
                self.acks.append(self.acks[which % len(self.acks)])
            case "lose ack" if self.acks:
                self.acks.pop(which % len(self.acks))
            case "later":
                self.now += 31.0
            case "link down":
                self.sender.stop()
            case "sender restarts":
                self.sender = PhotoSender(self.album, lambda: 1.0)
            case "tail is lost":  # a pulled plug takes what was not made last
                for part in self.folder.path.glob("*/*.part"):
                    with part.open("r+b") as file:
                        file.truncate(part.stat().st_size // 2)
            case "bytes rot" if self.rotten < MOST_WRONG - 1:
                for part in self.folder.path.glob("*/*.part"):
                    self.rotten += 1
                    part.write_bytes(part.read_bytes()[:-1] + b"\x00")
            case "receiver restarts":
                self.folder = PhotoFolder(self.folder.path)

    def send(self) -> PhotoChunk | None:
        chunk = self.sender.poll(self.now)
        if chunk is not None:
            self.sent.append(chunk)
            self.chunks.append(pack_chunk(chunk))
        return chunk

    def round(self) -> None:
        self.send()
        while self.chunks:
            self._receive(self.chunks.pop(0))
        while self.acks:
            self._acked(self.acks.pop(0))

    def _receive(self, payload: bytes) -> None:
        chunk = unpack_chunk(payload)
        name = chunk.line.sha256
        known = Known(refused=self.refused.get(name, ""), wrong=self.wrong.get(name, 0))
        step = self.folder.take(chunk, known)
        if step.drop and step.answer.state == "more":
            self.wrong[name] = self.wrong.get(name, 0) + 1
        if step.answer.state == "refused" and step.answer.reason not in LATER:
            self.refused[name] = step.answer.reason
        self.acks.append(step.answer)

    def _acked(self, ack: PhotoAck) -> None:
        ended = self.sender.acked(ack)
        if isinstance(ended, Ended):
            self.album.ended[ended.sha256] = ended.reason

    def settle(self) -> None:
        """Let everything arrive, and check that it arrived whole."""
        self.chunks, self.acks = [], []
        for _ in range(3000):
            if self.album.first(frozenset()) is None:
                break
            self.now += 31.0
            self.round()
        assert self.album.first(frozenset()) is None, "it never comes to rest"
        for name, raw in self.album.photos.items():
            if not self.album.ended[name]:
                assert self.folder.place(name).read_bytes() == raw
        assert not list(self.folder.path.glob("*/*.part"))


class PictureWorld:
    """An end that wants a picture, an end that has it, and the same bad road between them."""

    OPS = (
        *("ask", "carry", "hand", "a round", "a round", "lose question", "copy question"),
        *("lose piece", "copy piece", "later", "asker restarts", "tail is lost"),
    )

    def __init__(self, folder: Path, raw: bytes, hand: Callable[[PhotoAck], object]) -> None:
        self.name, self.raw, self._hand = name_of(raw), raw, hand
        self.folder = PhotoFolder(folder)
        self.now = 0.0
        self.questions: list[PhotoAck] = []
        self.pieces: list[PhotoChunk] = []
        self.handed = 0
        self._restart()

    def _restart(self) -> None:
        self.asker = PictureAsker(self._first, self.folder.have, lambda: 1.0)

    def _first(self, besides: Collection[str]) -> str | None:
        return None if self.folder.has(self.name) or self.name in besides else self.name

    def play(self, ops: Sequence[tuple[str, int]]) -> None:
        for op, which in ops:
            self._do(op, which)

    def _do(self, op: str, which: int) -> None:  # noqa: C901
        match op:
            case "ask":
                self._ask()
            case "a round":
                self.round()
            case "carry" if self.questions:
                self._answer(self.questions.pop(which % len(self.questions)))
            case "hand" if self.pieces:
                self._take(self.pieces.pop(which % len(self.pieces)))
            case "lose question" if self.questions:
                self.questions.pop(which % len(self.questions))
            case "copy question" if self.questions:
                self.questions.append(self.questions[which % len(self.questions)])
            case "lose piece" if self.pieces:
                self.pieces.pop(which % len(self.pieces))
            case "copy piece" if self.pieces:
                self.pieces.append(self.pieces[which % len(self.pieces)])
            case "later":
                self.now += 31.0
            case "asker restarts":
                self._restart()
            case "tail is lost":
                for part in self.folder.path.glob("*/*.part"):
                    with part.open("r+b") as file:
                        file.truncate(part.stat().st_size // 2)

    def _ask(self) -> None:
        asked = self.asker.poll(self.now)
        self.questions += [asked] if asked else []

    def _answer(self, asked: PhotoAck) -> None:
        piece = self._hand(asked)
        self.handed += 1
        self.pieces += [piece] if isinstance(piece, PhotoChunk) else []

    def _take(self, piece: PhotoChunk) -> None:
        if self.asker.is_asked(piece):
            self.asker.answered(self.folder.take(piece, Known()).answer)

    def round(self) -> None:
        """Ask, and let everything arrive."""
        self._ask()
        while self.questions:
            self._answer(self.questions.pop(0))
        while self.pieces:
            self._take(self.pieces.pop(0))

    def settle(self) -> None:
        """Let it arrive, and check that it is whole and took no more pieces than it has."""
        self.questions, self.pieces, self.handed = [], [], 0
        for _ in range(200):
            if self.folder.has(self.name):
                break
            self.now += 31.0
            self.round()
        assert self.folder.place(self.name).read_bytes() == self.raw
        assert self.handed <= len(self.raw) // MAX_CHUNK + 3
