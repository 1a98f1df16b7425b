"""The broker's folder: Mosquitto's settings as shipped, its ACLs, and its part of the authority.

The broker never sees a key that signs. Files are replaced whole, so that it reads an old one or a
new one whenever it is told to look (SIGHUP).
"""

import os
import signal
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from kiosk.central.keyfiles import OPEN, SECRET, put

SHIPPED_FOLDER, SHIPPED_STATE = "/etc/mosquitto/kiosk", "/var/lib/mosquitto/"
SETTINGS = ("mosquitto.conf", "devices.acl", "services.acl")
_KEY = "server.key"
_FROM_AUTHORITY = {  # the broker's file: the authority's
    "ca.pem": "ca.pem",
    "services-ca.pem": "services.pem",
    "server.pem": "server.pem",
    _KEY: _KEY,
    "crl.pem": "crl.pem",
}


def shipped(name: str) -> str:
    """Return one of the settings as shipped."""
    return files("kiosk.central").joinpath("broker", name).read_text(encoding="utf-8")


def settle(folder: Path, changes: Mapping[str, str]) -> None:
    """Write the settings that are not there yet; what an operator changed stays.

    Args:
        folder: the broker's; made if it is not there.
        changes: lines or parts of them to write differently, such as a port.
    """
    folder.mkdir(parents=True, exist_ok=True)
    whole = {SHIPPED_FOLDER: str(folder.absolute()), **changes}
    for name in SETTINGS:
        if (folder / name).exists():
            continue
        text = shipped(name)
        for old, new in whole.items():
            text = text.replace(old, new)
        (folder / name).write_text(text, encoding="utf-8")


def publish(authority: Path, folder: Path) -> bool:
    """Bring certificates and the list of revoked ones to the broker; True if any had changed.

    Args:
        authority: the authority's folder.
        folder: the broker's; made if it is not there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    changed = False
    for name, source in _FROM_AUTHORITY.items():
        raw, there = (authority / source).read_bytes(), folder / name
        if not there.exists() or there.read_bytes() != raw:
            mode = SECRET if name == _KEY else OPEN
            put(there, raw, mode, like=there if there.exists() else folder)
            changed = True
    return changed


def tell(pid_file: Path) -> bool:
    """Tell the broker to read its certificates anew; False when it cannot be told."""
    try:
        os.kill(int(pid_file.read_text(encoding="ascii")), signal.SIGHUP)
    except (OSError, ValueError):
        return False
    return True
