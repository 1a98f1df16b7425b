import os
import signal
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from random import Random

import pytest
from PIL.Image import Image

from kiosk.hw.decoders import ZbarEngine
from kiosk.hw.eye import Eye
from kiosk.hw.eye_child import EyeSettings
from kiosk.hw.ports import DeviceFault, Fault, Look, PhotoTaken, Scan, Symbology
from kiosk.hw.sharpness import BLURRED_PX
from kiosk.hw.sim import camera, scene
from kiosk.hw.sim.camera import SimCamera, SimCameraSettings
from kiosk.hw.sim.faults import Fault as Planned
from tests.hw.held import held, no_more_than
from tests.waiting import eventually


@pytest.fixture(scope="module")
def bare() -> Image:
    """The camera's picture of the counter with nothing on it."""
    return scene.photograph(None, scene.Conditions(), Random(1))


@pytest.fixture
def folder(tmp_path: Path, bare: Image) -> Path:
    camera.show(tmp_path, bare)
    return tmp_path


def make(folder: Path, *faults: Planned, stall_s: float = 1.0) -> Eye:
    settings = SimCameraSettings(folder)
    source = partial(SimCamera, settings, time.monotonic, time.sleep, faults)
    return Eye(source, EyeSettings(), stall_s, time.monotonic)


@pytest.fixture
def eye(folder: Path) -> Iterator[Eye]:
    made = make(folder, stall_s=5.0)
    made.open()
    yield made
    made.close()


def first(eye: Eye, kind: type) -> object:
    found: list[object] = []

    def came() -> bool:
        found.extend(s for s in eye.read(0.1) if isinstance(s, kind))
        return bool(found)

    eventually(came)
    return found[0]


def test_a_phone_before_the_camera_is_read(eye: Eye, folder: Path) -> None:
    phone = scene.phone("41234567*8301")
    camera.show(folder, scene.photograph(phone, scene.any_conditions(Random(3)), Random(3)))
    scan = first(eye, Scan)
    assert isinstance(scan, Scan)
    assert (scan.text, scan.source) == ("41234567*8301", "camera")
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in scan.corners)


@pytest.mark.parametrize("asked", [Symbology.CODE128, Symbology.QR])
def test_only_the_family_that_is_set_is_told(folder: Path, asked: Symbology) -> None:
    settings = EyeSettings(symbologies=(asked,))
    source = partial(SimCamera, SimCameraSettings(folder), time.monotonic, time.sleep)
    eye = Eye(source, settings, 5.0, time.monotonic)
    label = scene.label("48210001-0395-1", Symbology.CODE128)
    label.paste(scene.symbol("41234567*8301", Symbology.QR, 5).convert("RGBA"), (300, 230))
    camera.show(folder, scene.photograph(label, scene.Conditions(), Random(3)))
    try:
        eye.open()
        scan = first(eye, Scan)
    finally:
        eye.close()
    assert isinstance(scan, Scan)
    assert (scan.symbology, scan.also) == (asked, ())


def test_the_preview_is_small_and_whole(eye: Eye) -> None:
    eventually(lambda: eye.preview(0))
    picture = eye.preview(0)
    assert picture is not None
    assert (picture.width, picture.height) == (640, 360)
    assert len(picture.rgb) == 640 * 360 * 3
    eventually(lambda: eye.preview(picture.seq))


def test_a_still_is_a_jpeg_of_at_most_300_kb(eye: Eye) -> None:
    eye.photo("p1")
    taken = first(eye, PhotoTaken)
    assert isinstance(taken, PhotoTaken)
    assert taken.request_id == "p1"
    assert taken.jpeg is not None
    assert taken.jpeg[:2] == b"\xff\xd8"
    assert len(taken.jpeg) <= 300_000


def test_a_still_that_cannot_come_is_answered_once(folder: Path) -> None:
    told: list[PhotoTaken] = []
    source = partial(SimCamera, SimCameraSettings(folder), time.monotonic, time.sleep, ())
    eye = Eye(source, EyeSettings(), 5.0, time.monotonic, told.append)
    eye.photo("closed")
    eye.open()
    eye.look(Look.OFF)
    eye.photo("off")
    assert [one.request_id for one in told] == ["closed", "off"], "at once"
    eye.look(Look.SCAN)
    pid = eye.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    eye.photo("died")
    with pytest.raises(DeviceFault):
        eventually(lambda: eye.read(0.1) and False)
    eye.close()
    assert [(one.request_id, one.jpeg, one.fault) for one in told] == [
        ("closed", None, Fault.TIMEOUT),
        ("off", None, Fault.TIMEOUT),
        ("died", None, Fault.TIMEOUT),
    ]


def test_a_still_that_does_not_come_in_2_s_is_answered_and_no_second_time(folder: Path) -> None:
    told: list[PhotoTaken] = []
    ahead = [0.0]
    source = partial(SimCamera, SimCameraSettings(folder), time.monotonic, time.sleep, ())
    eye = Eye(source, EyeSettings(), 60.0, lambda: time.monotonic() + ahead[0], told.append)
    eye.open()
    pid = eye.pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    eye.photo("late")
    eye.read(0.0)
    before = list(told)
    ahead[0] = 2.5
    eye.read(0.0)
    os.kill(pid, signal.SIGCONT)
    ahead[0] = 0.0
    eye.photo("good")
    photo = first(eye, PhotoTaken)
    eye.close()
    assert before == []
    assert [(one.request_id, one.jpeg) for one in told] == [("late", None)]
    assert isinstance(photo, PhotoTaken)
    assert photo.request_id == "good"


