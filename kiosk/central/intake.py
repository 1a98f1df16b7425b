"""Taking in what the devices send: greetings, batches of events, acks, presence.

The receiver's table of PROTOCOL.md 6, within one transaction. Nothing here commits; `store_sql`
does.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from kiosk.central.books import Ledger
from kiosk.central.claims import Claims
from kiosk.central.greeting import Greeter, turned_away
from kiosk.central.marks import Doubt, UpMark, UpMarks, chained
from kiosk.central.notes import UNKNOWN, Bad, Notes
from kiosk.central.outgoing import REPLACED, Outgoing
from kiosk.central.siblings import Siblings, Told
from kiosk.central.snapshots import Snapshots
from kiosk.central.sql import Sql, json_list
from kiosk.central.store import Opened, Packet, Reply, Taken
from kiosk.central.twins import Twins
from kiosk.core import events
from kiosk.core.events import Event, UnknownFact
from kiosk.core.facts.box import MessageDone, SyncSnapshotAsked
from kiosk.core.words import Outcome
from kiosk.sync.photo_packets import PhotoChunk
from kiosk.sync.protocol import NOT_REGISTERED, Ack, Batch, Health, Hello, PhotoAck, Skip, State
from kiosk.sync.streams import SeqReceiver, Sorted

_BAD_EVENT = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
_NO_EPOCH = "0" * 16


class _Row(Struct, frozen=True):
    """An event's place in its stream, and its bytes."""

    device: str
    epoch: str
    seq: int
    body: bytes
    chain: bytes


class _Head(Struct, frozen=True):
    """As much of an event as can be read whatever its type."""

    id: str
    type: str
    via: str | None = None


class _Read(Struct, frozen=True):
    """An item that is an event.

    Without `event` its type is not known here: it is kept, and folded by a later version.
    """

    row: _Row
    head: _Head
    event: Event | None = None


