import time

from msgspec.structs import replace

from kiosk.core.facts.people import StaffAdded
from kiosk.core.words import Right, Role, type_word
from kiosk.hw.ports import NewMail
from kiosk.store.people import PersonRow
from kiosk.ui.screens.lock import LockScreen
from tests.ui.screens.conftest import Room

PATIENCE_S = 60.0


def lock(room: Room) -> LockScreen:
    room.show.desk.access.sign_out()
    screen = room.show.office.doors.lock()
    room.open(screen)
    assert isinstance(screen, LockScreen)
    return screen


def enter(room: Room, pin: str) -> None:
    room.type("pin", pin)
    room.tap("pin.enter")
    deadline = time.monotonic() + PATIENCE_S  # the hash is computed on a worker
    while isinstance(room.loop.screen, LockScreen) and room.loop.screen.checking:
        assert time.monotonic() < deadline
        room.stand.turn(1)


def test_the_right_pin_opens_home(room: Room) -> None:
    lock(room)
    room.tap("lock.anna")
    enter(room, "739152")
    assert room.screen == "home"


def test_a_wrong_pin_is_one_sentence_and_stays(room: Room) -> None:
    lock(room)
    room.tap("lock.anna")
    enter(room, "111112")
    assert room.screen == "lock"
    assert "Wrong badge or PIN" in room.said
    assert "tries are left" in room.said
    assert room.said in room.words(), "it is seen, too"


def test_four_digits_ask_for_the_badge_and_are_no_try(room: Room) -> None:
    lock(room)
    room.tap("lock.anna")
    enter(room, "7391")
    assert room.screen == "lock"
    assert room.said.startswith("A PIN has 6 digits here")
    assert "Scan your badge" in room.said
    assert room.show.desk.access.tries_left("anna") == 5


def test_a_person_without_a_pin_chooses_one_twice(room: Room) -> None:
    lock(room)
    room.tap("lock.igor")
    enter(room, "482719")
    enter(room, "4828")
    assert room.said.startswith("The two PINs differ")
    enter(room, "482719")
    enter(room, "482719")
    assert room.screen == "home"
    assert room.show.desk.access.who.staff == "igor"


def test_no_name_stands_on_the_lock(room: Room) -> None:
    lock(room)
    words = room.words()
    assert "Анна" not in words
    assert "АК" in words


def test_the_language_changes_on_the_lock(room: Room) -> None:
    lock(room)
    room.tap("lock.language.pt")
    assert "Escolha quem é você" in room.words()


def test_a_scan_on_the_lock_asks_for_a_sign_in(room: Room) -> None:
    lock(room)
    room.scan("48210001-7829-1")
    assert room.said.startswith("Sign in first")
    assert "48210001" not in room.words()


def test_who_has_power_and_no_pin_is_sent_to_the_owner(room: Room) -> None:
    counter = room.show.desk.counter
    with counter.unit():
        counter.record(StaffAdded("mara", Role.MANAGER), actor="central")
        counter.store.people.keep(PersonRow("mara", "Mara V.", "MV"))
    lock(room)
    room.tap("lock.mara")
    assert "Whoever has power chooses the PIN with an owner" in room.words()
    enter(room, "284619")
    assert room.said.startswith("Whoever has power chooses the PIN with an owner")
    assert room.screen == "lock"
    assert not counter.store.people.get("mara").pin_hash


def fresh(room: Room) -> None:
    """Make it a box that was let in just now: the network named its people, and no PIN."""
    counter = room.show.desk.counter
    with counter.unit():
        counter.record(StaffAdded("olga", Role.OWNER), actor="central")
        counter.store.people.keep(PersonRow("olga", "Olga S.", "OS"))
        for _, row in counter.store.people.active():
            counter.store.people.keep(replace(row, pin_hash=""))


def test_a_counter_that_runs_asks_no_bystander_to_be_its_owner(room: Room) -> None:
    counter = room.show.desk.counter
    with counter.unit():
        counter.record(StaffAdded("olga", Role.OWNER), actor="central")
        counter.store.people.keep(PersonRow("olga", "Olga S.", "OS"))
        for staff, row in counter.store.people.active():
            if staff.has(Right.TEAM):  # the central took it back
                counter.store.people.keep(replace(row, pin_hash=""))
    room.show.desk.access.set_pin("igor", "482719")
    room.show.desk.access.sign_out()
    screen = lock(room)
    assert "The owner begins" not in room.words()
    assert screen.find("lock.other") is None
    assert screen.find("lock.igor") is not None
    room.tap("lock.olga")
    assert "Choose a PIN" in room.words(), "in the ordinary way"


def test_the_owner_begins_with_a_pin_of_their_own(room: Room) -> None:
    fresh(room)
    counter, screen = room.show.desk.counter, lock(room)
    assert "The owner begins" in room.words()
    assert "Olga" not in room.words()
    assert screen.find("lock.igor") is None
    room.tap("lock.olga")
    for simple in ("111111", "123456", "28461"):
        enter(room, simple)
        assert room.said.startswith("The PIN must have 6 digits and not be simple"), simple
    enter(room, "284619")
    assert "Repeat your new PIN" in room.words()
    enter(room, "284618")
    assert room.said.startswith("The two PINs differ")
    enter(room, "284619")
    lock(room)  # the plug was pulled: nothing typed is kept, and it asks again
    room.tap("lock.olga")
    assert "Choose a PIN" in room.words()
    enter(room, "284619")
    assert not counter.store.people.get("olga").pin_hash
    enter(room, "284619")
    assert counter.signed_in == "olga"
    (told,) = (e for e in counter.store.journal.since(0, 10**6) if e.type == type_word("PinSet")
               and b"olga" in e.body)  # fmt: skip
    assert b"284619" not in told.body
    lock(room)
    assert "The owner begins" not in room.words(), "once"
    assert room.show.desk.access.check_new_pin("olga", "284613") is not None


def test_somebody_else_may_work_before_the_owner_comes(room: Room) -> None:
    fresh(room)
    screen = lock(room)
    room.tap("lock.other")
    assert screen.find("lock.igor") is not None
    room.tap("lock.language.ru")
    assert "Начинает владелец" not in room.words()


def test_the_owner_whom_the_mail_names_begins_at_once(room: Room) -> None:
    counter = room.show.desk.counter
    lock(room)
    room.tap("lock.igor")
    fresh(room)
    room.stand.signals.append(NewMail(room.stand.time))
    room.stand.turn()
    assert "The owner begins" in room.words()
    who = [staff.staff for staff, _ in counter.store.people.active() if staff.has(Right.TEAM)]
    assert room.loop.screen.chosen == (who[0] if len(who) == 1 else "")


def test_to_draw_the_lock_chooses_nobody(room: Room) -> None:
    fresh(room)
    screen = lock(room)
    screen.chosen = "igor"  # as nobody can; a tree is drawn of what is so
    screen.build()
    assert screen.chosen == "igor"
