"""A settings file with every device that has something to set, as a point might have it."""

from collections.abc import Mapping

import msgspec
from msgspec.structs import replace

from kiosk.config import Config

_TABLES: Mapping[str, object] = {
    "camera": {"driver": "picamera2"},
    "printer": {"driver": "network", "host": "10.0.0.9"},
    "label_printer": {"driver": "network", "host": "10.0.0.10"},
    "lights": [
        {"name": "wall", "driver": "apa102", "count": 60, "psu_ma": 4000, "cells": "wall"},
    ],
    "cells": {"wall": [{"cells": "A-01..A-60", "start": 0}]},
}
SAMPLE = msgspec.convert(_TABLES, Config)
SAMPLE_SPEAKS = msgspec.convert({**_TABLES, "speech": {"driver": "espeak-ng"}}, Config)


def sampled(config: Config) -> Config:
    """Return the file of a staged point, with the sample's devices: the staged ones are simulated.

    Args:
        config: of the point.
    """
    return replace(
        config,
        camera=SAMPLE.camera,
        printer=SAMPLE.printer,
        label_printer=SAMPLE.label_printer,
        lights=SAMPLE.lights,
        cells=SAMPLE.cells,
    )
