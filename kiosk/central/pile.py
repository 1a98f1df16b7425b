"""Events that were taken in and are not in the tables yet: folded and written together.

A group of packets asks the tables once for all it needs and writes them once: with questions for
each packet, the central would spend most of its time on them. What comes out is, to the byte, what
one packet after another gives.
"""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from kiosk.central.books import Ledger, Refusal
from kiosk.central.claims import Claims
from kiosk.central.erasures import Erasures
from kiosk.central.following import Following
from kiosk.central.items import Read
from kiosk.central.names import Names
from kiosk.central.notes import Notes
from kiosk.central.outgoing import Outgoing
from kiosk.central.overtaken import LastWords
from kiosk.central.rollouts import Rollouts, UpdateFact
from kiosk.central.siblings import Siblings, Told
from kiosk.central.snapshots import Snapshots
from kiosk.central.sql import Sql, Value, json_list
from kiosk.core.events import Event
from kiosk.core.facts.box import MessageDone, SyncSnapshotAsked
from kiosk.core.facts.people import StaffNamed
from kiosk.core.facts.privacy import CustomerErased, EraseCancelled, ErasureAsked
from kiosk.core.words import Outcome


class Sender(Struct, frozen=True):
    """Who told something: a box, its point, and whether several boxes work there."""

    device: str
    point: str
    shares: bool


class _Batch(Struct, frozen=True):
    """What could be read of a batch, and what of it is to be folded.

    It is late where it was put aside, and taken in again only now.
    """

    sender: Sender
    read: Sequence[Read]
    happened: Sequence[Event] = ()
    is_late: bool = False


