"""Personal fields that must reach the central: a small file an event names by its SHA-256 alone.

They travel as photos do and never in a journal, which is kept for ever. 16 random bytes stand among
them: without these, whoever holds the digest could try names and numbers until one fits. One
content has one form, so `read` takes nothing but what `write` makes.
"""

import hashlib
from typing import Annotated, Final, TypeVar

import msgspec
from msgspec import Meta, Struct

from kiosk.core.words import type_word

MIME: Final = "application/json"
PURPOSE: Final = "attachment"  # in the place of what a photo is taken for
MAX_BYTES: Final = 16 * 1024
MOST_FIELDS: Final = 40
_MOST_TEXT = 1000
# control characters, half a character, other ends of line, what turns the order of reading round
_UNSEEN = r"\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"

FieldName = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,39}$(?!\n)")]
Text = Annotated[str, Meta(max_length=_MOST_TEXT, pattern=rf"^[^{_UNSEEN}]*$(?!\n)")]


class Attachment(Struct, frozen=True, forbid_unknown_fields=True):
    """What an attachment holds.

    Args:
        v: of its form.
        kind: whose fields they are, the word of their Struct, such as `opening.applicant`.
        fields: text by name.
        salt: 16 random bytes, hex.
    """

    v: Annotated[int, Meta(ge=1, le=1)]
    kind: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9]{0,31}\.[a-z][a-z0-9_]{0,31}$(?!\n)")]
    fields: Annotated[dict[FieldName, Text], Meta(min_length=1, max_length=MOST_FIELDS)]
    salt: Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$(?!\n)")]


class Written(Struct, frozen=True):
    """An attachment as it is kept and sent, and the name an event gives it."""

    raw: bytes
    sha256: str


class BadAttachment(Exception):
    """It is no sound attachment; the reason is one word."""


_T = TypeVar("_T", bound=Struct)
_encoder = msgspec.json.Encoder(order="sorted")
_decoder = msgspec.json.Decoder(Attachment)


def write(fields: Struct, salt: bytes) -> Written:
    """Return the attachment that holds the fields of a Struct.

    Args:
        fields: texts alone; what equals its default may be left out (`omit_defaults`).
        salt: 16 random bytes, drawn for this one.

    Raises:
        BadAttachment: `invalid` (a field is no text, too long, or holds what cannot be seen; none
            is set) or `too_large`.
    """
    told = {
        "v": 1,
        "kind": type_word(type(fields).__name__),
        "fields": msgspec.to_builtins(fields),
        "salt": salt.hex(),
    }
    try:
        raw = _encoder.encode(msgspec.convert(told, Attachment))
    except msgspec.ValidationError as error:
        raise BadAttachment("invalid") from error
    if len(raw) > MAX_BYTES:
        raise BadAttachment("too_large")
    return Written(raw, hashlib.sha256(raw).hexdigest())


def read(raw: bytes) -> Attachment:
    """Return what an attachment holds.

    Raises:
        BadAttachment: too large, no JSON, out of bounds, too deep, or in another form.
    """
    if len(raw) > MAX_BYTES:
        raise BadAttachment("too_large")
    try:
        found = _decoder.decode(raw)
    except msgspec.MsgspecError as error:
        raise BadAttachment("invalid") from error
    except UnicodeDecodeError as error:
        raise BadAttachment("not_utf8") from error
    except RecursionError as error:
        raise BadAttachment("too_deep") from error
    if _encoder.encode(found) != raw:  # a name twice, blanks, another order
        raise BadAttachment("other_form")
    return found


def fields_of(attachment: Attachment, kind: type[_T]) -> _T:
    """Return the fields of an attachment as the Struct they were written from.

    Raises:
        BadAttachment: they are of another kind, or not all there.
    """
    if attachment.kind != type_word(kind.__name__):
        raise BadAttachment("other_kind")
    try:
        return msgspec.convert(attachment.fields, kind)
    except msgspec.ValidationError as error:
        raise BadAttachment("invalid") from error
