"""The line at the door on the clerk's screen: numbers to call, and nothing that acts by itself."""

import pytest

from kiosk.hw.ports import LineMoved, Scan, Symbology
from kiosk.ui.phrases import Phrases
from kiosk.ui.screens.in_line import line_words
from kiosk.workflows.doorline import Place
from tests.ui.screens.conftest import Room

WAITING = [Place(n, f"s{n}", waits=True) for n in (11, 12, 15)]
SERVED = Place(10, "s10", waits=False)


@pytest.mark.parametrize(
    ("language", "one", "three"),
    [
        ("en", "No. 11 waits", "No. 11 and 2 more wait"),
        ("ru", "№ 11 ждёт", "№ 11 и ещё 2 ждут"),
        ("pt", "N.º 11 espera", "N.º 11 e mais 2 esperam"),
    ],
)
def test_the_line_is_told_in_numbers(room: Room, language: str, one: str, three: str) -> None:
    phrases = Phrases(language, room.stand.skin.phrases.zone)
    assert line_words((SERVED,), phrases) == ""
    assert line_words((SERVED, WAITING[0]), phrases) == one
    assert line_words(tuple(WAITING), phrases) == three


def shown(room: Room, text: str) -> None:
    """Let the reader at the door see a code, as the composition root does."""
    room.show.desk.doorline.scanned(Scan(text, Symbology.QR, "door", 1.0))
    room.stand.signals.append(LineMoved(1.0))
    room.stand.turn()


def test_a_code_at_the_door_adds_a_chip_and_takes_nobody_away(room: Room) -> None:
    room.open(room.show.office.doors.home())
    room.type("home.code", "48")
    shown(room, room.show.code_of(0))
    assert room.screen == "home"
    assert room.loop.spoken is None
    (session,) = room.show.desk.issue.live()
    chip = f"home.session.{session.session.session}"
    found = room.loop.screen.find(chip)
    assert found is not None
    assert found.label.startswith("No. 1 · ")
    assert room.loop.screen.typing.text == "48"  # type: ignore[attr-defined]
    room.tap(chip)
    assert room.screen == "customer"


def test_every_screen_counts_who_waits_on_the_way_home(room: Room) -> None:
    room.open(room.show.office.doors.menu())

    def count() -> int:
        found = room.loop.screen.find("rail.issue")
        return found.count  # type: ignore[union-attr]

    assert count() == 0
    shown(room, room.show.code_of(0))
    assert (room.screen, count()) == ("menu", 1)
    room.show.desk.issue.resume(room.show.desk.issue.live()[0].session.session)
    room.stand.signals.append(LineMoved(1.0))
    room.stand.turn()
    assert count() == 0


def test_a_wrong_code_asks_for_help_in_words_that_tell_nothing(room: Room) -> None:
    room.open(room.show.office.doors.home())
    shown(room, "99999999*0000")
    assert "Help at the door" in room.words()
    room.tap("home.door")
    assert "Help at the door" not in room.words()
    assert room.show.desk.doorline.line() == ()


def test_the_lock_tells_a_number_and_no_name(room: Room) -> None:
    room.show.desk.access.sign_out()
    room.open(room.show.office.doors.lock())
    shown(room, room.show.code_of(0))
    assert room.screen == "lock"
    assert "No. 1 waits" in room.words()
    assert room.show.plan.customers[0].masked_name not in room.words()
