"""Every fact in its envelope: the journal's body and, byte for byte, what travels to the central.

A fact is a frozen Struct whose name is its type: `ParcelStored` is `parcel.stored`. The facts stand
in `core.facts`, a module a part of the house; FACTS below is the catalogue of all of them. Journal
and wire share the same bytes, so the hash chain needs no canonical JSON.
"""

from functools import cache
from typing import Annotated

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import asdict, astuple

from kiosk.core.facts import (
    box,
    counting,
    evidence,
    people,
    returning,
    shipping,
    stockroom,
    visits,
)
from kiosk.core.facts.fact import Fact
from kiosk.core.sound_events import PARTING, SoundEvents, is_sound
from kiosk.core.words import At, Boot, ClockQuality, EventId, Ref, Word, type_word

MAX_EVENT_BYTES = 16 * 1024  # PROTOCOL.md 4
SYSTEM = "system"  # the actor of what the clock does
CENTRAL = "central"  # the actor of what an applied message does
ROOMS = (stockroom, visits, counting, shipping, returning, people, box, evidence)

FACTS: dict[str, type[Fact]] = {}


FACTS.update(
    {
        type_word(name): fact
        for room in ROOMS
        for name, fact in vars(room).items()
        if isinstance(fact, type) and issubclass(fact, Fact) and fact is not Fact
    }
)
_TYPES: dict[type[Fact], str] = {fact: word for word, fact in FACTS.items()}


class Stamp(Struct, frozen=True):
    """The moment of an event.

    Args:
        at: milliseconds UTC; never used for order, a Pi has no clock of its own.
        mono: milliseconds since boot.
        boot: the kernel's boot id, 16 hex digits.
        clock: how far `at` can be believed.
    """

    at: int
    mono: int
    boot: str
    clock: ClockQuality


class Event(Struct, frozen=True, omit_defaults=True):
    """A fact in its envelope; what is not set does not travel.

    Args:
        id: UUIDv7, the idempotency key from birth.
        type: the fact's word.
        tv: version of the fact's form.
        recorded_at, mono, boot, clock: the Stamp.
        actor: staff id, `system` or `central`.
        facts: the typed fact.
        seen: highest message of the central applied when this was made.
        witness: second person, where one was asked for.
        cause: id of the message or event behind this one.
        via: id of a sibling's event that this one repeats.
    """

    id: str
    type: str
    tv: int
    recorded_at: int
    mono: int
    boot: str
    clock: ClockQuality
    actor: str
    facts: Fact
    seen: int = 0
    witness: str | None = None
    cause: str | None = None
    via: str | None = None


class Envelope(Struct, frozen=True):
    """An event whose fact is not opened yet: what can be read of it whatever its type."""

    id: EventId
    type: Word
    tv: Annotated[int, Meta(ge=1, le=1000)]
    recorded_at: At
    mono: Annotated[int, Meta(ge=0)]
    boot: Boot
    clock: ClockQuality
    actor: Ref
    facts: msgspec.Raw
    seen: At = 0
    witness: Ref | None = None
    cause: Ref | None = None
    via: Ref | None = None


class UnknownFact(Exception):
    """The envelope is sound, but this version does not know the fact's type or form."""


def type_of(fact: Fact) -> str:
    """Return the word of a fact's type, such as `parcel.stored`."""
    return _TYPES[type(fact)]


def word_of(kind: type[Fact]) -> str:
    """Return the word of a type of facts."""
    return _TYPES[kind]


_encoder = msgspec.json.Encoder()
_envelopes = msgspec.json.Decoder(Envelope)
_decoders = {word: msgspec.json.Decoder(fact) for word, fact in FACTS.items()}
_FACTS = [field for field in Envelope.__struct_fields__ if field != "type"].index("facts")
_UNSOUND = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


@cache
def _sound() -> SoundEvents:
    return SoundEvents(FACTS, Envelope)  # made when it is first needed: it takes some 10 ms


def encode(event: Event) -> bytes:
    """Return the event as JSON: the journal's body and the wire's item."""
    return _encoder.encode(event)


def decode(raw: bytes | msgspec.Raw) -> Event:
    """Return the event that `raw` holds.

    Raises:
        UnknownFact: a sound envelope around a type or version not known here.
        msgspec.MsgspecError, UnicodeDecodeError, RecursionError: bad bytes (PROTOCOL.md 4).
    """
    try:  # most events are sound, and every event read passes here
        sound = _sound()
        opened = sound.open(raw)
        word, fact, words = sound.forms[type(opened)]
        head = astuple(opened)
        facts = astuple(head[_FACTS])
        text = "".join(filter(None, words(head + facts + PARTING)))
        if is_sound(text) and head[1] == 1:
            id_, tv, at, mono, boot, clock, actor, _, seen, witness, cause, via = head
            # no field is looked up, and none named
            return Event(
                id_, word, tv, at, mono, boot, clock, actor, fact(*facts), seen, witness, cause, via
            )
    except _UNSOUND:
        pass  # the careful look says why, or that it is sound after all
    return _decoded(raw)


def _decoded(raw: bytes | msgspec.Raw) -> Event:
    """Look at every word by itself, as `decode` says."""
    envelope = _envelopes.decode(raw)
    if envelope.type not in FACTS or envelope.tv != 1:
        raise UnknownFact(f"{envelope.type} v{envelope.tv}")
    facts = _decoders[envelope.type].decode(envelope.facts)
    return Event(**(asdict(envelope) | {"facts": facts}))
