"""Every fact in its envelope: the journal's body and, byte for byte, what travels to the central.

A fact is a frozen Struct whose name is its type: `ParcelStored` is `parcel.stored`. The facts stand
in `core.facts`, a module a part of the house; FACTS below is the catalogue of all of them. Journal
and wire share the same bytes, so the hash chain needs no canonical JSON.
"""

from collections.abc import Iterable
from functools import cache
from typing import Annotated

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import asdict, astuple

from kiosk.core.facts import (
    box,
    claiming,
    counting,
    day,
    deciding,
    evidence,
    link,
    noticing,
    opening,
    paying,
    people,
    privacy,
    returning,
    shipping,
    stockroom,
    updating,
    visits,
)
from kiosk.core.facts.fact import Fact
from kiosk.core.sound_events import SoundEvents, are_sound
from kiosk.core.words import At, Boot, ClockQuality, EventId, Ref, Word, type_word

MAX_EVENT_BYTES = 16 * 1024  # PROTOCOL.md 4
SYSTEM = "system"  # the actor of what the clock does
CENTRAL = "central"  # the actor of what an applied message does
ROOMS = (
    *(stockroom, visits, deciding, paying, counting, shipping, returning, people, box),
    *(evidence, link, privacy, noticing, opening, day, updating, claiming),
)

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
_FIELDS = Envelope.__struct_fields__
_TYPE, _FACTS = _FIELDS.index("type"), _FIELDS.index("facts") - 1  # of a form, without a type
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
    sound = _sound()
    try:  # most events are sound, and every event read passes here
        opened = sound.open(raw)
        form = sound.forms[type(opened)]
        id_, tv, at, mono, boot, clock, actor, told, seen, witness, cause, via = astuple(opened)
        row = astuple(told)
        refs, rest = "".join(filter(None, form.refs(row))), "".join(filter(None, form.rest(row)))
        if are_sound(f"{id_}\n{boot}\n{actor}{refs}\n{rest}"):
            word, facts = form.word, form.fact(*row)
            # no field is looked up, and none named
            return Event(
                id_, word, tv, at, mono, boot, clock, actor, facts, seen, witness, cause, via
            )
    except _UNSOUND:
        pass  # the careful look says why, or that it is sound after all
    return _decoded(raw)


def readable(raw: bytes | msgspec.Raw) -> Event | None:
    """Return the event that `raw` holds, or None: for who goes on past a row of bad bytes.

    Such a row was tampered with or is of another version; the audit names it.
    """
    try:
        return decode(raw)
    except (UnknownFact, *_UNSOUND):
        return None


def decode_all(raws: Iterable[bytes | msgspec.Raw]) -> list[Event] | None:
    """Return the events of a batch, or None if one of them must be looked at by itself.

    Their words are looked at together, and what many of them say only once.
    """
    sound = _sound()
    try:
        opened = list(map(sound.open, raws))
    except _UNSOUND:
        return None
    if not opened:
        return []
    forms = [sound.forms[type(one)] for one in opened]
    # column by column, so that Python does little for each event and nothing for each field
    columns = list(zip(*map(astuple, opened), strict=True))
    ids, _, _, _, boots, _, actors, told, *_ = columns
    rows = list(map(astuple, told))
    refs: list[str | None] = list(actors)
    rest: list[str | None] = []
    for form, row in zip(forms, rows, strict=True):
        refs += form.refs(row)
        rest += form.rest(row)
    words = (ids, set(boots), filter(None, set(refs)), filter(None, set(rest)))
    if not are_sound("\n".join(map("".join, words))):
        return None
    columns[_FACTS] = tuple(form.fact(*row) for form, row in zip(forms, rows, strict=True))
    columns.insert(_TYPE, tuple(form.word for form in forms))
    return list(map(Event, *columns))


def _decoded(raw: bytes | msgspec.Raw) -> Event:
    """Look at every word by itself, as `decode` says."""
    envelope = _envelopes.decode(raw)
    if envelope.type not in FACTS or envelope.tv != 1:
        raise UnknownFact(f"{envelope.type} v{envelope.tv}")
    facts = _decoders[envelope.type].decode(envelope.facts)
    return Event(**(asdict(envelope) | {"facts": facts}))
