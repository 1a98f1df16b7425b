"""Reads the codes in picture files, in a child process: files may be hostile (TRUST.md 4)."""

import multiprocessing
import resource
import time
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import msgspec
import numpy as np
from msgspec import Struct
from PIL import Image, UnidentifiedImageError

from kiosk.hw.decoders import Engine, open_engines
from kiosk.hw.frames import UNREADABLE
from kiosk.hw.ports import DeviceFault, Symbology

_MEMORY = 512 << 20
_PATIENCE_S = 3.0
_START_S = 10.0
_MOST_BYTES, _MOST_PIXELS = 4 << 20, 12_000_000
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
        self._engines = tuple(engines)
        self._child: BaseProcess | None = None
        self._pipe: Connection | None = None

    def read(self, paths: Sequence[Path]) -> Iterator[PictureReading]:
        """Read each file; yields one reading a file, whatever is in it."""
        try:
            for path in paths:
                yield self._one(path)
        finally:
            self._drop()

    def _one(self, path: Path) -> PictureReading:
        pipe = self._pipe or self._start()
        try:
            pipe.send_bytes(str(path).encode("utf-8", "surrogateescape"))
            if pipe.poll(_PATIENCE_S):
                return msgspec.msgpack.decode(pipe.recv_bytes(), type=PictureReading)
            why = "took longer than 3 s"
        except (OSError, EOFError):
            why = "took the decoder down"
        self._drop()
        return PictureReading(_shown(path), (), 0.0, f"{why} and was given up")

    def _start(self) -> Connection:
        context = multiprocessing.get_context("spawn")
        self._pipe, far = context.Pipe()
        self._child = context.Process(target=_serve, args=(far, self._engines), daemon=True)
        self._child.start()
        far.close()
        if not self._pipe.poll(_START_S):
            self._drop()
            raise TimeoutError("the decode process did not start")
        fault = self._pipe.recv_bytes().decode()
        if fault:
            self._drop()
            raise ValueError(fault)
        return self._pipe

    def _drop(self) -> None:
        child, self._child = self._child, None
        pipe, self._pipe = self._pipe, None
        if child is not None:
            child.kill()
            child.join()
            child.close()
        if pipe is not None:
            pipe.close()


def _serve(pipe: Connection, names: tuple[str, ...]) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    Image.MAX_IMAGE_PIXELS = None  # we look at the header's size ourselves
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
            if picture.width * picture.height > _MOST_PIXELS:
                return "has more than 12 million pixels"
            return np.asarray(picture.convert("L"), dtype=np.uint8).copy()
    except UnidentifiedImageError:
        return "is not a picture"
    except UNREADABLE as error:
        return f"cannot be read: {type(error).__name__}"