class Pile:
    """Takes the events of batches, in order, and puts them into the tables when told to.

    Args:
        conn: inside a transaction whenever a method is called.
        outgoing: the letters.
        siblings: boxes that share a point.
        notes: what is counted.
        snapshots: the whole of a point, for a box that asks for it.
    """

    def __init__(
        self, conn: Sql, outgoing: Outgoing, siblings: Siblings, notes: Notes, snapshots: Snapshots
    ) -> None:
        self._conn, self._outgoing, self._siblings = conn, outgoing, siblings
        self._notes, self._snapshots = notes, snapshots
        self._ledger, self._claims = Ledger(conn), Claims(conn)
        self._names = Names(conn)
        self.erasures, self._following = Erasures(conn, outgoing), Following(conn)
        self._rollouts = Rollouts(conn, outgoing)
        self._batches: list[_Batch] = []
        self._telling: dict[str, str] = {}  # of a shared point: the box whose batches lie here

    @property
    def writes_letters(self) -> bool:
        """Whether settling it queues letters: to the boxes beside those that told."""
        return bool(self._telling)

    def forget(self) -> None:
        """Throw away what lies here: the transaction it was taken in has ended."""
        self._batches, self._telling = [], {}

    def add(self, sender: Sender, read: Sequence[Read], *, is_late: bool = False) -> None:
        """Lay the events of a batch on top.

        Args:
            sender: whose.
            read: what it holds.
            is_late: it was put aside; what its box told after it may be in the tables by now.
        """
        self._batches.append(_Batch(sender, read, is_late=is_late))
        if sender.shares:
            self._telling[sender.point] = sender.device

    def must_settle_before(self, sender: Sender) -> bool:
        """Whether a box beside it told something: a letter says how much of both was known."""
        return sender.shares and self._telling.get(sender.point, sender.device) != sender.device

    def settle(self, at: int) -> tuple[str, ...]:
        """Keep and fold what lies here; return the devices that letters were queued for.

        Args:
            at: now, ms UTC.
        """
        batches = self._unknown()
        self.forget()
        refusals: dict[str, list[Refusal]] = {}
        last = LastWords(self._conn)
        for n, batch in enumerate(batches):
            point = batch.sender.point
            over = [last.overtaken(point, one) for one in batch.read] if batch.is_late else []
            for refusal in filter(None, over):
                refusals[refusal.event] = [refusal]
                self._tell_people(batch, refusals, at)
                for event in batch.happened:  # that a seal was broken did happen all the same
                    self._following.told(batch.sender.device, point, event, at, is_late=True)
                batches[n] = replace(batch, happened=())
        for refusal in self._ledger.fold(
            [(batch.sender.point, event) for batch in batches for event in batch.happened]
        ):
            refusals.setdefault(refusal.event, []).append(refusal)
        queued: dict[str, None] = {}
        rows: list[Sequence[Value]] = []
        for batch in batches:
            if refusals:
                self._tell_people(batch, refusals, at)
            queued |= dict.fromkeys(self._follow(batch, at))
            queued |= dict.fromkeys(self._relay(batch, at))
            rows += [_values(one, at, conflicts=one.head.id in refusals) for one in batch.read]
        self._conn.executemany(
            "INSERT INTO event (device, epoch, seq, body, hash, id, type, via, flag, taken_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )
        return tuple(queued)

    def _unknown(self) -> list[_Batch]:
        """Return the batches without what was kept before, whatever device it came from."""
        known = self._known([one.head.id for batch in self._batches for one in batch.read])
        batches = []
        for batch in self._batches:
            fresh = []
            for one in batch.read:
                if one.head.id not in known:
                    known.add(one.head.id)  # the same id may come twice
                    fresh.append(one)
            if len(fresh) < len(batch.read):
                more = len(batch.read) - len(fresh)
                self._notes.count(batch.sender.device, "duplicates", more)
            happened = [event for one in fresh if (event := one.happened) is not None]
            batches.append(_Batch(batch.sender, fresh, happened, batch.is_late))
        return batches

    def _known(self, ids: Sequence[str]) -> set[str]:
        if not ids:
            return set()
        found = self._conn.execute(
            "SELECT id FROM event WHERE id IN (SELECT value FROM json_each(?))",
            [json_list(ids)],
        )
        return {str(row[0]) for row in found.fetchall()}

    def _tell_people(self, batch: _Batch, refusals: dict[str, list[Refusal]], at: int) -> None:
        for event in batch.happened:
            for refusal in refusals.get(event.id, ()):
                self._notes.alarm(batch.sender.device, "conflict")
                self._claims.conflict(batch.sender.point, refusal, at)

    def _follow(self, batch: _Batch, at: int) -> tuple[str, ...]:
        """Do what events lead to beside the books; return the boxes that are told a name."""
        device = batch.sender.device
        told: list[str] = []
        for event in batch.happened:
            if isinstance(event.facts, MessageDone):
                self._done(batch.sender, event.id, event.facts, at)
            elif isinstance(event.facts, SyncSnapshotAsked):
                self._snapshots.want(device, "asked", 0)
            elif isinstance(event.facts, StaffNamed):
                named = self._names.told(batch.sender.point, event.facts)
                told += self._siblings.introduce(named, device, at) if named else ()
            elif isinstance(event.facts, ErasureAsked | CustomerErased | EraseCancelled):
                if event.via is None:  # else another box's word
                    self.erasures.told(device, batch.sender.point, event.facts, at)
            elif isinstance(event.facts, UpdateFact):
                if event.via is None:
                    self._rollouts.told(device, event.facts, at)
            else:
                late = batch.is_late
                self._following.told(device, batch.sender.point, event, at, is_late=late)
        return tuple(told)

    def _done(self, sender: Sender, event: str, told: MessageDone, at: int) -> None:
        self._outgoing.done(sender.device, told, at)
        self._claims.done(sender.point, told, event, at)
        kind = self._outgoing.type_of(sender.device, told.message)
        if kind == "snapshot.end":
            self._snapshots.done(sender.device, ok=told.outcome is Outcome.APPLIED)
        elif kind == "update.available":
            self._rollouts.answered(sender.device, told, at)

    def _relay(self, batch: _Batch, at: int) -> tuple[str, ...]:
        if not batch.sender.shares:
            return ()
        told = [Told(event, one.row.body) for one in batch.read if (event := one.happened)]
        return self._siblings.relay(batch.sender.point, batch.sender.device, told, at)


def _values(one: Read, at: int, *, conflicts: bool) -> Sequence[Value]:
    row, head = one.row, one.head
    flag = one.flag(conflicts=conflicts)
    return (
        *(row.device, row.epoch, row.seq, row.body, row.chain),
        *(head.id, head.type, head.via, flag, at),
    )
