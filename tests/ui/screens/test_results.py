from datetime import UTC

import pytest

from kiosk.core.words import ParcelState
from kiosk.ui.phrases import Phrases
from kiosk.ui.screens.results import state_word
from tests.ui.screens.conftest import Room


def test_a_hit_opens_what_it_names(room: Room) -> None:
    hits = room.show._hits()
    room.open(room.show.office.doors.results(hits))
    room.tap(f"hit.{hits[0].id}")
    assert room.screen == "parcel"


def test_nothing_found_is_a_sentence_with_a_next_step(room: Room) -> None:
    room.open(room.show.office.doors.results(()))
    listed = room.loop.screen.find("results.list")
    assert "scan the label" in listed.empty


@pytest.mark.parametrize("state", ParcelState)
@pytest.mark.parametrize("language", ["ru", "pt", "en"])
def test_every_state_has_a_word(state: ParcelState, language: str) -> None:
    phrases = Phrases(language, UTC)
    assert state_word(state.value, phrases)
    assert not phrases.missing
