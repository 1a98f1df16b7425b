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

_READY_S = 10.0
_MOSQUITTO_PLACES = ("/usr/sbin", "/usr/local/sbin")
MISSING = (
    "no MQTT broker here: sudo apt install mosquitto, or pip install amqtt for the built-in one"
)


class NoBroker(Exception):
    """Neither Mosquitto nor amqtt is here."""


class Broker:
    """A running broker on loopback.

    Args:
        kind: mosquitto or amqtt.
        command: starts it.
        port: it listens on.
    """

    host = "127.0.0.1"

    def __init__(self, kind: str, command: list[str], port: int) -> None:
        self.kind, self.port = kind, port
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
        self._child = subprocess.Popen(
            self._command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + _READY_S
        while time.monotonic() < deadline:
            try:
                socket.create_connection((self.host, self.port), timeout=0.2).close()
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
    """Return a port on loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


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
