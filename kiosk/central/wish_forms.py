"""What may be wished of a running central, and the form of its answer."""

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, Struct

from kiosk.central.announcements import ExpectWish, ReturnWish
from kiosk.central.answers import Answer
from kiosk.central.elsewhere import ElsewhereWish
from kiosk.central.enrol_codes import CodeWish, KeyHex
from kiosk.central.erase_wishes import EraseBackWish, EraseWish
from kiosk.central.manifests import Manifest
from kiosk.central.openings import OpeningWishes
from kiosk.central.post_wishes import PostWish
from kiosk.central.replaying import QuarantineWish
from kiosk.central.rollout_wishes import RolloutWishes
from kiosk.central.second_words import DueWish, ExtendWish, SettleWish
from kiosk.central.staff_wishes import StaffWish
from kiosk.central.user_wishes import UserWish
from kiosk.core.enrolment import DeviceId
from kiosk.core.messages import StaffUpsert
from kiosk.core.words import Ref, Word


class PointWish(Struct, frozen=True, tag="point", forbid_unknown_fields=True):
    """Register a point with its box, its rules and its people.

    Args:
        point, name: the point.
        device: its box.
        point_key: 64 hex digits; the box has the same.
        policy: a profile's name.
        staff: its people.
        siblings: whether several boxes work for it; a single one takes the point over.
    """

    point: Ref
    name: Word
    device: DeviceId
    point_key: KeyHex
    policy: Word = "ozon_like"
    staff: Annotated[tuple[StaffUpsert, ...], Meta(max_length=1000)] = ()
    siblings: bool = False


class DeviceWish(Struct, frozen=True, tag="device", forbid_unknown_fields=True):
    """Do something about a box.

    Args:
        device: the box.
        action: `block` turns it away, `trust` lets it in again with the board and boot it has,
            `resync` sends it the whole of its point anew.
    """

    device: DeviceId
    action: Literal["block", "trust", "resync"]


class DeliveryWish(Struct, frozen=True, tag="delivery", forbid_unknown_fields=True):
    """Announce a delivery to a point, with the pickup codes of its customers."""

    point: Ref
    manifest: Manifest


class CancelWish(Struct, frozen=True, tag="cancel", forbid_unknown_fields=True):
    """Cancel an order that waits at a point."""

    point: Ref
    order: Ref
    parcels: Annotated[tuple[Ref, ...], Meta(min_length=1, max_length=100)]


class RevokeWish(Struct, frozen=True, tag="revoke", forbid_unknown_fields=True):
    """Take a box's certificate back and throw it out."""

    device: DeviceId


class SellerWish(Struct, frozen=True, tag="seller", forbid_unknown_fields=True):
    """Let a seller collect at a point by a code; an older one no longer counts.

    Args:
        point: where.
        seller_ref, name: the seller, and as the network calls the shop.
        code: what the seller shows; only its digest goes to the point.
    """

    point: Ref
    seller_ref: Ref
    name: Word
    code: Annotated[str, Meta(pattern=r"^[0-9A-Za-z-]{8,40}$(?!\n)")]


# Letters to one point and no more. Each has `point`, `fault(at)`: why it makes no sense now,
# `letters()`, and `said()`: what is done, in one line.
LetterWish: TypeAlias = ReturnWish | ExtendWish | DueWish | SettleWish | PostWish
ErasureWish: TypeAlias = EraseWish | EraseBackWish
_Own: TypeAlias = PointWish | DeviceWish | CodeWish | RevokeWish | UserWish | ErasureWish
_Told: TypeAlias = DeliveryWish | SellerWish | ExpectWish | ElsewhereWish | CancelWish | StaffWish
Wish: TypeAlias = QuarantineWish | _Own | _Told | LetterWish | OpeningWishes | RolloutWishes


class Granted(Struct, frozen=True):
    """The answer to a wish.

    Args:
        ok: it was granted, all of it; else nothing was done.
        lines: for people, in English.
        letters: how many letters are on their way.
        told: the same as the lines, for other languages; empty where it is in English alone.
    """

    ok: bool
    lines: tuple[str, ...]
    letters: int = 0
    told: tuple[Answer, ...] = ()


def answered(*told: Answer, ok: bool, letters: int = 0) -> Granted:
    """Return the answer that says something in every language."""
    return Granted(ok, tuple(one.said() for one in told), letters, told)
