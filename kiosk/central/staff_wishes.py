"""What the network changes about a person of a point: joining, role, grants, PIN, block."""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from kiosk.central.answers import Answer, NotDone, Value, Words
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


class NoStaff(NotDone):
    """It makes no sense for this team."""


def settle_staff(team: Sequence[Known], wish: StaffWish) -> tuple[StaffUpsert, Answer]:
    """Return the letter that does what is wished, and what is said of it.

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
        raise NoStaff("new_person", staff=wish.staff)
    if wish.active is False or wish.reset_pin:
        raise NoStaff("no_person", staff=wish.staff)
    return StaffUpsert(wish.staff, wish.name, wish.role, tuple(sorted(set(wish.grant))))


def _changed(had: Known, wish: StaffWish) -> StaffUpsert:
    if not (wish.name or had.name):
        raise NoStaff("no_name", staff=wish.staff)
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
        about = {"role": _word(letter.role), "right": Words("right", (right.value,))}
        if right in RIGHTS[letter.role]:
            raise NoStaff("right_of_role", **about)
        if right not in grantable:
            raise NoStaff("not_for_role", **about)


def _has_an_owner(team: Sequence[Known], letter: StaffUpsert) -> None:
    """The point needs somebody who can add people, once it had one (WORKFLOWS.md 3)."""
    owners = {one.staff.staff for one in team if _is_owner(one.staff)}
    stays = letter.active and letter.role is Role.OWNER
    if owners == {letter.staff} and not stays:
        raise NoStaff("last_owner", staff=letter.staff)


def _is_owner(staff: Staff) -> bool:
    return staff.role is Role.OWNER and not staff.blocked


def _said(had: Known | None, letter: StaffUpsert, wish: StaffWish) -> Answer:
    same = had is not None and letter == replace(
        StaffUpsert(letter.staff, had.name, had.staff.role, tuple(sorted(had.staff.granted))),
        active=not had.staff.blocked,
    )
    if same:
        raise NoStaff("same_person", staff=wish.staff)
    key = "person_pin" if letter.reset_pin else "person"
    who = {"name": letter.name, "staff": letter.staff, "point": wish.point}
    return Answer(key, {**who, "how": _how(letter)})


def _how(letter: StaffUpsert) -> Value:
    if not letter.active:
        return Answer("kept_out")
    if not letter.rights:
        return _word(letter.role)
    rights = Words("right", tuple(right.value for right in letter.rights))
    return Answer("role_with", {"role": _word(letter.role), "rights": rights})


def _word(role: Role) -> Words:
    return Words("role", (role.value,))
