"""A folder of pictures, or attachments, named by SHA-256, two levels deep; half ones as `.part`.

What stands under its name is whole and was proved. How much of an unfinished one lies here is the
size of its file, so that a transfer goes on after anything.
"""

import hashlib
import logging
import os
import re
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from kiosk.sync.photo_packets import PhotoChunk
from kiosk.sync.photos import PICTURES, Kind, Known, Step, proved, sort_piece

log = logging.getLogger(__name__)

_NAME = re.compile(r"[0-9a-f]{64}")
_HEAD = 128 * 1024  # of a file, enough for any picture's size, and for all of an attachment


class PhotoFolder:
    """One folder; several processes may read it, one a `.part` writes.

    Args:
        path: of the folder; made when something is put into it.
        kind: of what may arrive in it.
    """

    def __init__(self, path: Path, kind: Kind = PICTURES) -> None:
        self.path, self._kind = path, kind

    def place(self, sha256: str) -> Path:
        """Return where a picture lies, or would lie.

        Raises:
            ValueError: it is no SHA-256; what came over the wire was looked at before.
        """
        if not _NAME.fullmatch(sha256):
            raise ValueError("not a SHA-256")
        return self.path / sha256[:2] / sha256

    def _part(self, sha256: str) -> Path:
        return self.place(sha256).with_suffix(".part")

    def has(self, sha256: str) -> bool:
        """Whether it is here, whole."""
        return self.place(sha256).is_file()

    def have(self, sha256: str) -> int:
        """Return how many bytes of an unfinished one lie here."""
        try:
            return self._part(sha256).stat().st_size
        except FileNotFoundError:
            return 0

    def piece(self, sha256: str, offset: int, most: int) -> bytes:
        """Return bytes of a whole one; none if it is not here, or the disk does not give it."""
        try:
            with self.place(sha256).open("rb") as file:
                file.seek(offset)
                return file.read(most)
        except FileNotFoundError:
            return b""
        except OSError as error:  # one bad file must not stop all the others
            log.error("a picture cannot be read: %s", error)  # noqa: TRY400  no bug of ours
            return b""

    def size(self, sha256: str) -> int:
        """Return how large a whole one is; 0 if it is not here."""
        try:
            return self.place(sha256).stat().st_size
        except FileNotFoundError:
            return 0

    def head(self, sha256: str) -> bytes:
        """Return the first bytes of a whole one."""
        return self.piece(sha256, 0, _HEAD)

    def put(self, raw: bytes) -> str:
        """Lay a picture in, for good before this returns; return its name.

        Raises:
            OSError: the disk does not take it.
        """
        sha256 = hashlib.sha256(raw).hexdigest()
        if not self.has(sha256):
            part = self._part(sha256)
            part.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(raw)
            self._finish(sha256)
        return sha256

    def remove(self, sha256: str) -> None:
        """Take one away, whole or not; twice is fine."""
        self.place(sha256).unlink(missing_ok=True)
        self._part(sha256).unlink(missing_ok=True)

    def names(self) -> Iterator[str]:
        """Yield the name of every one, whole or not, however many come and go meanwhile."""
        for path in self.path.glob("*/*"):
            if _NAME.fullmatch(path.stem):
                yield path.stem

    def sweep(self, before: float) -> int:
        """Throw away unfinished ones that were not touched since `before`; return how many.

        Args:
            before: seconds since 1970.
        """
        old = [part for part in self.path.glob("*/*.part") if part.stat().st_mtime < before]
        for part in old:
            part.unlink(missing_ok=True)
        return len(old)

    # -- arriving ----------------------------------------------------------------------------------

    def take(self, chunk: PhotoChunk, known: Known) -> Step:
        """Take a piece in as far as it fits; return what was done, and the answer to give.

        Args:
            chunk: as it came.
            known: what is known besides what lies here.

        Raises:
            OSError: the disk does not take it; it comes again.
        """
        sha256 = chunk.line.sha256
        here = Known(self.have(sha256), self.has(sha256), known.refused, known.wrong, known.today)
        step = sort_piece(chunk, here, self._kind)
        if step.append:
            self._append(sha256, chunk.data)
        if step.ends:
            step = replace(self._proved(chunk, known.wrong), append=step.append)
        elif step.drop:
            self._part(sha256).unlink(missing_ok=True)
        return step

    def _append(self, sha256: str, data: bytes) -> None:
        part = self._part(sha256)
        part.parent.mkdir(parents=True, exist_ok=True)
        with part.open("ab") as file:
            file.write(data)  # what a full disk takes of it is right as far as it goes

    def _proved(self, chunk: PhotoChunk, wrong: int) -> Step:
        sha256 = chunk.line.sha256
        raw = self._part(sha256).read_bytes()  # at most 2 MB
        step = proved(chunk, hashlib.sha256(raw).hexdigest(), raw[:_HEAD], wrong, self._kind)
        if step.drop:
            self._part(sha256).unlink(missing_ok=True)
        else:
            self._finish(sha256)
        return step

    def _finish(self, sha256: str) -> None:
        """Make what is written last, then give it its name."""
        part = self._part(sha256)
        _sync(part)
        part.replace(self.place(sha256))
        _sync(part.parent)
        _sync(self.path)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
