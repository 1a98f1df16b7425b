"""Where relative paths of the settings begin: in the folder of the settings file."""

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from kiosk.config_tables import Config

_TLS = ("cafile", "certfile", "keyfile")
_PATHS: Mapping[str, tuple[str, ...]] = {
    "mqtt": _TLS,
    "shelf": (*_TLS, "socket"),
    "camera": ("folder",),
    "printer": ("path",),
    "label_printer": ("path",),
    "map": ("file",),
}


def rooted(config: Config, folder: Path) -> Config:
    """Return the settings with every path of a file, port or socket as a process can open it.

    What stands under [folders], [central] and the point's keys are joined where they are used.

    Args:
        config: as the file has it.
        folder: of the file.
    """
    folder = folder.absolute()
    tables: dict[str, Struct | tuple[Struct, ...]] = {
        name: _rooted(getattr(config, name), keys, folder) for name, keys in _PATHS.items()
    }
    tables["scanner"] = tuple(_rooted(table, ("path",), folder) for table in config.scanner)
    return replace(config, **tables)


def _rooted(table: Struct, keys: tuple[str, ...], folder: Path) -> Struct:
    named = {key: getattr(table, key) for key in keys if getattr(table, key)}
    return replace(table, **{key: str(folder / path) for key, path in named.items()})
