"""Reads the codes in picture files, in a child process: files may be hostile (TRUST.md 4)."""

import time
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec
import numpy as np
from msgspec import Struct
from PIL import Image, UnidentifiedImageError

from kiosk.hw.decoders import Engine, open_engines
from kiosk.hw.frames import UNREADABLE
from kiosk.hw.picture_child import MOST_PIXELS, PictureChild, Unanswered, guard
from kiosk.hw.ports import DeviceFault, Symbology

_MOST_BYTES = 4 << 20
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")
_ASKED = tuple(family for family in Symbology if family is not Symbology.UNKNOWN)


class ReadCode(Struct, frozen=True):
    """A code in a picture."""

    text: str
    symbology: str
    engine: str


class PictureReading(Struct, frozen=True, omit_defaults=True):
    """What a picture holds.

    Args:
        path: as asked.
        codes: each once, in the order of the engines.
        ms: spent decoding.
        error: why the file could not be read as a picture, one sentence; empty when it could.
    """

    path: str
    codes: tuple[ReadCode, ...]
    ms: float
    error: str = ""


class PictureReader:
    """Reads pictures one by one; the child is made anew when a file takes it down.

    Args:
        engines: names of decoders, in order.
    """

    def __init__(self, engines: Sequence[str]) -> None:
        self._child = PictureChild(_serve, tuple(engines))

    def read(self, paths: Sequence[Path]) -> Iterator[PictureReading]:
        """Read each file; yields one reading a file, whatever is in it."""
        try:
            for path in paths:
                yield self._one(path)
        finally:
            self._child.drop()

    def _one(self, path: Path) -> PictureReading:
        try:
            answer = self._child.ask(str(path).encode("utf-8", "surrogateescape"))
        except Unanswered as fault:
            return PictureReading(_shown(path), (), 0.0, str(fault))
        return msgspec.msgpack.decode(answer, type=PictureReading)


def _serve(pipe: Connection, names: tuple[str, ...]) -> None:
    guard()
    try:
        engines, _ = open_engines(names, _ASKED)
    except (DeviceFault, KeyError) as fault:
        pipe.send_bytes(f"no such decoder here: {fault}".encode())
        return
    pipe.send_bytes(b"")
    while True:
        try:
            path = Path(pipe.recv_bytes().decode("utf-8", "surrogateescape"))
        except EOFError:
            return
        pipe.send_bytes(msgspec.msgpack.encode(_reading(path, engines)))


def _reading(path: Path, engines: Sequence[Engine]) -> PictureReading:
    name = _shown(path)
    picture = _opened(path)
    if isinstance(picture, str):
        return PictureReading(name, (), 0.0, picture)
    began = time.monotonic()
    codes: dict[str, ReadCode] = {}
    for engine in engines:
        for found in engine.read(picture):
            code = ReadCode(found.text, found.symbology.value, found.engine)
            codes.setdefault(found.text, code)
    ms = round((time.monotonic() - began) * 1000, 1)
    return PictureReading(name, tuple(codes.values()), ms)


def _shown(path: Path) -> str:
    # JSON holds no half characters: names of files that are no UTF-8 are shown with U+FFFD
    return str(path).encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _opened(path: Path) -> np.ndarray | str:
    """Return the picture in grey, or why it cannot be opened."""
    try:
        if not path.is_file():
            return "is not a file" if path.exists() else "is not there"
        if path.stat().st_size > _MOST_BYTES:
            return "is larger than 4 MB"
        with Image.open(path, formats=_FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return "has more than 12 million pixels"
            return np.asarray(picture.convert("L"), dtype=np.uint8).copy()
    except UnidentifiedImageError:
        return "is not a picture"
    except UNREADABLE as error:
        return f"cannot be read: {type(error).__name__}"
