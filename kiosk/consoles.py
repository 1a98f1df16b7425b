"""The central's console put together: its means, its secret beside the books, whom it lets in."""

import socket
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from msgspec import Struct

from kiosk import stores
from kiosk.central.asks import Asks
from kiosk.central.authority import Authority, hosts_of
from kiosk.central.console.desk import Desk, Manner, Means
from kiosk.central.console.proofs import Proofs, code_digest
from kiosk.central.console.server import Console, in_address
from kiosk.central.keyfiles import SECRET, put
from kiosk.central.store import Store
from kiosk.central.user_wishes import UserWish
from kiosk.central.users import Role, User
from kiosk.central.wish_forms import Granted
from kiosk.config import Config, ConfigFault, ConfigFaults, load
from kiosk.moments import secret, secret_word, wall_ms
from kiosk.postal import attachments_of, wish_of
from kiosk.sync.photo_folder import PhotoFolder

KEY_FILE = "console.key"
_KEY_BYTES = 32
_EVERYWHERE = ("", "0.0.0.0", "::")  # noqa: S104  what somebody set, not what we listen on


class Invite(Struct, frozen=True):
    """A one-time code for somebody.

    Args:
        code: to be typed, or followed as a link.
        link: where a browser goes with it; empty where the settings show no console.
        granted: the central's word; None when it is not running and will know the code later.
    """

    code: str
    link: str
    granted: Granted | None


def console_of(
    listening: socket.socket, config: Config, folder: Path, store: Store, asks: Asks
) -> Console:
    """Put the console together.

    Args:
        listening: a bound socket.
        config: the settings.
        folder: relative paths begin here.
        store: the books, written by one thread.
        asks: the way to that thread.

    Raises:
        ConfigFaults: the console's secret is damaged.
    """
    key = _key(folder / KEY_FILE)
    table, keys = config.console, folder / config.authority.folder
    ours = Authority(keys) if keys.is_dir() else None
    means = Means(
        store=store,
        reader=stores.open_reader(config.central.store, folder),
        asks=asks,
        spool=folder / config.central.wishes,
        photos=PhotoFolder(folder / config.central.photos),
        attachments=attachments_of(config, folder),
        proofs=Proofs(key, secret_word),
        codes_key=ours.codes_key if ours else b"",
        fingerprint=ours.fingerprint if ours else "",
        door=door_of(config, ours.hosts) if ours else "",
        wall=wall_ms,
        now=time.monotonic,
        secret=secret,
    )
    manner = Manner(
        is_plain=table.plain,
        by_link=table.by_link,
        zone=ZoneInfo(table.zone),
        idle_s=table.idle_min * 60.0,
        most_s=table.most_h * 3600.0,
    )
    certificate = None if table.plain else (keys / "server.pem", keys / "server.key")
    if table.certfile and not table.plain:
        certificate = (folder / table.certfile, folder / table.keyfile)
    return Console(listening, certificate, Desk(means, manner))


def door_of(config: Config, hosts: Sequence[str]) -> str:
    """Return where a box shows its enrolment code, as its picture tells it; empty for nowhere.

    Args:
        config: the settings; `enrol.server` says it where the outer door is another one.
        hosts: by which the authority's certificate is known, the best first.
    """
    listen = config.enrol.listen
    if config.enrol.server or not listen or not hosts:
        return config.enrol.server
    return f"https://{in_address(_seen_by(hosts))}:{listen.rpartition(':')[2]}"


def _seen_by(hosts: Sequence[str]) -> str:
    """Return the name by which other machines see this one, else its own; empty of none."""
    others = (one for one in hosts if not one.startswith("127.") and one != "::1")
    return next(others, hosts[0] if hosts else "")


def _key(path: Path) -> bytes:
    """Return the console's secret, made once; without it every second factor is set up anew.

    Raises:
        ConfigFaults: what lies there is none; it is left as it is.
    """
    if path.exists():
        raw = path.read_bytes()
        if len(raw) != _KEY_BYTES:
            said = f"{path} is damaged; restore it: no second factor fits without it"
            raise ConfigFaults((ConfigFault("kiosk.toml", 0, "console", said),))
        return raw
    raw = secret()
    put(path, raw, SECRET)
    return raw


def invite_of(
    path: Path, user: str, action: Literal["add", "reset"], role: Role = Role.VIEWER
) -> Invite:
    """Make a one-time code for somebody; what the central hears of it is a digest.

    Args:
        path: of the settings.
        user: who.
        action: `add` or `reset`.
        role: of somebody new.
    """
    config = load(path)
    code = Proofs(b"", secret_word).new_code()
    granted = wish_of(path, UserWish(user, action, code_digest(code), role))
    where = _address(config, path.parent)
    return Invite(code, f"{where}/welcome?code={code}" if where else "", granted)


def _address(config: Config, folder: Path) -> str:
    """Return where a browser finds the console; empty for nowhere.

    A console that listens on every address is told by a name of its certificate, else by this
    machine's.
    """
    table = config.console
    if not table.listen:
        return ""
    host, _, port = table.listen.rpartition(":")
    if host.strip("[]") in _EVERYWHERE:
        keys = folder / config.authority.folder
        own = Path(folder / table.certfile) if table.certfile else keys / "server.pem"
        host = in_address(_seen_by(hosts_of(own)) or socket.getfqdn())
    return f"{'http' if table.plain else 'https'}://{host}:{port}"


def block_of(path: Path, user: str) -> Granted | None:
    """Ask the central to let somebody in no more; None when it is not running."""
    return wish_of(path, UserWish(user, "block"))


def role_of(path: Path, user: str, role: Role) -> Granted | None:
    """Ask the central to change what somebody may do; None when it is not running."""
    return wish_of(path, UserWish(user, "role", role=role))


def users_of(path: Path) -> list[dict[str, str]]:
    """Return who may use the console: user, role, and how they stand.

    Raises:
        CannotOpenStore: the central's books are not there, or not to be read.
    """
    config, at = load(path), wall_ms()
    users = stores.ask(config.central.store, path.parent, lambda books: books.users())
    return [{"user": one.name, "role": one.role.value, "state": _state(one, at)} for one in users]


def _state(user: User, at: int) -> str:
    if not user.is_active:
        return "blocked"
    if user.invite_digest and user.invite_until > at:
        return "invited"
    if not user.password:
        return "invited too long ago"
    return "ready" if user.salt else "without a second factor"
