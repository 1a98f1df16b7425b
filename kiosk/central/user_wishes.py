"""Who may use the console, as the command line wishes it: the first one can come no other way."""

from collections.abc import Callable
from typing import Literal

from msgspec import Struct

from kiosk.central.enrol_codes import KeyHex
from kiosk.central.users import Role, User, UserName, Users


class UserWish(Struct, frozen=True, tag="user", forbid_unknown_fields=True, omit_defaults=True):
    """Let somebody use the console, let them in anew, or no more; or change what they may do.

    Args:
        user: who.
        action: `add` somebody new, `reset` how they prove themselves, `block` them, give them
            another `role`.
        digest: of a one-time code, which never comes here itself; none for `block` and `role`.
        role: of somebody new, or the other one.
    """

    user: UserName
    action: Literal["add", "reset", "block", "role"]
    digest: KeyHex | None = None
    role: Role = Role.VIEWER


class NoUser(Exception):
    """It was not done; the sentence says why."""


def settle_user(users: Users, wish: UserWish, at: int) -> str:
    """Do what is wished about somebody; return a sentence for people.

    Args:
        users: within a unit.
        wish: what is wanted.
        at: now, ms UTC.

    Raises:
        NoUser: nothing was done.
    """
    had = users.get(wish.user)
    steps: dict[str, Callable[[Users, UserWish, User | None, int], str]] = {
        "add": _add,
        "reset": _reset,
        "block": _block,
        "role": _role,
    }
    return steps[wish.action](users, wish, had, at)


def _add(users: Users, wish: UserWish, had: User | None, at: int) -> str:
    if had is not None:
        raise NoUser(f"there is a user {wish.user} already; reset lets them in anew")
    users.invite(wish.user, wish.role, _needed(wish), at)
    return f"{wish.user} may sign in as {wish.role.value}, once, within 24 hours"


def _reset(users: Users, wish: UserWish, had: User | None, at: int) -> str:
    if had is None:
        raise NoUser(f"there is no user {wish.user}")
    users.invite(wish.user, None, _needed(wish), at)
    return f"{wish.user} may sign in anew, once, within 24 hours; what was before counts no more"


def _block(users: Users, wish: UserWish, had: User | None, at: int) -> str:
    del at
    if had is None:
        raise NoUser(f"there is no user {wish.user}")
    _needs_another_admin(users, had)
    users.allow(wish.user, active=False)
    return f"{wish.user} may sign in no more"


def _role(users: Users, wish: UserWish, had: User | None, at: int) -> str:
    del at
    if had is None:
        raise NoUser(f"there is no user {wish.user}")
    if had.role is wish.role:
        return f"{wish.user} is {wish.role.value} already"
    _needs_another_admin(users, had)
    users.set_role(wish.user, wish.role)
    return f"{wish.user} is {wish.role.value} from now on, and signs in again"


def _needs_another_admin(users: Users, had: User) -> None:
    if had.role is Role.ADMIN and had.is_active and users.admins() == 1:
        raise NoUser(f"{had.name} is the last admin; add another one first")


def _needed(wish: UserWish) -> str:
    if wish.digest is None:
        raise NoUser("a one-time code is needed")
    return wish.digest
