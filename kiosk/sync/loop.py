"""The carrier: one loop that turns the link, greets, sends the journal up and takes letters in."""

import logging
import threading
from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from kiosk.sync.link import Link, Received, Will
from kiosk.sync.mailbox import Letter, Mailbox, Mark
from kiosk.sync.outbox import Outbox
from kiosk.sync.photo_carrier import PhotoCarrier
from kiosk.sync.protocol import (
    MAX_EVENTS,
    NOT_REGISTERED,
    Ack,
    Action,
    BadPacket,
    Batch,
    DeviceWord,
    DownMark,
    Header,
    Health,
    Hello,
    State,
    Topics,
    Welcome,
    pack,
    read,
    unpack,
)
from kiosk.sync.streams import Need, SeqReceiver, SeqSender

log = logging.getLogger(__name__)

TURN_S = 0.1  # measured: news of the journal seen p50 56 ms later for 0.2 % CPU (DESIGN.md 2)
_HELLO_FIRST_S, _HELLO_MOST_S = 3.0, 60.0
_BLOCKED_HELLO_S = 900.0
_UNWELCOME_S = 600.0
_HEALTH_S, _NEWS_S = 60.0, 2.0  # how often at least; and how often devices are looked at
_SAVE_S = 1.0


class Identity(Struct, frozen=True):
    """Who we are to the central."""

    device: str
    point: str
    app: str
    boot: str
    hw: str = ""


class Times(Struct, frozen=True):
    """Clocks and chance, given by the composition root.

    Args:
        now: monotonic seconds.
        wall: milliseconds UTC.
        quality: how far `wall` can be believed.
        nonce: 16 hex digits.
        jitter: draws from 0.5..1.5.
    """

    now: Callable[[], float]
    wall: Callable[[], int]
    quality: Callable[[], str]
    nonce: Callable[[], str]
    jitter: Callable[[], float]


class Host(Struct, frozen=True):
    """The machine we run on, given by the composition root.

    Args:
        alive: called once a turn, for the watchdog.
        disk_free_mb: room left where the databases lie; None: nobody tells.
        temp_c: how hot the board is; None: nobody tells.
        certificate_ends_at: ms UTC; None without one.
    """

    alive: Callable[[], None] = lambda: None
    disk_free_mb: Callable[[], int | None] = lambda: None
    temp_c: Callable[[], float | None] = lambda: None
    certificate_ends_at: Callable[[], int | None] = lambda: None


