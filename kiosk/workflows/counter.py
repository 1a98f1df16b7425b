"""What every activity shares: the counter's file, its clock, who is signed in, and `record`."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from msgspec import Struct

from kiosk.core import openings
from kiosk.core.events import SYSTEM, Event, Stamp, type_of
from kiosk.core.facts.fact import CellSpec, Fact
from kiosk.core.facts.visits import IssueRefused
from kiosk.core.mapchange import is_so, told
from kiosk.core.policy import Policy
from kiosk.core.refusals import Refused
from kiosk.core.space import Storage
from kiosk.core.team import Staff, allow
from kiosk.core.words import Right
from kiosk.store.counter_file import CounterFile
from kiosk.store.db import StorageFull, StorageReadOnly

log = logging.getLogger(__name__)


class Keys(Struct, frozen=True):
    """The secrets of a box; both lie outside the database (TRUST.md 6).

    Args:
        point: 32 bytes shared with the central, under which pickup codes are digested.
        pepper: 32 bytes of this box, under which PINs are.
    """

    point: bytes
    pepper: bytes


class Counter:
    """The counter's file and clock, and the person who is signed in.

    Args:
        store: counter.db, open for writing.
        clock: tells the moment; nobody else asks the time.
        new_id: makes UUIDv7 ids.
        keys: the box's secrets.
    """

    def __init__(
        self,
        store: CounterFile,
        clock: Callable[[], Stamp],
        new_id: Callable[[], str],
        keys: Keys,
    ) -> None:
        self.store = store
        self.clock = clock
        self.new_id = new_id
        self.keys = keys
        self.signed_in: str | None = None
        self.vouching: str | None = None
        self.usual = Storage.NORMAL  # how the disk stands while writes go well
        self.storage = Storage.NORMAL
        self.give_up_room: Callable[[], bool] = lambda: False  # for the work in hand
        self.first_map: tuple[CellSpec, ...] = ()  # what the settings say of the shelves

    @property
    def staff(self) -> Staff | None:
        """The person at the counter, with the rights of this moment; None behind the lock."""
        return self.store.people.staff(self.signed_in) if self.signed_in else None

    @property
    def policy(self) -> Policy | None:
        """The network's rules, None before the central sent any."""
        return self.store.rules()

    def may(self, right: Right) -> bool:
        """Whether the person at the counter holds a right."""
        return allow(self.staff, right) is None

    def lacks_witness(self, right: Right, witness: str | None) -> bool:
        """Whether a second person must vouch first; one vouching is good for one action."""
        staff, vouching = self.staff, self.vouching
        if staff is None or not staff.needs_witness(right):
            return False
        self.vouching = None
        return witness is None or witness != vouching

    def has_vouched(self, witness: str | None, right: Right) -> bool:
        """Whether a second person with a right has vouched; good for one action, as above."""
        vouching, self.vouching = self.vouching, None
        staff = self.store.people.staff(witness) if witness and witness == vouching else None
        return staff is not None and staff.has(right) and not staff.needs_witness(right)

    @contextmanager
    def unit(self) -> Iterator[None]:
        """Make everything inside one transaction, and note it when the disk takes no writes."""
        try:
            with self.store.unit():
                yield
        except (StorageFull, StorageReadOnly) as trouble:
            log.error("nothing can be written: %s", trouble)  # noqa: TRY400  the caller tells it
            is_full = isinstance(trouble, StorageFull)
            self.storage = Storage.FULL if is_full else Storage.READ_ONLY
            raise
        self.storage = self.usual

    @property
    def is_within_unit(self) -> bool:
        """Whether a unit is open: what happens inside it is its owner's to mend."""
        return self.store.db.conn.in_transaction

    @property
    def is_open(self) -> bool:
        """Whether the work may be done: launched, in its trial, or over: what came must go."""
        found = self.store.openings.all()
        is_over = any(one.is_over for one in found)
        return openings.is_launched(found) or openings.is_tried(found) or is_over

    def brings_in(self, *, for_trial: bool) -> bool:
        """Whether something new may come: at a launched point all, in its trial what is of it."""
        found = self.store.openings.all()
        return openings.is_launched(found) or (for_trial and openings.is_tried(found))

    @property
    def takes_in(self) -> bool:
        """Whether there is room for what is new; what is here is worked on all the same."""
        return self.usual not in {Storage.LOW, Storage.READ_ONLY}

    def record(
        self,
        *facts: Fact,
        actor: str | None = None,
        witness: str | None = None,
        cause: str | None = None,
    ) -> tuple[Event, ...]:
        """Make facts true, within the open unit: rows, journal and chain.

        Args:
            facts: what core decided, in order.
            actor: who did it; the person at the counter when not given.
            witness: the second person, where one was asked for.
            cause: id of the message behind it.
        """
        moment, seen = self.clock(), self.store.letters.seen()
        by = actor or self.signed_in or SYSTEM
        happened = tuple(
            Event(
                id=self.new_id(),
                type=type_of(fact),
                tv=1,
                recorded_at=moment.at,
                mono=moment.mono,
                boot=moment.boot,
                clock=moment.clock,
                actor=by,
                facts=fact,
                seen=seen,
                witness=witness,
                cause=cause,
            )
            for fact in facts
        )
        self.store.journal.record(happened)
        return happened

    def turn_away(
        self, refused: Refused, session: str | None = None, parcel: str | None = None
    ) -> Refused:
        """Journal a refusal at the counter and return it."""
        with self.unit():
            self.record(IssueRefused(refused.reason.value, session, parcel))
        return refused

    def ensure_cell_map(self, specs: Sequence[CellSpec]) -> None:
        """Bring the shelf map up to the settings, until a person changed it at the counter.

        Cells that did not change are left alone.
        """
        self.first_map = tuple(specs)
        if self.store.cells.are_edited():
            return
        known = {cell.cell: cell for cell in self.store.cells.all()}
        changed = [spec for spec in specs if not is_so(known.get(spec.cell), spec)]
        for fact in told(changed):
            with self.unit():
                self.record(fact, actor=SYSTEM)
