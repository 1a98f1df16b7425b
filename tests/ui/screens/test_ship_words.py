"""What boxes and shipments are called: every kind and every state has a word of its own."""

from datetime import UTC

import pytest

from kiosk.core.boxes import Box
from kiosk.core.words import BoxClass, Flow, ReopenReason, ShipmentState
from kiosk.ui.phrases import Phrases
from kiosk.ui.screens.ship_words import box_word, class_word, kilos, reopen_word, shipment_word

EN = Phrases("en", UTC)


@pytest.mark.parametrize("language", ["ru", "pt", "en"])
def test_no_two_kinds_and_no_two_states_are_called_alike(language: str) -> None:
    phrases = Phrases(language, UTC)
    assert len({class_word(kind, phrases) for kind in BoxClass}) == len(BoxClass)
    assert len({reopen_word(reason, phrases) for reason in ReopenReason}) == len(ReopenReason)
    assert len({shipment_word(state, phrases)[0] for state in ShipmentState}) == len(ShipmentState)
    assert phrases.missing == set()


def test_a_box_is_known_by_the_end_of_its_code() -> None:
    box = Box("WB-MP-77310042", Flow.REVERSE, BoxClass.DEFECT)
    assert box_word(box, EN) == "Box …0042 · Faulty goods"


def test_a_weight_nobody_took_is_not_told() -> None:
    assert (kilos(4_249, EN), kilos(0, EN)) == ("4.2 kg", "")
    assert kilos(4_200, Phrases("ru", UTC)) == "4,2 кг"
