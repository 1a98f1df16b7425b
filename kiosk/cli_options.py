"""What several verbs of the command share: exit codes, options, and working until told to stop."""

import logging
import signal
import threading
from contextlib import AbstractContextManager
from pathlib import Path

import click

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
