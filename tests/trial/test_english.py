"""An answer in another language is read as the English it stands for, and as nothing else."""

import re
from datetime import UTC

import pytest

from kiosk.trial.english import English, english_of
from kiosk.trial.sentences import all_spoken
from kiosk.ui.phrases import Phrases
from tests.families import first_quickly

LANGUAGES = ("ru", "pt")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.slow
def test_every_sentence_of_ours_is_read_back(language: str) -> None:
    english, there = english_of(language), Phrases(language, UTC)
    here = Phrases("en", UTC)
    names = {name for texts in all_spoken() for name in re.findall(r"{(\w+)}", " ".join(texts))}
    values = dict.fromkeys(sorted(names), "X-7")
    for texts in all_spoken():
        if len(texts) == 1:
            shown, meant = there.text(texts[0]).format(**values), texts[0].format(**values)
            assert meant in english.readings(shown)
            continue
        others = {name: value for name, value in values.items() if name not in {"n", "number"}}
        for number in (0, 1, 2, 5, 1234):
            shown = there.count(*texts, number, **others)
            assert here.count(*texts, number, **others) in english.readings(shown)


@pytest.mark.parametrize("language", first_quickly(LANGUAGES))
def test_an_answer_says_what_it_says_and_nothing_else(language: str) -> None:
    english, there = english_of(language), Phrases(language, UTC)
    shown = there.count("{n} parcel is left", "{n} parcels are left", 1)
    assert english.says(shown, "", "1 parcel is left")
    assert not english.says(shown, "", "2 parcels are left")
    wanted = there.text("{suggested} was meant, this is {cell}", suggested="A-02", cell="B-09")
    step = there.text("Scan it once more to keep it there")
    assert english.says(wanted, step, "A-02 was meant, this is B-09")
    assert english.says(wanted, step, "Scan it once more")
    assert not english.says(wanted, step, "B-09 was meant, this is A-02")
    assert not english.says("A-02 was meant", "", "There is no such cell")


@pytest.mark.parametrize("language", LANGUAGES)
def test_part_of_a_sentence_is_enough(language: str) -> None:
    there = Phrases(language, UTC)
    shown = there.text("The code does not fit, tries left: {left}", left=4)
    assert english_of(language).says(shown, "", "The code does not fit")


def test_in_english_the_screen_says_what_it_says() -> None:
    assert English("en").readings("1 parcel is left") == {"1 parcel is left"}
    assert English("en").says("1 parcel is left", "Scan it", "left Scan")
    assert not English("en").says("1 parcel is left", "", "2 parcels")
