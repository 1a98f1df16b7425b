"""Empty files as the product makes them, copied: to migrate one anew takes 20 ms of each test."""

import functools
import tempfile
from collections.abc import Callable
from pathlib import Path

from kiosk.central.store_sqlite import SqliteStore
from kiosk.store.db import open_writer
from kiosk.store.schema import schema
from kiosk.sync.mailbox import Mailbox


def counter(path: Path) -> Path:
    """Put an empty counter.db there; return `path`."""
    return _lay(path, _counter())


def mail(path: Path) -> Path:
    """Put an empty mail.db there; return `path`."""
    return _lay(path, _mail())


def central(path: Path) -> Path:
    """Put the central's empty books there; return `path`."""
    return _lay(path, _central())


def _lay(path: Path, blank: bytes) -> Path:
    if not path.exists():
        path.write_bytes(blank)
    return path


def _made(make: Callable[[Path], None]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "blank.db"
        make(path)
        return path.read_bytes()


@functools.cache
def _counter() -> bytes:
    return _made(lambda path: open_writer(path, schema).close())


@functools.cache
def _mail() -> bytes:
    return _made(lambda path: Mailbox(path).close())


@functools.cache
def _central() -> bytes:
    return _made(lambda path: SqliteStore(path, str, str).close())