class Intake:
    """Takes packets into the tables.

    Args:
        conn: inside a transaction whenever `take` is called.
        outgoing: the letters.
        siblings: boxes that share a point.
        new_id: makes UUIDv7s.
    """

    def __init__(
        self, conn: Sql, outgoing: Outgoing, siblings: Siblings, new_id: Callable[[], str]
    ) -> None:
        self._conn, self._outgoing, self._siblings = conn, outgoing, siblings
        self._ledger, self._marks, self._notes = Ledger(conn), UpMarks(conn), Notes(conn)
        self.snapshots = Snapshots(conn, outgoing, self._notes, new_id)
        self._greeter = Greeter(self._marks, outgoing, self._notes, self.snapshots)
        self._twins, self._claims = Twins(conn), Claims(conn)

    def take(self, packets: Sequence[Packet], at: int) -> Taken:
        """Take a group of packets, in order; return what to answer once it is committed."""
        replies: list[Reply] = []
        opened: list[Opened] = []
        heard: dict[str, None] = {}
        self._queued: dict[str, None] = {}
        self._conn.hold({packet.device for packet in packets})
        for packet in packets:
            found = self._conn.execute(
                "SELECT point, blocked FROM device WHERE device = ?", [packet.device]
            ).fetchone()
            why = NOT_REGISTERED if found is None else found[1] or self._suspicion(packet)
            if why and not (why == REPLACED and self._has_more(packet)):
                replies += self._turn_away(packet, why)
                continue
            if not (isinstance(packet.body, State) and not packet.body.online):
                heard[packet.device] = None
            if isinstance(packet.body, Hello):
                welcome, down = self._greeter.greet(packet.device, packet.body)
                replies.append(Reply(packet.device, welcome))
                opened += [down] if down and not why else []
            elif ack := self._take_one(packet, str(found[0]), at):
                # one that was replaced greets after each batch, until it has told all
                replies.append(Reply(packet.device, replace(ack, hello=ack.hello or bool(why))))
        for device in heard:
            self._notes.heard(device, at)
        self._queued |= dict.fromkeys(self.snapshots.write_due(heard, at))
        return Taken(tuple(replies), tuple(opened), tuple(heard), tuple(self._queued))

    def _has_more(self, packet: Packet) -> bool:
        """Whether a box that was replaced has what we lack: nothing is refused for being late."""
        match packet.body:
            case Hello(up=up):
                had = self._marks.get(packet.device)
                return up.epoch != had.epoch or up.head > had.upto
            case body:
                return isinstance(body, Batch | PhotoChunk)

    def _turn_away(self, packet: Packet, why: str) -> list[Reply]:
        """Count a packet of a device that is not let in; only its greeting is answered."""
        self._notes.count(UNKNOWN if why == NOT_REGISTERED else packet.device, "turned_away")
        if not isinstance(packet.body, Hello):
            return []
        return [Reply(packet.device, turned_away(packet.body, why))]

    def _suspicion(self, packet: Packet) -> str:
        """Return why a box that greets is no longer let in, and block it."""
        if not isinstance(packet.body, Hello):
            return ""
        why = self._twins.suspicion(packet.device, packet.body)
        if why:
            self._conn.execute(
                "UPDATE device SET blocked = ? WHERE device = ?", [why, packet.device]
            )
            self._notes.alarm(packet.device, why)
        return why

    def _take_one(self, packet: Packet, point: str, at: int) -> Ack | None:
        match packet.body:
            case Batch() as batch:
                return self._batch(packet.device, point, batch, at)
            case Ack() as ack:
                self._outgoing.acked(packet.device, ack)
            case State() as state:
                self._notes.state(packet.device, state)
            case Health() as health:
                self._notes.health(packet.device, health)
            case PhotoChunk() | PhotoAck():
                pass  # files: central.photo_room, once it is known that the device is let in
            case _:
                return self._malformed(packet, at)
        return None

    def _malformed(self, packet: Packet, at: int) -> Ack | None:
        bad = Bad(packet.device, f"{packet.rest}: {packet.why}", packet.sha256, packet.raw)
        self._notes.quarantine(bad, at)
        if packet.rest != "up/events":
            return None
        had = self._marks.get(packet.device)
        return Ack(epoch=had.epoch or _NO_EPOCH, upto=had.upto, need=had.upto + 1, split=True)

    # -- batches ---------------------------------------------------------------------------------

    def _batch(self, device: str, point: str, batch: Batch, at: int) -> Ack:
        had = self._marks.get(device)
        receiver = SeqReceiver(had.epoch, had.upto)
        found = receiver.sort(batch)
        refused = 0
        if found.skip is not None:
            refused = self._skip(device, found.skip, had, at)
            receiver.keep(found.skip.to)
        elif found.fresh:
            chain = self._chain_before(device, batch, found, had)
            if chain is None:
                return Ack(epoch=batch.epoch, upto=had.upto, hello=True)
            rows = _chained_rows(device, batch.epoch, found, chain)
            refused = self._events(device, point, rows, at)
            receiver.keep(rows[-1].seq)
            after = replace(had, upto=receiver.upto, hash=rows[-1].chain, doubt=Doubt.NONE)
            self._marks.put(device, after)
        if found.need is None and not found.hello:
            known = len(batch.items) - len(found.fresh)
            if known:
                self._notes.count(device, "duplicates", known)
        return replace(receiver.ack(found), quarantined=refused)

    def _chain_before(self, device: str, batch: Batch, found: Sorted, had: UpMark) -> bytes | None:
        """Return the chain before the first new item, or None if the device must greet first."""
        known = batch.items[: len(batch.items) - len(found.fresh)]
        told = chained(bytes.fromhex(batch.prev), known) if batch.prev else None
        if told == had.hash or (not had.hash and told is not None):
            return told
        if had.doubt is not Doubt.GREETED:
            self._marks.put(device, replace(had, doubt=Doubt.ASKED))
            return None
        self._notes.alarm(device, "chain_broken")
        return told if told is not None else had.hash

    def _skip(self, device: str, skip: Skip, had: UpMark, at: int) -> int:
        """Pass over numbers that will never come; return how many."""
        bad = Bad(
            device=device,
            reason=f"skipped: {skip.why.value}",
            sha256=hashlib.sha256(skip.id.encode()).hexdigest(),
            raw=skip.id.encode(),
            epoch=had.epoch or _NO_EPOCH,
            seq=had.upto + 1,
            to_seq=skip.to,
        )
        self._notes.quarantine(bad, at)
        chain = bytes.fromhex(skip.hash) if skip.hash else b""
        self._marks.put(device, replace(had, upto=skip.to, hash=chain, doubt=Doubt.NONE))
        return 1

    # -- events ----------------------------------------------------------------------------------

    def _events(self, device: str, point: str, rows: Sequence[_Row], at: int) -> int:
        """Keep the events of a batch and fold them; return how many items went to quarantine.

        The tables are asked and written once a batch: with a statement an event, a drain would
        spend most of its time on them.
        """
        read = [found for row in rows if (found := self._read(row, at)) is not None]
        known = self._known([one.head.id for one in read])
        fresh: dict[str, _Read] = {}
        for one in read:
            if one.head.id not in known:
                fresh.setdefault(one.head.id, one)  # the same id may come twice in a batch
        if len(fresh) < len(read):
            self._notes.count(device, "duplicates", len(read) - len(fresh))
        conflicts = self._fold(device, point, fresh.values(), at)
        self._conn.executemany(
            "INSERT INTO event (device, epoch, seq, body, hash, id, type, via, flag, taken_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    *(one.row.device, one.row.epoch, one.row.seq, one.row.body, one.row.chain),
                    *(one.head.id, one.head.type, one.head.via, _flag(one, conflicts), at),
                )
                for one in fresh.values()
            ],
        )
        return len(rows) - len(read)

    def _read(self, row: _Row, at: int) -> _Read | None:
        """Return what an item holds; None if it cannot be read, and went to quarantine."""
        try:
            event = events.decode(row.body)
        except UnknownFact:
            return _Read(row, msgspec.json.decode(row.body, type=_Head))
        except _BAD_EVENT as fault:
            sha256 = hashlib.sha256(row.body).hexdigest()
            why = f"event: {type(fault).__name__}"
            bad = Bad(row.device, why, sha256, row.body, row.epoch, row.seq, row.seq)
            self._notes.quarantine(bad, at)
            return None
        return _Read(row, _Head(event.id, event.type, event.via), event)

    def _known(self, ids: Sequence[str]) -> set[str]:
        """Return those of the ids that were kept before, whatever device they came from."""
        found = self._conn.execute(
            "SELECT id FROM event WHERE id IN (SELECT value FROM json_each(?))",
            [json_list(ids)],
        )
        return {str(row[0]) for row in found.fetchall()}

    def _fold(self, device: str, point: str, fresh: Iterable[_Read], at: int) -> frozenset[str]:
        """Fold the events that are ours to fold; return the ids of those in conflict."""
        read = tuple(fresh)
        happened = [one.event for one in read if one.event is not None and not one.event.via]
        refused = self._ledger.fold(point, happened)
        for one in refused:
            self._notes.alarm(device, "conflict")
            self._claims.conflict(point, one, at)
        for event in happened:
            if isinstance(event.facts, MessageDone):
                self._done(device, point, event.id, event.facts, at)
            elif isinstance(event.facts, SyncSnapshotAsked):
                self.snapshots.want(device, "asked", 0)
        told = [Told(one.event, one.row.body) for one in read if one.event and not one.event.via]
        self._queued |= dict.fromkeys(self._siblings.relay(point, device, told, at))
        return frozenset(one.event for one in refused)

    def _done(self, device: str, point: str, event: str, told: MessageDone, at: int) -> None:
        self._outgoing.done(device, told, at)
        self._claims.done(point, told, event, at)
        if self._outgoing.type_of(device, told.message) == "snapshot.end":
            self.snapshots.done(device, ok=told.outcome is Outcome.APPLIED)


def _flag(read: _Read, conflicts: frozenset[str]) -> str:
    """Return the word for what became of an event."""
    if read.event is None:
        return "unhandled"
    if read.event.via:
        return "echo"
    return "conflict" if read.head.id in conflicts else "folded"


def _chained_rows(device: str, epoch: str, found: Sorted, chain: bytes) -> list[_Row]:
    """Return the new items of a batch as rows; `chain` is the one before the first."""
    rows = []
    for seq, raw in found.fresh:
        body = bytes(raw)
        chain = hashlib.sha256(chain + body).digest()
        rows.append(_Row(device, epoch, seq, body, chain))
    return rows
