"""Photos as evidence: how many the network asks for, and when work may go on without."""

from collections.abc import Mapping
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


_LENGTH_BYTES = 2  # of a JPEG's marker, and of the length that counts itself (ITU-T T.81, B.1.1.4)
# all others hold somebody up: claims, openings
_CAN_WAIT = frozenset(
    {
        Purpose.ACCEPT,
        Purpose.ARRIVAL,
        Purpose.BROKEN_SEAL,
        Purpose.DAMAGE,
        Purpose.DEFECT,
        Purpose.DISPOSAL,
        Purpose.DROP_OFF,
        Purpose.GIVE_BACK,
        Purpose.HAND_OVER,
        Purpose.ISSUE,
        Purpose.RETURN,
        Purpose.SEAL,
    }
)

# the policy's number of photos, or whether it asks for one
_ASKED: Mapping[Purpose, str] = {
    Purpose.ACCEPT: "photo_at_accept",
    Purpose.ARRIVAL: "photo_at_arrival",
    Purpose.BROKEN_SEAL: "photos_damage",  # a broken seal is a box that came damaged
    Purpose.DAMAGE: "photos_damage",
    Purpose.DEFECT: "photos_defect",
    Purpose.DISPOSAL: "photos_dispose",
    Purpose.DROP_OFF: "photo_at_drop_off",
    Purpose.GIVE_BACK: "photo_at_give_back",
    Purpose.HAND_OVER: "photo_at_hand_over",
    Purpose.ISSUE: "photo_at_issue",
    Purpose.RETURN: "photos_return",
    Purpose.SEAL: "photo_at_seal",
}


def skipped_by(why: Reason) -> Skipped:
    """Return why there is no photo, when none can be taken for this reason."""
    return Skipped.NO_ROOM if why is Reason.PHOTOS_FULL else Skipped.NO_CAMERA


def wanted(purpose: Purpose, policy: Policy) -> int:
    """Return how many photos the network asks for; of each part of a fit-out, one."""
    if purpose is Purpose.FIT_OUT:
        return 1
    return int(getattr(policy, _ASKED[purpose]))


def is_urgent(purpose: Purpose) -> bool:
    """Whether a photo goes to the central before others: somebody waits for a decision on it."""
    return purpose not in _CAN_WAIT


def told_apart(jpeg: bytes, request: str) -> bytes:
    """Return a photo with the request it answers in a comment: two of the same bytes are two.

    A camera that stands still can give the same bytes twice; each photo is known by their digest.

    Args:
        jpeg: begins with its first marker.
        request: plain ASCII, at most 65,000 characters.
    """
    comment = request.encode("ascii")
    length = (len(comment) + _LENGTH_BYTES).to_bytes(_LENGTH_BYTES, "big")
    return jpeg[:_LENGTH_BYTES] + b"\xff\xfe" + length + comment + jpeg[_LENGTH_BYTES:]


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
