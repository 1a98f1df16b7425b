import io
import wave
from array import array

import pytest

from kiosk.hw.ports import Tone
from kiosk.ui.sounds import RATE, SCORES, open_sounds, open_voice, samples


@pytest.mark.parametrize("tone", Tone)
def test_a_tone_lasts_as_written_and_does_not_click(tone: Tone) -> None:
    wave = array("h", samples(tone))
    assert len(wave) == sum(RATE * ms // 1000 for _, ms in SCORES[tone])
    assert wave[0] == 0
    assert abs(wave[-1]) < 400
    assert max(wave) > 10_000


def test_the_four_tones_differ() -> None:
    assert len({samples(tone) for tone in Tone}) == 4


def test_no_sound_device_is_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "nosuchdriver")
    play = open_sounds(1.0)
    for tone in Tone:
        play(tone)


def test_with_a_device_the_tones_play(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    for volume in (0.0, 0.5):
        play = open_sounds(volume)
        play(Tone.OK)


def test_a_voice_plays_what_is_a_sound_and_swallows_the_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    open_sounds(0.5)
    raw = io.BytesIO()
    with wave.open(raw, "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(2)
        wav.setframerate(RATE)
        wav.writeframes(samples(Tone.OK))
    for volume in (0.0, 0.5):
        play = open_voice(volume)
        for sound in (raw.getvalue(), b"RIFF", b""):
            play(sound)
