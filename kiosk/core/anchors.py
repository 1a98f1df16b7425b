"""Anchors: how a box's journal stood at the central, by which nobody can rewrite it unseen.

Whoever holds the box can change its rows and chain them anew; the audit of the box alone finds
nothing then. The central folded the same bytes into a chain of its own, and its head is the anchor.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from kiosk.core.words import At, Boot, Ref, Sha256

MOST_BYTES = 4096


class Anchor(Struct, frozen=True, forbid_unknown_fields=True):
    """The head of a box's journal as the central has it.

    Args:
        device: the box.
        epoch: of its journal's numbers.
        seq: the last row the central has.
        hash: the chain after it.
        at: when this was written, ms UTC.
        v: of its form.
    """

    device: Ref
    epoch: Boot
    seq: Annotated[int, Meta(ge=0, le=2**53 - 1)]
    hash: Sha256
    at: At
    v: Annotated[int, Meta(ge=1, le=1)] = 1


class Anchored(StrEnum):
    """How a journal stands to an anchor."""

    NOT_ASKED = "not_asked"
    AGREES = "agrees"
    DIFFERS = "differs"  # another history up to that row
    CUT_SHORT = "cut_short"  # rows are gone that the central has
    OTHER_EPOCH = "other_epoch"  # of a life of the journal that it has left
    OTHER_BOX = "other_box"


class BadAnchor(Exception):
    """It is no anchor."""


def write(anchor: Anchor) -> bytes:
    """Return an anchor as its file holds it."""
    return msgspec.json.encode(anchor) + b"\n"


def read(raw: bytes) -> Anchor:
    """Return the anchor that a file holds.

    Raises:
        BadAnchor: it is none.
    """
    try:
        if len(raw) > MOST_BYTES:
            raise BadAnchor("it is too long for an anchor")
        return msgspec.json.decode(raw, type=Anchor)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadAnchor(f"it is no anchor: {error}") from error


class Epoch(Struct, frozen=True):
    """An epoch of a journal's numbers, and its first one."""

    epoch: str
    first_seq: int


def judge(
    anchor: Anchor, device: str, epochs: Sequence[Epoch], head: int, chain: bytes | None
) -> Anchored:
    """Return how a journal stands to an anchor.

    Args:
        anchor: what the central has.
        device: whose journal it is.
        epochs: of the journal, the oldest first.
        head: its last number.
        chain: after the anchor's row; None where there is no such row.
    """
    if anchor.device != device:
        return Anchored.OTHER_BOX
    ran = [one.epoch for one in epochs if one.first_seq <= max(1, anchor.seq)]
    if not ran or ran[-1] != anchor.epoch:  # that row was written anew in a later epoch
        return Anchored.OTHER_EPOCH
    if head < anchor.seq:
        return Anchored.CUT_SHORT
    return Anchored.AGREES if chain == bytes.fromhex(anchor.hash) else Anchored.DIFFERS
