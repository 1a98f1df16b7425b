"""A broker for one machine: Mosquitto as a child process, or amqtt in a child Python."""

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from random import Random

from msgspec import Struct

from kiosk.central import broker_files

_READY_S = 10.0
_PORTS, _TRIES = range(20_000, 32_000), 200  # Linux gives out 32768 to 60999 by itself
_MOSQUITTO_PLACES = ("/usr/sbin", "/usr/local/sbin")
MISSING = (
    "no MQTT broker here: sudo apt install mosquitto, or pip install amqtt for the built-in one"
)


class NoBroker(Exception):
    """Neither Mosquitto nor amqtt is here."""


class Service(Struct, frozen=True):
    """The way of the central to a broker that speaks TLS only.

    Args:
        port: the listener of the central's workers.
        cafile: who signed the broker's certificate.
        certfile, keyfile: the central's own.
    """

    port: int
    cafile: str
    certfile: str
    keyfile: str


class Broker:
    """A running broker on loopback.

    Args:
        kind: mosquitto or amqtt.
        command: starts it.
        port: it listens on, for boxes.
        service: for the central, where the broker speaks TLS; else None.
    """

    host = "127.0.0.1"

    def __init__(
        self, kind: str, command: list[str], port: int, service: Service | None = None
    ) -> None:
        self.kind, self.port, self.service = kind, port, service
        self._command = command
        self._child: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def version(self) -> int:
        """The MQTT version to speak: amqtt speaks 3.1.1 only."""
        return 5 if self.kind == "mosquitto" else 4

    @property
    def pid(self) -> int:
        """The number of its process, 0 while it is down."""
        return self._child.pid if self._child is not None else 0

    def start(self) -> None:
        """Start it and wait until it takes connections; twice is fine."""
        if self._child is not None:
            return
        with socket.socket() as probe:
            if probe.connect_ex((self.host, self.port)) == 0:
                raise NoBroker(f"somebody else listens at port {self.port}")
        self._child = subprocess.Popen(
            self._command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        last = self.service.port if self.service else self.port  # listeners open in their order
        deadline = time.monotonic() + _READY_S
        while time.monotonic() < deadline:
            try:
                socket.create_connection((self.host, last), timeout=0.2).close()
            except OSError:
                if self._child.poll() is not None:
                    break
                time.sleep(0.02)
            else:
                return
        self.kill()
        raise NoBroker(f"{self.kind} did not start")

    def kill(self) -> None:
        """End it at once, as a pulled plug would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it properly; twice is fine."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.send_signal(how)
        try:
            child.wait(5.0)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def start_broker(kind: str, folder: Path) -> Broker:
    """Start a broker on a free loopback port.

    Args:
        kind: mosquitto, amqtt, or auto for the first that is here.
        folder: for its settings; made if it is not there.

    Raises:
        NoBroker: it is not here, or did not start.
    """
    folder.mkdir(parents=True, exist_ok=True)
    program = find_mosquitto()
    port = free_port()
    if kind in {"auto", "mosquitto"} and program:
        settings = folder / "mosquitto.conf"
        settings.write_text(_mosquitto_conf(port), encoding="utf-8")
        return Broker("mosquitto", [program, "-c", str(settings)], port)
    if kind in {"auto", "amqtt"} and _has_amqtt():
        command = [sys.executable, "-m", "kiosk.trial.brokers", str(port)]
        return Broker("amqtt", command, port)
    raise NoBroker(MISSING)


def start_secure_broker(authority: Path, folder: Path) -> Broker:
    """Start Mosquitto as shipped, with TLS and client certificates, on free loopback ports.

    Args:
        authority: the folder of the network's authority.
        folder: the broker's; made if it is not there.

    Raises:
        NoBroker: it is not here, or did not start.
    """
    program = find_mosquitto()
    if program is None:
        raise NoBroker(MISSING)
    boxes, workers = free_port(), free_port()
    changes = {
        "listener 8883": f"listener {boxes} 127.0.0.1",
        "listener 8884 127.0.0.1": f"listener {workers} 127.0.0.1",
        broker_files.SHIPPED_STATE: f"{folder.absolute()}/",
        "log_dest stderr": f"log_dest file {folder.absolute()}/mosquitto.log",
    }
    if os.geteuid() == 0:  # else it drops to a user who cannot read our folders
        changes["per_listener_settings"] = "user root\nper_listener_settings"
    broker_files.settle(folder, changes)
    broker_files.publish(authority, folder)
    ours = (str(authority.absolute() / name) for name in ("ca.pem", "central.pem", "central.key"))
    command = [program, "-c", str(folder / "mosquitto.conf")]
    return Broker("mosquitto", command, boxes, Service(workers, *ours))


def find_mosquitto() -> str | None:
    """Return the path of Mosquitto, also where an ordinary user's PATH does not look."""
    places = ":".join(_MOSQUITTO_PLACES)
    return shutil.which("mosquitto") or shutil.which("mosquitto", path=places)


def _mosquitto_conf(port: int) -> str:
    lines = [
        f"listener {port} 127.0.0.1",
        "allow_anonymous true",
        "persistence false",
        "set_tcp_nodelay true",
        "max_packet_size 262144",
        "max_inflight_messages 100",
        "max_queued_messages 10000",
        "log_type none",
    ]
    if os.geteuid() == 0:
        lines.append("user root")  # else it drops to a user who cannot read our folders
    return "\n".join(lines) + "\n"


def free_port() -> int:
    """Return a port of loopback that nobody has.

    Not one that the system gives out by itself: while a broker is down, somebody's outgoing
    connection could take it, and the broker would not come back.
    """
    for port in Random().sample(_PORTS, _TRIES):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise NoBroker("no free port on loopback")


def _has_amqtt() -> bool:
    return importlib.util.find_spec("amqtt") is not None  # only the demo's extra brings it


def _serve_amqtt(port: int) -> None:
    import asyncio  # noqa: PLC0415

    from amqtt.broker import Broker as Amqtt  # noqa: PLC0415

    async def serve() -> None:
        broker = Amqtt(
            {
                "listeners": {"default": {"type": "tcp", "bind": f"127.0.0.1:{port}"}},
                "plugins": {
                    "amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True}
                },
            }
        )
        await broker.start()
        await asyncio.Event().wait()

    asyncio.run(serve())


if __name__ == "__main__":
    _serve_amqtt(int(sys.argv[1]))
