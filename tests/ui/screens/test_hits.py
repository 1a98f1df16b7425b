from datetime import UTC

import pytest

from kiosk.core.words import ParcelState
from kiosk.ui.phrases import Phrases
from kiosk.ui.screens.hits import state_word
from kiosk.workflows.views import Hit, HitKind
from tests.ui.screens.conftest import Room


def test_each_kind_of_hit_opens_its_screen(room: Room) -> None:
    show = room.show
    line, truck = show.plan.stock.lines[0], show.plan.trucks[0].delivery
    hits = {
        "customer": Hit(HitKind.CUSTOMER, line.customer_ref or "", "Maria S."),
        "cell": Hit(HitKind.CELL, show.desk.find.racks()[0].cells[0].cell, "A-01"),
        "accept": Hit(HitKind.DELIVERY, truck, truck),
    }
    for screen, hit in hits.items():
        room.open(show.office.doors.results((hit,)))
        room.tap(f"hit.{hit.id}")
        assert room.screen == screen


@pytest.mark.parametrize("state", ParcelState)
@pytest.mark.parametrize("language", ["ru", "pt", "en"])
def test_every_state_has_a_word(state: ParcelState, language: str) -> None:
    phrases = Phrases(language, UTC)
    assert state_word(state.value, phrases)
    assert not phrases.missing
