"""People: roles come from the journal, names and PINs lie beside it."""

import pytest

from kiosk.core.facts import people
from kiosk.core.words import Role
from kiosk.store.people import PersonRow
from tests.store.conftest import Ledger


@pytest.fixture
def team(ledger: Ledger) -> Ledger:
    for staff, name in (("olga", "Ольга Я."), ("anna", "Анна Б."), ("igor", "Игорь В.")):
        ledger.tell(people.StaffAdded(staff, Role.CLERK))
        with ledger.file.unit():
            ledger.file.people.keep(PersonRow(staff, name, name[0]))
    return ledger


def test_role_and_person_are_found_by_id(team: Ledger) -> None:
    staff, person = team.file.people.staff("anna"), team.file.people.get("anna")
    assert staff is not None
    assert staff.role is Role.CLERK
    assert person == PersonRow("anna", "Анна Б.", "А")


def test_nobody_is_found_by_a_strange_id(team: Ledger) -> None:
    assert team.file.people.staff("eve") is None
    assert team.file.people.get("eve") is None


def test_those_who_may_work_come_by_name(team: Ledger) -> None:
    assert [staff.staff for staff, _ in team.file.people.active()] == ["anna", "igor", "olga"]


def test_who_is_blocked_may_not_work(team: Ledger) -> None:
    team.tell(people.StaffBlocked("igor"))
    assert [person.staff for _, person in team.file.people.active()] == ["anna", "olga"]


def test_everything_of_a_person_is_kept_as_given(team: Ledger) -> None:
    anna = PersonRow("anna", "Anna C.", "AC", "en", "$argon2id$x", 3, "b" * 16, 99_000)
    with team.file.unit():
        team.file.people.keep(anna)
    assert team.file.people.get("anna") == anna


def test_neither_name_nor_pin_is_in_the_journal(team: Ledger) -> None:
    told = b"".join(row.body for row in team.file.journal.since(0, 100)).decode()
    assert "Анна" not in told
    assert "argon2" not in told
