"""What several verbs of the command share: exit codes, options, and working until told to stop."""

import logging
import signal
import threading
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from itertools import chain
from pathlib import Path
from typing import TypeVar

import click
import msgspec

Row = TypeVar("Row")

NO = 1
BUG = 70
BUSY = 75
MISFIT = 78

CONFIG = click.option(
    "--config",
    "config_path",
    type=click.Path(path_type=Path),
    default=Path("kiosk.toml"),
    show_default=True,
    help="The settings file.",
)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Answer as one JSON object.")


def until_told(stop: threading.Event) -> None:
    """Let SIGTERM and Ctrl+C set `stop`."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())


def write_log(level: str, *, beside: bool = False) -> None:
    """Let what happens be told on the error stream.

    Args:
        level: the least that is told.
        beside: several processes tell; each with its name.
    """
    who = "%(processName)s " if beside else ""
    logging.basicConfig(
        level=level, format=f"%(asctime)s %(levelname)-7s {who}%(name)s: %(message)s"
    )


def begin_beside(level: str, stop: threading.Event) -> None:
    """Begin as a process beside the one that a person started.

    Args:
        level: of the log.
        stop: set when it is told to end.
    """
    write_log(level, beside=True)
    until_told(stop)


def progress(label: str, length: int) -> AbstractContextManager[object]:
    """Return a progress bar of so many steps."""
    return click.progressbar(length=length, label=label, show_pos=True)


def say_rows(
    rows: Iterable[Row],
    told: Callable[[Row], object],
    lines: Callable[[Row], Iterable[str]],
    none: str,
    *,
    as_json: bool,
) -> None:
    """Say what was found: one JSON list, or some lines a row.

    Args:
        rows: what was found.
        told: a row as JSON has it.
        lines: a row for people.
        none: said to people where there is no row.
        as_json: which of both.
    """
    found = list(rows)
    if as_json:
        click.echo(msgspec.json.encode([told(one) for one in found]).decode())
        return
    for line in chain.from_iterable(lines(one) for one in found):
        click.echo(line)
    if not found:
        click.echo(none)
