"""What a release says of itself, in the manifest that its maker signed."""

from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from kiosk.core.update_words import BundleSize, Notes, ReleaseName, Serial
from kiosk.core.words import Sha256, Word

MAX_MANIFEST = 64 * 1024
_BAD = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


class Payload(Struct, frozen=True):
    """The files of a release, as the manifest names them; sizes in bytes."""

    sha256: Sha256
    size: BundleSize
    unpacked: Annotated[int, Meta(ge=1, le=256 * 1024 * 1024)]
    files: Annotated[int, Meta(ge=1, le=20_000)]


class NotesOf(Struct, frozen=True):
    """What is new, in each language, a line a sentence."""

    ru: Notes = ()
    pt: Notes = ()
    en: Notes = ()


class Manifest(Struct, frozen=True):
    """What a release says of itself.

    Args:
        format: of the bundle.
        version, serial: which release; serials only rise.
        arch, python: what it is for.
        base_min: the oldest base it runs on.
        schema: of the counter's file.
        payload: its files.
        notes: for people.
    """

    format: Annotated[int, Meta(ge=1, le=1)]
    version: ReleaseName
    serial: Serial
    arch: Word
    python: Word
    base_min: Annotated[int, Meta(ge=0, le=10_000)]
    schema: Annotated[int, Meta(ge=1, le=10_000)]
    payload: Payload
    notes: NotesOf


class NoBundle(Exception):
    """It cannot be taken; the sentence says why."""


def manifest_of(raw: bytes) -> Manifest:
    """Return a manifest.

    Raises:
        NoBundle: it is none.
    """
    try:
        return msgspec.json.decode(raw, type=Manifest)
    except _BAD as bad:
        raise NoBundle(f"the manifest cannot be read: {bad}") from bad
