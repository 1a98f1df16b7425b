"""The settings file, kiosk.toml: typed, checked as a whole, every fault told with its line."""

import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from kiosk.config_checks import clashes
from kiosk.config_files import loose_ends, no_key, secret_in
from kiosk.config_lines import lines_of
from kiosk.config_paths import rooted
from kiosk.config_reading import Found, faults_of
from kiosk.config_tables import Config, PointTable

__all__ = [
    "Config",
    "ConfigFault",
    "ConfigFaults",
    "PointTable",
    "check",
    "load",
    "load_for_counter",
    "load_for_doctor",
    "no_key",
    "secret_in",
]

MAX_BYTES = 256 * 1024
_VITAL = {"point", "folders"}  # without them nobody knows whose counter this is


class ConfigFault(Struct, frozen=True):
    """One thing that is wrong.

    Args:
        file, line: where; line 0 for the file as a whole.
        key: dotted; a device's name stands for its place in the list.
        text: what is wrong and what would be right.
    """

    file: str
    line: int
    key: str
    text: str

    def __str__(self) -> str:
        """Say it in one line."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place} {self.key}: {self.text}" if self.key else f"{place}: {self.text}"


class ConfigFaults(Exception):
    """The file cannot be used as it is; `faults` holds everything that is wrong."""

    def __init__(self, faults: tuple[ConfigFault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


def load(path: Path) -> Config:
    """Return the settings in a file; their relative paths begin in its folder.

    Raises:
        ConfigFaults: all that is wrong with it, each with its line.
    """
    text, document = _read(path)
    config, found = _judge(document)
    if config is None:
        raise ConfigFaults(_told(path, text, document, found))
    return rooted(config, path.parent)


def check(path: Path) -> None:
    """Look also for what would let a process start worse than its settings mean.

    Raises:
        ConfigFaults: all that is wrong, each with its line.
    """
    text, document = _read(path)
    config, found = _judge(document)
    if config is not None:
        config = rooted(config, path.parent)
        found = loose_ends(config, frozenset(document), path.parent)
    if found:
        raise ConfigFaults(_told(path, text, document, found))


def load_for_counter(path: Path, good: Path) -> tuple[Config, tuple[ConfigFault, ...]]:
    """Return settings a counter can work with: the file, its last good copy, or part of it.

    Args:
        path: the settings file.
        good: its last good copy, written when all was well.

    Returns:
        The settings, and what was wrong with the file; empty when it was used as it is.

    Raises:
        ConfigFaults: nothing usable is left.
    """
    try:
        config = load(path)
    except ConfigFaults as bad:
        with suppress(ConfigFaults):
            return load(good), bad.faults
        return _without_the_bad(path, bad), bad.faults
    _keep(path, good)
    return config, ()


def load_for_doctor(path: Path) -> tuple[Config | None, tuple[ConfigFault, ...]]:
    """Return what can be used of a file or None, and all that is wrong; writes nothing."""
    try:
        return load(path), ()
    except ConfigFaults as bad:
        with suppress(ConfigFaults):
            return _without_the_bad(path, bad), bad.faults
        return None, bad.faults


def _keep(path: Path, good: Path) -> None:
    """Copy the file; a folder that cannot be written is no reason not to work."""
    with suppress(OSError):
        raw = path.read_bytes()
        if good.exists() and good.read_bytes() == raw:
            return
        part = good.with_suffix(".part")
        with part.open("wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        part.replace(good)


def _read(path: Path) -> tuple[str, dict[str, Any]]:
    def fault(text: str, line: int = 0) -> ConfigFaults:
        return ConfigFaults((ConfigFault(path.name, line, "", text),))

    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise fault(f"cannot be read: {error.strerror}") from error
    if len(raw) > MAX_BYTES:
        raise fault(f"is larger than {MAX_BYTES // 1024} KB")
    try:
        text = raw.decode()
        return text, tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise fault("is not UTF-8 text") from error
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"at line (\d+)", str(error))
        raise fault(f"is not TOML: {error}", int(where.group(1)) if where else 0) from error
    except RecursionError as error:
        raise fault("is not TOML: nested too deep") from error


def _judge(document: Mapping[str, Any]) -> tuple[Config | None, tuple[Found, ...]]:
    """Return the settings, or all that is wrong with them."""
    found = faults_of(document)
    if found:
        return None, found
    config = msgspec.convert(document, Config)
    found = clashes(config)
    return (None, found) if found else (config, ())


def _told(
    path: Path, text: str, document: Mapping[str, Any], found: Iterable[Found]
) -> tuple[ConfigFault, ...]:
    lines = lines_of(text)
    told = (
        ConfigFault(path.name, _nearest(lines, where), _spoken(document, where), said)
        for where, said in found
    )
    return tuple(sorted(told, key=lambda fault: fault.line))


def _nearest(lines: Mapping[tuple[str | int, ...], int], where: tuple[str | int, ...]) -> int:
    """Return the line of a setting, or of the table in which it is missing."""
    while where and where not in lines:
        where = where[:-1]
    return lines.get(where, 0)


def _spoken(document: Any, where: tuple[str | int, ...]) -> str:  # noqa: ANN401  TOML is anything
    """Return `lights.wall.count` for a path; a device is called by its name."""
    words: list[str] = []
    for part in where:
        document = _inner(document, part)
        name = document.get("name") if isinstance(document, dict) else None
        if isinstance(part, str):
            words.append(part)
        elif isinstance(name, str):
            words.append(name)
    return ".".join(words)


def _inner(document: Any, part: str | int) -> Any:  # noqa: ANN401  TOML is anything
    try:
        return document[part]
    except (KeyError, IndexError, TypeError):
        return None


# -- what is left of a bad file --------------------------------------------------------------------


def _without_the_bad(path: Path, bad: ConfigFaults) -> Config:
    """Leave out the devices and wishes that are at fault; the point itself must be right."""
    _, document = _read(path)
    while True:
        config, found = _judge(document)
        if config is not None:
            return rooted(config, path.parent)
        if any(where[:1] == () or where[0] in _VITAL for where, _ in found):
            raise bad
        document = _cut(document, {_concerned(where) for where, _ in found})


def _concerned(where: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """Return what to leave out: one device of a list, one wish for the screen, else a table."""
    in_list = where[0] in {"scanner", "lights", "button"} and len(where) > 1
    return where[:2] if in_list or (where[0] in {"ui", "cells"} and len(where) > 1) else where[:1]


def _cut(document: Mapping[str, Any], paths: set[tuple[str | int, ...]]) -> dict[str, Any]:
    """Return the document without some of its tables, elements or keys."""
    left: dict[str, Any] = {}
    for key, table in document.items():
        if (key,) in paths:
            continue
        if isinstance(table, dict):
            left[key] = {k: v for k, v in table.items() if (key, k) not in paths}
        elif isinstance(table, list):
            left[key] = [v for n, v in enumerate(table) if (key, n) not in paths]
        else:
            left[key] = table
    return left
