"""The words of notices: which kinds there are, how pressing one is, and who is to be told."""

from collections.abc import Mapping
from enum import StrEnum

from kiosk.core.words import Right


class Level(StrEnum):
    """Whether somebody must do something, or should only know."""

    ACT = "act"
    INFO = "info"


class NoticeKind(StrEnum):
    """What a notice is about (WORKFLOWS.md 4.12).

    Each has its cause in `core.notices`: a field of `Situation` and a line of `notices`.
    """

    DELIVERY_ANNOUNCED = "delivery_announced"
    DELIVERY_LATE = "delivery_late"
    ACCEPT_DUE = "accept_due"
    EXPIRING = "expiring"
    PULL_DUE = "pull_due"
    BOX_OVERDUE = "box_overdue"
    CLAIM_DUE = "claim_due"
    ORDER_CANCELLED = "order_cancelled"
    EXTENDED = "extended"
    PUT_BACK = "put_back"
    PHOTO_OWED = "photo_owed"
    DEVICE_DOWN = "device_down"
    PAPER_LOW = "paper_low"
    OFFLINE_LONG = "offline_long"
    QUEUE_OLD = "queue_old"
    DISK_LOW = "disk_low"
    CLOCK_UNSURE = "clock_unsure"
    UPDATE_READY = "update_ready"
    OPENING_STEP = "opening_step"
    POLICY_CHANGED = "policy_changed"
    MESSAGE = "message"


_K, _R = NoticeKind, Right
_ALL = frozenset({_R.FIND, _R.HARDWARE})  # everybody of the team, the technician too
# A kind -> the rights of which a person must hold one to be told.
HOLDERS: Mapping[NoticeKind, frozenset[Right]] = {
    _K.DELIVERY_ANNOUNCED: frozenset({_R.ACCEPT}),
    _K.DELIVERY_LATE: frozenset({_R.ACCEPT}),
    _K.ACCEPT_DUE: frozenset({_R.ACCEPT}),
    _K.EXPIRING: frozenset({_R.SHIP}),
    _K.PULL_DUE: frozenset({_R.SHIP}),
    _K.BOX_OVERDUE: frozenset({_R.SHIP}),
    _K.CLAIM_DUE: frozenset({_R.OVERRIDE}),
    _K.ORDER_CANCELLED: frozenset({_R.SHIP}),
    _K.EXTENDED: frozenset({_R.ACCEPT}),
    _K.PUT_BACK: frozenset({_R.ISSUE}),
    _K.PHOTO_OWED: frozenset({_R.ACCEPT}),
    _K.DEVICE_DOWN: _ALL,
    _K.PAPER_LOW: _ALL,
    _K.OFFLINE_LONG: _ALL,
    _K.QUEUE_OLD: _ALL,
    _K.DISK_LOW: _ALL,
    _K.CLOCK_UNSURE: _ALL,
    _K.UPDATE_READY: frozenset({_R.HARDWARE}),
    _K.OPENING_STEP: frozenset({_R.OPENING}),
    _K.POLICY_CHANGED: frozenset({_R.FIND}),
    _K.MESSAGE: _ALL,
}
