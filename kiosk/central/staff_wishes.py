"""What the network changes about a person of a point: joining, role, grants, PIN, block."""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from kiosk.central.people import Known
from kiosk.core.messages import StaffUpsert
from kiosk.core.team import GRANTABLE, RIGHTS, Staff
from kiosk.core.words import Line, Ref, Right, Role


class StaffWish(Struct, frozen=True, tag="staff", forbid_unknown_fields=True, omit_defaults=True):
    """Let somebody join a point's team, or change what is said; the rest stays as it is.

    Args:
        point, staff: whom; somebody new has a name and a role.
        name, role: as from now on.
        grant, take: rights beyond the role that are given and taken away.
        active: False keeps the person out, True lets them in again.
        reset_pin: the PIN is forgotten, and chosen anew at the counter.
    """

    point: Ref
    staff: Ref
    name: Line | None = None
    role: Role | None = None
    grant: tuple[Right, ...] = ()
    take: tuple[Right, ...] = ()
    active: bool | None = None
    reset_pin: bool = False


class NoStaff(Exception):
    """It was not done; the sentence says why."""


def settle_staff(team: Sequence[Known], wish: StaffWish) -> tuple[StaffUpsert, str]:
    """Return the letter that does what is wished, and a sentence for people.

    Args:
        team: everybody of the point, as the network knows them.
        wish: what is wanted.

    Raises:
        NoStaff: it makes no sense, or would leave the point without an owner.
    """
    had = next((one for one in team if one.staff.staff == wish.staff), None)
    letter = _changed(had, wish) if had else _joined(wish)
    _has_grants_of_the_role(letter, wish)
    _has_an_owner(team, letter)
    return letter, _said(had, letter, wish)


def _joined(wish: StaffWish) -> StaffUpsert:
    if not wish.name or wish.role is None:
        raise NoStaff(f"nobody is called {wish.staff} there; somebody new needs a name and a role")
    if wish.active is False or wish.reset_pin:
        raise NoStaff(f"nobody is called {wish.staff} there")
    return StaffUpsert(wish.staff, wish.name, wish.role, tuple(sorted(set(wish.grant))))


def _changed(had: Known, wish: StaffWish) -> StaffUpsert:
    if not (wish.name or had.name):
        raise NoStaff(f"the name of {wish.staff} is not known here; say it, too")
    role = wish.role or had.staff.role
    rights = (had.staff.granted | set(wish.grant)) - set(wish.take)
    may = rights & (GRANTABLE.get(role, frozenset()) | set(wish.grant))
    return StaffUpsert(
        wish.staff,
        wish.name or had.name,
        role,
        tuple(sorted(may)),
        active=not had.staff.blocked if wish.active is None else wish.active,
        reset_pin=wish.reset_pin,
    )


def _has_grants_of_the_role(letter: StaffUpsert, wish: StaffWish) -> None:
    grantable = GRANTABLE.get(letter.role, frozenset())
    for right in wish.grant:
        if right in RIGHTS[letter.role]:
            raise NoStaff(f"every {letter.role} has the right {right} by the role")
        if right not in grantable:
            raise NoStaff(f"the right {right} cannot be given to a {letter.role}")


def _has_an_owner(team: Sequence[Known], letter: StaffUpsert) -> None:
    """The point needs somebody who can add people, once it had one (WORKFLOWS.md 3)."""
    owners = {one.staff.staff for one in team if _is_owner(one.staff)}
    stays = letter.active and letter.role is Role.OWNER
    if owners == {letter.staff} and not stays:
        raise NoStaff(f"{letter.staff} is the last owner; make somebody else one first")


def _is_owner(staff: Staff) -> bool:
    return staff.role is Role.OWNER and not staff.blocked


def _said(had: Known | None, letter: StaffUpsert, wish: StaffWish) -> str:
    same = had is not None and letter == replace(
        StaffUpsert(letter.staff, had.name, had.staff.role, tuple(sorted(had.staff.granted))),
        active=not had.staff.blocked,
    )
    if same:
        raise NoStaff(f"{wish.staff} is so already")
    may = f" with {', '.join(letter.rights)}" if letter.rights else ""
    how = f"{letter.role}{may}" if letter.active else "kept out from now on"
    pin = "; the PIN is chosen anew" if letter.reset_pin else ""
    return f"{letter.name} ({letter.staff}) of point {wish.point}: {how}{pin}"
