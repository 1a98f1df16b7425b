"""Words of the equipment check: each line has a name, a state, and says what to do."""

from datetime import UTC

import pytest

from kiosk.core.opening_words import CheckKind
from kiosk.hw.ports import LampChain
from kiosk.ui.phrases import Phrases
from kiosk.ui.screens import equipment_words as words
from kiosk.workflows.equipment import EquipmentLine, Mark
from kiosk.workflows.selftest import CheckLine, Verdict
from tests.ui.screens.conftest import Room

K = CheckKind
ENGLISH = Phrases("en", UTC)
LINK = CheckLine("mail", "mail", Verdict.WARN, "no_network")
WALKED = CheckLine("wall", "lights", Verdict.OK, "walked")


def test_every_kind_and_every_mark_has_its_words(room: Room) -> None:
    phrases, desk = ENGLISH, room.show.desk
    lines = [EquipmentLine(kind, Mark.NOT_THERE) for kind in K]
    assert len({words.line_name(line, desk, phrases) for line in lines}) == len(K)
    assert all(words.found_words(line, phrases) for line in lines)
    assert len({words.mark_word(mark, phrases) for mark in Mark}) == len(Mark)
    assert set(words.ICONS) == set(K)
    camera = CheckLine("camera", "camera", Verdict.OK, "pictures")
    assert words.line_icon(EquipmentLine(K.READER, Mark.PASSED, 1, 1, camera)) == "photo_camera"
    assert words.line_icon(EquipmentLine(K.READER, Mark.NOT_THERE)) == "barcode_scanner"
    assert set(words.TONES) == set(Mark)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (EquipmentLine(K.READER, Mark.NOT_THERE), "Connect one, then check everything again"),
        (EquipmentLine(K.BUTTON, Mark.NOT_THERE), "The point can open without it"),
        (EquipmentLine(K.LINK, Mark.FAILED, 0, 1, LINK), "No network: look at its cable"),
        (EquipmentLine(K.LINK, Mark.RUNS, 0, 1, LINK), ""),
        (EquipmentLine(K.CLOCK, Mark.FAILED, 0, 1), "The time is not sure"),
        (
            EquipmentLine(K.LIGHTS, Mark.PASSED, 49, 50, WALKED, LampChain("wall", ("A-01",))),
            "49 of 50 lamps shine; mark each that stays dark",
        ),
        (
            EquipmentLine(
                K.LIGHTS, Mark.PASSED, 1, 1, WALKED, LampChain("wall", ("A-01",), is_far=True)
            ),
            "Every lamp was lit once",
        ),
        (
            EquipmentLine(K.LIGHTS, Mark.NOT_THERE, chain=LampChain("wall", ("",))),
            "None of its lamps is a cell's",
        ),
    ],
)
def test_a_line_says_what_was_found_or_what_to_do(line: EquipmentLine, said: str) -> None:
    assert words.found_words(line, ENGLISH).startswith(said)
    assert bool(words.found_words(line, ENGLISH)) == bool(said)