def test_a_killed_child_is_a_fault_and_opens_again(eye: Eye) -> None:
    pid = eye.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    with pytest.raises(DeviceFault) as caught:
        eventually(lambda: eye.read(0.1) and False)
    assert caught.value.what is Fault.LOST
    assert eye.open()["driver"] == "sim"
    assert eye.pid != pid


def stuck(folder: Path) -> SimCamera:
    """Make the camera in a child whose zbar never comes back from a frame."""
    ZbarEngine.read = lambda *_, **__: threading.Event().wait()  # type: ignore[method-assign]
    return SimCamera(SimCameraSettings(folder), time.monotonic, time.sleep)


def aborting(folder: Path) -> SimCamera:
    """Make the camera in a child whose zbar ends the process (pyzbar#143)."""
    ZbarEngine.read = lambda *_, **__: os.abort()  # type: ignore[method-assign]
    return SimCamera(SimCameraSettings(folder), time.monotonic, time.sleep)


def test_a_decoder_stuck_in_a_frame_is_killed_and_rests_while_the_other_reads(
    folder: Path,
) -> None:
    ahead = [0.0]
    now = lambda: time.monotonic() + ahead[0]  # noqa: E731
    eye = Eye(partial(stuck, folder), EyeSettings(), 60.0, now)
    eye.open()
    assert eye._window is not None
    window = eye._window
    eventually(lambda: window.status().engine == "zbar")
    assert eye.read(0.0) == (), "a frame may take two seconds"
    ahead[0] = 2.1
    with pytest.raises(DeviceFault) as caught:
        eye.read(0.0)
    assert (caught.value.what, caught.value.detail) == (
        Fault.TIMEOUT,
        "one frame took more than 2 s",
    )
    assert eye.pid is None
    assert eye.open()["engines"] == "zxing"
    assert eye.check()["degraded"] == "a decoder rests"
    ahead[0] += 61.0
    assert eye._awake() == ("zxing", "zbar"), "after a minute it may try again"
    eye.close()


def test_a_decoder_that_aborts_takes_its_frame_along_and_rests(folder: Path) -> None:
    eye = Eye(partial(aborting, folder), EyeSettings(), 60.0, time.monotonic)
    eye.open()
    with pytest.raises(DeviceFault) as caught:
        eventually(lambda: eye.read(0.1) and False)
    assert caught.value.what is Fault.LOST
    eye.close()
    assert eye.open()["engines"] == "zxing"
    phone = scene.photograph(scene.phone("41234567*8301"), scene.Conditions(), Random(3))
    camera.show(folder, phone)
    scan = first(eye, Scan)
    assert isinstance(scan, Scan)
    assert scan.text == "41234567*8301"
    eye.close()


def test_a_frozen_camera_is_killed_and_said(folder: Path) -> None:
    eye = make(folder, Planned(5, "frame", "freeze", 0))
    eye.open()
    with pytest.raises(DeviceFault) as caught:
        eventually(lambda: eye.read(0.1) and False)
    assert caught.value.what is Fault.TIMEOUT
    assert eye.pid is None


def test_a_camera_that_is_pulled_out_is_lost(folder: Path) -> None:
    eye = make(folder, Planned(5, "frame", "raise", 0))
    eye.open()
    with pytest.raises(DeviceFault) as caught:
        eventually(lambda: eye.read(0.1) and False)
    assert caught.value.what is Fault.LOST
    eye.close()


def test_a_black_picture_degrades_and_recovers(folder: Path) -> None:
    eye = make(folder, Planned(3, "frame", "black", 60), stall_s=5.0)
    eye.open()

    def word() -> object:
        eye.read(0.05)
        return eye.check().get("degraded")

    eventually(lambda: word() == "black")
    eventually(lambda: word() is None)
    eye.close()


def hurried() -> float:
    return time.monotonic() * 50


def test_a_picture_that_stays_blurred_degrades_until_something_sharp_is_seen(folder: Path) -> None:
    def shows(blur: float) -> None:
        held = scene.label("48210001-0395-1", Symbology.CODE128)
        seen = scene.photograph(held, scene.Conditions(blur_px=blur), Random(3))
        camera.show(folder, seen)

    shows(3.0)
    source = partial(SimCamera, SimCameraSettings(folder), hurried, time.sleep)
    eye = Eye(source, EyeSettings(), 5.0, time.monotonic)
    eye.open()

    def word() -> object:
        eye.read(0.05)
        return eye.check().get("degraded")

    eventually(lambda: word() == "blurred")
    eventually(lambda: eye.check()["blur_px"] > BLURRED_PX)
    shows(0.5)
    eventually(lambda: word() is None)
    eventually(lambda: 0.5 < eye.check()["blur_px"] < BLURRED_PX)
    eye.close()
    assert eye.blur == 0.0


def test_no_camera_is_absent(tmp_path: Path) -> None:
    eye = make(tmp_path / "nowhere")
    with pytest.raises(DeviceFault) as caught:
        eye.open()
    assert caught.value.what is Fault.ABSENT


def test_a_camera_that_hangs_in_close_hinders_nobody(folder: Path) -> None:
    eye = make(folder, Planned(1, "close", "hang"))
    eye.open()
    eye.look(Look.OFF)
    eye.close()
    assert eye.pid is None


def test_opening_again_and_again_leaves_nothing_behind(folder: Path) -> None:
    eye = make(folder)
    eye.open()
    eye.close()

    def shared() -> int:
        return len(list(Path("/dev/shm").glob("psm_*")))  # noqa: S108

    before = held(), shared()
    for _ in range(8):
        eye.open()
        eye.close()
        eye.close()
    eventually(lambda: no_more_than(before[0]) and shared() <= before[1])
