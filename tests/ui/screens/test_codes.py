"""Every screen answers every kind of code: acts, goes somewhere, or says why not."""

import pytest

from tests.ui.screens.conftest import Room

CODES = {
    "pickup": "99999999*0000",
    "parcel": "12345678-0001-1",
    "cell": "CELL:A-05",
    "no_cell": "CELL:Q-99",
    "command": "CMD:park",
    "badge": "BADGE:0123456789ABCDEFGHJK",
    "order": "48210001-7829",
    "return": "ii5275210303",
    "box": "BOX:ABCDEF",
    "digits": "55551",
    "url": "https://example.org/win?me=1",
    "control": "12\x0734",
    "long": "7" * 600,
    "empty": "",
    "cyrillic": "привет",
}


def answered_everywhere(room: Room, kind: str, *, states: bool) -> None:
    """Scan a code on every screen, or in every state of every screen."""
    text, seen = CODES[kind], set[str]()
    for exhibit in room.show.exhibits():
        screen = exhibit.make()
        if not states and screen.name in seen:
            continue
        seen.add(screen.name)
        if kind == "badge" and exhibit.name == "my_badge_pin":
            continue  # it has a badge, and waits for the PIN
        room.show.file.db.execute("DELETE FROM code_try")  # so many wrong ones would lock it
        loop = room.open(screen)
        before, words = loop.screen, room.words()
        room.scan(text)
        answered = loop.spoken is not None or loop.screen is not before or room.words() != words
        assert answered, f"{exhibit.name} is silent"
        if kind in {"url", "control", "long", "cyrillic"} and text:
            assert text not in room.words()


@pytest.mark.parametrize("kind", CODES)
def test_a_code_is_answered_on_every_screen_and_never_shown_raw(room: Room, kind: str) -> None:
    answered_everywhere(room, kind, states=False)


# a cell's code puts away what later states are about
@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted(CODES.keys() - {"cell"}))
def test_so_it_is_in_every_state(room: Room, kind: str) -> None:
    answered_everywhere(room, kind, states=True)


def test_a_locked_screen_says_sign_in_and_nothing_of_the_code(room: Room) -> None:
    room.show.desk.access.sign_out()
    room.open(room.show.office.doors.lock())
    for kind, text in CODES.items():
        room.scan(text)
        assert room.said.startswith("Wrong badge or PIN" if kind == "badge" else "Sign in first")
        assert room.screen == "lock"


def test_a_card_before_the_camera_presses_nothing(room: Room) -> None:
    room.open(room.show.office.doors.menu())
    room.scan("CMD:lock", source="camera")
    assert room.screen == "menu"
    room.scan("CMD:lock")
    assert room.screen == "lock"
