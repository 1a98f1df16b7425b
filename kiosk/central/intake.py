"""Taking in what the devices send: greetings, batches of events, acks, presence.

The receiver's table of PROTOCOL.md 6, over SQLite and within one transaction. Nothing here
commits; `store_sqlite` does.
"""

import hashlib
import sqlite3
from collections.abc import Sequence

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from kiosk.central.books import Ledger
from kiosk.central.greeting import Greeter, turned_away
from kiosk.central.marks import Doubt, UpMark, UpMarks, chained
from kiosk.central.notes import UNKNOWN, Bad, Notes
from kiosk.central.outgoing import Outgoing
from kiosk.central.store import Opened, Packet, Reply, Taken
from kiosk.core import events
from kiosk.core.events import Event, UnknownFact
from kiosk.core.facts.box import MessageDone
from kiosk.sync.protocol import NOT_REGISTERED, Ack, Batch, Health, Hello, Skip, State
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


class Intake:
    """Takes packets into the tables.

    Args:
        conn: inside a transaction whenever `take` is called.
        outgoing: the letters.
    """

    def __init__(self, conn: sqlite3.Connection, outgoing: Outgoing) -> None:
        self._conn, self._outgoing = conn, outgoing
        self._ledger, self._marks, self._notes = Ledger(conn), UpMarks(conn), Notes(conn)
        self._greeter = Greeter(self._marks, outgoing, self._notes)

    def take(self, packets: Sequence[Packet], at: int) -> Taken:
        """Take a group of packets, in order; return what to answer once it is committed."""
        replies: list[Reply] = []
        opened: list[Opened] = []
        heard: dict[str, None] = {}
        for packet in packets:
            found = self._conn.execute(
                "SELECT point, blocked FROM device WHERE device = ?", [packet.device]
            ).fetchone()
            if found is None or found[1]:
                replies += self._turn_away(packet, found[1] if found else "")
                continue
            if not (isinstance(packet.body, State) and not packet.body.online):
                heard[packet.device] = None
            if isinstance(packet.body, Hello):
                welcome, down = self._greeter.greet(packet.device, packet.body)
                replies.append(Reply(packet.device, welcome))
                opened += [down] if down else []
            elif ack := self._take_one(packet, str(found[0]), at):
                replies.append(Reply(packet.device, ack))
        for device in heard:
            self._notes.heard(device, at)
        return Taken(tuple(replies), tuple(opened), tuple(heard))

    def _turn_away(self, packet: Packet, why: str) -> list[Reply]:
        """Count a packet of a device that is not let in; only its greeting is answered."""
        if why:
            self._notes.count(packet.device, "turned_away")
        else:
            self._notes.count(UNKNOWN, "turned_away")
        if not isinstance(packet.body, Hello):
            return []
        return [Reply(packet.device, turned_away(packet.body, why or NOT_REGISTERED))]

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
            for seq, raw in found.fresh:
                body = bytes(raw)
                chain = hashlib.sha256(chain + body).digest()
                refused += self._event(point, _Row(device, batch.epoch, seq, body, chain), at)
            receiver.keep(found.fresh[-1][0])
            after = replace(had, upto=receiver.upto, hash=chain, doubt=Doubt.NONE)
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

    def _event(self, point: str, row: _Row, at: int) -> int:
        """Keep one event and fold it; return 1 if it went to quarantine, else 0."""
        try:
            event = events.decode(row.body)
        except UnknownFact:
            # kept, and folded by a later version of this program
            head = msgspec.json.decode(row.body, type=_Head)
            if not self._keep(row, head, "unhandled", at):
                self._notes.count(row.device, "duplicates")
            return 0
        except _BAD_EVENT as fault:
            sha256 = hashlib.sha256(row.body).hexdigest()
            why = f"event: {type(fault).__name__}"
            bad = Bad(row.device, why, sha256, row.body, row.epoch, row.seq, row.seq)
            self._notes.quarantine(bad, at)
            return 1
        head = _Head(event.id, event.type, event.via)
        if not self._keep(row, head, "echo" if event.via else "folded", at):
            self._notes.count(row.device, "duplicates")
        elif not event.via:
            self._fold(point, row.device, event, at)
        return 0

    def _keep(self, row: _Row, head: _Head, flag: str, at: int) -> bool:
        """Store an event; False if its id was known before."""
        stored = self._conn.execute(
            "INSERT INTO event (device, epoch, seq, body, hash, id, type, via, flag, taken_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
            [
                *(row.device, row.epoch, row.seq, row.body, row.chain),
                *(head.id, head.type, head.via, flag, at),
            ],
        )
        return stored.rowcount == 1

    def _fold(self, point: str, device: str, event: Event, at: int) -> None:
        for subject, reason in self._ledger.fold(point, event):
            self._notes.alarm(device, "conflict")
            self._conn.execute("UPDATE event SET flag = 'conflict' WHERE id = ?", [event.id])
            self._conn.execute(
                "INSERT INTO conflict (point, event, kind, id, reason, taken_at)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                [point, event.id, subject.kind, subject.id, reason, at],
            )
        if isinstance(event.facts, MessageDone):
            self._outgoing.done(device, event.facts)
