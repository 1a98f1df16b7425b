"""The console's thread over a real socket."""

import http.client
import socket
import ssl
from pathlib import Path

import pytest

from kiosk.central.console.server import Console
from tests.central.console.stand import Stand, opened
from tests.network import Network


def test_it_answers_until_it_is_closed(stand: Stand) -> None:
    console = Console(socket.create_server(("127.0.0.1", 0)), None, stand.desk)
    console.open()
    host, port = console.address.removeprefix("http://").split(":")
    line = http.client.HTTPConnection(host, int(port), timeout=60)
    line.request("GET", "/sign-in")
    answer = line.getresponse()
    assert (answer.status, b"Sign in" in answer.read()) == (200, True)
    assert answer.headers["server"] is None
    line.close()
    console.close()
    console.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((host, int(port)), timeout=60)


def test_it_speaks_https_with_the_certificate_that_lies_there(tmp_path: Path) -> None:
    network = Network(tmp_path / "network")
    with opened(tmp_path, is_plain=False) as stand:
        pair = (network.keys / "server.pem", network.keys / "server.key")
        console = Console(socket.create_server(("127.0.0.1", 0)), pair, stand.desk)
        console.open()
        trust = ssl.create_default_context(cadata=network.authority.ca_pem)
        host, port = console.address.removeprefix("https://").split(":")
        line = http.client.HTTPSConnection(host, int(port), context=trust, timeout=60)
        line.request("GET", "/sign-in")
        assert line.getresponse().status == 200
        line.close()
        console.refresh()
        console.close()
