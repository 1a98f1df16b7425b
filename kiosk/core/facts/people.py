"""Facts of the team: who may do what, who came and went."""

from kiosk.core.facts.fact import Fact
from kiosk.core.words import Ref, Right, Role, Sha256, Word


class StaffAdded(Fact, frozen=True):
    """A person joined the team."""

    staff: Ref
    role: Role


class StaffChanged(Fact, frozen=True):
    """A person has another role."""

    staff: Ref
    role: Role


class StaffBlocked(Fact, frozen=True):
    """A person may not work here any more."""

    staff: Ref
    reason: Word = ""


class StaffNamed(Fact, frozen=True):
    """A person's name was written at the counter; an attachment takes it to the central."""

    staff: Ref
    sha256: Sha256


class StaffUnlocked(Fact, frozen=True):
    """Somebody with power let a person try again who had tried too often."""

    staff: Ref


class RightGranted(Fact, frozen=True):
    """A person got a right beyond the role."""

    staff: Ref
    right: Right


class RightRevoked(Fact, frozen=True):
    """A person lost a granted right."""

    staff: Ref
    right: Right


class PinSet(Fact, frozen=True):
    """A person chose a PIN; the PIN itself is nowhere."""

    staff: Ref


class PinReset(Fact, frozen=True):
    """A person's PIN was taken away; they choose another one."""

    staff: Ref


class BadgeRevoked(Fact, frozen=True):
    """A person's badge was lost or given back, and opens nothing any more."""

    staff: Ref


class BadgeBound(Fact, frozen=True):
    """A badge is this person's from now on; the box keeps its keyed hash alone."""

    staff: Ref


class LoginFailed(Fact, frozen=True):
    """A sign-in failed; the try was counted before the PIN was looked at."""

    staff: Ref | None = None


class ShiftOpened(Fact, frozen=True):
    """A person signed in."""

    staff: Ref


class ShiftClosed(Fact, frozen=True):
    """A person signed out."""

    staff: Ref


class CustomerViewed(Fact, frozen=True):
    """Somebody looked at a customer's card without a code."""

    customer_ref: Ref
