"""The counter's file, whole: one writing connection, `unit()`, the journal and the questions."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from sqlite_utils import Database

from kiosk.core.codes import CodeKind
from kiosk.core.policy import Policy, parse
from kiosk.store import search
from kiosk.store.boxes import Boxes
from kiosk.store.cells import Cells
from kiosk.store.codes import Codes
from kiosk.store.counts import Counts
from kiosk.store.customers import Customers
from kiosk.store.days import Days
from kiosk.store.db import (
    CannotOpen,
    StorageFull,
    StorageReadOnly,
    damage_of,
    open_known,
    open_writer,
    snapshot,
    unit,
)
from kiosk.store.deeds import Deeds
from kiosk.store.deliveries import Deliveries
from kiosk.store.devices import Devices
from kiosk.store.duties import Duties
from kiosk.store.elsewhere import Elsewhere
from kiosk.store.erasures import Erasures
from kiosk.store.journal import Journal
from kiosk.store.lamps import Lamps
from kiosk.store.letters import Letters
from kiosk.store.notices import Notices
from kiosk.store.openings import Openings
from kiosk.store.parcels import Parcels
from kiosk.store.payments import Payments
from kiosk.store.people import People
from kiosk.store.photos import Photos
from kiosk.store.prints import Prints
from kiosk.store.returns import Returns
from kiosk.store.schema import schema
from kiosk.store.sellers import Sellers
from kiosk.store.sessions import Sessions
from kiosk.store.settings import Settings
from kiosk.store.shipments import Shipments
from kiosk.store.slots import Slots
from kiosk.store.snapshots import Snapshots
from kiosk.store.stock import Stock
from kiosk.store.tallies import Tallies
from kiosk.store.tickets import Tickets
from kiosk.store.updates import Updates


class Books:
    """Every question a counter's file answers; on a reading connection it is read only.

    Args:
        db: an open connection.
        device: the box's id, the root of the journal's chain.
    """

    def __init__(self, db: Database, device: str) -> None:
        self.db = db
        self.journal = Journal(db, device)
        self.parcels = Parcels(db)
        self.customers = Customers(db)
        self.codes = Codes(db)
        self.sessions = Sessions(db)
        self.deliveries = Deliveries(db)
        self.cells = Cells(db)
        self.people = People(db)
        self.deeds = Deeds(db)
        self.prints = Prints(db)
        self.letters = Letters(db)
        self.devices = Devices(db)
        self.snapshots = Snapshots(db)
        self.lamps = Lamps(db)
        self.photos = Photos(db)
        self.slots = Slots(db)
        self.counts = Counts(db)
        self.shipments = Shipments(db)
        self.boxes = Boxes(db)
        self.sellers = Sellers(db)
        self.returns = Returns(db)
        self.payments = Payments(db)
        self.tickets = Tickets(db)
        self.openings = Openings(db)
        self.elsewhere = Elsewhere(db)
        self.erasures = Erasures(db)
        self.tallies = Tallies(db)
        self.stock = Stock(db)
        self.notices = Notices(db)
        self.duties = Duties(db)
        self.settings = Settings(db)
        self.days = Days(db)
        self.updates = Updates(db)

    def search(self, text: str) -> tuple[tuple[str, str], ...]:
        """Return (kind, id) of what has all words of `text`."""
        return search.find(self.db, text)

    def search_near(self, text: str) -> tuple[tuple[str, str], ...]:
        """Return (kind, id) of what `text` may have been meant to be, when it found nothing."""
        return search.find_near(self.db, text)

    def known_as(self, name: str) -> CodeKind | None:
        """Return what an id is here: a parcel, delivery, box, order, cell, or nothing."""
        if self.parcels.get(name):
            return CodeKind.PARCEL
        if self.deliveries.get(name):
            return CodeKind.DELIVERY
        if self.boxes.get(name) or self.deliveries.of_box(name):
            return CodeKind.BOX
        if self.parcels.knows_order(name):
            return CodeKind.ORDER
        return CodeKind.CELL if self.cells.get(name) else None

    def rules(self) -> Policy | None:
        """Return the policy in force, None before the central sent one."""
        row = self.db.execute("SELECT body FROM rules ORDER BY rowid DESC LIMIT 1").fetchone()
        return parse(row[0]) if row else None


class CounterFile(Books):
    """counter.db, open for writing by the one process that may.

    Args:
        path: of the file; made if it is not there.
        device: the box's id.
        epoch: 16 hex digits for a file made anew; at: now, ms UTC.

    Raises:
        Busy: the counter is running already. NewerSchema: a newer version wrote the file.
        CannotOpen: the file is damaged. StorageFull, StorageReadOnly: the disk takes not even
        what a start writes.
    """

    def __init__(self, path: Path, device: str, *, epoch: str, at: int) -> None:
        self._writer = open_writer(path, schema)
        super().__init__(self._writer.db, device)
        try:
            self._begin_epoch(epoch, at)
        except BaseException:
            self.abandon()
            raise

    def _begin_epoch(self, epoch: str, at: int) -> None:
        if not self.journal.epoch():
            with self.unit():
                self.journal.begin_epoch(epoch, 1, at, "new")

    def unit(self) -> AbstractContextManager[None]:
        """Make everything inside one transaction (see store.db.unit)."""
        return unit(self.db)

    def keep_rules(self, policy: str, body: bytes) -> None:
        """Keep the whole of a policy; within a unit."""
        self.db.execute("DELETE FROM rules")
        self.db.execute("INSERT INTO rules (policy, body) VALUES (?, ?)", [policy, body])

    def sweep(self) -> bool:
        """Take a few pages of forgotten words out of the index; whether none is left."""
        if not self.erasures.sweep.is_due:
            return True
        with self.unit():
            return self.erasures.sweep.slice()

    def scrub(self) -> bool:
        """Go on leaving nothing of what was forgotten: first in the index, then in the -wal.

        Returns:
            Whether all of it is gone; False for once more, soon (see store.db.Writer.scrub).
        """
        try:
            return self.sweep() and self._writer.scrub()
        except (StorageFull, StorageReadOnly):
            return False

    def close(self) -> None:
        """Checkpoint and close."""
        self._writer.close()

    def abandon(self) -> None:
        """Close as a killed process would."""
        self._writer.abandon()


@contextmanager
def reading(path: Path, device: str) -> Iterator[Books]:
    """Read one moment beside the counter, on a connection of one's own thread; not for long.

    Args:
        path: of the counter's file.
        device: the box's id.

    Raises:
        CannotOpen, NewerSchema: as `read_counter` does.
    """
    books = read_counter(path, device)
    try:
        with snapshot(books.db):  # counts and journal, and the mark between them, are of one moment
            yield books
    finally:
        books.db.close()


def read_counter(path: Path, device: str, *, whole: bool = False) -> Books:
    """Open another process's counter.db for reading.

    Args:
        path: of the file.
        device: the box's id.
        whole: look at every page first, 0.3 s at 86 MB (TRUST.md 3).

    Raises:
        CannotOpen: it is not there, or cannot be read. NewerSchema: a newer version wrote it.
    """
    db = open_known(path, schema)
    damage = damage_of(db) if whole else ""
    if damage:
        db.close()
        raise CannotOpen(f"{path} is damaged: {damage}")
    return Books(db, device)
