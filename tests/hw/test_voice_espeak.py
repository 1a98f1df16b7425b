"""espeak-ng as the voice: a real one where there is one, and stand-ins that break their word."""

import io
import shutil
import time
import wave
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.core.callouts import spoken
from kiosk.hw.ports import DeviceFault, Fault
from kiosk.hw.voice_espeak import EspeakVoice
from tests.waiting import eventually

needs_espeak = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is missing")


def opened(program: str) -> tuple[EspeakVoice, list[bytes]]:
    voice, heard = EspeakVoice(program, 150, time.monotonic), list[bytes]()
    voice.play = heard.append
    voice.open()
    return voice, heard


def until(voice: EspeakVoice, met: Callable[[], object]) -> None:
    eventually(lambda: (voice.read(0.05), met())[1])


def fake(folder: Path, body: str) -> str:
    """Make a program that calls itself espeak-ng."""
    path = folder / "espeak-ng"
    path.write_text(f'#!/bin/sh\n[ "$1" = --version ] && echo 1.0 && exit 0\n{body}\n')
    path.chmod(0o755)
    return str(path)


@needs_espeak
@pytest.mark.parametrize("language", ["ru", "pt", "en"])
def test_cells_sound_and_each_sounds_otherwise(language: str, tmp_path: Path) -> None:
    voice, heard = opened("espeak-ng")
    for cell in ("A-01", "B-03"):
        before = len(heard)
        voice.say(spoken(cell, language), language)
        until(voice, lambda before=before: len(heard) > before)  # type: ignore[misc]
    voice.close()
    sounds = []
    for number, wav in enumerate(heard):
        path = tmp_path / f"{number}.wav"
        path.write_bytes(wav)
        assert path.stat().st_size > 1000
        with wave.open(io.BytesIO(wav)) as read:
            sounds.append(read.readframes(10**7))
    assert len(set(sounds)) == 2
    assert all(any(sound) for sound in sounds), "not silence"


@needs_espeak
def test_only_the_newest_words_are_said(tmp_path: Path) -> None:
    del tmp_path
    voice, heard = opened("espeak-ng")
    for cell in ("A-01", "A-02", "A-03"):
        voice.say(spoken(cell, "en"), "en")
    until(voice, lambda: heard)
    voice.read(0.05)
    assert len(heard) == 1
    voice.close()


def test_words_are_never_options(tmp_path: Path) -> None:
    voice, heard = opened(fake(tmp_path, 'printf RIFF; for last; do :; done; printf %s "$last"'))
    voice.say("--help", "xx")
    until(voice, lambda: heard)
    assert heard == [b"RIFF--help"]
    voice.close()


def test_a_program_that_is_missing_is_told_for_good() -> None:
    with pytest.raises(DeviceFault) as caught:
        opened("espeak-ng-that-nobody-has")
    assert (caught.value.what, caught.value.permanent) == (Fault.MISSING_LIBRARY, True)


@pytest.mark.parametrize("body", ["exit 1", "echo nonsense", "exit 0"])
def test_a_program_that_makes_no_sound_is_a_fault(tmp_path: Path, body: str) -> None:
    voice, heard = opened(fake(tmp_path, body))
    voice.say("ay", "en")
    with pytest.raises(DeviceFault) as caught:
        until(voice, lambda: heard)
    assert caught.value.what is Fault.PROTOCOL
    voice.close()


def test_a_program_that_never_ends_holds_nobody_and_is_ended(tmp_path: Path) -> None:
    now = [0.0]
    voice = EspeakVoice(fake(tmp_path, "exec sleep 60"), 150, lambda: now[0])
    voice.open()
    voice.say("ay", "en")
    begun = time.monotonic()
    voice.read(0.05)
    assert time.monotonic() - begun < 5
    now[0] = 6.0
    with pytest.raises(DeviceFault) as caught:
        voice.read(0.05)
    assert caught.value.what is Fault.TIMEOUT
    voice.close()


def test_a_closed_voice_is_lost_and_may_be_closed_twice(tmp_path: Path) -> None:
    voice, _ = opened(fake(tmp_path, "exit 0"))
    voice.close()
    voice.close()
    with pytest.raises(DeviceFault):
        voice.read(0.01)
    with pytest.raises(DeviceFault):
        voice.check()


def test_a_program_that_does_not_run_is_told(tmp_path: Path) -> None:
    path = tmp_path / "espeak-ng"
    path.write_text("#!/bin/sh\nexit 3\n")
    path.chmod(0o755)
    with pytest.raises(DeviceFault) as caught:
        EspeakVoice(str(path), 150, time.monotonic).open()
    assert caught.value.what is Fault.PROTOCOL
