"""The central with its authority: puts mail, warden and door together, and makes enrolment codes.

The central's own end of enrolment; `enrolling.py` is the box's.
"""

import socket
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from kiosk.central import authority, broker_files
from kiosk.central.asks import Asks
from kiosk.central.authority import Authority
from kiosk.central.consumer import PLEASE_GREET
from kiosk.central.enrol_codes import CodeWish
from kiosk.central.metrics import Meters
from kiosk.central.registrar import Registrar, digest_of
from kiosk.central.warden import BrokerPlace, Warden
from kiosk.central.wishes import Granted, RevokeWish
from kiosk.config import Config, ConfigFault, ConfigFaults, load
from kiosk.core.enrolment import BoxRole, code_of, read_code
from kiosk.moments import drawn_jitter, secret, wall_ms
from kiosk.postal import WHOLE, CentralApp, Part, wish_of
from kiosk.sync.link import Link
from kiosk.sync.protocol import Topics

_KICK_S, _KICK_TURN_S = 3.0, 0.05
_OURSELVES = "127.0.0.1"  # the central's own way to a broker on its machine


class Doorway(Protocol):
    """An HTTPS door that can be opened (`central.door.Door`)."""

    def open(self) -> None:
        """Begin to answer."""

    def refresh(self) -> None:
        """Show the certificate that lies there now."""

    def close(self) -> None:
        """Answer what was begun, then no more."""


OpenDoor = Callable[[socket.socket, Path, Registrar, Asks], Doorway]


class Head(Struct, frozen=True):
    """What an operator should know of the authority.

    Args:
        folder: of its keys.
        broker: the broker's folder.
        fingerprint: of the root that boxes trust, 64 hex digits.
        hosts: by which broker and door are known.
        ends: the day each file of it ends.
    """

    folder: str
    broker: str
    fingerprint: str
    hosts: tuple[str, ...]
    ends: dict[str, str]


class EnrolCode(Struct, frozen=True):
    """A fresh code for a box.

    Args:
        code: to be typed at the box.
        fingerprint: the box believes the central by it.
        granted: the central's word; None when it is not running and will know the code later.
    """

    code: str
    fingerprint: str
    granted: Granted | None


class CentralHouse:
    """The reference central with all that belongs to it.

    Args:
        config: the settings.
        folder: relative paths begin here.
        open_door: makes the door; only called where the settings ask for one.
        part: which process of the central it is: the one that leads.
        meters: where it puts what it measures of its own work.
        wall: milliseconds UTC.
    """

    def __init__(
        self,
        config: Config,
        folder: Path,
        open_door: OpenDoor,
        part: Part = WHOLE,
        meters: Meters | None = None,
        wall: Callable[[], int] = wall_ms,
    ) -> None:
        keys = folder / config.authority.folder
        ours = Authority(keys) if keys.is_dir() else None
        self._door: Doorway | None = None
        with ExitStack() as ends:
            listening = _listening(config, ours)
            if listening is not None:
                ends.callback(listening.close)
            self.app = CentralApp(config, folder, part, meters)
            ends.callback(self.app.store.close)
            asks = Asks()
            warden = self._warden(config, folder, ours)
            if listening is not None and ours is not None:
                registrar = Registrar(self.app.store, ours, config.enrol.broker)
                self._door = open_door(listening, keys, registrar, asks)
            ends.pop_all()

        def upkeep() -> None:
            asks.answer()
            if warden.turn(wall()) and self._door is not None:
                self._door.refresh()

        self.app.consumer.upkeep = upkeep

    def _warden(self, config: Config, folder: Path, ours: Authority | None) -> Warden:
        link, table = self.app.link, config.authority
        broker = folder / table.broker
        pid = Path(table.broker_pid) if table.broker_pid else broker / "mosquitto.pid"
        place = BrokerPlace(folder / table.folder, broker, pid)

        def greet(device: str) -> None:
            link.publish(Topics(device).events_ack, PLEASE_GREET)

        return Warden(
            self.app.store,
            (ours, place) if ours else None,
            greet,
            lambda device: kick(link, device),
            time.monotonic,
        )

    def run(self, stop: threading.Event) -> None:
        """Work until told to stop; the door is closed first."""
        with ExitStack() as ends:
            if self._door is not None:
                self._door.open()
                ends.callback(self._door.close)
            self.app.run(stop)


