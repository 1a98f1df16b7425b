from kiosk import licences
from kiosk.core.about import About
from kiosk.ui.kit.lint import findings
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.screens.about import AboutScreen
from tests.ui.screens.conftest import Room
from tests.waiting import eventually


def opened(room: Room) -> None:
    room.show.office.about = lambda: About("1.4.0", "kiosk-7731", parts=licences.parts())
    room.show.office.licence = licences.text
    room.open(room.show.office.doors.menu())
    room.tap("menu.about")
    shows(room, "1.4.0")


def shows(room: Room, words: str) -> None:
    """Wait until what a worker reads stands on the screen."""
    eventually(lambda: room.stand.turn() or words in room.words())


def test_the_box_says_what_it_is_and_every_licence_can_be_read(room: Room) -> None:
    opened(room)
    assert "1.4.0" in room.words()
    assert room.show.file.journal.epoch() in room.words()
    room.tap("about.argon2-cffi")
    shows(room, "Permission is hereby granted")
    room.tap("bar.back")
    assert room.loop.screen.find("about.parts") is not None
    room.tap("bar.back")
    assert room.screen == "menu"


def test_a_part_without_a_text_says_so(room: Room) -> None:
    room.open(AboutScreen(room.show.office))
    room.loop.settle()
    assert isinstance(room.loop.screen, AboutScreen)
    room.loop.screen._opened("nothing", "")
    room.stand.turn()
    text = room.loop.screen.find("about.text")
    assert isinstance(text, ScrollList)
    assert (text.items, text.empty) == ((), "Its authors name the licence and give no text.")


def test_signs_the_fonts_do_not_have_are_no_holes(room: Room) -> None:
    room.open(AboutScreen(room.show.office))
    room.loop.settle()
    assert isinstance(room.loop.screen, AboutScreen)
    room.loop.screen._opened("odd", "\u8457\u4f5c\u6743 \x1b[31m \u2014 1\tJos\u00e9\n" * 3)
    room.stand.turn()
    assert "??? ?[31m ? 1?Jos\u00e9" in room.words()
    assert findings(room.loop.screen, frozenset()) == []


def test_a_code_is_answered_there_as_everywhere(room: Room) -> None:
    opened(room)
    room.scan("CELL:A-01")
    assert room.screen == "cell"
