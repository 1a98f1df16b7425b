"""python-escpos, without what its import costs.

It reads its table of printers with the slow reader of YAML, which takes longer than all else a
counter imports, and leaves a folder behind each time. The table is JSON, so it is read as that and
handed over the way the library keeps it between two starts. Most processes never ask for it.
"""

import json
import os
import pickle
import platform
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

_FOLDER, _OTHER = "ESCPOS_CAPABILITIES_PICKLE_DIR", "ESCPOS_CAPABILITIES_FILE"


@cache
def table() -> Mapping[str, Any]:
    """Return what is known of printers: `profiles` and `encodings`."""
    with ExitStack() as ends:
        if not {_FOLDER, _OTHER} & os.environ.keys():
            _hand_over(ends)
        from escpos.capabilities import CAPABILITIES

        known: Mapping[str, Any] = CAPABILITIES
    return known


def _hand_over(ends: ExitStack) -> None:
    folder = ends.enter_context(tempfile.TemporaryDirectory())
    known = json.loads((files("escpos") / "capabilities.json").read_bytes())
    kept = Path(folder) / f"{platform.python_version()}.capabilities.pickle"
    kept.write_bytes(pickle.dumps(known))
    ends.callback(setattr, tempfile, "tempdir", tempfile.tempdir)
    tempfile.tempdir = folder  # it makes a folder even where it needs none
    ends.callback(os.environ.pop, _FOLDER)
    os.environ[_FOLDER] = folder


def commands() -> Any:  # noqa: ANN401
    """Return a printer that keeps the commands it is given: the library's `Dummy`."""
    table()
    from escpos.printer import Dummy

    return Dummy()
