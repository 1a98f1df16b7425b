"""The simulated piezo, beyond the contract."""

import pytest

from kiosk.hw.ports import DeviceFault, Fault, Tone
from kiosk.hw.sim.buzzer import SimBuzzer


def test_it_remembers_what_it_played_while_it_was_open() -> None:
    buzzer = SimBuzzer()
    buzzer.play(Tone.OK)
    buzzer.open()
    for tone in Tone:
        buzzer.play(tone)
    buzzer.close()
    buzzer.play(Tone.OK)
    assert buzzer.played == list(Tone)


def test_a_cut_wire_is_found_when_it_is_checked() -> None:
    buzzer = SimBuzzer()
    buzzer.open()
    buzzer.wired = False
    with pytest.raises(DeviceFault) as lost:
        buzzer.check()
    assert lost.value.what is Fault.LOST
