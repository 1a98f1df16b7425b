"""A look at another process's counter.db for `kiosk doctor`: pages, schema, chain, last words."""

import sqlite3
from pathlib import Path

from msgspec import MsgspecError, Struct

from kiosk.store.counter_file import Books, read_counter
from kiosk.store.db import CannotOpen
from kiosk.store.devices import DeviceRow
from kiosk.store.journal import link, root_of


class Checkup(Struct, frozen=True):
    """What a healthy file says.

    Args:
        rows: of the journal.
        is_chained: whether the last row continues the chain; `kiosk audit` looks at all.
        devices: the last word of every device.
        cells: of the shelf map, in walk order.
    """

    rows: int
    is_chained: bool
    devices: tuple[DeviceRow, ...]
    cells: tuple[str, ...]


def check_up(path: Path, device: str) -> Checkup:
    """Look at a counter.db, every page of it, without writing.

    Args:
        path: of the file.
        device: the box's id, the root of the chain.

    Raises:
        CannotOpen: it is not there, is damaged, or cannot be read.
        NewerSchema: a newer version wrote it.
    """
    books = read_counter(path, device, whole=True)
    try:
        return _checkup(books, device)
    except (sqlite3.Error, MsgspecError) as error:
        raise CannotOpen(f"{path} cannot be read: {error}") from error
    finally:
        books.db.close()


def _checkup(books: Books, device: str) -> Checkup:
    head = books.journal.head()
    last = books.journal.since(max(0, head.seq - 2), 2)
    before = last[-2].hash if len(last) > 1 else root_of(device)
    is_chained = not last or link(before, last[-1].body) == last[-1].hash
    cells = tuple(cell.cell for cell in books.cells.all())
    return Checkup(head.seq, is_chained, books.devices.all(), cells)
