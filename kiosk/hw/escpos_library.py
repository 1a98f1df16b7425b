"""python-escpos, without what its import costs.

It reads its table of printers with the slow reader of YAML, which takes longer than all else a
counter imports, and leaves a folder behind each time. The table is JSON, so it is read as that.
Most processes never ask for it.
"""

import os
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from functools import cache
from typing import IO, Any

import msgspec
import yaml

_OTHER = "ESCPOS_CAPABILITIES_FILE"  # somebody's own table, which may be YAML


@cache
def table() -> Mapping[str, Any]:
    """Return what is known of printers: `profiles` and `encodings`."""
    with ExitStack() as ends:
        ends.callback(setattr, tempfile, "tempdir", tempfile.tempdir)
        tempfile.tempdir = ends.enter_context(tempfile.TemporaryDirectory())
        if _OTHER not in os.environ:
            ends.callback(setattr, yaml, "safe_load", yaml.safe_load)
            yaml.safe_load = _as_json
        from escpos.capabilities import CAPABILITIES

        known: Mapping[str, Any] = CAPABILITIES
    return known


def _as_json(file: IO[str]) -> dict[str, Any]:
    return msgspec.json.decode(file.read(), type=dict[str, Any])


def commands() -> Any:  # noqa: ANN401
    """Return a printer that keeps the commands it is given: the library's `Dummy`."""
    table()
    from escpos.printer import Dummy

    return Dummy()