def kick(link: Link, device: str) -> None:
    """Throw a box off by connecting under its client id, on the central's own way in.

    Args:
        link: the central's; its settings say where.
        device: whose link ends.
    """
    settings = replace(
        link.settings,
        client_id=device,
        subscribe=(Topics(device).welcome,),
        connect_s=_KICK_S,
        manual_ack=False,
    )
    foot = Link(settings, time.monotonic, drawn_jitter())
    deadline = time.monotonic() + _KICK_S
    while not foot.is_up and not foot.fault and time.monotonic() < deadline:
        foot.turn(_KICK_TURN_S)
    foot.close()


def _listening(config: Config, ours: Authority | None) -> socket.socket | None:
    if not config.enrol.listen:
        return None
    if ours is None:
        said = "a door needs an authority: kiosk central authority --host NAME"
        raise ConfigFaults((ConfigFault("kiosk.toml", 0, "enrol.listen", said),))
    if not config.enrol.broker:
        said = "is needed: where enrolled boxes find the broker, such as mail.example:8883"
        raise ConfigFaults((ConfigFault("kiosk.toml", 0, "enrol.broker", said),))
    host, _, port = config.enrol.listen.rpartition(":")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host.strip("[]"), int(port)), family=family, backlog=128)
    except (OSError, OverflowError) as error:
        said = f"{config.enrol.listen} cannot be listened at: {error}"
        raise ConfigFaults((ConfigFault("kiosk.toml", 0, "enrol.listen", said),)) from error


# -- the operator's verbs --------------------------------------------------------------------------


def authority_of(path: Path, hosts: Sequence[str], wall: Callable[[], int] = wall_ms) -> Head:
    """Make the authority where there is none, and the broker's folder; return how it stands.

    Args:
        path: of the settings.
        hosts: names of broker and door; other ones than before make a new certificate.
        wall: milliseconds UTC.

    Raises:
        NoAuthority: there is none, and no name to make one for; or it is damaged.
    """
    config = load(path)
    keys, broker = path.parent / config.authority.folder, path.parent / config.authority.broker
    known = tuple(dict.fromkeys((*hosts, _OURSELVES))) if hosts else ()
    if not keys.is_dir():
        if not hosts:
            raise authority.NoAuthority("there is no authority yet; name the broker with --host")
        authority.make(keys, known, wall(), secret())
    ours = Authority(keys)
    ours.refresh(wall(), known)
    broker_files.settle(broker, {})
    broker_files.publish(keys, broker)
    ends = {name: f"{day:%Y-%m-%d}" for name, day in ours.ends.items()}
    return Head(str(keys), str(broker), ours.fingerprint, ours.hosts, ends)


def enrol_code_of(
    path: Path, point: str, device: str, role: BoxRole = BoxRole.COUNTER
) -> EnrolCode:
    """Make a code for a box; what the central hears of it is a digest.

    Args:
        path: of the settings.
        point: whose box it is.
        device: the box; empty for the only one of its role.
        role: what it is let in as.

    Raises:
        NoAuthority: there is none here.
    """
    config = load(path)
    keys = path.parent / config.authority.folder
    if not keys.is_dir():
        raise authority.NoAuthority("there is no authority: kiosk central authority --host NAME")
    ours = Authority(keys)
    code = code_of(secret())
    wish = CodeWish(point, digest_of(ours.codes_key, read_code(code) or ""), device, role)
    return EnrolCode(code, ours.fingerprint, wish_of(path, wish))


def revoke_of(path: Path, device: str) -> Granted | None:
    """Ask the central to revoke a box; None when it is not running and will do it at its start."""
    return wish_of(path, RevokeWish(device))
