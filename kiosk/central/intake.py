"""Taking in what the devices send: greetings, batches of events, acks, presence.

The receiver's table of PROTOCOL.md 6, within one transaction. A group of packets asks the tables
at once for what all of them need, is gone through in order in memory, and is written at once; what
reads the tables in between has it written first. Nothing here commits; `store_sql` does.
"""

import hashlib
from collections.abc import Callable, Collection, Sequence

from msgspec import Struct
from msgspec.structs import replace

from kiosk.central.greeting import Greeter, turned_away
from kiosk.central.items import Read, Row, chained_rows, read_all
from kiosk.central.marks import Doubt, UpMark, UpMarks, chained
from kiosk.central.notes import UNKNOWN, Bad, Notes
from kiosk.central.outgoing import REPLACED, Outgoing
from kiosk.central.pile import Pile, Sender
from kiosk.central.siblings import Siblings
from kiosk.central.snapshots import Snapshots
from kiosk.central.sql import Sql, json_list
from kiosk.central.store import Opened, Packet, Reply, Taken
from kiosk.central.twins import Twins
from kiosk.core.enrolment import BoxRole
from kiosk.sync.photo_packets import PhotoChunk
from kiosk.sync.protocol import (
    NOT_REGISTERED,
    WRONG_ROLE,
    Ack,
    Batch,
    Health,
    Hello,
    PhotoAck,
    Skip,
    State,
)
from kiosk.sync.streams import SeqReceiver, Sorted

_NO_EPOCH = "0" * 16


class _Door(Struct, frozen=True):
    """What stands of a device in the registry; `blocked` is empty while it is let in."""

    sender: Sender
    blocked: str


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
        self._conn, self._outgoing = conn, outgoing
        self._marks, self._notes = UpMarks(conn), Notes(conn)
        self.snapshots = Snapshots(conn, outgoing, self._notes, new_id)
        self._greeter = Greeter(self._marks, outgoing, self._notes, self.snapshots)
        self._pile = Pile(conn, outgoing, siblings, self._notes, self.snapshots)
        self.erasures = self._pile.erasures
        self._twins = Twins(conn)

    def take(self, packets: Sequence[Packet], at: int) -> Taken:
        """Take a group of packets, in order; return what to answer once it is committed."""
        replies: list[Reply] = []
        opened: list[Opened] = []
        heard: dict[str, None] = {}
        self._begin({packet.device for packet in packets})
        for packet in packets:
            door = self._doors.get(packet.device)
            why = NOT_REGISTERED if door is None else door.blocked or self._suspicion(packet)
            if door is None or (why and not (why == REPLACED and self._has_more(packet))):
                replies += self._turn_away(packet, why)
                continue
            if not (isinstance(packet.body, State) and not packet.body.online):
                heard[packet.device] = None
            if self._must_settle_before(packet, door.sender):
                self._settle(at)
            if isinstance(packet.body, Hello):
                welcome, down = self._greeter.greet(packet.device, packet.body, at)
                replies.append(Reply(packet.device, welcome))
                opened += [down] if down and not why else []
            elif ack := self._take_one(packet, door.sender, at):
                # one that was replaced greets after each batch, until it has told all
                replies.append(Reply(packet.device, replace(ack, hello=ack.hello or bool(why))))
        self._settle(at)
        self._notes.write(heard, at)
        self._queued |= dict.fromkeys(self.snapshots.write_due(heard, at))
        return Taken(tuple(replies), tuple(opened), tuple(heard), tuple(self._queued))

    def take_again(self, sender: Sender, found: Read, at: int) -> None:
        """Take one item in that was put aside, as on arrival; its number counts already."""
        self._pile.forget()
        self._notes.forget()
        self._pile.add(sender, [found], is_late=True)
        self._pile.settle(at)
        self._notes.write((), at)

    def _begin(self, devices: Collection[str]) -> None:
        """Hold the devices of a group, and ask for what all its packets need."""
        self._queued: dict[str, None] = {}
        self._pile.forget()
        self._notes.forget()
        self._conn.hold(devices)
        self._marks.read(devices)
        found = self._conn.execute(
            "SELECT device.device, device.point, device.blocked, device.role, shared_point.point"
            " FROM device LEFT JOIN shared_point ON shared_point.point = device.point"
            " WHERE device.device IN (SELECT value FROM json_each(?))",
            [json_list(tuple(devices))],
        ).fetchall()
        self._doors = {
            device: _Door(
                Sender(device, point, shares=shared is not None),
                blocked if role == BoxRole.COUNTER else WRONG_ROLE,
            )
            for device, point, blocked, role, shared in found
        }

    def _must_settle_before(self, packet: Packet, sender: Sender) -> bool:
        """Whether a packet reads tables that are true only once the pile is in them."""
        match packet.body:
            case Batch():
                return self._pile.must_settle_before(sender)
            case Ack():
                return self._pile.writes_letters
            case body:
                return isinstance(body, Hello)

    def _settle(self, at: int) -> None:
        self._marks.write()  # first: a letter that relays says how much of its box was known
        self._queued |= dict.fromkeys(self._pile.settle(at))

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
        device = packet.device
        why = self._twins.suspicion(device, packet.body)
        if why:
            self._conn.execute("UPDATE device SET blocked = ? WHERE device = ?", [why, device])
            self._doors[device] = replace(self._doors[device], blocked=why)
            self._notes.alarm(device, why)
        return why

    def _take_one(self, packet: Packet, sender: Sender, at: int) -> Ack | None:
        match packet.body:
            case Batch() as batch:
                return self._batch(sender, batch, at)
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

    def _batch(self, sender: Sender, batch: Batch, at: int) -> Ack:
        device = sender.device
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
            rows = chained_rows(device, batch.epoch, found.fresh, chain)
            refused = self._events(sender, rows, at)
            receiver.keep(rows[-1].seq)
            after = replace(had, upto=receiver.upto, hash=rows[-1].chain, doubt=Doubt.NONE)
            self._marks.put(device, after)
        if found.need is None and not found.hello:
            known = len(batch.items) - len(found.fresh)
            if known:
                self._notes.count(device, "duplicates", known)
        return replace(receiver.ack(found), quarantined=refused)

    def _events(self, sender: Sender, rows: Sequence[Row], at: int) -> int:
        """Lay the events of a batch on the pile; return how many items went to quarantine."""
        told: list[Read] = []
        for found in read_all(rows):
            if isinstance(found, Bad):
                self._notes.quarantine(found, at)
            else:
                told.append(found)
        self._pile.add(sender, told)
        return len(rows) - len(told)

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
