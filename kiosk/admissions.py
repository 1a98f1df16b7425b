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
from kiosk.central.store import Store
from kiosk.central.warden import BrokerPlace, Warden
from kiosk.central.wish_forms import Granted, RevokeWish
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
OpenConsole = Callable[[socket.socket, Config, Path, Store, Asks], Doorway]


class Doors(Struct, frozen=True):
    """What makes the doors that the settings ask for; each may need libraries of its own.

    Args:
        enrol: of the door where boxes come in.
        console: of the console in a browser.
    """

    enrol: OpenDoor
    console: OpenConsole


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
        doors: make the doors; only called where the settings ask for one.
        part: which process of the central it is: the one that leads.
        meters: where it puts what it measures of its own work.
        wall: milliseconds UTC.
    """

    def __init__(
        self,
        config: Config,
        folder: Path,
        doors: Doors,
        part: Part = WHOLE,
        meters: Meters | None = None,
        wall: Callable[[], int] = wall_ms,
    ) -> None:
        keys = folder / config.authority.folder
        ours = Authority(keys) if keys.is_dir() else None
        self._doors: list[Doorway] = []
        with ExitStack() as ends:
            listening, shown = _listening(config, ours), _shown_at(config, ours)
            for one in (listening, shown):
                if one is not None:
                    ends.callback(one.close)
            self.app = CentralApp(config, folder, part, meters)
            ends.callback(self.app.store.close)
            asks = Asks()
            warden = self._warden(config, folder, ours)
            if listening is not None and ours is not None:
                registrar = Registrar(self.app.store, ours, config.enrol.broker)
                self._doors.append(doors.enrol(listening, keys, registrar, asks))
            if shown is not None:
                self._doors.append(doors.console(shown, config, folder, self.app.store, asks))
            ends.pop_all()

        def upkeep() -> None:
            asks.answer()
            if warden.turn(wall()):
                for door in self._doors:
                    door.refresh()

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
        """Work until told to stop; the doors are closed first."""
        with ExitStack() as ends:
            for door in self._doors:
                door.open()
                ends.callback(door.close)
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
    return _bound(config.enrol.listen, "enrol.listen")


def _shown_at(config: Config, ours: Authority | None) -> socket.socket | None:
    table = config.console
    if not table.listen:
        return None
    if ours is None and not table.plain and not table.certfile:
        said = "needs certfile and keyfile, or an authority: kiosk central authority --host NAME"
        raise ConfigFaults((ConfigFault("kiosk.toml", 0, "console.listen", said),))
    return _bound(table.listen, "console.listen")


def _bound(listen: str, key: str) -> socket.socket:
    host, _, port = listen.rpartition(":")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host.strip("[]"), int(port)), family=family, backlog=128)
    except (OSError, OverflowError) as error:
        said = f"{listen} cannot be listened at: {error}"
        raise ConfigFaults((ConfigFault("kiosk.toml", 0, key, said),)) from error


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
