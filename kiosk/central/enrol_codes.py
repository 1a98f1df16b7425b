"""Whom an enrolment code lets in: a counter that its point has, or a shelf node, new or known."""

import re
from typing import Annotated

from msgspec import Meta, Struct

from kiosk.central.answers import Answer, NotDone
from kiosk.central.certificates import Certificates, Code
from kiosk.core.enrolment import CODE_LIFE_MS, BoxRole
from kiosk.core.words import Ref

_NODE = re.compile(r"[a-z0-9-]{3,20}")  # a box's id that fits [shelf] node, too

KeyHex = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]


class CodeWish(
    Struct, frozen=True, tag="enrol_code", forbid_unknown_fields=True, omit_defaults=True
):
    """Let a box in that shows a code.

    Args:
        point: of the box.
        digest: of the code, which never comes here itself.
        device: the box; empty for the only one of the point. A new name is a new shelf node.
        role: what it is let in as.
    """

    point: Ref
    digest: KeyHex
    device: Annotated[str, Meta(pattern=r"^((?!central)[a-z0-9-]{3,40})?$(?!\n)")] = ""
    role: BoxRole = BoxRole.COUNTER


class NoCode(NotDone):
    """Nobody is let in by this code."""


def keep_code(kept: Certificates, wish: CodeWish, at: int) -> Answer:
    """Keep a code; return whom it lets in.

    Args:
        kept: within a unit; the point is known.
        wish: what is wanted.
        at: now, ms UTC.

    Raises:
        NoCode: nothing was kept.
    """
    device = _whom(kept, wish)
    kept.add_code(wish.digest, Code(wish.point, device, at + CODE_LIFE_MS, "", wish.role), at)
    key = "may_enrol" if wish.role is BoxRole.COUNTER else "node_may_enrol"
    return Answer(key, {"device": device, "point": wish.point})


def _whom(kept: Certificates, wish: CodeWish) -> str:
    is_counter = wish.role is BoxRole.COUNTER
    boxes = kept.boxes(wish.point, wish.role)
    if wish.device in boxes:
        return wish.device
    if wish.device and wish.role is BoxRole.SHELF:
        return _new_node(kept, wish)
    if wish.device:
        raise NoCode("not_counter", device=wish.device, point=wish.point, boxes=", ".join(boxes))
    if not boxes:
        raise NoCode("no_counter" if is_counter else "no_shelf", point=wish.point)
    if len(boxes) > 1:
        key = "several_counters" if is_counter else "several_shelves"
        raise NoCode(key, point=wish.point, boxes=", ".join(boxes))
    return boxes[0]


def _new_node(kept: Certificates, wish: CodeWish) -> str:
    """Register a shelf node; its name is a certificate's, so one in the whole network."""
    if not _NODE.fullmatch(wish.device):
        raise NoCode("odd_name", device=wish.device)
    if (had := kept.standing(wish.device)) is not None:
        key = "is_counter" if had.role is BoxRole.COUNTER else "is_shelf"
        raise NoCode(key, device=wish.device, point=had.point)
    kept.add_node(wish.point, wish.device)
    return wish.device
