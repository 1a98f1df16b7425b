"""The letters of the central: what comes down to a point, each a Struct named by its type."""

from typing import Annotated

import msgspec
from msgspec import Meta, Struct, field

from kiosk.core import claims, erase_letters, opening_letters, posts, updates  # noqa: F401
from kiosk.core.facts.fact import Item
from kiosk.core.facts.returning import Items
from kiosk.core.letter import Letter
from kiosk.core.paywords import PayMethod
from kiosk.core.words import (
    At,
    CarriageVerdict,
    Count,
    Currency,
    Digest,
    Line,
    Minor,
    ParcelKind,
    Ref,
    ReturnJudgement,
    Right,
    Role,
    Sha256,
    Size,
    Word,
    type_word,
)

MAX_MESSAGE_BYTES = 64 * 1024  # PROTOCOL.md 4
SIBLINGS = "point.siblings"  # a setting: several counters work for the point
SETTINGS = frozenset({SIBLINGS})  # what the central may decide; nothing that loosens a limit


class ManifestLine(Struct, frozen=True, omit_defaults=True):
    """One parcel of a delivery's manifest."""

    parcel: Ref
    kind: ParcelKind = ParcelKind.ORDER
    box: Ref | None = None
    order: Ref | None = None
    customer_ref: Ref | None = None
    items: Annotated[tuple[Item, ...], Meta(max_length=40)] = ()
    size: Size = Size.S
    age_limit: Annotated[int, Meta(ge=0, le=99)] = 0
    due_minor: Minor = 0
    currency: Currency = "RUB"
    store_until: At | None = None
    policy: Word = ""
    seller_ref: Ref | None = None


class CustomerLine(Struct, frozen=True):
    """All that a point may know of a customer."""

    customer_ref: Ref
    masked_name: Annotated[str, Meta(max_length=40, pattern=r"^[^\x00-\x1f\x7f]*$(?!\n)")]
    last_four: Annotated[str, Meta(pattern=r"^[0-9]{0,4}$(?!\n)")]


class CodeLine(Struct, frozen=True):
    """The digest of one pickup code and when it counts."""

    digest: Digest
    from_at: At
    to_at: At


class DeliveryAnnounced(Letter, frozen=True):
    """A delivery is coming; its manifest follows in parts."""

    delivery: Ref
    carrier: Word
    due_at: At
    boxes: Annotated[tuple[Ref, ...], Meta(max_length=500)] = ()
    parts: Count = 1


class DeliveryPart(Letter, frozen=True):
    """One part of a manifest."""

    delivery: Ref
    part: Count
    parcels: Annotated[tuple[ManifestLine, ...], Meta(max_length=100)]
    customers: Annotated[tuple[CustomerLine, ...], Meta(max_length=100)] = ()


class DeliveryCancelled(Letter, frozen=True):
    """A delivery is not coming."""

    delivery: Ref


class CodesSet(Letter, frozen=True):
    """The pickup codes of one customer for the days ahead."""

    customer_ref: Ref
    codes: Annotated[tuple[CodeLine, ...], Meta(max_length=32)]


class OrderCancelled(Letter, frozen=True):
    """An order will not be collected."""

    order: Ref
    parcels: Annotated[tuple[Ref, ...], Meta(max_length=100)]
    reason: Word = "by_central"


class StorageExtended(Letter, frozen=True):
    """A parcel may wait longer."""

    parcel: Ref
    until: At


class DueSet(Letter, frozen=True):
    """What is to be paid for a parcel at the counter from now on.

    Args:
        method: how the customer paid the difference meanwhile, link or prepaid; None: not at all.
    """

    parcel: Ref
    due_minor: Minor
    currency: Currency
    method: PayMethod | None = None


class PolicySet(Letter, frozen=True):
    """The network's rules, whole."""

    version: Annotated[int, Meta(ge=1, le=2**31)]
    policy: msgspec.Raw


