"""How much of the decoders' own speed is left behind the eye's process, and what waiting costs.

With KIOSK_SAMPLES set also what the cascade reads of the samples there (bench_samples.py).
"""

import os
import tempfile
import time
from functools import partial
from pathlib import Path
from random import Random
from statistics import median

import numpy as np

from kiosk.hw.decoders import ZxingEngine
from kiosk.hw.eye import Eye
from kiosk.hw.eye_child import EyeSettings
from kiosk.hw.frames import FolderSource, frame_of
from kiosk.hw.sim import scene
from kiosk.trial import bench_adverse, bench_beside, bench_samples
from kiosk.trial.figures import Row, at_least, at_most, seconds

_FRAMES, _RUN_S, _FPS = 12, 4.0, 60.0
_CENTRE = 0.2


def rows() -> tuple[Row, ...]:
    """Measure the eye on the frames that the raw decoder sees, and the cost of empty frames."""
    asked = EyeSettings().symbologies
    random = Random(7)
    phone = scene.phone("41234567*8301")
    pictures = [
        scene.photograph(phone, scene.any_conditions(random), random) for _ in range(_FRAMES)
    ]
    empty = frame_of(scene.photograph(None, scene.Conditions(), random), 0, 0.0).y
    raw = _raw_fps([frame_of(p, 0, 0.0).y for p in pictures], ZxingEngine(asked))
    with tempfile.TemporaryDirectory() as folder:
        for number, picture in enumerate(pictures):
            picture.save(Path(folder) / f"{number:02d}.png", compress_level=1)
        through = _eye_fps(Path(folder))
    folder_of_samples = os.environ.get("KIOSK_SAMPLES")
    read = bench_samples.rows(Path(folder_of_samples)) if folder_of_samples else ()
    return (
        *read,
        at_least("eye frames a second / raw decoder's (<= 60)", through / min(raw, _FPS), 0.85),
        at_most("stage 0 / whole zxing on an empty frame", _empty_cost(empty), 0.4),
        *bench_adverse.rows(),
        *bench_beside.rows(),
    )


def _raw_fps(frames: list[np.ndarray], engine: ZxingEngine) -> float:
    spent = [seconds(lambda y=y: engine.read(_centre(y), thorough=False)) for y in frames * 3]  # type: ignore[misc]
    return 1 / median(spent)


def _centre(y: np.ndarray) -> np.ndarray:
    top, left = int(y.shape[0] * _CENTRE), int(y.shape[1] * _CENTRE)
    return np.ascontiguousarray(y[top : y.shape[0] - top, left : y.shape[1] - left])


def _eye_fps(folder: Path) -> float:
    source = partial(FolderSource, folder, scene.SIZE, _FPS, time.monotonic, time.sleep)
    eye = Eye(source, EyeSettings(), 3.0, time.monotonic)
    eye.open()
    try:
        eye.read(0.5)
        before, began = eye.frames, time.monotonic()
        while time.monotonic() - began < _RUN_S:
            eye.read(0.1)
        return (eye.frames - before) / (time.monotonic() - began)
    finally:
        eye.close()


def _empty_cost(empty: np.ndarray) -> float:
    engine = ZxingEngine(EyeSettings().symbologies)
    fast = [seconds(lambda: engine.read(_centre(empty), thorough=False)) for _ in range(15)]
    whole = [seconds(lambda: engine.read(empty)) for _ in range(15)]
    return median(fast) / median(whole)
