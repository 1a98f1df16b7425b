"""The network's side of a stage: its authority, its broker, the central's settings and its door."""

import subprocess
import sys
import time
from pathlib import Path

import msgspec

from kiosk import admissions, moments
from kiosk.central import authority
from kiosk.enrolling import Box, EnrolWish
from kiosk.sync.doorbell import Unheard
from kiosk.sync.identity import BadIdentity
from kiosk.trial.brokers import (
    Broker,
    Service,
    find_mosquitto,
    free_port,
    start_broker,
    start_secure_broker,
)

_DOOR_S = 20.0
_MAIL = """[mqtt]
host = "127.0.0.1"
port = {port}
keepalive_s = 10
cafile = "authority/ca.pem"
certfile = "authority/central.pem"
keyfile = "authority/central.key"
[authority]
broker = "{broker}"
[enrol]
listen = "{door}"
broker = "127.0.0.1:{boxes}"
"""

_CONSOLE = """[console]
listen = "127.0.0.1:{port}"
plain = true
by_link = {by_link}
"""


class Office:
    """A broker, with everything that TLS takes where it is Mosquitto; amqtt speaks plain text.

    Args:
        folder: the broker's.
        central: the central's.
        kind: mosquitto, amqtt, or auto for the first that is here.

    Attributes:
        shows: whether the central has its console, for somebody at this machine.
        by_link: whether a link alone lets somebody in, without a password and a second factor.

    Raises:
        NoBroker: it is not here, or did not start.
    """

    def __init__(self, folder: Path, central: Path, kind: str) -> None:
        self._folder, self._central = folder.absolute(), central
        self._door = f"127.0.0.1:{free_port()}"
        self.shows, self.by_link = False, True
        if kind not in {"auto", "mosquitto"} or find_mosquitto() is None:
            self.broker: Broker = start_broker(kind, folder)
            return
        keys = central / "authority"
        authority.make(keys, ("127.0.0.1",), moments.wall_ms(), moments.secret())
        self.broker = start_secure_broker(keys, folder)

    @property
    def _settings(self) -> Path:
        return self._central / "kiosk.toml"

    def settle(self) -> str:
        """Write the central's settings; return the broker's table for a box."""
        plain = f'[mqtt]\nhost = "127.0.0.1"\nport = {self.broker.port}\n'
        plain += f"version = {self.broker.version}\nkeepalive_s = 10\n"
        way = self.broker.service
        own = self._secure(way) if way else plain
        own += (
            _CONSOLE.format(port=free_port(), by_link=str(self.by_link).lower())
            if self.shows
            else ""
        )
        self._settings.write_text(own, encoding="utf-8")
        return plain

    def _secure(self, way: Service) -> str:
        return _MAIL.format(
            port=way.port, broker=self._folder, door=self._door, boxes=self.broker.port
        )

    def invite(self, name: str = "demo") -> str:
        """Return where a browser sees the network's console, and is let in once; or nothing.

        Args:
            name: of who uses it.
        """
        if not self.shows:
            return ""
        command = [sys.executable, "-m", "kiosk", "central", "--config", str(self._settings)]
        command += ["user", "add", name, "--role", "admin", "--json"]
        done = subprocess.run(command, capture_output=True, check=False)
        if done.returncode:
            return ""
        return str(msgspec.json.decode(done.stdout)["link"])

    def enrol(self, point: str, box: Path) -> str:
        """Enrol a box as a technician does; return what went wrong, empty for nothing.

        Args:
            point: where it stands; the central knows it.
            box: its settings file.
        """
        if self.broker.service is None:
            return ""
        try:
            made = admissions.enrol_code_of(self._settings, point, "")
            if made.granted is None or not made.granted.ok:
                return "; ".join(made.granted.lines) if made.granted else "the central is not there"
            self._ring(Box(box), EnrolWish(made.code, f"https://{self._door}", made.fingerprint))
        except (Unheard, BadIdentity) as why:
            return str(why)
        return ""

    @staticmethod
    def _ring(box: Box, wish: EnrolWish) -> None:
        """Enrol a box; a central that was started just now may not listen at its door yet."""
        deadline = time.monotonic() + _DOOR_S
        while True:
            try:
                box.enrol(wish)
            except Unheard as why:
                if why.word != "no_network" or time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
            else:
                return
