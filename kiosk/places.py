"""Where a process stands: its settings, its folder, its clock, its secrets and its board."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from kiosk.config import Config, ConfigFault, ConfigFaults, PointTable, no_key, secret_in
from kiosk.core.events import Stamp
from kiosk.moments import boot_id, moment, secret
from kiosk.workflows.counter import Keys

_SERIAL = "proc/device-tree/serial-number"
_CARD = "sys/block/mmcblk0/device/cid"


class Place(Struct, frozen=True):
    """Where a counter stands and what it keeps its time by.

    Args:
        config: the settings.
        folder: relative paths of the settings begin here.
        now: the moment of an event.
        keys: the secrets of the box.
    """

    config: Config
    folder: Path
    now: Callable[[], Stamp]
    keys: Keys

    @property
    def point(self) -> PointTable:
        """The point's own table; `counter_of` has checked that it is there."""
        if self.config.point is None:
            raise ConfigFaults((ConfigFault("kiosk.toml", 0, "point", "this table is needed"),))
        return self.config.point

    @property
    def data(self) -> Path:
        """Where the databases and pictures lie."""
        return self.folder / self.config.folders.data

    @property
    def runtime(self) -> Path:
        """Where find requests come."""
        return self.folder / self.config.folders.runtime


def place_of(config: Config, folder: Path) -> Place:
    """Return where a counter stands, with its clock and its secrets."""
    point = config.point
    if point is None:
        raise ConfigFaults((ConfigFault("kiosk.toml", 0, "point", "this table is needed"),))
    boot = boot_id()
    keys = Keys(_secret(folder / point.point_key), _secret(folder / point.pepper, make=True))
    return Place(config, folder, lambda: moment(boot), keys)


def _secret(path: Path, *, make: bool = False) -> bytes:
    """Return 32 bytes kept as hex in a file nobody else can read."""
    if make and not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secret().hex(), encoding="ascii")
    found = secret_in(path)
    if found is None:
        key = "pepper" if make else "point_key"
        said = f"{path} is damaged; restore it: no PIN fits without it" if make else no_key(path)
        raise ConfigFaults((ConfigFault("kiosk.toml", 0, f"point.{key}", said),))
    return found


def board_hw(root: Path = Path("/")) -> str:
    """Return SHA-256(board serial, card id) in hex, which tells a card moved into another box.

    Args:
        root: where proc and sys are mounted.

    Returns:
        Empty on a machine that has no serial.
    """
    serial = _told(root / _SERIAL)
    if not serial:
        return ""
    return hashlib.sha256(serial + b"\0" + _told(root / _CARD)).hexdigest()


def _told(path: Path) -> bytes:
    try:
        return path.read_bytes().strip(b"\0\n ")
    except OSError:
        return b""
