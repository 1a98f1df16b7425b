"""The team: roles, rights, and who may do what."""

from collections.abc import Iterable, Mapping
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from kiosk.core.events import Event
from kiosk.core.facts import people
from kiosk.core.parcels import Contradiction
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import Right, Role

_ALL = frozenset(Right)
_CLERK = frozenset({Right.FIND, Right.ACCEPT, Right.ISSUE, Right.RETURN, Right.SHIP, Right.COUNT})
_WITNESSED = frozenset({Right.ISSUE, Right.RETURN})

# WORKFLOWS.md 3
RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.TRAINEE: frozenset({Right.FIND, Right.ACCEPT, Right.COUNT}) | _WITNESSED,
    Role.CLERK: _CLERK,
    Role.MANAGER: _CLERK | {Right.OVERRIDE, Right.MAP, Right.HARDWARE},
    Role.OWNER: _ALL,
    Role.TECHNICIAN: frozenset({Right.MAP, Right.HARDWARE}),
}
GRANTABLE: Mapping[Role, frozenset[Right]] = {
    Role.CLERK: frozenset({Right.OVERRIDE, Right.ANALYTICS, Right.HARDWARE}),
    Role.MANAGER: frozenset({Right.ANALYTICS}),
}
WITNESSED: Mapping[Role, frozenset[Right]] = {Role.TRAINEE: _WITNESSED}

# PINs that a thief tries first; repeats and runs are refused by rule (TRUST.md 6).
_COMMON_PINS = frozenset(
    {
        "121212",
        "112233",
        "123123",
        "123321",
        "654321",
        "696969",
        "131313",
        "159753",
        "147258",
        "123654",
        "102030",
        "010203",
        "520520",
        "171717",
        "232323",
        "789456",
        "456789",
        "741852",
        "852456",
        "963852",
        "1212",
        "1004",
        "2580",
        "1122",
        "1313",
        "2001",
        "2020",
        "6969",
        "1998",
        "2000",
    }
)
PIN_DIGITS = 6  # TRUST.md 6
PIN_DIGITS_WITH_BADGE = 4  # of clerks and trainees, once their badge was scanned
_SHORT_PINS = frozenset({Role.TRAINEE, Role.CLERK})
PIN_TRIES = 5  # before the first wait (TRUST.md 6)
PIN_TRIES_A_DAY = 15  # then somebody with power must unlock the person
BOX_TRIES_AN_HOUR = 50  # by whomever; then somebody with power must sign in first
LONGEST_WAIT_S = 15 * 60


class Staff(Struct, frozen=True):
    """One person of the team; the name lies beside it, as personal data."""

    staff: str
    role: Role
    granted: frozenset[Right] = frozenset()
    blocked: bool = False

    def has(self, right: Right) -> bool:
        """Whether the person holds the right, by role or by grant."""
        return not self.blocked and right in RIGHTS[self.role] | self.granted

    def needs_witness(self, right: Right) -> bool:
        """Whether a second holder of the right must confirm."""
        return right in WITNESSED.get(self.role, frozenset())


def evolve(staff: Staff | None, event: Event) -> Staff:
    """Return the person after `event`.

    Raises:
        Contradiction: the event is about a person who never joined.
    """
    match event.facts:
        case people.StaffAdded() as fact:
            return Staff(fact.staff, fact.role)
        case _ if staff is None:
            raise Contradiction(f"{event.type} of a person who never joined")
        case people.StaffChanged() as fact:
            return replace(staff, role=fact.role, blocked=False)
        case people.StaffBlocked():
            return replace(staff, blocked=True)
        case people.RightGranted() as fact:
            return replace(staff, granted=staff.granted | {fact.right})
        case people.RightRevoked() as fact:
            return replace(staff, granted=staff.granted - {fact.right})
        case _:
            raise Contradiction(f"{event.type} changes no person")


def allow(staff: Staff | None, right: Right) -> Refused | None:
    """Return why `staff` may not use `right`, or None."""
    if staff is None or staff.blocked:
        return Refused(Reason.NOT_SIGNED_IN)
    if not staff.has(right):
        return Refused(Reason.NOT_ALLOWED, {"right": right.value})
    return None


