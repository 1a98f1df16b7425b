"""Taking a point over from the central: snapshots, and asking for one.

A snapshot gathers beside the books in slices and takes their place in one unit, with our own acts
on top that the central did not know yet (PROTOCOL.md 9).
"""

import logging
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from msgspec.structs import replace

from kiosk.core import events, snapshots
from kiosk.core.events import CENTRAL, SYSTEM, Event
from kiosk.core.facts.box import SnapshotApplied, SyncSnapshotAsked
from kiosk.core.messages import Message, SnapshotBegin, SnapshotEnd, SnapshotPart
from kiosk.core.refusals import Reason
from kiosk.core.snapshots import BadRow
from kiosk.store.db import StorageFull, StorageReadOnly
from kiosk.store.people import PersonRow
from kiosk.store.snapshots import Coming, Snapshots
from kiosk.workflows.counter import Counter
from kiosk.workflows.graves import Graves
from kiosk.workflows.outcome import SLICE_ROWS, Done, rejected
from kiosk.workflows.rights import Activity, anybody

log = logging.getLogger(__name__)

BAD = "bad_snapshot"
WISH = "resync.wish"  # left in the runtime folder by `kiosk doctor --resync`
_AT_ONCE = 500


class Resync(Activity):
    """Gathers a snapshot and puts it in place.

    Args:
        counter: what all activities share.
        folder: the runtime folder, where the wish for a snapshot comes; None for none.
    """

    def __init__(self, counter: Counter, folder: Path | None = None) -> None:
        super().__init__(counter)
        self._snapshots: Snapshots = counter.store.snapshots
        self._folder, self._graves = folder, Graves(counter)

    @anybody
    def tick(self) -> None:
        """Tell the central that somebody wants everything anew."""
        if self._folder is None or not (self._folder / WISH).is_file():
            return
        with suppress(StorageFull, StorageReadOnly, OSError):  # else it is asked for again
            with self.counter.unit():
                self.counter.record(SyncSnapshotAsked("asked"), actor=SYSTEM)
            (self._folder / WISH).unlink(missing_ok=True)

    @anybody
    def begin(self, letter: SnapshotBegin) -> Done:
        """Begin to gather; within a unit."""
        journal = self.counter.store.journal
        if letter.epoch != journal.epoch() or letter.upto > journal.head().seq:
            return rejected(Reason.STALE)  # of an earlier life of this box; another one follows
        self._snapshots.begin(
            Coming(letter.snapshot, letter.epoch, letter.upto, letter.parts, letter.rows)
        )
        return Done()

    @anybody
    def part(self, letter: SnapshotPart, offset: int) -> Done:
        """Gather up to 20 rows of a part; within a unit."""
        coming = self._snapshots.coming()
        if coming is None or coming.snapshot != letter.snapshot:
            return rejected(Reason.STALE)
        try:
            if not offset:
                self._note_part(letter)
            for raw in letter.rows[offset : offset + SLICE_ROWS]:
                row = snapshots.read(letter.table, raw)
                self._snapshots.gather(letter.table, row, bytes(raw))
        except BadRow as bad:
            log.warning("snapshot %s is dropped: %s", letter.snapshot, bad)
            self._snapshots.drop()
            return rejected(BAD)
        end = offset + SLICE_ROWS
        return Done(offset=end) if end < len(letter.rows) else Done()

    def _note_part(self, letter: SnapshotPart) -> None:
        if letter.n != len(self._snapshots.digests()) + 1:
            raise BadRow(f"part {letter.n} is out of order")
        self._snapshots.note_part(letter.n, snapshots.part_digest(letter.table, letter.rows))

    @anybody
    def end(self, letter: SnapshotEnd, message: Message) -> Done:
        """Put in place what gathered, if it is whole; within a unit."""
        coming = self._snapshots.coming()
        if coming is None or coming.snapshot != letter.snapshot:
            return rejected(BAD)
        digests = self._snapshots.digests()
        gathered = (len(digests), self._snapshots.count(), snapshots.digest(digests))
        if gathered != (coming.parts, coming.rows, letter.sha256):
            log.warning("snapshot %s is not whole and is dropped", letter.snapshot)
            self._snapshots.drop()
            return rejected(BAD)
        self._put_in_place(coming, message)
        return Done()

    def _put_in_place(self, coming: Coming, message: Message) -> None:
        store = self.counter.store
        self._snapshots.put_in_place(self._own(coming.upto))
        for staff, name in self._snapshots.names():
            row = store.people.get(staff) or PersonRow(staff, "", "")
            store.people.keep(replace(row, name=name, initials=initials_of(name)))
        for _, erased in store.erasures.done(coming.upto):  # not known where it was written
            store.erasures.forget(erased.customer_ref)
        if store.erasures.untold():
            for customer_ref in store.erasures.refs():
                self._graves.ask_again(customer_ref)
        rules, config = self._snapshots.shadow_rules(), self._snapshots.shadow_config()
        if rules is not None:
            store.keep_rules(*rules)
        if config is not None:
            self._snapshots.keep_settings(config)
        fact = SnapshotApplied(coming.snapshot, coming.upto, coming.rows)
        self.counter.record(fact, actor=CENTRAL, cause=message.id)
        self._snapshots.mark_base(store.journal.head().seq, coming.upto)
        self._snapshots.drop()

    def _own(self, upto: int) -> Iterator[Event]:
        """Yield our acts above `upto`; what a sibling did is in the snapshot already."""
        while batch := self.counter.store.journal.since(upto, _AT_ONCE):
            for row in batch:
                event = events.decode(row.body)
                if not event.via:
                    yield event
            upto = batch[-1].seq


def ask_for_snapshot(folder: Path) -> None:
    """Leave the wish for a snapshot with a counter.

    Args:
        folder: its runtime folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / WISH).touch()


def initials_of(name: str) -> str:
    """Return two letters for the lock screen, which shows no names."""
    words = [word for word in name.split() if word]
    return "".join(word[0] for word in words[:2]).upper()
