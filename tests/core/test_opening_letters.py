"""What the central tells of an opening: bounded, and small enough for one letter."""

import msgspec
import pytest

from kiosk.core.messages import MAX_MESSAGE_BYTES, Message, decode, encode
from kiosk.core.opening_letters import OpeningAround, OpeningStageSet
from kiosk.core.opening_words import MOST_NEAR, MOST_SHOTS, NearPoint, OpeningStage, ShotVerdict

WORD = {"opening": "o1", "stage": "rework", "version": 3}


def test_the_fullest_word_of_points_around_fits_into_a_letter() -> None:
    near = tuple(NearPoint(f"{n:064d}", "ж" * 64, -90_000_000, 1) for n in range(MOST_NEAR))
    full = Message("0" * 36, "opening.around", 1, 1, "igor", OpeningAround("o" * 64, 1, near))
    assert len(encode(full)) < MAX_MESSAGE_BYTES
    assert decode(encode(full)).facts == full.facts


def test_a_word_on_every_picture_comes_back_as_it_was() -> None:
    shots = tuple(ShotVerdict(f"{n:064d}", "ж" * 200) for n in range(MOST_SHOTS))
    word = OpeningStageSet("o1", OpeningStage.REWORK, 3, "ж" * 200, 1, shots)
    full = Message("0" * 36, "opening.stage_set", 1, 1, "igor", word)
    assert decode(encode(full)).facts == word


@pytest.mark.parametrize(
    "bad",
    [
        {"stage": "blessed"},
        {"version": -1},
        {"comment": "a\nb"},
        {"deadline_at": -1},
        {"shots": [{"shot": "s"}] * (MOST_SHOTS + 1)},
    ],
)
def test_a_word_out_of_bounds_is_refused(bad: dict[str, object]) -> None:
    assert msgspec.convert(WORD, OpeningStageSet).version == 3
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(WORD | bad, OpeningStageSet)
