"""Every setting and every value has words in every language."""

from zoneinfo import ZoneInfo

import pytest

from kiosk.core.settings import THEME, THEMES
from kiosk.trial.showroom_settings import SAMPLE_FILE
from kiosk.ui.phrases import LANGUAGES, Phrases
from kiosk.ui.screens.setting_words import device_word, section_word, setting_word, value_word


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_setting_shows_its_key(language: str) -> None:
    phrases = Phrases(language, ZoneInfo("UTC"))
    for offer in SAMPLE_FILE.offers():
        assert "." not in setting_word(offer.key, phrases)
        assert section_word(offer.section, phrases) != offer.section
        for value in offer.values:
            assert value_word(offer.key, value, phrases) not in {"raster", "full", "fixed", "on"}
    assert all(value_word(THEME, one, phrases) != one for one in THEMES)


def test_what_another_version_wrote_is_shown_as_it_is() -> None:
    phrases = Phrases("en", ZoneInfo("UTC"))
    assert setting_word("teleport.range", phrases) == "teleport.range"
    assert value_word("printer.printer.width", "wide", phrases) == "wide"
    assert value_word("printer.printer.cutter", "laser", phrases) == "laser"
    assert device_word("lights.wall.brightness", phrases) == "wall"
    assert device_word("sound.on", phrases) == ""
