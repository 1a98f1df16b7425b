"""Photos as evidence: how many the network asks for, and when work may go on without."""

from enum import StrEnum

from kiosk.core.facts.evidence import PhotoSkipped
from kiosk.core.policy import Policy
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import Purpose


class Skipped(StrEnum):
    """Why there is no photo."""

    NO_CAMERA = "no_camera"
    NO_ROOM = "no_room"
    NO_PICTURE = "no_picture"
    BY_STAFF = "by_staff"
    CUT_OFF = "cut_off"  # the counter ended before the picture came


# all others hold somebody up: claims, openings
_CAN_WAIT = frozenset(
    {
        Purpose.ACCEPT,
        Purpose.ARRIVAL,
        Purpose.BROKEN_SEAL,
        Purpose.DAMAGE,
        Purpose.DISPOSAL,
        Purpose.GIVE_BACK,
        Purpose.HAND_OVER,
        Purpose.ISSUE,
        Purpose.RETURN,
        Purpose.SEAL,
    }
)


def skipped_by(why: Reason) -> Skipped:
    """Return why there is no photo, when none can be taken for this reason."""
    return Skipped.NO_ROOM if why is Reason.PHOTOS_FULL else Skipped.NO_CAMERA


def wanted(purpose: Purpose, policy: Policy) -> int:
    """Return how many photos the network asks for."""
    match purpose:
        case Purpose.DAMAGE | Purpose.BROKEN_SEAL:  # a broken seal is a box that came damaged
            return policy.photos_damage
        case Purpose.DISPOSAL:
            return policy.photos_dispose
        case Purpose.SEAL:
            return int(policy.photo_at_seal)
        case Purpose.ARRIVAL:
            return int(policy.photo_at_arrival)
        case Purpose.ACCEPT:
            return int(policy.photo_at_accept)
        case Purpose.ISSUE:
            return int(policy.photo_at_issue)
        case Purpose.HAND_OVER:
            return int(policy.photo_at_hand_over)
        case Purpose.GIVE_BACK:
            return int(policy.photo_at_give_back)
        case Purpose.RETURN:
            return policy.photos_return


def is_urgent(purpose: Purpose) -> bool:
    """Whether a photo goes to the central before others: somebody waits for a decision on it."""
    return purpose not in _CAN_WAIT


def enough(
    subject: str, purpose: Purpose, have: int, policy: Policy, skipped: Skipped | None
) -> tuple[PhotoSkipped, ...] | Refused:
    """Decide whether work may go on with the photos there are.

    Args:
        subject: what they show.
        purpose: what for.
        have: how many there are.
        policy: the network's rules.
        skipped: why the person goes on without the rest; None does not.

    Returns:
        What to record of photos left out.
    """
    missing = wanted(purpose, policy) - have
    if missing <= 0:
        return ()
    if skipped is None:
        return Refused(Reason.PHOTOS_MISSING, {"n": missing})
    return (PhotoSkipped(subject, purpose, skipped.value),)
