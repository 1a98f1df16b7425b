"""The central's HTTPS door, whose libraries come with the extra [central] alone."""

import socket
import time
from pathlib import Path

import click

from kiosk.admissions import Doorway
from kiosk.central.asks import Asks
from kiosk.central.registrar import Registrar
from kiosk.moments import wall_ms


def open_door(listening: socket.socket, keys: Path, registrar: Registrar, asks: Asks) -> Doorway:
    """Return a door at a socket; or say what it needs.

    Args:
        listening: a bound socket.
        keys: the authority's folder.
        registrar: decides who comes in.
        asks: the way to the thread that writes the books.
    """
    try:
        from kiosk.central.door import Door
    except ModuleNotFoundError as missing:
        said = f"[enrol] listen needs {missing.name}: pip install 'pickup-kiosk[central]'"
        raise click.ClickException(said) from missing
    return Door(listening, keys, registrar, asks, wall=wall_ms, now=time.monotonic)
