"""The picamera2 driver before a far side that behaves as picamera2 publishes it."""

import sys
import time
from functools import partial

import numpy as np
import pytest

from kiosk.hw.camera_picamera2 import Picamera2Settings, Picamera2Source, picamera2_library
from kiosk.hw.eye import Eye
from kiosk.hw.eye_child import EyeSettings
from kiosk.hw.ports import DeviceFault, Fault, Look
from tests.hw.picamera import FarSide, picture
from tests.waiting import eventually

SIZE = (128, 96)
FORMATS = ["YUV420", "NV12", "YUYV", "MJPEG"]


def source(far: FarSide, **settings: object) -> Picamera2Source:
    return Picamera2Source(Picamera2Settings(size=SIZE, **settings), lambda: far, lambda: 5.0)


def planes() -> tuple[np.ndarray, np.ndarray]:
    y, blue, red = (np.asarray(plane) for plane in picture(*SIZE).split())
    return y, np.stack([blue[::2, ::2], red[::2, ::2]], axis=2)


@pytest.mark.parametrize("padding", [0, 64])
@pytest.mark.parametrize("given", FORMATS)
def test_whatever_format_and_stride_the_camera_gives_the_picture_is_the_same(
    given: str, padding: int
) -> None:
    camera = source(FarSide(given, padding))
    facts = camera.open()
    frame = camera.frame(0.5)
    y, uv = planes()
    assert (facts["format"], facts["width"], facts["height"]) == (given, 128, 96)
    assert facts["stride"] == (256 if given == "YUYV" else 128) + padding
    loss = 3 if given == "MJPEG" else 0
    assert np.abs(frame.y.astype(int) - y).max() <= loss
    assert frame.uv is not None
    inner = np.abs(frame.uv.astype(int) - uv)[:, 4:28]
    assert inner.max() <= loss
    assert (frame.y.flags.owndata, frame.y.flags.c_contiguous, frame.t) == (True, True, 5.0)


@pytest.mark.parametrize("given", FORMATS)
def test_a_camera_that_hangs_upside_down_is_turned(given: str) -> None:
    plain, turned = source(FarSide(given)), source(FarSide(given), rotate=180)
    plain.open()
    turned.open()
    one, other = plain.frame(0.5), turned.frame(0.5)
    assert np.array_equal(other.y, one.y[::-1, ::-1])
    assert np.array_equal(other.uv, one.uv[::-1, ::-1])


def test_every_buffer_goes_back_to_the_camera() -> None:
    far = FarSide()
    camera = source(far)
    camera.open()
    seqs = [camera.frame(0.5).seq for _ in range(20)]
    assert seqs == list(range(2, 22))  # the first was seen by open
    assert far.owner is not None
    assert far.owner.lent == 0


def test_what_is_asked_is_what_the_camera_can() -> None:
    asked = {}
    for name, far, focus in [
        ("motor", FarSide(), "continuous"),
        ("fixed", FarSide(), "fixed"),
        ("no motor", FarSide(motor=False), "continuous"),
        ("webcam", FarSide(webcam=True), "fixed"),
    ]:
        source(far, focus=focus, fps=15).open()
        assert far.owner is not None
        asked[name] = far.owner.wanted["controls"]
        others = {key: far.owner.wanted[key] for key in ("main", "buffer_count", "queue")}
        assert others == {
            "main": {"size": SIZE, "format": "YUV420"},
            "buffer_count": 4,
            "queue": False,
        }
    assert asked == {
        "motor": {"FrameRate": 15.0, "AfMode": 2},
        "fixed": {"FrameRate": 15.0, "AfMode": 0, "LensPosition": 4.0},
        "no motor": {"FrameRate": 15.0},
        "webcam": {},
    }


def test_a_request_that_did_not_come_in_time_is_waited_for_again() -> None:
    far = FarSide()
    camera = source(far)
    camera.open()
    assert far.owner is not None
    asked = far.owner.asked
    far.fault = "silent"
    for _ in range(6):
        with pytest.raises(DeviceFault) as caught:
            camera.frame(0.01)
        assert caught.value.what is Fault.TIMEOUT
    far.fault = ""
    assert camera.frame(0.5).seq == 2
    assert far.owner.asked == asked + 1, "each one given up would keep a buffer for ever"


@pytest.mark.parametrize(
    ("fault", "what", "said"),
    [
        ("absent", Fault.ABSENT, "no camera is connected"),
        ("busy", Fault.BUSY, "another program has the camera"),
        ("denied", Fault.DENIED, "the user must be in group video"),
        ("odd", Fault.MISCONFIGURED, "the camera gives XYZ"),
        ("silent", Fault.TIMEOUT, "the camera gives no picture"),
        ("dies", Fault.PROTOCOL, "the camera does not start: Camera has been stopped"),
    ],
)
def test_a_camera_that_does_not_open_says_why_and_is_let_go(
    fault: str, what: Fault, said: str
) -> None:
    far = FarSide(fault=fault)
    with pytest.raises(DeviceFault) as caught:
        source(far).open()
    assert (caught.value.what, said in caught.value.detail) == (what, True)
    assert far.owner is None


def test_a_camera_has_one_owner_at_a_time() -> None:
    far = FarSide()
    mine, other = source(far), source(far)
    mine.open()
    with pytest.raises(DeviceFault) as caught:
        other.open()
    assert caught.value.what is Fault.BUSY
    mine.close()
    assert other.open()["model"] == "imx708"


def test_half_a_jpeg_is_a_fault_and_not_a_picture() -> None:
    far = FarSide("MJPEG")
    camera = source(far)
    camera.open()
    far.fault = "torn"
    with pytest.raises(DeviceFault) as caught:
        camera.frame(0.5)
    assert caught.value.what is Fault.PROTOCOL
    assert far.owner is not None
    assert far.owner.lent == 0


def test_a_pi_without_picamera2_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "picamera2", None)
    with pytest.raises(DeviceFault) as caught:
        picamera2_library()
    assert (caught.value.what, caught.value.permanent) == (Fault.MISSING_LIBRARY, True)
    assert "apt install python3-picamera2" in caught.value.detail


def hanging() -> FarSide:
    return FarSide(fault="hang")


def test_a_camera_that_hangs_in_stop_is_killed_with_its_child() -> None:
    made = partial(Picamera2Source, Picamera2Settings(SIZE), hanging, time.monotonic)
    eye = Eye(made, EyeSettings(), 1.0, time.monotonic)
    assert eye.open()["driver"] == "picamera2"
    eye.look(Look.OFF)
    with pytest.raises(DeviceFault) as caught:
        eventually(lambda: eye.read(0.1) and False)
    assert caught.value.what is Fault.TIMEOUT
    assert eye.pid is None
