"""Every screen answers every kind of code: acts, goes somewhere, or says why not."""

from collections.abc import Callable

import pytest

from kiosk.core.codes import CodeKind
from kiosk.core.facts.stockroom import DeliveryAnnounced
from kiosk.hw.ports import Scan, Symbology
from kiosk.ui.kit.screen import Screen
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
    "delivery": "D-ANNOUNCED",
    "receipt": "RCPT:01900000-0000-7000-8000-0123456789ab",
    "marking": "010460000000001721AbC!x",
    "product": "4600000000017",
    "digits": "55551",
    "url": "https://example.org/win?me=1",
    "control": "12\x0734",
    "long": "7" * 600,
    "empty": "",
    "cyrillic": "привет",
}


FAMILIES = {"product": Symbology.EAN13, "marking": Symbology.DATAMATRIX}
ALL_BUT = {  # two texts for one kind where it may be known or not; several for none
    CodeKind.CELL: {"cell", "no_cell"},
    CodeKind.UNKNOWN: {"url", "control", "long", "empty", "cyrillic"},
}


def scan(room: Room, kind: str) -> None:
    """Let a hand scanner read a code of a kind."""
    family = FAMILIES.get(kind, Symbology.UNKNOWN)
    room.stand.signals.append(Scan(CODES[kind], family, "hand", room.stand.time))
    room.stand.turn()


def test_there_is_a_code_of_every_kind(room: Room) -> None:
    names = {kind: ALL_BUT.get(kind, {kind.value}) for kind in CodeKind}
    assert set().union(*names.values()) == CODES.keys()
    announce(room)
    for kind, some in names.items():
        for name in some - {"no_cell"}:
            family = FAMILIES.get(name, Symbology.UNKNOWN)
            assert room.show.desk.find.read(CODES[name], family).kind is kind


def announce(room: Room) -> None:
    """Let a delivery be on its way, known by its code."""
    counter = room.show.desk.counter
    with counter.unit():
        told = DeliveryAnnounced(CODES["delivery"], "Meridian", counter.clock().at)
        counter.record(told, actor="central")


def answered_everywhere(room: Room, kind_of: Callable[[int], str], *, states: bool) -> None:
    """Scan a code on every screen, or in every state of every screen; `kind_of` the nth's."""
    seen, wrong = list[str](), list[str]()
    announce(room)
    for exhibit in room.show.exhibits():
        screen = exhibit.make()
        if not states and screen.name in seen:
            continue
        kind = kind_of(len(seen))
        seen.append(screen.name)
        if kind == "badge" and exhibit.name == "my_badge_pin":
            continue  # it has a badge, and waits for the PIN
        room.show.file.db.execute("DELETE FROM code_try")  # so many wrong ones would lock it
        wrong += answer(room, screen, kind, exhibit.name)
    assert wrong == []


def answer(room: Room, screen: Screen, kind: str, state: str) -> list[str]:
    """Scan a code on a screen; return what is wrong with its answer."""
    loop, wrong = room.open(screen), []
    before, words = loop.screen, room.words()
    scan(room, kind)
    spoken = loop.spoken
    if spoken is None and loop.screen is before and room.words() == words:
        wrong.append(f"{state} is silent to {kind}")
    if spoken is not None and spoken.tone in {"no", "wrong"} and not spoken.step:
        wrong.append(f"{state} says {spoken.text!r} to {kind} and not what to do")
    if kind in {"url", "control", "long", "cyrillic"}:
        assert CODES[kind] not in room.words()
    return wrong


@pytest.mark.parametrize("first", [0, 7, 13])
def test_every_screen_answers_some_codes_and_every_kind_is_read_somewhere(
    room: Room, first: int
) -> None:
    kinds = sorted(CODES.keys() - {"cell"})
    answered_everywhere(room, lambda n: kinds[(n + first) % len(kinds)], states=False)


# a cell's code puts away what later states are about
@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted(CODES))
def test_a_code_is_answered_in_every_state_and_never_shown_raw(room: Room, kind: str) -> None:
    answered_everywhere(room, lambda _: kind, states=kind != "cell")


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
