import pickle
import sys
import time
from pathlib import Path

import pytest
from gpiozero import Device
from gpiozero.pins.mock import MockFactory

from kiosk.config import load
from kiosk.core.lampmap import LampMap
from kiosk.devices import Devices
from kiosk.gear import Gear, gear_of, mapped
from kiosk.hw.camera_picamera2 import Picamera2Settings, Picamera2Source
from kiosk.hw.cellmap import Led
from kiosk.hw.eye_child import EyeSettings
from kiosk.hw.inbox import Queue
from kiosk.hw.lights import PALETTE
from kiosk.hw.ports import (
    Colour,
    DeviceFault,
    DeviceHealth,
    DeviceState,
    Fault,
    Lamp,
    Look,
    Rhythm,
    Symbology,
    Tone,
)
from kiosk.hw.sim.lights_wled import SimWled
from tests.waiting import eventually

TAKE = Lamp((Colour.AMBER,), Rhythm.TAKE)
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


def test_the_eye_looks_for_the_families_that_are_set(tmp_path: Path) -> None:
    some = '[decode]\nsymbologies = ["ean13", "qr"]\nengines = ["zbar"]\n'
    eye = gear(tmp_path, some).eye
    assert (eye.symbologies, eye.engines) == ((Symbology.EAN13, Symbology.QR), ("zbar",))
    assert gear(tmp_path, "").eye == EyeSettings()


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


def test_a_pis_camera_is_named_with_its_settings_and_told_when_its_library_lacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = '[camera]\ndriver = "picamera2"\nsize = [640, 480]\npreview = [320, 240]\n'
    full = gear(tmp_path, text + 'fps = 15\nrotate = 180\nfocus = "fixed"\n')
    assert full.source is not None
    assert pickle.loads(pickle.dumps(full.source)).func is Picamera2Source  # noqa: S301  our own
    assert full.source.args[0] == Picamera2Settings((640, 480), 15, 180, "fixed")
    assert full.eye.preview == (320, 240)
    monkeypatch.setitem(sys.modules, "picamera2", None)
    with pytest.raises(DeviceFault) as caught:
        full.source().open()
    assert caught.value.what is Fault.MISSING_LIBRARY


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


def test_any_number_of_scanners_of_both_kinds_each_have_their_name(tmp_path: Path) -> None:
    scanners = (
        ("desk", 'driver = "serial"\npath = "/dev/none"\nsuffix = "tab"'),
        ("hand", 'driver = "evdev"\nmatch = { vid = 0x0c2e, pid = 0x0b61 }'),
        ("floor", 'driver = "evdev"\npath = "/dev/input/by-id/none"\nsuffix = "none"'),
    )
    text = "".join(f'[[scanner]]\nname = "{name}"\n{rest}\n' for name, rest in scanners)
    inbox = Queue()
    devices = Devices(gear(tmp_path, text), inbox)
    devices.start()
    told: dict[str, DeviceHealth] = {}
    while len(told) < 3:
        signal = inbox.get()
        if isinstance(signal, DeviceHealth) and signal.state is DeviceState.ABSENT:
            told[signal.device] = signal
    devices.stop()
    assert told["hand"].detail == "match 0c2e:0b61 is not connected"
    assert told["floor"].detail == "/dev/input/by-id/none is not connected"
    assert told["desk"].kind == "scanner"


BUTTONS = (
    '[[lights]]\nname = "wall"\ndriver = "hc595"\ncount = 8\ncells = "wall"\n'
    '[cells]\nwall = [ { cells = "A-01..A-08", start = 0 } ]\n'
    '[[button]]\nname = "a"\ndriver = "gpio"\npin = 17\ncells = "A-01..A-08"\n'
    '[[button]]\nname = "b"\ndriver = "hc165"\nbit = 0\nld_pin = 25\ncells = "B-01..B-03"\n'
    '[[button]]\nname = "c"\ndriver = "mqtt"\nnode = "left"\ncells = "C-01..C-02"\n'
    '[buzzer]\ndriver = "gpio"\npin = 16\n'
)


def test_buttons_and_the_buzzer_are_named_and_stand_for_their_cells(tmp_path: Path) -> None:
    full = gear(tmp_path, BUTTONS)
    assert [device.name for device in full.buttons] == ["buttons-gpio", "buttons-hc165"]
    assert full.buzzer is not None
    assert full.chains["wall"].listens
    assert full.button_cells["b"] == ("B-01", "B-02", "B-03")
    assert list(full.button_cells) == ["a", "b", "c"]
    (node,) = full.nodes
    assert node.shelf.names.buttons["C-01"] == "c"


def test_without_buttons_on_its_bus_a_chain_does_not_listen(tmp_path: Path) -> None:
    bare = gear(tmp_path, BUTTONS.replace('"hc165"\nbit = 0\nld_pin = 25', '"gpio"\npin = 27'))
    assert not bare.chains["wall"].listens
    assert [device.name for device in bare.buttons] == ["buttons-gpio"]


