"""Who may use the console, as the command line wishes it."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from kiosk.central.user_wishes import UserWish
from kiosk.central.users import Role
from kiosk.central.wish_forms import Granted, Wish
from kiosk.central.wishes import Wishes, leave
from tests.central.conftest import ON_A_FILE, T0, Central

DIGEST = "d" * 64


def granted(central: Central, folder: Path, secret: Callable[[], bytes], wish: Wish) -> Granted:
    wishes = Wishes(folder / "wishes", central.store, secret)
    leave(folder / "wishes", wish, f"w{len(list(folder.glob('wishes/*')))}")
    return wishes.grant(wishes.waiting()[0], T0)


@ON_A_FILE
def test_somebody_is_added_let_in_anew_and_blocked(
    central: Central, tmp_path: Path, secret: Callable[[], bytes]
) -> None:
    def wished(*told: object) -> Granted:
        return granted(central, tmp_path, secret, UserWish(*told))  # type: ignore[arg-type]

    assert wished("anna", "add", DIGEST, Role.ADMIN).ok
    assert "already" in wished("anna", "add", DIGEST).lines[0]
    assert wished("anna", "reset", "e" * 64).ok
    assert central.store.users.invited("e" * 64, T0) is not None
    assert "last admin" in wished("anna", "block").lines[0]
    assert wished("boris", "add", DIGEST, Role.ADMIN).ok
    assert wished("anna", "block").ok
    assert central.store.users.admins() == 1
    for action in ("reset", "block"):
        assert "no user nobody" in wished("nobody", action, DIGEST).lines[0]
    assert "code is needed" in wished("carl", "add").lines[0]


@pytest.mark.input
@pytest.mark.parametrize(
    "told",
    [
        {"user": "A", "action": "add"},
        {"user": "a", "action": "add"},
        {"user": "anna\n", "action": "add"},
        {"user": "anna", "action": "remove"},
        {"user": "anna", "action": "add", "digest": "short"},
        {"user": "anna", "action": "add", "role": "owner"},
        {"user": "anna", "action": "add", "password": "x"},
    ],
)
def test_a_wish_that_is_none_is_not_read(told: dict[str, str]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"type": "user", **told}, UserWish)


@ON_A_FILE
def test_somebody_may_do_something_else_from_now_on(
    central: Central, tmp_path: Path, secret: Callable[[], bytes]
) -> None:
    def wished(user: str, role: Role) -> Granted:
        wish = UserWish(user, "role", role=role)
        return granted(central, tmp_path, secret, wish)

    granted(central, tmp_path, secret, UserWish("anna", "add", DIGEST, Role.ADMIN))
    granted(central, tmp_path, secret, UserWish("boris", "add", DIGEST, Role.VIEWER))
    before = central.store.users.get("boris")
    assert "last admin" in wished("anna", Role.VIEWER).lines[0]
    assert wished("boris", Role.ADMIN).ok
    after = central.store.users.get("boris")
    assert before is not None
    assert after is not None
    assert (after.role, after.version) == (Role.ADMIN, before.version + 1)
    assert wished("anna", Role.VIEWER).ok
    assert "already" in wished("anna", Role.VIEWER).lines[0]
    assert "no user carl" in wished("carl", Role.VIEWER).lines[0]
