from pathlib import Path

from kiosk.config import load
from kiosk.gear import Devices, Gear, gear_of
from kiosk.hw.inbox import Queue
from kiosk.hw.ports import DeviceHealth, DeviceState, Look

POINT = '[point]\nid = "7731"\ndevice = "kiosk-7731"\n'


def gear(folder: Path, text: str) -> Gear:
    path = folder / "kiosk.toml"
    path.write_text(POINT + text, encoding="utf-8")
    return gear_of(load(path))


def test_a_bare_point_has_no_devices_and_works(tmp_path: Path) -> None:
    bare = gear(tmp_path, "")
    devices = Devices(bare, Queue())
    devices.start()
    devices.look(Look.SCAN)
    assert (devices.eye, devices.lights, devices.press) == (None, None, None)
    assert devices.preview(0) is None
    devices.stop()


def test_the_settings_name_the_drivers(tmp_path: Path) -> None:
    full = gear(
        tmp_path,
        '[camera]\ndriver = "pattern"\n'
        '[[scanner]]\nname = "desk"\ndriver = "serial"\npath = "/dev/none"\n'
        '[printer]\ndriver = "file"\npath = "papers.bin"\nwidth = 384\n'
        '[[lights]]\nname = "wall"\ndriver = "hc595"\ncount = 8\ncells = "wall"\n'
        '[cells]\nwall = [ { cells = "A-01..A-08", start = 0 } ]\n',
    )
    assert full.source is not None
    assert [scanner.name for scanner in full.scanners] == ["desk"]
    assert full.paper.width == 384
    assert set(full.leds) == {f"A-{n:02d}" for n in range(1, 9)}
    assert full.chains["wall"].driver.count == 8


def test_a_scanner_that_is_not_there_is_told_and_stops_nothing(tmp_path: Path) -> None:
    inbox = Queue()
    devices = Devices(
        gear(tmp_path, '[[scanner]]\nname = "desk"\ndriver = "serial"\npath = "/dev/none"\n'), inbox
    )
    devices.start()
    states = []
    while DeviceState.ABSENT not in states:
        signal = inbox.get()
        if isinstance(signal, DeviceHealth):
            states.append(signal.state)
    devices.stop()
