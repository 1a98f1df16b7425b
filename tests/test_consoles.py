"""The console put together from settings, and whom it lets in."""

import http.client
import socket
import threading
from pathlib import Path

import pytest

from kiosk import admissions, consoles
from kiosk.admissions import CentralHouse
from kiosk.central.authority import hosts_of
from kiosk.central.users import Role
from kiosk.cli_door import DOORS
from kiosk.config import Config, ConfigFaults, load
from kiosk.config_tables_central import EnrolTable
from kiosk.consoles import door_of
from kiosk.core import setup
from kiosk.core.enrolment import code_of
from kiosk.core.setup import Invitation
from tests.network import Network
from tests.waiting import eventually

PLAIN = '[console]\nlisten = "127.0.0.1:{port}"\nplain = true\n'


def settings(folder: Path, text: str) -> Path:
    path = folder / "kiosk.toml"
    path.write_text(text, encoding="utf-8")
    return path


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


def page(port: int, path: str) -> tuple[int, str]:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    line.request("GET", path)
    answer = line.getresponse()
    told = answer.status, answer.read().decode()
    line.close()
    return told


def test_a_running_central_has_its_console_and_lets_people_in(tmp_path: Path) -> None:
    port = free_port()
    path = settings(tmp_path, PLAIN.format(port=port))
    house, stop = CentralHouse(load(path), tmp_path, DOORS), threading.Event()
    working = threading.Thread(target=house.run, args=(stop,))
    working.start()
    try:
        assert page(port, "/sign-in")[0] == 200
        made = consoles.invite_of(path, "anna", "add", Role.ADMIN)
        assert made.granted is not None
        assert made.granted.ok
        assert made.link == f"http://127.0.0.1:{port}/welcome?code={made.code}"
        assert made.code in page(port, made.link.partition(str(port))[2])[1]
        again = consoles.invite_of(path, "anna", "reset")
        assert again.code != made.code
        assert consoles.users_of(path) == [{"user": "anna", "role": "admin", "state": "invited"}]
        last = consoles.block_of(path, "anna")
        assert last is not None
        assert not last.ok
    finally:
        stop.set()
        working.join()
    eventually(lambda: not working.is_alive())
    key = tmp_path / consoles.KEY_FILE
    assert (key.stat().st_mode & 0o777, len(key.read_bytes())) == (0o600, 32)


def test_its_key_is_made_once(tmp_path: Path) -> None:
    path = tmp_path / "console.key"
    first = consoles._key(path)
    assert consoles._key(path) == first


@pytest.mark.input
@pytest.mark.parametrize("raw", [b"", b"short", bytes(33)])
def test_a_damaged_key_is_told_and_left_as_it_is(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "console.key"
    path.write_bytes(raw)
    with pytest.raises(ConfigFaults, match="is damaged; restore it"):
        consoles._key(path)
    assert path.read_bytes() == raw


def test_https_needs_a_certificate(tmp_path: Path) -> None:
    path = settings(tmp_path, '[console]\nlisten = "127.0.0.1:0"\n')
    with pytest.raises(ConfigFaults, match="certfile and keyfile, or an authority"):
        CentralHouse(load(path), tmp_path, DOORS)
    admissions.authority_of(path, ("127.0.0.1",))
    house = CentralHouse(load(path), tmp_path, DOORS)
    (door,) = house._doors
    door.refresh()
    door.close()
    house.app.store.close()


def test_a_place_that_is_taken_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        path = settings(tmp_path, PLAIN.format(port=other.getsockname()[1]))
        with pytest.raises(ConfigFaults, match="cannot be listened at"):
            CentralHouse(load(path), tmp_path, DOORS)


@pytest.mark.parametrize("listen", ["0.0.0.0:8444", "[::]:8444"])
def test_a_link_leads_to_a_name_and_not_to_every_address(tmp_path: Path, listen: str) -> None:
    path = settings(tmp_path, f'[console]\nlisten = "{listen}"\n')
    assert consoles._address(load(path), tmp_path) == f"https://{socket.getfqdn()}:8444"
    keys = Network(tmp_path / "network").keys
    keys.rename(tmp_path / "authority")
    names = hosts_of(tmp_path / "authority" / "server.pem")
    assert consoles._address(load(path), tmp_path) == f"https://{names[0]}:8444"


@pytest.mark.parametrize(
    ("hosts", "wanted"),
    [(("127.0.0.1", "::1", "mail.example"), "mail.example"), (("::1",), "[::1]")],
)
def test_a_link_leads_past_this_machines_own_name(
    tmp_path: Path, hosts: tuple[str, ...], wanted: str
) -> None:
    path = settings(tmp_path, '[console]\nlisten = "0.0.0.0:8444"\n')
    admissions.authority_of(path, hosts)
    assert consoles._address(load(path), tmp_path) == f"https://{wanted}:8444"


@pytest.mark.parametrize(
    ("enrol", "hosts", "door"),
    [
        ({}, ("mail.example",), ""),
        ({"listen": "0.0.0.0:8443"}, ("127.0.0.1", "mail.example"), "https://mail.example:8443"),
        ({"listen": "0.0.0.0:8443"}, ("127.0.0.1",), "https://127.0.0.1:8443"),
        ({"listen": "[::]:8443"}, ("::1", "2001:db8::7"), "https://[2001:db8::7]:8443"),
        ({"listen": ":8443"}, (), ""),
        ({"listen": ":1", "server": "https://out.example"}, ("in.example",), "https://out.example"),
    ],
)
def test_a_code_tells_the_door_by_a_name_that_its_certificate_has(
    enrol: dict[str, str], hosts: tuple[str, ...], door: str
) -> None:
    found = door_of(Config(enrol=EnrolTable(**enrol)), hosts)
    assert found == door
    told = Invitation(code_of(b"kiosk"), found, "ab" * 32)
    assert setup.faults(told, has_server=True) == ()
