"""What is done to the team at the counter: joining, roles, grants, blocks; the last owner stays."""

import unicodedata
from collections.abc import Iterable
from typing import TypeAlias

from msgspec import Struct

from kiosk.core.facts import people
from kiosk.core.refusals import Reason, Refused
from kiosk.core.team import GRANTABLE, Staff
from kiosk.core.words import Right, Role

MOST_NAME = 60
_HIDDEN = ("C", "Zl", "Zp")  # control, format, unassigned, half characters; other ends of line

Change: TypeAlias = people.StaffChanged | people.RightGranted | people.RightRevoked


class StaffName(Struct, frozen=True):
    """What a person is called, as an attachment takes it to the central."""

    name: str


def clean_name(typed: str) -> str | Refused:
    """Return a name as it is kept: composed, single spaces, some letters, nothing unseen."""
    name = " ".join(unicodedata.normalize("NFC", typed).split())
    has_hidden = any(unicodedata.category(sign).startswith(_HIDDEN) for sign in name)
    has_letters = any(sign.isalpha() for sign in name)
    if has_hidden or not has_letters or len(name) > MOST_NAME:
        return Refused(Reason.BAD_VALUE)
    return name


def change(
    staff: Staff, role: Role, granted: frozenset[Right], by: str, team: Iterable[Staff]
) -> tuple[Change, ...] | Refused:
    """Return the facts that give a person another role and other grants.

    Args:
        staff: the person as they are.
        role: to be.
        granted: rights beyond the role; what the role cannot be granted is left out.
        by: who changes it; nobody changes themselves.
        team: everybody.
    """
    if staff.blocked:
        return Refused(Reason.BLOCKED)
    may = granted & GRANTABLE.get(role, frozenset())
    more = tuple(people.RightGranted(staff.staff, right) for right in sorted(may - staff.granted))
    less = tuple(people.RightRevoked(staff.staff, right) for right in sorted(staff.granted - may))
    if staff.role is role:
        return _by_another(staff, by) or (*more, *less)
    refused = _by_another(staff, by) or _is_last_owner(staff, team)
    return refused or (people.StaffChanged(staff.staff, role), *more, *less)


def block(
    staff: Staff, reason: str, by: str, team: Iterable[Staff]
) -> tuple[people.StaffBlocked, ...] | Refused:
    """Return the fact that keeps a person from working here; none for one who is blocked."""
    if staff.blocked:
        return ()
    refused = _by_another(staff, by) or _is_last_owner(staff, team)
    return refused or (people.StaffBlocked(staff.staff, reason),)


def unblock(staff: Staff) -> tuple[people.StaffChanged, ...]:
    """Return the fact that lets a blocked person work again, with the role they had."""
    return (people.StaffChanged(staff.staff, staff.role),) if staff.blocked else ()


def _by_another(staff: Staff, by: str) -> Refused | None:
    return Refused(Reason.NOT_YOURSELF) if staff.staff == by else None


def _is_last_owner(staff: Staff, team: Iterable[Staff]) -> Refused | None:
    """Refuse what would leave the point without anybody who can add people (WORKFLOWS.md 3)."""
    others = (one for one in team if one.staff != staff.staff and not one.blocked)
    is_last = staff.role is Role.OWNER and not any(one.role is Role.OWNER for one in others)
    return Refused(Reason.LAST_OWNER) if is_last else None