def test_a_box_without_a_buzzer_plays_nothing_there(tmp_path: Path) -> None:
    assert Devices(gear(tmp_path, ""), Queue()).play(Tone.OK) is None


# -- lights ----------------------------------------------------------------------------------------

LIGHTS = (
    '[[lights]]\nname = "wall"\ndriver = "hc595"\ncount = 8\ncells = "wall"\noe_pin = 24\n'
    '[[lights]]\nname = "left"\ndriver = "apa102"\ncount = 60\ncells = "left"\n'
    "spi = [1, 0]\npsu_ma = 4000\n"
    '[[lights]]\nname = "few"\ndriver = "gpio"\npins = [4, 5]\ncells = "few"\n'
    '[[lights]]\nname = "far"\ndriver = "wled"\nhost = "127.0.0.1"\nport = PORT\n'
    'count = 30\ncells = "far"\n'
    '[cells]\nwall = [ { cells = "A-01..A-08", start = 0 } ]\n'
    'left = [ { cells = "B-01..B-20", start = 0, step = 3, span = 2 } ]\n'
    'few = [ { cells = "C-01..C-02", start = 0 } ]\n'
    'far = [ { cells = "D-01..D-30", start = 0 } ]\n'
)


def test_each_driver_of_lights_is_named_with_its_leds(tmp_path: Path) -> None:
    full = gear(tmp_path, LIGHTS.replace("PORT", "80"))
    told = {name: (c.driver.count, c.driver.colour) for name, c in full.chains.items()}
    assert told == {
        "wall": (8, False),
        "left": (60, True),
        "few": (2, False),
        "far": (30, True),
    }
    assert full.leds["B-02"] == Led("left", 3, 2)


def test_lamps_that_are_not_there_keep_no_others_dark(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = MockFactory()  # has pins, but no SPI
    monkeypatch.setattr(Device, "pin_factory", board)
    wled = SimWled(30, time.monotonic, time.sleep)
    inbox = Queue()
    devices = Devices(gear(tmp_path, LIGHTS.replace("PORT", str(wled.port))), inbox)
    devices.start()
    assert devices.lights is not None
    states: dict[str, DeviceState] = {}
    while len(states) < 4:
        signal = inbox.get()
        if isinstance(signal, DeviceHealth) and signal.state is not DeviceState.OPENING:
            states[signal.device] = signal.state
    assert [states[name] for name in ("wall", "left")] == [DeviceState.ABSENT] * 2
    assert [states[name] for name in ("few", "far")] == [DeviceState.READY] * 2
    shown = devices.lights.show(dict.fromkeys(("A-01", "B-01", "C-02", "D-07"), TAKE))
    assert (shown.lit, shown.unmapped) == ({"C-02", "D-07"}, {"A-01", "B-01"})
    eventually(lambda: wled.shown()[6] == PALETTE[Colour.AMBER])
    eventually(lambda: board.pin(5).state)
    devices.stop()
    eventually(lambda: not any(map(any, wled.shown())))
    wled.close()


def test_two_printers_are_two_devices_of_one_kind(tmp_path: Path) -> None:
    full = gear(
        tmp_path,
        '[printer]\ndriver = "serial"\npath = "/dev/none"\nrate = 9600\nmode = "text"\n'
        '[label_printer]\ndriver = "usb"\nmatch = { vid = 0x04b8, pid = 0x0e15 }\nwidth = 384\n',
    )
    assert full.printer is not None
    assert full.label_printer is not None
    assert (full.printer.name, full.label_printer.name) == ("printer", "label_printer")
    assert (full.paper.mode, full.label_paper.width) == ("text", 384)
    devices = Devices(full, Queue())
    assert None not in (devices.press, devices.label_press)


def test_a_map_made_at_the_counter_wins_over_the_settings(tmp_path: Path) -> None:
    plain = gear(
        tmp_path,
        '[[lights]]\nname = "wall"\ndriver = "hc595"\ncount = 4\ncells = "wall"\n'
        '[cells]\nwall = [ { cells = "A-01..A-04", start = 0 } ]\n'
        '[shelves]\ndark = ["A-02"]\nracks = [ { name = "A", count = 4 } ]\n',
    )
    assert mapped(plain, {}) == plain
    assert mapped(plain, {"gone": LampMap(("A-01",))}) == plain
    ours = mapped(plain, {"wall": LampMap(("A-04", "A-02", "", "A-01"), frozenset({3}))})
    assert ours.leds == {
        "A-04": Led("wall", 0, 1),
        "A-02": Led("wall", 1, 1),
        "A-01": Led("wall", 3, 1),
    }
    assert ours.dark == {"A-01"}