class StaffUpsert(Letter, frozen=True):
    """A person of the team as the central knows them; the PIN is set at the point."""

    staff: Ref
    name: Line
    role: Role
    rights: tuple[Right, ...] = ()
    active: bool = True
    reset_pin: bool = False


class SnapshotBegin(Letter, frozen=True):
    """The whole of a point follows, as the central knows it after the event `upto`.

    Args:
        snapshot: its name.
        epoch, upto: how far it had the box's journal when it wrote this.
        parts, rows: how many follow.
    """

    snapshot: Ref
    epoch: Word
    upto: At
    parts: Annotated[int, Meta(ge=0, le=20_000)]
    rows: Count


class SnapshotPart(Letter, frozen=True):
    """Rows of one table of a snapshot; `core.snapshots` says what a row may be."""

    snapshot: Ref
    n: Annotated[int, Meta(ge=1, le=20_000)]
    table: Word
    rows: Annotated[tuple[msgspec.Raw, ...], Meta(max_length=100)]


class SnapshotEnd(Letter, frozen=True):
    """All of a snapshot was sent; with this digest it takes the place of what was there."""

    snapshot: Ref
    sha256: Sha256


class ConfigSet(Letter, frozen=True):
    """Settings of the point that the central decides.

    Args:
        version: when they were decided, ms UTC; the newer ones stand.
        settings: by name, such as `point.siblings`; any other than the known ones is refused.
    """

    version: Annotated[int, Meta(ge=1, le=2**53 - 1)]
    settings: Annotated[dict[Word, bool], Meta(max_length=32)]


class ShipmentVerdict(Letter, frozen=True):
    """What the warehouse found in a shipment."""

    subject: Ref
    verdict: CarriageVerdict
    comment: Line = ""


class ReturnExpected(Letter, frozen=True):
    """A customer may bring something back.

    Args:
        return_: the return as the network calls it.
        code: what the customer shows.
        customer: all that a point may know of the customer, if it is to show a name.
        order: from which the goods are.
        items: the goods; their category chooses the checklist.
        size: of what they will fill.
        currency: of the goods' prices.
        until: the last moment to bring them, ms UTC; None for no term.
        reason: the customer's, in words.
        language: of the customer's papers; empty for the point's own.
    """

    return_: Ref = field(name="return")
    code: Annotated[str, Meta(pattern=r"^ii[0-9]{8,12}$(?!\n)")]
    customer_ref: Ref
    items: Annotated[Items, Meta(min_length=1)]
    customer: CustomerLine | None = None
    order: Ref | None = None
    size: Size = Size.S
    until: At | None = None
    reason: Line = ""
    language: Word = ""
    currency: Currency = "RUB"


class ReturnCancelled(Letter, frozen=True):
    """A customer will not bring it back after all."""

    return_: Ref = field(name="return")


class ReturnVerdict(Letter, frozen=True):
    """Whether a return that nobody had announced was one of the network's."""

    return_: Ref = field(name="return")
    verdict: ReturnJudgement
    comment: Line = ""


class DropoffExpected(Letter, frozen=True):
    """A sender will bring a parcel."""

    parcel: Ref
    sender_ref: Ref | None = None
    size: Size = Size.S
    items: Items = ()
    policy: Word = ""


class SellerSet(Letter, frozen=True):
    """A seller who collects here, and the digest of the newest give-out code.

    Args:
        seller_ref: the seller.
        name: as the network calls the shop; no person's name.
        digest: `core.pickup.seller_digest` of the code.
        made_at: when the code was made, ms UTC; the newest one counts.
    """

    seller_ref: Ref
    name: Word
    digest: Digest
    made_at: At


class OtherPoint(Struct, frozen=True, omit_defaults=True):
    """Another point of the network.

    Args:
        point: its number.
        address: as the network writes it, with the town.
        lat, lon: millionths of a degree, WGS 84; None where the network has none.
        hours: when it is open, in words.
    """

    point: Ref
    address: Annotated[Line, Meta(min_length=1)]
    lat: Annotated[int, Meta(ge=-90_000_000, le=90_000_000)] | None = None
    lon: Annotated[int, Meta(ge=-180_000_000, le=180_000_000)] | None = None
    hours: Word = ""


