"""Cards and badges on the screen: what a scan presses, who goes on, and what is out of reach."""

import time
from collections.abc import Callable

import msgspec
import pytest

from kiosk.core.facts.people import StaffChanged
from kiosk.core.words import Right, Role
from kiosk.trial.showroom import POLICY
from kiosk.ui.screens.commands import Commands
from tests.ui.screens.conftest import Room
from tests.ui.screens.test_lock import PATIENCE_S

PINS = {"anna": "739152", "igor": "482613", "leila": "593714"}
BADGES = {"anna": "A" * 20, "igor": "G" * 20, "leila": "E" * 20}


def bind(room: Room, *staff: str) -> None:
    """Give people a PIN, which they have typed today, and a badge; Anna is signed in after."""
    access, counter = room.show.desk.access, room.show.desk.counter
    for who in (*staff, "anna"):
        counter.signed_in = who
        if not access.who.has_pin:  # type: ignore[union-attr]
            access.set_pin(who, PINS[who])
        attempt = access.begin_sign_in(who)
        ok = attempt.verify(PINS[who])  # type: ignore[union-attr]
        access.bind_badge(attempt, ok, BADGES[who])  # type: ignore[arg-type]
        access.finish_sign_in(attempt, ok)  # type: ignore[arg-type]


def type_pin(room: Room, pin: str) -> None:
    screen = room.loop.screen
    assert isinstance(screen, Commands)
    room.type("person.pin", pin)
    room.tap("person.pin.enter")
    sheet = screen.asked_pin
    deadline = time.monotonic() + PATIENCE_S  # the hash is computed on a worker
    while sheet is not None and sheet.checking:
        assert time.monotonic() < deadline
        room.stand.turn(1)


def test_ones_own_badge_locks(room: Room) -> None:
    bind(room)
    room.open(room.show.office.doors.home())
    room.scan(f"BADGE:{BADGES['anna']}")
    assert room.screen == "lock"
    assert room.show.desk.access.who is None


def test_a_colleagues_badge_takes_over_in_one_scan_where_the_screen_is(room: Room) -> None:
    bind(room, "igor")
    card = room.show.serve(0)
    room.open(room.show.office.doors.customer(card))
    room.scan(f"BADGE:{BADGES['igor']}")
    assert (room.screen, room.show.desk.counter.signed_in) == ("customer", "igor")
    assert "goes on" in room.said
    assert room.loop.screen.find("issue.confirm") is not None
    room.scan(f"BADGE:{BADGES['igor']}")
    assert room.screen == "lock", "by now it is his own"


def test_who_has_power_is_asked_for_the_pin_and_the_screen_waits(room: Room) -> None:
    bind(room, "igor")
    room.show.desk.counter.signed_in = "igor"
    card = room.show.serve(0)
    room.open(room.show.office.doors.customer(card))
    room.scan(f"BADGE:{BADGES['anna']}")
    assert room.loop.screen.find("pin.sheet") is not None
    assert room.show.desk.counter.signed_in == "igor"
    type_pin(room, "000111")
    assert "tries are left" in room.said
    assert room.show.desk.counter.signed_in == "igor"
    type_pin(room, PINS["anna"])
    assert (room.screen, room.show.desk.counter.signed_in) == ("customer", "anna")
    assert room.loop.screen.find("pin.sheet") is None


def test_who_may_not_be_where_the_screen_is_comes_home(room: Room) -> None:
    bind(room, "igor")
    room.show.desk.counter.signed_in = "anna"
    with room.show.desk.counter.unit():
        room.show.desk.counter.record(StaffChanged("igor", Role.TECHNICIAN), actor="central")
    room.open(room.show.office.doors.shelves())
    room.scan(f"BADGE:{BADGES['igor']}")
    assert (room.screen, room.show.desk.counter.signed_in) == ("home", "igor")
    assert not room.show.desk.counter.may(Right.FIND)


def test_an_unknown_badge_is_answered_as_a_wrong_pin(room: Room) -> None:
    bind(room)
    room.open(room.show.office.doors.home())
    room.scan(f"BADGE:{'N' * 20}")
    assert room.said.startswith("Wrong badge or PIN")
    assert room.show.desk.counter.signed_in == "anna"


