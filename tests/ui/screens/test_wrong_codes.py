"""A code of the wrong kind: each screen says what to do, in every language."""

import pytest

from kiosk.core.codes import Code, CodeKind
from kiosk.ui.phrases import Phrases
from kiosk.ui.screens import wrong_codes
from tests.ui.screens.conftest import Room


@pytest.mark.parametrize("language", ["ru", "pt", "en"])
def test_every_screen_has_a_step_for_every_kind(language: str) -> None:
    phrases = Phrases(language, "UTC")
    for wanted in {screen for screen, _ in wrong_codes.STEPS} | {"menu"}:
        for kind in CodeKind:
            assert wrong_codes.step(wanted, kind, phrases)
    assert not phrases.missing


def test_the_kind_goes_before_the_screen_and_the_screen_before_the_rest() -> None:
    phrases = Phrases("en", "UTC")
    said = {
        key: wrong_codes.step(*key, phrases)
        for key in [("count", CodeKind.BOX), ("count", CodeKind.UNKNOWN), ("menu", CodeKind.DIGITS)]
    }
    arrives = [
        wrong_codes.step(screen, CodeKind.BOX, phrases) for screen in ("accept", "deliveries")
    ]
    assert arrives == ["Scan the label of a box or a parcel"] * 2
    assert list(said.values()) == [
        "A new box is begun under Ship",
        "Scan everything in this cell",
        "Scan another code on the label",
    ]


@pytest.mark.parametrize(
    ("why", "said"), [("control", "It holds signs that no code has"), ("", "Unknown code")]
)
def test_an_unknown_code_says_why(why: str, said: str) -> None:
    code = Code(CodeKind.UNKNOWN, "", "qr", why)
    assert wrong_codes.why_not(code, Phrases("en", "UTC")) == said


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("CELL:Q-99", "There is no cell Q-99. Scan the label on the shelf"),
        ("BOX:7731-9999", "Not known here. A new box is begun under Ship"),
        ("12345678-0001-1", "Not known here. Look at the address, or accept it as surplus"),
    ],
)
def test_what_is_known_nowhere_is_told_by_what_it_is(room: Room, code: str, said: str) -> None:
    room.open(room.show.office.doors.menu())
    room.scan(code)
    assert (room.screen, room.said) == ("menu", said)
