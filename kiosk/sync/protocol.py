"""The words of the mail between point and central: topics, packets, and how they are packed.

One MQTT publish is a packet: a Struct as JSON, compressed above 1 KB. Whatever bytes arrive become
a typed packet or `BadPacket`, never another exception (PROTOCOL.md 4).
"""

import zlib
from enum import StrEnum
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

ROOT = "pvz/v1/d"
MAX_RAW = 128 * 1024  # a batch before compression
MAX_INFLATED = 256 * 1024  # 48 KB can inflate to 50 MB (TRUST.md 4)
MAX_EVENTS = 256
MAX_MESSAGES = 64
MOST_DEVICES = 32  # of a box in one Health
ILL_STATES = ("absent", "degraded", "failed")
MOST_LABEL = 40  # characters of a device's name, state or trouble
COMPRESS_ABOVE = 1024
SCHEMA = 1  # which letters this version can read; a greeting tells it (PROTOCOL.md 14)
ZLIB_MARK = 0x78

_Device = Annotated[str, Meta(pattern=r"^[a-z0-9-]{3,40}$(?!\n)")]
_Hex16 = Annotated[str, Meta(pattern=r"^[0-9a-f]{16}$(?!\n)")]
_Hex64 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]
_Seq = Annotated[int, Meta(ge=0, le=2**53 - 1)]
_Count = Annotated[int, Meta(ge=0, le=2**31)]
_Word = Annotated[str, Meta(max_length=64)]
_Name = Annotated[str, Meta(pattern=rf"^[a-z0-9_.-][a-z0-9_. -]{{0,{MOST_LABEL - 1}}}$(?!\n)")]
_Label = Annotated[str, Meta(pattern=rf"^[a-z0-9_. -]{{0,{MOST_LABEL}}}$(?!\n)")]


NOT_REGISTERED = "unknown"  # why a box is turned away that the central has not heard of yet
REVOKED = "revoked"  # why a box is turned away whose certificate was taken back
WRONG_ROLE = "role"  # why a box is turned away that is no counter


class BadPacket(Exception):
    """The bytes are no packet of this kind; the reason is one word for the log."""


class Action(StrEnum):
    """What the central asks of a device at its greeting.

    `upgrade`: events are taken as ever, letters wait until the device speaks a newer SCHEMA.
    """

    NONE = "none"
    NEW_EPOCH = "new_epoch"
    BLOCKED = "blocked"
    UPGRADE = "upgrade"


class SkipWhy(StrEnum):
    """Why numbers of a stream are passed over."""

    PRUNED = "pruned"
    HOLE = "hole"
    UNSENDABLE = "unsendable"


class _Packet(Struct, frozen=True, omit_defaults=True, kw_only=True):
    v: Annotated[int, Meta(ge=1, le=1)] = 1
    sent_at: _Seq = 0


class UpMark(Struct, frozen=True):
    """The device's side of the up stream: what it has, and what it believes acknowledged."""

    epoch: _Hex16
    first: _Seq
    head: _Seq
    acked: _Seq


class DownMark(Struct, frozen=True):
    """The device's side of the down stream: received up to, and the last letter obeyed."""

    epoch: _Hex16 | None
    upto: _Seq
    applied: _Seq


class TailMark(Struct, frozen=True, array_like=True):
    """One journal row by number and id, to find where two histories part."""

    seq: _Seq
    id: Annotated[str, Meta(max_length=36)]


class Hello(_Packet, frozen=True):
    """The first packet after each connect."""

    nonce: _Hex16
    point: _Word
    app: _Word
    boot: _Hex16
    up: UpMark
    down: DownMark
    tail: Annotated[tuple[TailMark, ...], Meta(max_length=40)] = ()
    schema: _Count = SCHEMA
    hw: _Word = ""
    clock: _Word = "unsure"


class UpState(Struct, frozen=True):
    """The central's side of the up stream."""

    epoch: _Hex16
    upto: _Seq


class DownState(Struct, frozen=True):
    """The central's side of the down stream."""

    epoch: _Hex16
    first: _Seq
    head: _Seq


