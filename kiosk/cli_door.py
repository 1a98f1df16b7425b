"""The central's doors over HTTPS, whose libraries come with the extra [central] alone."""

import socket
import time
from pathlib import Path

import click

from kiosk.admissions import Doors, Doorway
from kiosk.central.asks import Asks
from kiosk.central.registrar import Registrar
from kiosk.central.store import Store
from kiosk.config import Config
from kiosk.moments import wall_ms


def open_door(listening: socket.socket, keys: Path, registrar: Registrar, asks: Asks) -> Doorway:
    """Return a door for boxes at a socket; or say what it needs.

    Args:
        listening: a bound socket.
        keys: the authority's folder.
        registrar: decides who comes in.
        asks: the way to the thread that writes the books.
    """
    try:
        from kiosk.central.door import Door
    except ModuleNotFoundError as missing:
        raise _lacks("enrol", missing) from missing
    return Door(listening, keys, registrar, asks, wall=wall_ms, now=time.monotonic)


def open_console(
    listening: socket.socket, config: Config, folder: Path, store: Store, asks: Asks
) -> Doorway:
    """Return the console at a socket; or say what it needs.

    Args:
        listening: a bound socket.
        config: the settings.
        folder: relative paths begin here.
        store: the books, written by one thread.
        asks: the way to that thread.
    """
    try:
        from kiosk.consoles import console_of
    except ModuleNotFoundError as missing:
        raise _lacks("console", missing) from missing
    return console_of(listening, config, folder, store, asks)


def _lacks(table: str, missing: ModuleNotFoundError) -> click.ClickException:
    said = f"[{table}] listen needs {missing.name}: pip install 'pickup-kiosk[central]'"
    return click.ClickException(said)


DOORS = Doors(open_door, open_console)
