"""Storage whose power goes: logs what SQLite writes and syncs, and makes what a cut leaves of it.

Before the last sync of a file all its writes are there; of later ones any sectors, in any order.
"""

import itertools
import random
from pathlib import Path

import apsw
from msgspec import Struct

SECTOR = 512


class Write(Struct):
    """Bytes that were handed to the storage."""

    file: str
    at: int
    data: bytes


class Truncate(Struct):
    """A file was cut to a size."""

    file: str
    size: int


class Sync(Struct):
    """A file was flushed; from here on the storage holds all before."""

    file: str


class Ack(Struct):
    """The writer told somebody that so much is kept."""

    rows: int


Log = list[Write | Truncate | Sync | Ack]
Files = dict[str, bytearray]


class LoggedFile(apsw.VFSFile):
    """One file of the database."""

    def __init__(self, name: str | apsw.URIFilename | None, flags: list[int], log: Log) -> None:
        super().__init__("", name, flags)  # type: ignore[arg-type]
        full = name.filename() if isinstance(name, apsw.URIFilename) else name or "temporary"
        self._name, self._log = Path(full).name, log

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        self._log.append(Write(self._name, offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:  # noqa: N802
        self._log.append(Truncate(self._name, newsize))
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:  # noqa: N802
        self._log.append(Sync(self._name))
        super().xSync(flags)


class LoggedStorage(apsw.VFS):
    """The system's storage, with a log of what it was asked."""

    def __init__(self) -> None:
        self.log: Log = []
        super().__init__("logged", "")

    def xOpen(  # noqa: N802
        self, name: str | apsw.URIFilename | None, flags: list[int]
    ) -> apsw.VFSFile:
        return LoggedFile(name, flags, self.log)


def replay(path: Path, spoken: list[str], pragmas: dict[str, object]) -> Log:
    """Say recorded SQL again, in the same settings, on storage that logs."""
    storage = LoggedStorage()
    conn = apsw.Connection(str(path), vfs="logged")
    conn.execute("PRAGMA locking_mode=EXCLUSIVE")  # first: this storage has no shared memory
    for name, value in pragmas.items():
        conn.execute(f"PRAGMA {name}={value}")
    for sql in spoken:
        conn.execute(sql)
        if sql == "COMMIT":
            rows = conn.execute("SELECT max(seq) FROM journal").fetchone()
            storage.log.append(Ack(rows[0] or 0))  # type: ignore[index]
    log = list(storage.log)  # closing is not part of the day
    conn.close()
    storage.unregister()
    return log


def cut(log: Log, at: int, before: Files, rng: random.Random) -> tuple[Files, int]:
    """Return what the storage holds when the power goes at an entry, and what was told till then.

    Args:
        log: of the whole day.
        at: the first entry that is not done.
        before: the files as the day began.
        rng: chooses the sectors.
    """
    files = {name: bytearray(held) for name, held in before.items()}
    synced = {entry.file: n for n, entry in enumerate(log[:at]) if isinstance(entry, Sync)}
    loose: Log = []
    told = 0
    for n, entry in enumerate(log[:at]):
        match entry:
            case Ack(rows=rows):
                told = rows
            case Write() | Truncate() if n > synced.get(entry.file, -1):
                loose += _sectors(entry)
            case Write() | Truncate():
                _apply(files, entry)
    share = rng.choice((0.0, 0.2, 0.5, 0.8, 1.0))
    kept = [entry for entry in loose if rng.random() < share]
    rng.shuffle(kept)
    for entry in kept:
        _apply(files, entry)
    return files, told


def _sectors(entry: Write | Truncate) -> Log:
    if isinstance(entry, Truncate):
        return [entry]
    edges = [0, *range(SECTOR - entry.at % SECTOR, len(entry.data), SECTOR), len(entry.data)]
    return [
        Write(entry.file, entry.at + start, entry.data[start:end])
        for start, end in itertools.pairwise(edges)
    ]


def _apply(files: Files, entry: object) -> None:
    match entry:
        case Truncate(file=file, size=size):
            del files.setdefault(file, bytearray())[size:]
        case Write(file=file, at=at, data=data):
            held = files.setdefault(file, bytearray())
            held.extend(bytes(max(0, at - len(held))))
            held[at : at + len(data)] = data