class SyncLoop:
    """Carries the mail until told to stop; whatever dies around it, it goes on.

    Args:
        link: the connection.
        outbox: the counter's journal.
        mailbox: mail.db.
        me: who we are.
        times: clocks and chance.
        host: the machine we run on.

    Attributes:
        photos: what is carried beside the streams; the composition root gives it.
    """

    def __init__(
        self,
        link: Link,
        outbox: Outbox,
        mailbox: Mailbox,
        me: Identity,
        times: Times,
        host: Host,
    ) -> None:
        self._link, self._outbox, self._mailbox = link, outbox, mailbox
        self.photos: PhotoCarrier | None = None
        self._me, self._times, self._host = me, times, host
        self._conn = times.nonce()
        link.will = self._will
        self._topics = Topics(me.device)
        self.sender = SeqSender(outbox, times.jitter, MAX_EVENTS)
        self.receiver = SeqReceiver(None, 0)
        self._connections = self._openings = 0
        self._nonce = ""
        self._hello_at = self._hello_wait = self._linked_at = 0.0
        self._health_at = self._looked_at = -_HEALTH_S
        self._devices: dict[str, DeviceWord] = {}
        self._devices_of = -1  # the counter's version they were read at
        mark = mailbox.mark("up")
        self._saved = mark or Mark("", 0)
        self._unsaved_at: float | None = None  # since when it is not what is kept
        self.sender.cursor = self._saved.upto  # till the greeting: else nothing would seem acked
        self._ack_at = ""
        self._packed: tuple[Batch | None, bytes] = (None, b"")  # what very likely goes next
        self._noted: dict[str, str] = {}
        self._version = self._cleaned = -1  # of the counter's file

    def run(self, stop: threading.Event) -> None:
        """Turn until `stop` is set, then say goodbye."""
        while not stop.is_set():
            try:
                self.turn(TURN_S)
            except Exception:
                # One of the three places where anything may be caught: the mail must go on.
                log.exception("a turn failed; the connection is made anew")
                self._link.renew("fault")
                stop.wait(1.0)
        self.close()

    def close(self) -> None:
        """Leave properly."""
        self._publish_state(online=False)
        self._link.close()
        self._save(force=True)
        self._note(connected="0", welcomed="0")
        self._outbox.close()
        self._mailbox.close()

    def turn(self, wait_s: float) -> None:
        """Do one round of everything; waits at most `wait_s` for the network."""
        came = self._link.turn(wait_s)
        now = self._times.now()
        self._version = self._outbox.refresh(now)
        self._follow_link(now)
        for packet in came:
            self._take(packet, now)
        self._send(now)
        self._save(force=self.sender.is_idle and not came)
        self._clean()
        self._host.alive()

    # -- greeting --------------------------------------------------------------------------------

    def _follow_link(self, now: float) -> None:
        if not self._link.is_up:
            if self._linked_at:
                self._linked_at = 0.0
                self._stop_sending()
            self._note(connected="0", welcomed="0", fault=self._link.fault)
            return
        if self._link.connections != self._connections:
            self._connections = self._link.connections
            self._linked_at = now
            self._stop_sending()
            self._hello_at, self._hello_wait = now, _HELLO_FIRST_S
            self._health_at = now - _HEALTH_S  # what was said last may have been lost with the link
            self._publish_state(online=True)
            ends_at = self._host.certificate_ends_at()
            self._note(connected="1", fault="", certificate_ends_at=str(ends_at or ""))
        if self._outbox.openings != self._openings:
            self._openings = self._outbox.openings
            self.sender.stop()  # another file may lie there: the central must look at its history
            self._hello_at, self._hello_wait = now, _HELLO_FIRST_S
        if not self.sender.is_open and now >= self._hello_at:
            self._greet(now)
        if not self.sender.is_open and now - self._linked_at > _UNWELCOME_S:
            self._link.renew("no welcome")

    def _stop_sending(self) -> None:
        self.sender.stop()
        self.receiver.epoch = None
        if self.photos is not None:
            self.photos.stop()

    def _greet(self, now: float) -> None:
        up = self._outbox.up_mark(self.sender.cursor)
        if up is None:
            return
        self._nonce = self._times.nonce()
        hello = Hello(
            sent_at=self._times.wall(),
            nonce=self._nonce,
            point=self._me.point,
            app=self._me.app,
            boot=self._me.boot,
            hw=self._me.hw,
            up=up,
            down=self._down_mark(),
            tail=self._outbox.tail(),
            clock=self._times.quality(),
        )
        self._link.publish(self._topics.hello, pack(hello))
        self._hello_at = now + self._hello_wait * self._times.jitter()
        self._hello_wait = min(2 * self._hello_wait, _HELLO_MOST_S)

    def _down_mark(self) -> DownMark:
        mark = self._mailbox.mark("down")
        if mark is None:
            return self._outbox.down_mark(None)
        known = self._outbox.down_mark((mark.epoch, mark.upto))
        obeyed = Mark(mark.epoch, known.applied)
        return replace(known, upto=self._mailbox.rewind(obeyed, known.upto))

    def _welcomed(self, welcome: Welcome, now: float) -> None:
        if welcome.nonce != self._nonce:
            return
        self._nonce = ""
        self._note(
            action=welcome.action.value,
            reason=welcome.reason,
            epoch=welcome.up.epoch,
            from_seq=str(welcome.from_seq or ""),
            welcomed="0",
        )
        if welcome.action is Action.BLOCKED:
            # a box may be switched on before the central has heard of it: it soon asks again
            if welcome.reason != NOT_REGISTERED:
                self._hello_at = now + _BLOCKED_HELLO_S
            return
        if welcome.action is Action.NEW_EPOCH:
            self._hello_at = now + _HELLO_FIRST_S  # the counter starts the epoch meanwhile
            return
        self.sender.start(welcome.up.epoch, welcome.up.upto)
        mark = self._mailbox.mark("down")
        upto = mark.upto if mark and mark.epoch == welcome.down.epoch else welcome.down.first - 1
        self.receiver = SeqReceiver(welcome.down.epoch, max(upto, 0))
        self._ack_at = str(self._times.wall())
        self._note(welcomed="1", welcomed_at=self._ack_at, last_ack_at=self._ack_at)

    # -- packets ---------------------------------------------------------------------------------

    def _take(self, packet: Received, now: float) -> None:
        try:
            if packet.topic == self._topics.welcome:
                self._welcomed(unpack(packet.payload, Welcome), now)
            elif packet.topic == self._topics.events_ack:
                self._acked(unpack(packet.payload, Ack), now)
            elif packet.topic == self._topics.messages:
                self._letters(unpack(packet.payload, Batch))
            elif self.photos is not None:
                self.photos.take(packet.topic, packet.payload, now)
        except BadPacket as bad:
            log.warning("packet of %d bytes refused: %s", len(packet.payload), bad)

    def _acked(self, ack: Ack, now: float) -> None:
        before = self.sender.cursor
        if self.sender.acked(ack, now) is Need.HELLO:
            self._hello_at, self._hello_wait = now, _HELLO_FIRST_S
        if self.sender.cursor != before:
            self._ack_at = str(self._times.wall())  # noted with the cursor: see _save

    def _letters(self, batch: Batch) -> None:
        if self.receiver.epoch is None:
            return  # a greeting is on its way, and opens the stream; our refusal would end it again
        found = self.receiver.sort(batch)
        if found.skip is not None:
            self._mailbox.receive(Mark(batch.epoch, found.skip.to), ())
            self.receiver.keep(found.skip.to)
        elif found.fresh:
            letters = [_letter(seq, bytes(raw)) for seq, raw in found.fresh]
            upto = letters[-1].seq
            self._mailbox.receive(Mark(batch.epoch, upto), letters)
            self.receiver.keep(upto)
            self._cleaned = -1
        self._link.publish(self._topics.messages_ack, pack(self.receiver.ack(found)))

    # -- sending and keeping ---------------------------------------------------------------------

    def _send(self, now: float) -> None:
        if not self._link.is_up or self._version < 0:
            return
        wanted = self.sender.poll(now)
        if wanted is Need.HELLO:
            self._hello_at, self._hello_wait = now, _HELLO_FIRST_S
        elif isinstance(wanted, Batch):
            self._publish_batch(wanted)
        elif self.sender.is_open and self.photos is not None:
            self._publish_photo(self.photos, now)
        self._tell_health(now)

    def _publish_batch(self, batch: Batch) -> None:
        ready, payload = self._packed
        self._link.publish(self._topics.events, payload if batch is ready else pack(batch))
        ahead = self.sender.look_ahead()  # while the far end is busy with this one
        self._packed = (ahead, b"" if ahead is None else pack(ahead))

    def _tell_health(self, now: float) -> None:
        is_due = now - self._health_at >= _HEALTH_S
        if not is_due and (now - self._looked_at < _NEWS_S or self._devices_of == self._version):
            return
        devices, self._devices_of, self._looked_at = self._outbox.devices(), self._version, now
        if is_due or devices != self._devices:
            self._devices, self._health_at = devices, now
            self._publish_health()

    def _publish_photo(self, photos: PhotoCarrier, now: float) -> None:
        """Send a piece of a photo where no event wants the wire; the next one is answered first."""
        if (packet := photos.poll(now, self._version)) is not None:
            self._link.publish(*packet)

    def _publish_health(self) -> None:
        mark = self._outbox.up_mark(self.sender.cursor)
        unsent = max(0, mark.head - self.sender.cursor) if mark else 0
        health = Health(
            sent_at=self._times.wall(),
            unsent=unsent,
            oldest_at=self._outbox.oldest_at(self.sender.cursor),
            messages=self._mailbox.waiting(),
            photos=self.photos.waiting() if self.photos else 0,
            parked=len(self.sender.parked),
            disk_free_mb=self._host.disk_free_mb(),
            temp_c=self._host.temp_c(),
            devices=self._devices,
        )
        self._link.publish(self._topics.health, pack(health), qos=0)

    def _will(self) -> Will:
        # A fresh name for each connection, so that a late will of an older one is told apart.
        self._conn = self._times.nonce()
        return Will(self._topics.state, pack(self._state(online=False)))

    def _state(self, *, online: bool) -> State:
        me = self._me
        sent_at = self._times.wall()
        return State(online=online, conn=self._conn, boot=me.boot, app=me.app, sent_at=sent_at)

    def _publish_state(self, *, online: bool) -> None:
        self._link.publish(self._topics.state, pack(self._state(online=online)), retain=True)

    def _save(self, *, force: bool) -> None:
        """Keep how far the central has acknowledged: in a quiet turn, or after a second.

        Not in the turn that heard of it: that one has what waits behind it to send, and no flush
        of ours stands between an event and the next one.
        """
        mark = Mark(self.sender.epoch or self._saved.epoch, self.sender.cursor)
        if not mark.epoch or mark == self._saved:
            return
        now = self._times.now()
        self._unsaved_at = now if self._unsaved_at is None else self._unsaved_at
        can_wait = mark.epoch == self._saved.epoch and now - self._unsaved_at < _SAVE_S
        if can_wait and not force:
            return
        facts = self._news({"last_ack_at": self._ack_at} if self._ack_at else {})
        self._mailbox.save_up(mark, self.sender.parked.items(), facts)
        self._saved, self._unsaved_at = mark, None

    def _clean(self) -> None:
        if self._version in {-1, self._cleaned}:
            return
        self._cleaned = self._version
        down = self._outbox.down_mark(None)
        if down.epoch is not None and down.applied:
            self._mailbox.blank_applied(down.epoch, down.applied)

    def _note(self, **facts: str) -> None:
        if changed := self._news(facts):
            self._mailbox.note(changed)

    def _news(self, facts: dict[str, str]) -> dict[str, str]:
        """Return those of `facts` that are not noted yet; they will be."""
        changed = {key: value for key, value in facts.items() if self._noted.get(key) != value}
        self._noted |= changed
        return changed


def _letter(seq: int, raw: bytes) -> Letter:
    try:
        header = read(raw, Header)
    except BadPacket:
        return Letter(seq, "", "", raw, None)  # the counter answers bad_data
    return Letter(seq, header.id, header.type, raw, header.expires_at)
