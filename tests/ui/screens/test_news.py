from datetime import UTC

import pytest

from kiosk.ui import news_files
from kiosk.ui.phrases import Phrases
from kiosk.ui.screens.news import fallen_words
from kiosk.workflows.news import FallCause, Release, RolledBack
from tests.ui.screens.conftest import Room
from tests.ui.screens.test_lock import enter, lock

VERSION = news_files.notes()[0].version


@pytest.fixture
def updated(room: Room) -> Room:
    """A box that began with an older version."""
    with room.show.desk.counter.unit():
        room.show.file.notices.note_read("", "0.0.1")
    room.show.desk.news.release = Release(VERSION)
    return room


def unlock(room: Room) -> None:
    lock(room)
    room.tap("lock.anna")
    enter(room, "739152")


def test_it_is_shown_once_after_unlocking_and_one_tap_closes_it(updated: Room) -> None:
    unlock(updated)
    assert updated.screen == "news"
    updated.tap("news.done")
    assert updated.screen == "home"
    unlock(updated)
    assert updated.screen == "home"


def test_the_menu_keeps_it(updated: Room) -> None:
    updated.open(updated.show.office.doors.menu())
    updated.tap("menu.news")
    assert updated.screen == "news"
    assert VERSION in updated.words()
    updated.tap("news.done")
    assert updated.screen == "menu"


def test_about_leads_to_it(updated: Room) -> None:
    updated.open(updated.show.office.doors.about())
    updated.tap("about.news")
    assert updated.screen == "news"


def test_a_version_nobody_wrote_about_shows_nothing_by_itself(updated: Room) -> None:
    updated.show.desk.news.release = Release("9.9.9")
    unlock(updated)
    assert updated.screen == "home"


def test_an_open_visit_is_not_covered(updated: Room) -> None:
    updated.show.serve(0)
    unlock(updated)
    assert updated.screen == "home"


def test_an_update_that_was_taken_back_is_said(updated: Room) -> None:
    fallen = RolledBack("0.2.0", FallCause.POWER)
    updated.show.desk.news.release = Release(VERSION, lambda: fallen)
    updated.open(updated.show.office.doors.news())
    assert f"Version {VERSION} runs again; 0.2.0 was taken back" in updated.words()


@pytest.mark.parametrize("language", ["ru", "pt", "en"])
def test_every_cause_of_a_fall_is_said(language: str) -> None:
    phrases = Phrases(language, UTC)
    told = {fallen_words(RolledBack("2", cause), "1", phrases) for cause in FallCause}
    assert len(told) == len(FallCause)
    assert not phrases.missing