def upsert(
    staff: Staff | None,
    staff_id: str,
    role: Role,
    granted: frozenset[Right],
    *,
    active: bool,
) -> tuple[
    people.StaffAdded
    | people.StaffChanged
    | people.StaffBlocked
    | people.RightGranted
    | people.RightRevoked,
    ...,
]:
    """Return the facts that bring a person to what the central says; a block always wins."""
    if not active:
        known = () if staff else (people.StaffAdded(staff_id, role),)
        return (*known, people.StaffBlocked(staff_id, "central"))
    changed: tuple[people.StaffAdded | people.StaffChanged, ...] = ()
    if staff is None:
        changed = (people.StaffAdded(staff_id, role),)
    elif staff.role is not role or staff.blocked:
        changed = (people.StaffChanged(staff_id, role),)
    had = staff.granted if staff else frozenset()
    may = granted & GRANTABLE.get(role, frozenset())
    more = tuple(people.RightGranted(staff_id, right) for right in sorted(may - had))
    less = tuple(people.RightRevoked(staff_id, right) for right in sorted(had - may))
    return (*changed, *more, *less)


def fewest_digits(staff: Staff, *, with_badge: bool) -> int:
    """Return how many digits a person's PIN has at least.

    Args:
        staff: whose; power wants the long one always, by role or by grant.
        with_badge: while they choose one, whether they have a badge; while they type it, whether
            it was scanned just now.
    """
    is_short = with_badge and staff.role in _SHORT_PINS and not staff.has(Right.OVERRIDE)
    return PIN_DIGITS_WITH_BADGE if is_short else PIN_DIGITS


def needs_badge(staff: Staff) -> bool:
    """Whether a person's PIN may be one that counts beside a badge alone."""
    return fewest_digits(staff, with_badge=True) < PIN_DIGITS


def check_pin(pin: str, digits: int) -> Refused | None:
    """Return why `pin` may not be chosen, or None; repeats, runs and common PINs are refused."""
    steps = {(ord(b) - ord(a)) % 10 for a, b in pairwise(pin)}
    plain = pin.isascii() and pin.isdigit() and len(pin) >= digits
    if not plain or pin in _COMMON_PINS or (len(steps) == 1 and steps <= {0, 1, 9}):
        return Refused(Reason.PIN_TOO_SIMPLE, {"digits": digits})
    return None


def wants_longer_pin(before: Staff, after: Staff) -> bool:
    """Whether a PIN that was good for a person may be too short for what they are now."""
    return fewest_digits(after, with_badge=True) > fewest_digits(before, with_badge=True)


def may_choose_alone(staff: Staff, others_with_pin: Iterable[Staff]) -> Refused | None:
    """Return why a person may not choose the first PIN at the lock, or None.

    Whoever taps a name at the lock may be anybody. So power is given to a face: once somebody
    who runs the team can sign in, who has power chooses the PIN beside them (Menu > Team).

    Args:
        staff: who has no PIN.
        others_with_pin: who may work here and has one.
    """
    if not staff.has(Right.OVERRIDE):
        return None
    runs = any(one.has(Right.TEAM) for one in others_with_pin)
    return Refused(Reason.PIN_WITH_OWNER) if runs else None


def owners_to_begin(people: Iterable[tuple[Staff, bool]]) -> frozenset[str]:
    """Return the owners of whom one begins, by choosing a PIN at a box where nobody has one.

    The network names them and no PIN (TRUST.md 4). Once anybody has a PIN the counter runs, and
    customers stand before it: an owner without one is asked for, not invited from the lock.

    Args:
        people: who may work here, and whether they have a PIN.
    """
    known = tuple(people)
    if any(has_pin for _, has_pin in known):
        return frozenset()
    return frozenset(one.staff for one, _ in known if one.role is Role.OWNER and not one.blocked)


def is_held(wrong: int) -> bool:
    """Whether so many wrong PINs keep a person out until somebody with power unlocks them."""
    return wrong >= PIN_TRIES_A_DAY


def sign_in_wait_s(wrong: int) -> int:
    """Return how long the next try waits after `wrong` wrong PINs in a row: 30 s, then double."""
    if wrong < PIN_TRIES:
        return 0
    doublings = min(wrong - PIN_TRIES, 10)  # far past the longest wait, short of huge numbers
    return int(min(30 * 2**doublings, LONGEST_WAIT_S))
