"""Changing single settings of kiosk.toml; every other sign in it stays as a person wrote it."""

import re
from collections.abc import Mapping

_TABLE = re.compile(r"^\s*\[([A-Za-z0-9_.-]+)\]\s*(#.*)?$")
_ANY_TABLE = re.compile(r"^\s*\[")


def changed(text: str, settings: Mapping[str, Mapping[str, str | int]]) -> str:
    """Return a settings file with some settings set.

    A setting that stands there keeps its line; a new one comes below its table's head; a new table
    comes at the end.

    Args:
        text: the file; good TOML, one table a head, as kiosk.toml is.
        settings: by table and key.
    """
    lines = text.splitlines()
    for table, keys in settings.items():
        lines = _with(lines, table, keys)
    return "\n".join(lines) + "\n"


def _with(lines: list[str], table: str, keys: Mapping[str, str | int]) -> list[str]:
    wanted = {key: f"{key} = {_shown(value)}" for key, value in keys.items()}
    heads = [n for n, line in enumerate(lines) if (m := _TABLE.match(line)) and m[1] == table]
    if not heads:
        gap = [""] if lines else []
        return [*lines, *gap, f"[{table}]", *wanted.values()]
    head = heads[0]
    ends = (n for n in range(head + 1, len(lines)) if _ANY_TABLE.match(lines[n]))
    end = next(ends, len(lines))
    inside: list[str] = []
    for line in lines[head + 1 : end]:
        stands = re.match(r"\s*([A-Za-z0-9_-]+)\s*=", line)
        inside.append(wanted.pop(stands[1]) if stands and stands[1] in wanted else line)
    return [*lines[: head + 1], *wanted.values(), *inside, *lines[end:]]


def _shown(value: str | int) -> str:
    if isinstance(value, int):
        return str(value)
    told = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{told}"'
