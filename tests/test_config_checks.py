"""Settings that are good alone and bad together."""

import pytest

from kiosk.config_checks import clashes
from kiosk.config_tables import (
    CameraTable,
    Config,
    MqttTable,
    PointTable,
    PrinterTable,
    ScannerTable,
    UiTable,
    UsbTable,
)


def test_settings_that_fit_are_let_be() -> None:
    tls = MqttTable(host="mail.example", cafile="a", certfile="b", keyfile="c")
    assert clashes(Config(mqtt=tls)) == ()


@pytest.mark.parametrize(
    ("config", "path", "said"),
    [
        (Config(mqtt=MqttTable(host="10.0.0.2")), ("mqtt", "host"), "10.0.0.2 is not this machine"),
        (Config(mqtt=MqttTable(cafile="a")), ("mqtt",), "cafile, certfile and keyfile belong"),
        (Config(printer=PrinterTable(driver="file")), ("printer", "path"), "is needed for a file"),
        (Config(camera=CameraTable(driver="folder")), ("camera", "folder"), "is needed for driver"),
        (Config(camera=CameraTable(driver="pattern", rotate=180)), ("camera", "rotate"), "belongs"),
        (Config(camera=CameraTable(driver="none", focus="fixed")), ("camera", "focus"), "belongs"),
        (Config(camera=CameraTable(size=(1280, 721))), ("camera", "size"), "is an odd number"),
        (Config(ui=UiTable(width=800)), ("ui", "width"), "goes with the other one"),
        (Config(ui=UiTable(height=600)), ("ui", "height"), "goes with the other one"),
    ],
)
def test_settings_that_clash_are_told(
    config: Config, path: tuple[str | int, ...], said: str
) -> None:
    found = dict(clashes(config))
    assert found[path].startswith(said)


# -- scanners --------------------------------------------------------------------------------------

USB, BY_ID = UsbTable(vid=0x0C2E, pid=0x0B61), "/dev/input/by-id/usb-Scanner-event-kbd"
TTY = "/dev/ttyACM0"


def _keys(name: str = "hand", *, path: str = "", match: UsbTable | None = None) -> ScannerTable:
    return ScannerTable(name=name, driver="evdev", path=path, match=match)


def _port(name: str = "desk", *, path: str = TTY, match: UsbTable | None = None) -> ScannerTable:
    return ScannerTable(name=name, driver="serial", path=path, match=match)


def test_scanners_of_any_kind_and_number_fit_together() -> None:
    other = UsbTable(vid=0x0C2E, pid=0x0B62)
    scanners = (_keys(match=USB), _keys("b", match=other), _keys("c", path=BY_ID), _port())
    assert clashes(Config(scanner=scanners)) == ()


@pytest.mark.parametrize(
    ("scanners", "path", "said"),
    [
        ((_keys(),), (), "match or path is missing; lsusb tells vid and pid"),
        ((_keys(path=BY_ID, match=USB),), ("path",), "match or path, not both"),
        ((_keys(path=TTY),), ("path",), "/dev/ttyACM0 is no input device; see /dev/input/by-id"),
        ((_port(path=""),), (), "path is missing"),
        ((_port(match=USB),), ("match",), "belongs to driver evdev; a serial scanner has a path"),
    ],
)
def test_a_scanner_that_says_not_which_is_told(
    scanners: tuple[ScannerTable, ...], path: tuple[str, ...], said: str
) -> None:
    ((where, told),) = clashes(Config(scanner=scanners))
    assert where == ("scanner", 0, *path)
    assert told.startswith(said)


@pytest.mark.parametrize(
    ("two", "path", "said"),
    [
        ((_keys(match=USB), _keys("b", match=USB)), "match", "; two alike need a path each, see"),
        ((_keys(path=BY_ID), _keys("b", path=BY_ID)), "path", ""),
        ((_port("hand"), _port("b")), "path", ""),
    ],
)
def test_one_scanner_under_two_names_is_told(
    two: tuple[ScannerTable, ...], path: str, said: str
) -> None:
    ((where, told),) = clashes(Config(scanner=two))
    assert where == ("scanner", 1, path)
    assert told.startswith("b and hand are the same device" + said)


@pytest.mark.parametrize(
    "zone", ["Mars/Base", "", "/etc/passwd", "Europe", "../Europe/Moscow", "tzdata.zi", "\udcff"]
)
def test_a_time_zone_that_is_none_is_told(zone: str) -> None:
    point = PointTable(id="7731", device="pk-7731", zone=zone)
    said = "no time zone of that name; such as Europe/Moscow"
    assert clashes(Config(point=point)) == ((("point", "zone"), said),)


@pytest.mark.parametrize("zone", ["UTC", "Europe/Moscow", "America/Sao_Paulo"])
def test_a_time_zone_is_let_be(zone: str) -> None:
    assert clashes(Config(point=PointTable(id="7731", device="pk-7731", zone=zone))) == ()


def test_the_usual_port_goes_with_the_certificates() -> None:
    assert MqttTable().port == 1883
    assert MqttTable(cafile="a", certfile="b", keyfile="c").port == 8883
    assert MqttTable(port=1884, cafile="a", certfile="b", keyfile="c").port == 1884
