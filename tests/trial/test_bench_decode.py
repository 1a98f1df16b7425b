"""The figures of the eye, measured on a few frames: finite, named, judged, and nothing left."""

import math
import multiprocessing
from random import Random

import numpy as np
import pytest

from kiosk.hw.decoders import ZxingEngine
from kiosk.hw.eye_child import EyeSettings
from kiosk.hw.frames import frame_of
from kiosk.hw.sim import scene
from kiosk.trial import bench_adverse, bench_beside, bench_decode
from kiosk.trial.figures import at_least


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_decode, "_FRAMES", 2)
    monkeypatch.setattr(bench_decode, "_RUN_S", 0.3)
    # these two are measured by their own tests
    monkeypatch.setattr(bench_adverse, "rows", lambda: (at_least("said of labels", 2, 1),))
    monkeypatch.setattr(bench_beside, "rows", lambda: (at_least("said of the screen", 2, 1),))


@pytest.mark.usefixtures("few")
def test_the_eye_is_measured_against_its_own_decoder_and_is_gone_afterwards() -> None:
    rows = bench_decode.rows()
    assert [(row.name, row.target, row.least) for row in rows] == [
        ("eye frames a second / raw decoder's (<= 60)", 0.85, True),
        ("stage 0 / whole zxing on an empty frame", 0.4, False),
        ("said of labels", 1, True),
        ("said of the screen", 1, True),
    ]
    assert all(math.isfinite(row.value) and row.value > 0 for row in rows)
    assert not any(row.is_duration for row in rows), "each is a ratio, so each may fail the run"
    assert multiprocessing.active_children() == []


def test_what_is_measured_raw_is_the_middle_of_the_frame() -> None:
    whole = np.arange(100 * 50, dtype=np.uint16).reshape(50, 100)
    middle = bench_decode._centre(whole)
    assert middle.shape == (30, 60)
    assert (middle[0, 0], middle[-1, -1]) == (whole[10, 20], whole[39, 79])
    assert middle.flags.c_contiguous


def test_the_phone_that_is_measured_is_one_the_raw_decoder_reads() -> None:
    phone = scene.photograph(scene.phone("41234567*8301"), scene.Conditions(), Random(7))
    engine = ZxingEngine(EyeSettings().symbologies)
    read = engine.read(bench_decode._centre(frame_of(phone, 0, 0.0).y), thorough=False)
    assert [found.text for found in read] == ["41234567*8301"]
