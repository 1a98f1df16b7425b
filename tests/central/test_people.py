"""People of a point: what the books fold, beside the names that letters told."""

from pathlib import Path

from kiosk.central.people import Known, People
from kiosk.central.staff_wishes import StaffWish
from kiosk.central.wishes import Wishes
from kiosk.core.facts.people import RightGranted, StaffAdded, StaffBlocked
from kiosk.core.messages import StaffUpsert
from kiosk.core.team import Staff
from kiosk.core.words import Right, Role
from tests.central.conftest import T0, Box, Central


def test_people_are_told_with_their_names_and_grants(central: Central, box: Box) -> None:
    box.tell(
        StaffAdded("zoe", Role.TRAINEE),
        StaffAdded("anna", Role.CLERK),
        RightGranted("anna", Right.ANALYTICS),
        StaffBlocked("zoe"),
    )
    central.take(box.batch(1))
    central.queue(StaffUpsert("anna", "Anna K.", Role.CLERK, (Right.ANALYTICS,)))
    anna = Known(Staff("anna", Role.CLERK, frozenset({Right.ANALYTICS})), "Anna K.")
    zoe = Known(Staff("zoe", Role.TRAINEE, blocked=True), "")
    with central.store.unit():
        assert central.store.people.of("p1") == (anna, zoe)
        assert central.store.people.of("elsewhere") == ()
    reader = central.beside()
    assert reader.people("p1") == (anna, zoe)
    reader.close()


def test_a_wish_about_a_person_goes_down_as_one_letter(
    central: Central, box: Box, tmp_path: Path
) -> None:
    box.tell(StaffAdded("anna", Role.OWNER))
    central.take(box.batch(1))
    wishes = Wishes(tmp_path, central.store, lambda: b"s" * 32)
    with central.store.unit():
        assert isinstance(central.store.people, People)
        no = wishes.answer(StaffWish("p1", "anna", "Anna K.", active=False), T0)
        yes = wishes.answer(StaffWish("p1", "igor", "Igor S.", Role.CLERK), T0)
        nowhere = wishes.answer(StaffWish("p9", "igor", "Igor S.", Role.CLERK), T0)
    assert (no.ok, no.letters) == (False, 0)
    assert "the last owner" in no.lines[0]
    assert (yes.ok, yes.letters) == (True, 1)
    assert nowhere.lines == ("there is no point 'p9'",)


def test_a_block_on_its_way_is_not_undone_and_the_last_owner_stays(
    central: Central, box: Box, tmp_path: Path
) -> None:
    box.tell(StaffAdded("anna", Role.OWNER), StaffAdded("olga", Role.OWNER))
    central.take(box.batch(1))
    wishes = Wishes(tmp_path, central.store, lambda: b"s" * 32)
    with central.store.unit():
        assert wishes.answer(StaffWish("p1", "anna", "Anna K.", active=False), T0).ok
        assert wishes.answer(StaffWish("p1", "anna", reset_pin=True), T0).ok
        no = wishes.answer(StaffWish("p1", "olga", "Olga S.", active=False), T0)
        anna, olga = central.store.people.of("p1")
        central.store._conn.execute("UPDATE device SET blocked = 'revoked'")
        lost = central.store.people.of("p1")
    assert "the last owner" in no.lines[0]
    assert (anna.staff.blocked, anna.name) == (True, "Anna K.")
    assert olga.staff == Staff("olga", Role.OWNER)
    assert not lost[0].staff.blocked