class Welcome(_Packet, frozen=True):
    """The answer to a Hello; only this proves that the road is open both ways."""

    nonce: _Hex16
    up: UpState
    down: DownState
    action: Action = Action.NONE
    from_seq: _Seq | None = None
    reason: _Word = ""
    min_schema: _Count = 1


class Skip(Struct, frozen=True):
    """Numbers that will never come: up to and including `to`; `hash` carries the chain on."""

    to: _Seq
    why: SkipWhy
    id: _Word = ""
    hash: _Hex64 | None = None


class Batch(_Packet, frozen=True):
    """Items with the numbers first, first + 1, ...; or a skip in their place."""

    epoch: _Hex16
    first: Annotated[int, Meta(ge=1, le=2**53 - 1)]
    items: Annotated[tuple[msgspec.Raw, ...], Meta(max_length=MAX_EVENTS)] = ()
    prev: _Hex64 | None = None
    skip: Skip | None = None

    @property
    def last(self) -> int:
        """The highest number this batch speaks of."""
        return self.skip.to if self.skip else self.first + len(self.items) - 1


class Ack(_Packet, frozen=True):
    """All up to and including `upto` is kept for good; or what is needed instead."""

    epoch: _Hex16
    upto: _Seq
    need: _Seq | None = None
    split: bool = False
    hello: bool = False
    quarantined: _Count = 0


class State(_Packet, frozen=True):
    """Presence, retained; the will says offline with the same `conn`."""

    online: bool
    conn: _Hex16
    boot: _Hex16
    app: _Word


class DeviceWord(Struct, frozen=True, omit_defaults=True):
    """How a device is: its state, and in a word what is wrong."""

    state: _Label
    what: _Label = ""

    @property
    def is_ill(self) -> bool:
        """Whether somebody should look at it; one that is only being opened is not."""
        return bool(self.what) or self.state in ILL_STATES


class Health(_Packet, frozen=True):
    """How the box is, every 60 s and soon after a device changed.

    Args:
        unsent, oldest_at: rows of the journal not acknowledged, and since when.
        messages: letters the counter has not obeyed yet.
        photos: pictures waiting to go up.
        parked: rows that cannot be sent.
        disk_free_mb: where the databases lie.
        temp_c: of the board.
        devices: by name; what is ill comes first when there are more than fit.
    """

    unsent: _Count
    oldest_at: _Seq | None = None
    messages: _Count = 0
    photos: _Count = 0
    parked: _Count = 0
    disk_free_mb: _Count | None = None
    temp_c: Annotated[float, Meta(ge=-100, le=200)] | None = None
    devices: Annotated[dict[_Name, DeviceWord], Meta(max_length=MOST_DEVICES)] = {}


class PhotoLine(_Packet, frozen=True):
    """What stands before a photo's bytes: which photo, how large, from where.

    `mime` and `size` are what the sender says; the receiver refuses what it does not take.
    """

    sha256: _Hex64
    size: Annotated[int, Meta(ge=1, le=2**53 - 1)]
    offset: _Seq
    mime: _Word


class PhotoAck(_Packet, frozen=True):
    """How much of a photo is there; `more` asks for what follows, so `have` = 0 orders it."""

    sha256: _Hex64
    have: _Seq = 0
    state: Literal["more", "done", "refused"] = "more"
    reason: _Word = ""


class Header(Struct, frozen=True):
    """As much of a letter as the carrier reads."""

    id: Annotated[str, Meta(pattern=r"^[0-9a-f-]{36}$(?!\n)")]
    type: _Word
    expires_at: _Seq | None = None


_P = TypeVar("_P", bound=Struct)
_encoder = msgspec.json.Encoder()
_decoders: dict[type[Struct], "msgspec.json.Decoder[Struct]"] = {
    kind: msgspec.json.Decoder(kind)
    for kind in (Hello, Welcome, Batch, Ack, State, Health, Header, PhotoLine, PhotoAck)
}


def pack(packet: Struct) -> bytes:
    """Return the packet's bytes, compressed when that pays."""
    raw = _encoder.encode(packet)
    return zlib.compress(raw, 1) if len(raw) > COMPRESS_ABOVE else raw


