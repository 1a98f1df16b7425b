"""The running devices: their signals arrive, they answer by name, and each is told as it stands."""

import time
from threading import Event

from kiosk.core.wifi import Reach, ReachSeen, Security
from kiosk.devices import Devices
from kiosk.gear import Gear
from kiosk.hw.inbox import Queue
from kiosk.hw.ports import ButtonPressed, DeviceHealth, DeviceState, Tone
from kiosk.hw.sim.buttons import SimButtons
from kiosk.hw.sim.buzzer import SimBuzzer
from kiosk.hw.sim.network import SimNetwork, SimSpot
from tests.waiting import eventually


def test_presses_reach_the_inbox_and_a_tone_the_buzzer() -> None:
    inbox, buttons, buzzer = Queue(), SimButtons(("a",), time.monotonic), SimBuzzer()
    devices = Devices(Gear(buttons=(buttons,), buzzer=buzzer), inbox)
    devices.start()
    signals: list[object] = []

    def came() -> bool:
        signal = inbox.get()
        signals.extend([signal] if signal is not None else [])
        return signal is not None

    def ready() -> bool:
        came()
        told = [s for s in signals if isinstance(s, DeviceHealth)]
        return {h.kind for h in told if h.state is DeviceState.READY} == {"buttons", "buzzer"}

    eventually(ready)
    buttons.press("a")
    devices.play(Tone.OK)
    eventually(lambda: came() and isinstance(signals[-1], ButtonPressed))
    devices.stop()
    assert (signals[-1].button, signals[-1].held, buzzer.played) == ("a", False, [Tone.OK])


def test_where_every_device_stands_is_told_before_and_after_the_start() -> None:
    devices = Devices(Gear(buzzer=SimBuzzer()), Queue())
    assert [(s.device, s.kind, s.state) for s in devices.stands()] == [
        ("buzzer", "buzzer", DeviceState.OFF)
    ]
    devices.start()
    eventually(lambda: devices.stands()[0].state is DeviceState.READY)
    devices.stop()
    assert devices.stands()[0].facts == {"driver": "sim"}


def test_a_device_is_heard_by_its_name() -> None:
    buzzer = SimBuzzer()
    devices = Devices(Gear(buzzer=buzzer), Queue())
    devices.start()
    assert devices.sound(buzzer.name)
    assert not devices.sound("nobody")
    devices.stop()


def test_how_far_the_box_gets_is_a_signal_while_it_is_wanted() -> None:
    inbox = Queue()
    air = SimNetwork({"Hotel": SimSpot(55, "", Security.OPEN, Reach.PORTAL)}, "Hotel")
    devices = Devices(Gear(network=air), inbox)
    devices.start()
    devices.watch_reach(on=True)
    seen: list[object] = []

    def came() -> bool:
        signal = inbox.get()
        seen.extend([signal] if signal is not None else [])
        return bool(seen)

    eventually(came)
    devices.stop()
    assert isinstance(seen[0], ReachSeen)
    assert seen[0].reach is Reach.PORTAL
    assert devices.stands() == (), "it is asked, and is no device"
    Devices(Gear(), inbox).watch_reach(on=True)  # nobody to ask


def test_how_far_the_box_gets_is_no_signal_to_who_knows_it() -> None:
    asked, inbox = Event(), Queue()

    class Air(SimNetwork):
        def reach(self) -> Reach:
            found = super().reach()
            asked.set()
            return found

    air = Air({"Hotel": SimSpot(55, "", Security.OPEN, Reach.PORTAL)}, "Hotel")
    devices = Devices(Gear(network=air, reach_s=0.001), inbox)
    devices.start()
    devices.watch_reach(on=True, known=Reach.PORTAL)
    assert asked.wait(30)
    air.spots["Hotel"] = SimSpot(55, "", Security.OPEN)
    seen: list[object] = []

    def came() -> bool:
        seen.append(inbox.get())
        return seen[-1] is not None

    eventually(came)
    devices.stop()
    assert [one for one in seen if one is not None] == [ReachSeen(Reach.FULL)]
