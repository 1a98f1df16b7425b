"""The central with its authority, put together; and the operator's verbs."""

import socket
import threading
from pathlib import Path

import pytest

from kiosk import admissions
from kiosk.admissions import CentralHouse, Doors, Doorway, OpenDoor, kick
from kiosk.central.asks import Asks
from kiosk.central.authority import NoAuthority
from kiosk.central.registrar import Registrar
from kiosk.config import ConfigFaults, load
from tests.network import Network, meet

SETTINGS = '[enrol]\nlisten = "127.0.0.1:{port}"\nbroker = "mail.example:8883"\n'


class Opened:
    """A door that notes what was asked of it."""

    def __init__(self, listening: socket.socket, *_: object) -> None:
        self.listening, self.did = listening, list[str]()

    def open(self) -> None:
        self.did.append("open")

    def refresh(self) -> None:
        self.did.append("refresh")

    def close(self) -> None:
        self.did.append("close")
        self.listening.close()


def no_door(listening: socket.socket, keys: Path, registrar: Registrar, asks: Asks) -> Doorway:
    del keys, registrar, asks
    listening.close()
    raise AssertionError("nobody asked for a door")


def settings(folder: Path, text: str = "") -> Path:
    path = folder / "kiosk.toml"
    path.write_text(text, encoding="utf-8")
    return path


def no_console(*_: object) -> Doorway:
    raise AssertionError("nobody asked for a console")


def house_of(path: Path, open_door: OpenDoor) -> CentralHouse:
    return CentralHouse(load(path), path.parent, Doors(open_door, no_console))


def test_without_settings_for_it_there_is_no_door(tmp_path: Path) -> None:
    house = house_of(settings(tmp_path), no_door)
    stop = threading.Event()
    stop.set()
    house.run(stop)


def test_a_door_needs_an_authority_and_a_broker_to_tell_of(tmp_path: Path) -> None:
    path = settings(tmp_path, SETTINGS.format(port=0))
    with pytest.raises(ConfigFaults, match="kiosk central authority --host NAME"):
        house_of(path, no_door)
    admissions.authority_of(path, ("127.0.0.1",))
    settings(tmp_path, '[enrol]\nlisten = "127.0.0.1:0"\n')
    with pytest.raises(ConfigFaults, match="where enrolled boxes find the broker"):
        house_of(path, no_door)


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        path = settings(tmp_path, SETTINGS.format(port=other.getsockname()[1]))
        admissions.authority_of(path, ("127.0.0.1",))
        with pytest.raises(ConfigFaults, match="cannot be listened at"):
            house_of(path, no_door)


def test_the_door_is_open_while_the_central_works(tmp_path: Path) -> None:
    path = settings(tmp_path, SETTINGS.format(port=0))
    admissions.authority_of(path, ("127.0.0.1",))
    made: list[Opened] = []

    def open_door(listening: socket.socket, *rest: object) -> Opened:
        made.append(Opened(listening, *rest))
        return made[-1]

    house = house_of(path, open_door)
    stop = threading.Event()
    upkeep = house.app.consumer.upkeep

    def once() -> None:
        upkeep()
        stop.set()

    house.app.consumer.upkeep = once
    house.run(stop)
    assert made[0].did == ["open", "close"]
    assert (tmp_path / "broker" / "crl.pem").exists()


def test_a_damaged_authority_keeps_the_central_from_starting(tmp_path: Path) -> None:
    path = settings(tmp_path)
    admissions.authority_of(path, ("127.0.0.1",))
    (tmp_path / "authority" / "ca.key").unlink()
    with pytest.raises(NoAuthority, match=r"ca\.key"):
        house_of(path, no_door)


def test_an_authority_is_made_once_and_told_again(tmp_path: Path) -> None:
    path = settings(tmp_path)
    with pytest.raises(NoAuthority, match="name the broker with --host"):
        admissions.authority_of(path, ())
    first = admissions.authority_of(path, ("mail.example",))
    again = admissions.authority_of(path, ())
    assert first == again
    other = admissions.authority_of(path, ("mail.example", "10.0.0.5"))
    assert other.fingerprint == first.fingerprint
    assert (first.hosts, other.hosts) == (
        ("mail.example", "127.0.0.1"),
        ("mail.example", "10.0.0.5", "127.0.0.1"),
    )
    names = sorted(file.name for file in (tmp_path / "broker").iterdir())
    assert names == [
        *("ca.pem", "crl.pem", "devices.acl", "mosquitto.conf", "server.key", "server.pem"),
        *("services-ca.pem", "services.acl"),
    ]


def test_a_code_without_an_authority_lets_nobody_in(tmp_path: Path) -> None:
    with pytest.raises(NoAuthority, match="there is no authority"):
        admissions.enrol_code_of(settings(tmp_path), "7731", "")


def test_a_kick_ends_a_live_link(tmp_path: Path) -> None:
    network = Network(tmp_path)
    network.admit("box-1")
    try:
        box, central = network.box("box-1"), network.central("pvz/v1/#")
        meet(lambda: box.is_up, box)
        kick(central, "box-1")
        meet(lambda: bool(box.fault), box)
        assert box.connections == 1
    finally:
        network.close()
