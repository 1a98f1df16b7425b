"""Where a process stands: its settings, its folder, its clock and its secrets."""

from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from msgspec import Struct

from kiosk.config import Config, ConfigFault, ConfigFaults, PointTable, no_key, secret_in
from kiosk.core.events import Stamp
from kiosk.moments import boot_id, moment, secret
from kiosk.store import tombstones
from kiosk.workflows.counter import Keys


class Place(Struct, frozen=True):
    """Where a counter stands and what it keeps its time by.

    Args:
        config: the settings.
        folder: relative paths of the settings begin here.
        now: the moment of an event.
        keys: the secrets of the box.
        version: of the program, for what is new in it; empty where nobody is to be told.
    """

    config: Config
    folder: Path
    now: Callable[[], Stamp]
    keys: Keys
    version: str = ""

    @property
    def point(self) -> PointTable:
        """The point's own table; `counter_of` has checked that it is there."""
        if self.config.point is None:
            raise _no_point()
        return self.config.point

    @property
    def data(self) -> Path:
        """Where the databases and pictures lie."""
        return self.folder / self.config.folders.data

    @property
    def photos(self) -> Path:
        """Where the photos of the staff lie, until the central has them and their term is over."""
        return self.data / "photos"

    @property
    def arrived(self) -> Path:
        """Where pictures of goods arrive, before they are cut to size."""
        return self.data / "arrived"

    @property
    def pictures(self) -> Path:
        """Where pictures of goods lie that the screen may show."""
        return self.data / "pictures"

    @property
    def backups(self) -> Path:
        """Where copies of the counter's file lie."""
        return self.data / "backups"

    @property
    def tombstones(self) -> Path:
        """Who was erased, by keyed marks; kept beside every copy of the counter's file."""
        return self.data / tombstones.NAME

    @property
    def ballast(self) -> Path:
        """Room kept back on the disk of the data."""
        return self.data / "ballast"

    @property
    def exports(self) -> Path:
        """Where files for people lie, when no stick is put in."""
        return self.data / "exports"

    @property
    def map_file(self) -> Path | None:
        """The map, None where there is none: the settings' own, else the first of the folder."""
        if self.config.map.file:
            return self.folder / self.config.map.file
        return next(iter(sorted((self.data / "maps").glob("*.mbtiles"))), None)

    @property
    def runtime(self) -> Path:
        """Where find requests come."""
        return self.folder / self.config.folders.runtime


def place_of(config: Config, folder: Path) -> Place:
    """Return where a counter stands, with its clock and its secrets."""
    point = config.point
    if point is None:
        raise _no_point()
    boot = boot_id()
    keys = Keys(_secret(folder / point.point_key), _secret(folder / point.pepper, make=True))
    return Place(config, folder, lambda: moment(boot), keys, version("pickup-kiosk"))


def _no_point() -> ConfigFaults:
    said = "this table is needed, with id and device; a shelf node's file is for kiosk shelf"
    return ConfigFaults((ConfigFault("kiosk.toml", 0, "point", said),))


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