class ElsewhereLine(Struct, frozen=True, omit_defaults=True):
    """A parcel at another point, or on its way there; `until` is its term, ms UTC."""

    parcel: Ref
    point: Ref
    is_ready: bool = False
    order: Ref | None = None
    until: At | None = None


class ElsewhereSet(Letter, frozen=True):
    """All that waits for a customer at other points, in place of what was told before.

    Args:
        as_of: when it was so, ms UTC; the newest word stands.
        points: every point that a parcel names.
        language: of the customer's papers; empty for the point's own.
    """

    customer_ref: Ref
    as_of: At
    parcels: Annotated[tuple[ElsewhereLine, ...], Meta(max_length=100)] = ()
    points: Annotated[tuple[OtherPoint, ...], Meta(max_length=50)] = ()
    language: Word = ""


class EraseRequest(Letter, frozen=True):
    """A customer is to be forgotten once nothing of theirs is open, until `due_at`, ms UTC."""

    request: Ref
    customer_ref: Ref
    due_at: At


class SiblingEvents(Letter, frozen=True):
    """What another counter of the same point has told, byte for byte."""

    device: Word
    events: Annotated[tuple[msgspec.Raw, ...], Meta(min_length=1, max_length=20)]


LETTERS: dict[str, type[Letter]] = {type_word(c.__name__): c for c in Letter.__subclasses__()}
_TYPES = {letter: word for word, letter in LETTERS.items()}


class Message(Struct, frozen=True):
    """A letter in its envelope (PROTOCOL.md 4)."""

    id: str
    type: str
    tv: int
    made_at: int
    by: str
    facts: Letter
    expires_at: int | None = None
    base: int | None = None
    seen: int = 0


class Envelope(Struct, frozen=True, omit_defaults=True):
    """A message whose letter is not opened yet."""

    id: Annotated[str, Meta(pattern=r"^[0-9a-f-]{36}$(?!\n)")]
    type: Word
    tv: Annotated[int, Meta(ge=1, le=1000)]
    made_at: At
    by: Word
    facts: msgspec.Raw
    expires_at: At | None = None
    base: At | None = None
    seen: At = 0


class UnknownLetter(Exception):
    """A sound envelope around a type or version not known here."""


_encoder = msgspec.json.Encoder()
_envelopes = msgspec.json.Decoder(Envelope)
_decoders = {word: msgspec.json.Decoder(letter) for word, letter in LETTERS.items()}


def type_of(letter: Letter) -> str:
    """Return the word of a letter's type, such as `delivery.part`."""
    return _TYPES[type(letter)]


def encode(message: Message) -> bytes:
    """Return the message as JSON, an item of a down-going batch."""
    raw = msgspec.Raw(_encoder.encode(message.facts))
    fields = {name: getattr(message, name) for name in message.__struct_fields__}
    return _encoder.encode(Envelope(**(fields | {"facts": raw})))


def decode(raw: bytes | msgspec.Raw) -> Message:
    """Return the message that `raw` holds.

    Raises:
        UnknownLetter: a type or version not known here.
        msgspec.MsgspecError, UnicodeDecodeError, RecursionError: bad bytes (PROTOCOL.md 4).
    """
    if len(bytes(raw)) > MAX_MESSAGE_BYTES:  # before a million rows become a million objects
        raise msgspec.ValidationError(f"a message has more than {MAX_MESSAGE_BYTES} bytes")
    envelope = _envelopes.decode(raw)
    if envelope.type not in LETTERS or envelope.tv != 1:
        raise UnknownLetter(f"{envelope.type} v{envelope.tv}")
    letter = _decoders[envelope.type].decode(envelope.facts)
    fields = {name: getattr(envelope, name) for name in envelope.__struct_fields__}
    return Message(**(fields | {"facts": letter}))
