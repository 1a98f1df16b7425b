"""The settings of the voice: off unless a point wants it, and told when they are wrong."""

from pathlib import Path

import pytest

from kiosk.config import ConfigFaults, load
from kiosk.gear import gear_of
from kiosk.hw.voice_espeak import EspeakVoice
from tests.terminal import POINT


def settings(folder: Path, text: str) -> Path:
    path = folder / "kiosk.toml"
    path.write_text(POINT + text, encoding="utf-8")
    return path


def test_a_point_is_silent_until_it_wants_a_voice(tmp_path: Path) -> None:
    assert gear_of(load(settings(tmp_path, ""))).voice is None
    wanted = load(settings(tmp_path, '[speech]\ndriver = "espeak-ng"\nrate = 120\n'))
    assert isinstance(gear_of(wanted).voice, EspeakVoice)


@pytest.mark.parametrize("text", ['driver = "festival"', "rate = 10", "rate = 1000", "mute = 1"])
def test_a_wrong_setting_of_the_voice_is_told(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigFaults, match="speech"):
        load(settings(tmp_path, f"[speech]\n{text}\n"))
