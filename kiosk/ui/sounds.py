"""The four tones, made as samples at start; silence without a sound device."""

import math
from array import array
from collections.abc import Callable
from io import BytesIO

import pygame

from kiosk.hw.ports import Tone

RATE = 22_050
# tone -> (Hz, ms) one after the other; 0 Hz is a pause (UI.md 2)
SCORES: dict[Tone, tuple[tuple[int, int], ...]] = {
    Tone.OK: ((880, 90), (1320, 90)),
    Tone.NO: ((330, 120), (0, 60), (330, 120)),
    Tone.WRONG: ((220, 300),),
    Tone.ATTENTION: ((660, 110), (0, 80), (660, 110), (0, 80), (660, 110)),
}
RAMP = RATE // 200  # 5 ms at each end, else it clicks


def samples(tone: Tone) -> bytes:
    """Make a tone as signed 16-bit mono samples."""
    out = array("h")
    for hertz, ms in SCORES[tone]:
        count = RATE * ms // 1000
        for i in range(count):
            edge = min(1.0, i / RAMP, (count - i) / RAMP)
            wave = math.sin(2 * math.pi * hertz * i / RATE) if hertz else 0.0
            out.append(int(wave * edge * 0.5 * 32767))
    return out.tobytes()


def open_sounds(volume: float) -> Callable[[Tone], None]:
    """Open the sound device and return what plays a tone.

    Args:
        volume: 0.0 (mute) to 1.0.
    """
    try:
        pygame.mixer.init(RATE, -16, 1, 512)
    except pygame.error:
        return _silence
    if not volume:
        return _silence
    sounds = {tone: pygame.mixer.Sound(buffer=samples(tone)) for tone in Tone}
    for sound in sounds.values():
        sound.set_volume(volume)
    return lambda tone: _play(sounds[tone])


def _play(sound: pygame.mixer.Sound) -> None:
    sound.play()


def _silence(tone: Tone) -> None:
    """Play nothing."""


def open_voice(volume: float) -> Callable[[bytes], None]:
    """Return what plays the WAV of a voice, the newest alone; any thread may call it.

    Args:
        volume: 0.0 (mute) to 1.0.
    """
    if not volume or not pygame.mixer.get_init():
        return _hush
    channel = pygame.mixer.Channel(pygame.mixer.get_num_channels() - 1)

    def play(wav: bytes) -> None:
        try:
            sound = pygame.mixer.Sound(file=BytesIO(wav))
        except pygame.error:  # no sound we know: silence, as without a sound device
            return
        sound.set_volume(volume)
        channel.play(sound)

    return play


def _hush(wav: bytes) -> None:
    """Play nothing."""
