"""Who may use the console, in both databases."""

import pytest

from kiosk.central.answers import Answer, Words
from kiosk.central.users import MOST_WRONG, Deed, Role, Users
from tests.central.conftest import DAY_MS, T0, Central


def _invited(central: Central, name: str = "anna", role: Role = Role.OPERATOR) -> Users:
    with central.store.unit():
        central.store.users.invite(name, role, f"digest-{name}", T0)
    return central.store.users


def test_somebody_is_invited_for_a_day(central: Central) -> None:
    users = _invited(central)
    found = users.invited("digest-anna", T0 + DAY_MS - 1)
    assert found is not None
    assert (found.name, found.role, found.password, found.salt) == ("anna", Role.OPERATOR, "", b"")
    assert users.invited("digest-anna", T0 + DAY_MS) is None
    assert users.invited("", T0) is None
    assert users.invited("another", T0) is None
    with central.store.unit():
        users.spend_invite("anna")
    assert users.invited("digest-anna", T0) is None
    assert users.invited("", T0) is None  # nobody's empty code is one


def test_who_is_let_in_anew_begins_anew_and_keeps_the_role(central: Central) -> None:
    users = _invited(central)
    with central.store.unit():
        users.set_password("anna", "hash")
        users.set_second("anna", "aa" * 16, ["r1", "r2"])
        users.use_step("anna", 7)
    before = users.get("anna")
    with central.store.unit():
        users.invite("anna", None, "again", T0)
    after = users.get("anna")
    assert before is not None
    assert after is not None
    assert (after.password, after.salt, after.step, after.role) == ("", b"", 0, Role.OPERATOR)
    assert after.version > before.version
    assert central.rows("SELECT digest FROM recovery_code") == []


def test_tries_are_counted_before_they_are_looked_at(central: Central) -> None:
    users = _invited(central)

    def tried(at: int) -> bool:
        with central.store.unit():
            return users.begin_try("anna", at)

    assert [tried(T0) for _ in range(MOST_WRONG + 1)] == [True] * MOST_WRONG + [False]
    assert tried(T0 + 30_000)
    assert not tried(T0 + 30_000 + 59_999)
    assert tried(T0 + 30_000 + 60_000)
    at = T0 + 10 * DAY_MS
    for _ in range(20):
        tried(at)
        found = users.get("anna")
        assert found is not None
        assert found.locked_until - at <= 900_000
        at = found.locked_until
    with central.store.unit():
        users.was_right("anna")
    assert tried(at)
    assert not tried_by_nobody(central)


def tried_by_nobody(central: Central) -> bool:
    with central.store.unit():
        return central.store.users.begin_try("nobody", T0)


def test_codes_are_used_up(central: Central) -> None:
    users = _invited(central)
    with central.store.unit():
        users.set_second("anna", "ab" * 16, ["r1", "r2"])
        assert users.use_step("anna", 7)
        assert not users.use_step("anna", 7)
        assert not users.use_step("anna", 6)
        assert users.use_step("anna", 8)
        assert users.use_recovery("anna", "r1")
        assert not users.use_recovery("anna", "r1")
        assert not users.use_recovery("boris", "r2")
    assert central.rows("SELECT digest FROM recovery_code") == [("r2",)]


def test_deeds_are_kept_in_order_and_cut(central: Central) -> None:
    users = central.store.users
    with central.store.unit():
        for number in range(5):
            who = "anna" if number % 2 else "boris"
            users.note(Deed(T0 + number, who, "::1", "x.y", f"{number}\0" + "s" * 500, "done"))
    all_ = users.deeds("", 0, 3)
    assert [deed.at - T0 for _, deed in all_] == [4, 3, 2]
    assert [deed.at - T0 for _, deed in users.deeds("", all_[-1][0], 9)] == [1, 0]
    assert [deed.at - T0 for _, deed in users.deeds("anna", 0, 9)] == [3, 1]
    assert len(all_[0][1].subject) == 200
    assert "\0" not in all_[0][1].subject


def test_why_not_is_kept_for_every_language_and_never_without_end(central: Central) -> None:
    users = central.store.users
    why = Answer("no_box", {"device": "b", "n": 1, "stage": Words("stage", ("draft",))})
    endless = Answer("no_box", {"device": "b" * 9000})
    with central.store.unit():
        for told in ((why,), (endless,), ()):
            users.note(Deed(T0, "anna", "::1", "x.y", "b", "no", told))
    assert [deed.told for _, deed in users.deeds("", 0, 9)] == [(), (), (why,)]


@pytest.mark.input
def test_what_another_version_kept_is_told_as_its_outcome(central: Central) -> None:
    users = central.store.users
    with central.store.unit():
        users.note(Deed(T0, "anna", "::1", "x.y", "b", "no", (Answer("no_box"),)))
        central.store._conn.execute("UPDATE user_audit SET told = ?", ['[{"moon": 1}]'])
    assert users.deeds("", 0, 1)[0][1] == Deed(T0, "anna", "::1", "x.y", "b", "no")


def test_a_role_covers_what_is_below_it() -> None:
    assert [Role.OPERATOR.covers(role) for role in Role] == [True, True, False]


def test_people_are_told_by_name(central: Central) -> None:
    _invited(central, "boris", Role.ADMIN)
    users = _invited(central)
    assert [one.name for one in users.all()] == ["anna", "boris"]
    assert users.admins() == 1
    assert [one.name for one in central.store.questions.users()] == ["anna", "boris"]
    with central.store.unit():
        users.allow("boris", active=False)
    assert users.admins() == 0
    assert users.invited("digest-boris", T0) is None
    assert users.get("nobody\0") is None
