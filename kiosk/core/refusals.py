"""No is an answer: every reason why the rules may refuse, and the value that says so."""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct


class Reason(StrEnum):
    """Why an action was refused; the screen has a sentence and a next step for each."""

    # everywhere
    NOT_ALLOWED = "not_allowed"
    WRONG_STATE = "wrong_state"
    NOT_SIGNED_IN = "not_signed_in"
    NOT_SYNCED = "not_synced"
    STORAGE_READ_ONLY = "storage_read_only"
    STORAGE_LOW = "storage_low"
    # codes and finding
    UNKNOWN_CODE = "unknown_code"
    NOT_KNOWN_HERE = "not_known_here"
    NOT_ON_THIS_SCREEN = "not_on_this_screen"
    CARD_NOT_HERE = "card_not_here"
    TOO_SHORT = "too_short"
    # acceptance and placement
    DELIVERY_CLOSED = "delivery_closed"
    NOT_ARRIVED = "not_arrived"
    DIFFERENCES_UNSEEN = "differences_unseen"
    BOX_OF_OTHER_DELIVERY = "box_of_other_delivery"
    DAMAGE_KIND_NEEDED = "damage_kind_needed"
    PHOTOS_MISSING = "photos_missing"
    PHOTOS_FULL = "photos_full"
    NO_CAMERA = "no_camera"
    CELL_BLOCKED = "cell_blocked"
    CELL_FULL = "cell_full"
    WRONG_ZONE = "wrong_zone"
    OTHER_CUSTOMER = "other_customer"
    OTHER_CELL = "other_cell"
    NO_SUCH_CELL = "no_such_cell"
    SAME_CELL = "same_cell"
    NOTHING_HERE = "nothing_here"
    CELL_NOT_EMPTY = "cell_not_empty"
    RACK_NAME = "rack_name"
    RACK_TAKEN = "rack_taken"
    SHELVES_LIMIT = "shelves_limit"
    CELLS_LIMIT = "cells_limit"
    TOO_MANY_CELLS = "too_many_cells"
    LIGHT_TAKEN = "light_taken"
    LIGHT_OUTSIDE = "light_outside"
    NOT_EXPIRED = "not_expired"
    CLOCK_UNSURE = "clock_unsure"
    NEVER_DISPOSED = "never_disposed"
    DISPOSED_LATER = "disposed_later"
    # issue
    CODE_REQUIRED = "code_required"
    CUSTOMER_FIRST = "customer_first"
    CODE_WRONG = "code_wrong"
    CODE_LOCKED = "code_locked"
    CODE_STALE = "code_stale"
    UNCONFIRMED = "unconfirmed"
    CANCELLED = "cancelled"
    NOTHING_READY = "nothing_ready"
    OTHER_POINT = "other_point"
    NOT_PICKED = "not_picked"
    NOT_OF_THIS_CUSTOMER = "not_of_this_customer"
    DELEGATE_FORBIDDEN = "delegate_forbidden"
    DOCUMENT_NEEDED = "document_needed"
    UNPAID = "unpaid"
    OVERPAID = "overpaid"
    NOTHING_DUE = "nothing_due"
    TOO_LITTLE = "too_little"
    NOT_PAID_HERE = "not_paid_here"
    NO_TERMINAL = "no_terminal"
    PAYMENT_OPEN = "payment_open"
    MIXED_CURRENCIES = "mixed_currencies"
    AFTER_PAYMENT = "after_payment"
    UNDECIDED = "undecided"
    WHOLE_ONLY = "whole_only"
    NO_PRICE = "no_price"
    NO_TRY_ON = "no_try_on"
    UNDO_TOO_LATE = "undo_too_late"
    REASON_NEEDED = "reason_needed"
    WITNESS_NEEDED = "witness_needed"
    TOO_MANY_SESSIONS = "too_many_sessions"
    IN_SESSION = "in_session"
    # stocktake
    OTHER_STOCKTAKE_OPEN = "other_stocktake_open"
    NOTHING_TO_COUNT = "nothing_to_count"
    COUNT_TOO_LARGE = "count_too_large"
    NOT_IN_COUNT = "not_in_count"
    NOTHING_SCANNED = "nothing_scanned"
    NOT_EMPTY = "not_empty"
    TOO_MANY_SCANNED = "too_many_scanned"
    SAME_PERSON = "same_person"
    UNCOUNTED = "uncounted"
    STALE_LINE = "stale_line"
    # shipments and giving back
    WRONG_FLOW = "wrong_flow"
    WRONG_CLASS = "wrong_class"
    BOX_FULL = "box_full"
    BOX_EMPTY = "box_empty"
    BOX_NOT_EMPTY = "box_not_empty"
    BOX_OVERDUE = "box_overdue"
    TOO_HEAVY = "too_heavy"
    TOO_MANY_OPEN = "too_many_open"
    MOVED_TOO_OFTEN = "moved_too_often"
    SEAL_USED = "seal_used"
    SEAL_MISSING = "seal_missing"
    NOT_SEALED = "not_sealed"
    NOTHING_LOADED = "nothing_loaded"
    ACT_NOT_KEPT = "act_not_kept"
    RECEIPT_NOT_KNOWN = "receipt_not_known"
    RECEIPT_WAITS = "receipt_waits"
    ALREADY_PACKED = "already_packed"
    NOT_OF_THIS_SELLER = "not_of_this_seller"
    CODE_RESET = "code_reset"
    # what customers bring back and senders drop off
    NO_REQUEST = "no_request"
    NOT_RETURNABLE = "not_returnable"
    RETURN_TERM_OVER = "return_term_over"
    MISMATCH = "mismatch"
    CHECKLIST_OPEN = "checklist_open"
    ALREADY_RETURNED = "already_returned"
    NOT_PACKED = "not_packed"
    FORBIDDEN = "forbidden"
    # sign-in
    WRONG_BADGE_OR_PIN = "wrong_badge_or_pin"
    SIGN_IN_LOCKED = "sign_in_locked"
    PIN_TOO_SIMPLE = "pin_too_simple"
    BADGE_TAKEN = "badge_taken"
    SIGN_IN_HELD = "sign_in_held"
    PIN_WITH_OWNER = "pin_with_owner"
    PIN_LOST = "pin_lost"
    PIN_SHORT = "pin_short"
    # the team
    LAST_OWNER = "last_owner"
    NOT_YOURSELF = "not_yourself"
    BLOCKED = "blocked"
    HAS_PIN = "has_pin"
    # the day
    DAY_IS_OPEN = "day_is_open"
    DAY_NOT_OPEN = "day_not_open"
    DAY_CLOSED = "day_closed"
    LOOSE_ENDS = "loose_ends"
    DRAWER_DIFFERS = "drawer_differs"
    # figures
    NOT_COUNTED = "not_counted"
    NO_FILES = "no_files"
    NOT_SAVED = "not_saved"
    # the opening of a point
    NOT_LAUNCHED = "not_launched"
    NOT_REGISTERED = "not_registered"
    SHOTS_MISSING = "shots_missing"
    EQUIPMENT_FAILED = "equipment_failed"
    TRIAL_OPEN = "trial_open"
    # the box
    NOT_OURS = "not_ours"
    NOT_CONNECTED = "not_connected"
    WIFI_CODE = "wifi_code"
    WIFI_NAME = "wifi_name"
    WIFI_PASSWORD = "wifi_password"  # noqa: S105  a word, not a password
    # privacy
    ALREADY_ERASED = "already_erased"
    ASKED_BY_NETWORK = "asked_by_network"
    # the central's letters
    ALREADY_ISSUED = "already_issued"
    ALREADY_PAID = "already_paid"
    STALE = "stale"
    BAD_VALUE = "bad_value"


# somebody stands at the wrong cell: it flashes, and the tone is another one
WRONG_CELL = frozenset(
    {
        Reason.OTHER_CELL,
        Reason.OTHER_CUSTOMER,
        Reason.CELL_BLOCKED,
        Reason.CELL_FULL,
        Reason.WRONG_ZONE,
        Reason.SAME_CELL,
    }
)


class Refused(Struct, frozen=True):
    """The rules say no; nothing was changed.

    Args:
        reason: why.
        facts: what the sentence needs, such as `at`, `by`, `cell`; never personal.
    """

    reason: Reason
    facts: Mapping[str, str | int] = {}
