"""What the central's settings must agree on: where its books lie, how many write them, who asks."""

import ipaddress
import re
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from kiosk.config_basics import Clash
from kiosk.config_tables import Config

_SERVER = ("postgresql://", "postgres://")
_LAST_PORT = 65535
_LISTEN = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([0-9.]+)):([0-9]{1,5})")


def is_server(store: str) -> bool:
    """Tell whether books lie in a PostgreSQL server, not in a file."""
    return store.startswith(_SERVER)


def listen_at(listen: str) -> tuple[str, int]:
    """Return (host, port) of a checked `host:port`."""
    found = _LISTEN.fullmatch(listen)
    if found is None:
        raise ValueError(listen)
    return found[1] or found[2], int(found[3])


def central_clashes(config: Config) -> Iterator[Clash]:
    """Yield what does not go together in [central], [metrics] and [console]."""
    store = config.central.store
    if not store or ("://" in store and not is_server(store)):
        yield ("central", "store"), "is neither a file nor postgresql://user@host/database"
    elif config.central.workers > 1 and not is_server(store):
        yield (
            ("central", "workers"),
            "a file has one writer; more workers need store = postgresql://user@host/database",
        )
    if config.metrics.listen and (said := _listen_fault(config.metrics.listen)):
        yield ("metrics", "listen"), said
    yield from _console_clashes(config)


def _console_clashes(config: Config) -> Iterator[Clash]:
    console = config.console
    if console.plain and console.listen and not _is_loopback(console.listen):
        said = "sends passwords in the clear; only for a console on 127.0.0.1 or [::1]"
        yield ("console", "plain"), said
    if console.by_link and not console.plain:
        yield ("console", "by_link"), "is for trying out, with plain = true on this machine alone"
    if bool(console.certfile) != bool(console.keyfile):
        yield ("console", "keyfile" if console.certfile else "certfile"), "goes with the other one"
    try:
        ZoneInfo(console.zone)
    except (LookupError, ValueError, OSError):  # unknown; no name at all; a folder of names
        yield ("console", "zone"), "no time zone of that name; such as Europe/Moscow"


def _is_loopback(listen: str) -> bool:
    try:
        return ipaddress.ip_address(listen.rpartition(":")[0].strip("[]")).is_loopback
    except ValueError:  # a name may be anybody's
        return False


def _listen_fault(listen: str) -> str:
    try:
        host, port = listen_at(listen)
        address = ipaddress.ip_address(host)
    except ValueError:
        return "is no address with a port, such as 127.0.0.1:9464"
    if not 0 < port <= _LAST_PORT:
        return "is no address with a port, such as 127.0.0.1:9464"
    if address.is_unspecified or not address.is_private:
        return "is open to everybody; an address of this machine or its own network is needed"
    return ""