def unpack(payload: bytes, kind: type[_P]) -> _P:
    """Return the packet of `kind` that `payload` holds.

    Raises:
        BadPacket: too large, not compressed soundly, not JSON, out of bounds or too deep.
    """
    raw = _inflated(payload) if payload[:1] and payload[0] == ZLIB_MARK else payload
    if len(raw) > MAX_INFLATED:
        raise BadPacket("too_large")
    return read(raw, kind)


def read(raw: bytes | msgspec.Raw, kind: type[_P]) -> _P:
    """Return the Struct of `kind` in plain JSON bytes.

    Raises:
        BadPacket: whatever is wrong with them.
    """
    try:
        return _decoders[kind].decode(raw)  # type: ignore[return-value]
    except msgspec.MsgspecError as error:
        raise BadPacket("invalid") from error
    except UnicodeDecodeError as error:
        raise BadPacket("not_utf8") from error
    except RecursionError as error:
        raise BadPacket("too_deep") from error


def _inflated(payload: bytes) -> bytes:
    stream = zlib.decompressobj()
    try:
        raw = stream.decompress(payload, MAX_INFLATED)
    except zlib.error as error:
        raise BadPacket("bad_zlib") from error
    if stream.unconsumed_tail or not stream.eof:
        raise BadPacket("too_large" if stream.unconsumed_tail else "bad_zlib")
    return raw


class Topics(Struct, frozen=True):
    """The topics of one device (PROTOCOL.md 3)."""

    device: _Device

    def __post_init__(self) -> None:
        """Refuse a device id that would be a wildcard or another level."""
        if not self.device or any(c in self.device for c in "+#/"):
            raise ValueError(f"not a device id: {self.device!r}")

    def _of(self, rest: str) -> str:
        return f"{ROOT}/{self.device}/{rest}"

    @property
    def down(self) -> str:
        """What a device subscribes to."""
        return self._of("down/#")

    @property
    def hello(self) -> str:
        """Up: the greeting."""
        return self._of("up/hello")

    @property
    def welcome(self) -> str:
        """Down: its answer."""
        return self._of("down/welcome")

    @property
    def events(self) -> str:
        """Up: batches of events."""
        return self._of("up/events")

    @property
    def events_ack(self) -> str:
        """Down: the central's acks."""
        return self._of("down/ack")

    @property
    def messages(self) -> str:
        """Down: batches of letters."""
        return self._of("down/messages")

    @property
    def messages_ack(self) -> str:
        """Up: the device's acks."""
        return self._of("up/ack")

    @property
    def photo(self) -> str:
        """Up: pieces of photos."""
        return self._of("up/photo")

    @property
    def photo_ack(self) -> str:
        """Down: how much of a photo the central has."""
        return self._of("down/photo_ack")

    @property
    def picture(self) -> str:
        """Down: pieces of pictures of goods."""
        return self._of("down/photo")

    @property
    def picture_ack(self) -> str:
        """Up: which picture the device wants, and from where."""
        return self._of("up/photo_ack")

    @property
    def health(self) -> str:
        """Up: how the box is."""
        return self._of("up/health")

    @property
    def state(self) -> str:
        """Presence, retained."""
        return self._of("state")


CENTRAL_TOPICS = (f"{ROOT}/+/up/#", f"{ROOT}/+/state")
# The same for a central in several processes: workers share what carries the load, and one desk
# hears all that a down stream needs. No packet is in two of them: it would be delivered twice.
WORKER_TOPICS = tuple(f"$share/central/{ROOT}/+/up/{road}" for road in ("events", "photo"))
DESK_TOPICS = (
    *(f"{ROOT}/+/up/{road}" for road in ("hello", "ack", "health", "photo_ack")),
    f"{ROOT}/+/state",
)


def split_topic(topic: str) -> tuple[str, str] | None:
    """Return (device, rest) of a device's topic, or None for any other."""
    if not topic.startswith(f"{ROOT}/"):
        return None
    device, _, rest = topic[len(ROOT) + 1 :].partition("/")
    return (device, rest) if device and rest else None
