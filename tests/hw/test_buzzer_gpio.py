"""The buzzer on a pin that notes when it hums, by a clock that stands where it is put."""

import pytest

from kiosk.hw.buzzer_gpio import BEATS, GpioBuzzer
from kiosk.hw.ports import Tone
from tests.hw.chains import Still


class Hum:
    """A pin that notes every switch."""

    def __init__(self, clock: Still) -> None:
        self._clock = clock
        self.switched: list[tuple[int, bool]] = []

    def on(self) -> None:
        self.switched.append((round((self._clock.at - 100.0) * 1000), True))

    def off(self) -> None:
        self.switched.append((round((self._clock.at - 100.0) * 1000), False))

    def close(self) -> None:
        self.switched.append((-1, False))


class Bench:
    """A buzzer, its pin, and its clock."""

    def __init__(self) -> None:
        self.clock = Still()
        self.pin = Hum(self.clock)
        self.buzzer = GpioBuzzer(lambda: self.pin, self.clock)
        self.buzzer.open()

    def listen(self, ms: int, step_ms: int = 10) -> list[tuple[int, bool]]:
        """Let time pass, read by read; return what was switched since, in ms."""
        before = len(self.pin.switched)
        for _ in range(0, ms, step_ms):
            self.buzzer.read(0.0)
            self.clock.at += step_ms / 1000
        return self.pin.switched[before:]


@pytest.mark.parametrize("tone", Tone)
def test_a_tone_is_its_beat_and_then_silence(tone: Tone) -> None:
    bench = Bench()
    bench.buzzer.play(tone)
    switched = bench.listen(1000)
    ends = [sum(BEATS[tone][:n]) for n in range(len(BEATS[tone]) + 1)]
    assert switched == [(at, place % 2 == 0) for place, at in enumerate(ends)]
    assert not switched[-1][1]


def test_the_four_tones_are_told_apart_and_are_short() -> None:
    assert len({*BEATS.values()}) == len(Tone)
    assert max(map(sum, BEATS.values())) <= 500
    assert all(len(beat) % 2 for beat in BEATS.values())  # each ends humming, then is still


def test_a_newer_tone_takes_the_place_of_the_one_that_plays() -> None:
    bench = Bench()
    bench.buzzer.play(Tone.WRONG)
    assert bench.listen(100) == [(0, True)]
    bench.buzzer.play(Tone.OK)
    assert bench.listen(400) == [(190, False)]


def test_what_was_asked_before_it_opened_is_not_played_late() -> None:
    bench = Bench()
    bench.buzzer.close()
    bench.buzzer.play(Tone.OK)
    bench.buzzer.open()
    assert bench.listen(200) == []


def test_a_closed_buzzer_is_still_in_the_middle_of_a_tone() -> None:
    bench = Bench()
    bench.buzzer.play(Tone.WRONG)
    bench.listen(50)
    bench.buzzer.close()
    assert bench.pin.switched[-2:] == [(50, False), (-1, False)]
