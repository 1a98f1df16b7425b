"""What the verbs that ask a central for something share: ids, files, its answer, an exit code."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click
import msgspec

from kiosk.central.faults import ManifestFaults
from kiosk.central.wish_forms import Granted
from kiosk.cli_options import NO
from kiosk.core.words import Ref

_Asked = TypeVar("_Asked")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_MOST = 100  # parcels of one letter
_LATER = (
    "the central is not running; it will see to it at its next start",
    "nothing of it was checked yet, not even whether it knows the point",
)


def an_id(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """Check an id, as click's callback.

    Raises:
        BadParameter: it is none.
    """
    try:
        return msgspec.convert(value, Ref)
    except msgspec.ValidationError as error:
        raise click.BadParameter(
            f"{value!r} is no id: up to 64 letters, digits and :._*!%+/=-", ctx, param
        ) from error


def some_ids(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    """Check as many ids as one wish may name, as click's callback.

    Raises:
        BadParameter: one is none, or they are too many.
    """
    if len(value) > _MOST:
        raise click.BadParameter(f"more than {_MOST} at once", ctx, param)
    return tuple(an_id(ctx, param, one) for one in value)


def from_file(read: Callable[[Path], _Asked], file: Path) -> _Asked:
    """Return what stands in a file; tell each of its faults and end when there is one.

    Args:
        read: of the file's kind.
        file: which.
    """
    try:
        return read(file)
    except ManifestFaults as faults:
        for line in faults.lines:
            click.echo(line, err=True)
        sys.exit(NO)


def say_granted(granted: Granted | None, *, as_json: bool) -> None:
    """Say what the central answered, and end where it said no.

    Args:
        granted: its answer; None while it does not run.
        as_json: for a program.
    """
    ok, lines = (granted.ok, granted.lines) if granted else (True, _LATER)
    if as_json:
        told = {"ok": ok, "pending": granted is None, "lines": lines}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        click.echo("\n".join(lines), err=not ok)
    if not ok:
        sys.exit(NO)
