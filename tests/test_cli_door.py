import socket
import sys
from pathlib import Path

import click
import pytest

from kiosk import cli_door
from kiosk.central.asks import Asks
from kiosk.central.registrar import Registrar
from tests.central.conftest import Central
from tests.network import Network


@pytest.fixture
def registrar(tmp_path: Path) -> Registrar:
    central = Central(tmp_path / "central.db")
    return Registrar(central.store, Network(tmp_path / "n").authority, "mail.example:8883")


def test_a_door_stands_at_its_socket(registrar: Registrar, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        door = cli_door.open_door(listening, tmp_path / "n" / "authority", registrar, Asks())
        door.close()


def test_without_its_libraries_it_says_what_to_install(
    registrar: Registrar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "kiosk.central.door", None)
    missing = pytest.raises(click.ClickException, match=r"pip install 'pickup-kiosk\[central\]'")
    with socket.create_server(("127.0.0.1", 0)) as listening, missing:
        cli_door.open_door(listening, tmp_path, registrar, Asks())
