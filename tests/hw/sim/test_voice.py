"""The simulated voice does what its faults say."""

import pytest

from kiosk.hw.ports import DeviceFault
from kiosk.hw.ports import Fault as What
from kiosk.hw.sim.faults import Fault
from kiosk.hw.sim.voice import SimVoice


def test_it_remembers_what_it_said_while_it_is_open() -> None:
    voice = SimVoice()
    voice.say("ay, one", "en")
    voice.open()
    voice.say("bee, two", "en")
    assert voice.said == [("bee, two", "en")]


def test_its_faults_are_those_it_names() -> None:
    voice = SimVoice(
        [Fault(1, "open", "missing"), Fault(1, "say", "mute"), Fault(2, "check", "lost")]
    )
    with pytest.raises(DeviceFault) as caught:
        voice.open()
    assert (caught.value.what, caught.value.permanent) == (What.MISSING_LIBRARY, True)
    voice.open()
    voice.say("ay, one", "en")
    assert voice.said == []
    with pytest.raises(DeviceFault):
        voice.check()