def test_behind_the_lock_a_badge_chooses_the_person(room: Room) -> None:
    bind(room, "igor")
    room.show.desk.access.sign_out()
    room.open(room.show.office.doors.lock())
    room.scan(f"BADGE:{BADGES['igor']}")
    assert room.screen == "lock"
    assert "enter your PIN" in room.words()
    room.scan(f"BADGE:{'N' * 20}")
    assert room.said.startswith("Wrong badge or PIN")
    room.scan("P:0000000000")
    assert room.said.startswith("Sign in first")


def test_the_curtain_stays_while_a_colleagues_pin_is_asked(room: Room) -> None:
    bind(room, "igor")
    room.show.desk.counter.signed_in = "igor"
    card = room.show.serve(0)
    room.open(room.show.office.doors.customer(card))
    screen = room.loop.screen
    assert isinstance(screen, Commands)
    screen.curtained = True
    screen.renew()
    room.scan(f"BADGE:{BADGES['anna']}")
    assert screen.curtained
    assert screen.find("pin.sheet") is not None
    assert card.name not in room.words()


def test_a_trainee_issues_with_a_colleagues_badge(room: Room) -> None:
    bind(room, "leila")
    card = room.show.serve(0)
    room.show.desk.counter.signed_in = "leila"
    room.open(room.show.office.doors.customer(card))
    for parcel in card.ready:
        room.scan(parcel.parcel)
    room.scan("CMD:ok")
    assert room.loop.screen.find("witness.sheet") is not None
    room.scan(f"BADGE:{BADGES['leila']}")
    assert room.screen == "customer", "one does not vouch for oneself"
    room.scan(f"BADGE:{BADGES['anna']}")
    assert room.screen == "issued"


# -- cards ---------------------------------------------------------------------------------------


def test_a_card_is_not_taken_from_a_phone_held_to_the_camera(room: Room) -> None:
    room.open(room.show.office.doors.menu())
    room.scan("CMD:home", "camera")
    assert room.screen == "menu"
    assert room.said


@pytest.mark.parametrize("card", ["park", "refuse:colour", "lang:xx", "nonsense"])
def test_a_card_that_presses_nothing_here_says_so(room: Room, card: str) -> None:
    room.open(room.show.office.doors.menu())
    room.scan(f"CMD:{card}")
    assert room.screen == "menu"
    assert room.said


def test_what_a_sheet_covers_is_out_of_reach_of_a_card(room: Room) -> None:
    """With the question which parcel is missing open, `ok` must not hand anything over."""
    card = room.show.serve(0)
    room.open(room.show.office.doors.customer(card))
    room.scan(card.ready[0].parcel)
    screen = room.loop.screen
    screen.sheet = "notfound"  # type: ignore[attr-defined]
    screen.renew()
    room.stand.turn()
    for word in ("ok", "park"):
        room.scan(f"CMD:{word}")
        assert room.screen == "customer"
        assert not room.said.startswith("Issued")
    room.scan("CMD:back")
    assert room.loop.screen.find("notfound") is None
    assert room.screen == "customer"


@pytest.mark.parametrize(("language", "word"), [("ru", "Меню"), ("pt", "Menu"), ("en", "Menu")])
def test_a_card_changes_the_language_anywhere(
    make_room: Callable[..., Room], language: str, word: str
) -> None:
    room = make_room(language="en")
    room.open(room.show.office.doors.home())
    room.scan(f"CMD:lang:{language}")
    assert room.loop.skin.phrases.language == language
    assert word in room.words()


def test_one_scan_hands_the_only_parcel_over_where_the_network_wants_it(room: Room) -> None:
    show, counter = room.show, room.show.desk.counter
    rules = msgspec.json.encode(POLICY | {"one_scan": True})
    with counter.unit():
        show.file.keep_rules("ozon_like", rules)
    turn, parcels = next(
        (turn, found)
        for turn in range(8)
        if len(found := show.desk.issue.view(show.plan.customers[turn].customer_ref).ready) == 1  # type: ignore[union-attr]
        and not (found[0].age_limit or found[0].due_minor)
    )
    room.open(show.office.doors.customer(show.serve(turn)))
    room.scan(parcels[0].parcel)
    assert room.screen == "issued"
    assert room.loop.screen.find("issued.undo") is not None
    room.scan("CMD:undo")
    assert room.screen == "customer", "and taken back by a card"
