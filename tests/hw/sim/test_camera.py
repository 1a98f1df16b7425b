"""What is the simulated camera's own; what it shares with others stands in test_frames.py."""

import itertools
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from kiosk.hw.ports import DeviceFault
from kiosk.hw.ports import Fault as What
from kiosk.hw.sim import camera
from kiosk.hw.sim.camera import SimCamera, SimCameraSettings
from kiosk.hw.sim.faults import Fault
from tests.hw import broken_pictures
from tests.hw.slept_clock import SleptClock

SIZE = (64, 48)


class HangsError(Exception):
    """Somebody would have slept for ever."""


class Clock(SleptClock):
    """Does not sleep for an hour."""

    def sleep(self, seconds: float) -> None:
        if seconds > 60:
            raise HangsError
        self.at += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


def grey(level: int) -> Image.Image:
    return Image.new("RGB", SIZE, (level, level, level))


def opened(folder: Path, clock: Clock, *faults: Fault, seed: int = 1) -> SimCamera:
    made = SimCamera(SimCameraSettings(folder, SIZE, seed=seed), clock.now, clock.sleep, faults)
    made.open()
    return made


def level(made: SimCamera) -> int:
    return round(float(made.frame(0.5).y.mean()) / 10) * 10


def test_it_opens_on_a_folder_and_tells_its_facts(tmp_path: Path, clock: Clock) -> None:
    made = SimCamera(SimCameraSettings(tmp_path, SIZE), clock.now, clock.sleep)
    assert (made.open(), made.check()) == ({"driver": "sim", "width": 64, "height": 48}, {})


def test_without_its_folder_it_is_absent(tmp_path: Path, clock: Clock) -> None:
    with pytest.raises(DeviceFault) as caught:
        opened(tmp_path / "nowhere", clock)
    assert caught.value.what is What.ABSENT


def test_it_sees_what_is_held_before_it_and_darkness_before_that(
    tmp_path: Path, clock: Clock
) -> None:
    made = opened(tmp_path, clock)
    levels = [level(made)]
    for shown in (100, 200):
        camera.show(tmp_path, grey(shown))
        levels.append(level(made))
    (tmp_path / "scene.png").unlink()
    levels.append(level(made))
    assert levels == [0, 100, 200, 0]
    assert list(tmp_path.iterdir()) == []


def test_the_newest_picture_counts_whatever_its_name(tmp_path: Path, clock: Clock) -> None:
    for name, shown, at in (("a.png", 150, 2_000), ("b.png", 50, 1_000)):
        grey(shown).save(tmp_path / name)
        os.utime(tmp_path / name, (at, at))
    made = opened(tmp_path, clock)
    assert level(made) == 150
    os.utime(tmp_path / "b.png", (3_000, 3_000))
    assert level(made) == 50


@pytest.mark.parametrize("name", broken_pictures.UNREADABLE)
def test_of_a_broken_picture_it_goes_on_seeing_the_one_before(
    tmp_path: Path, clock: Clock, name: str
) -> None:
    camera.show(tmp_path, grey(100))
    made = opened(tmp_path, clock)
    assert level(made) == 100
    (tmp_path / "scene.png").write_bytes(broken_pictures.UNREADABLE[name])
    assert level(made) == 100
    camera.show(tmp_path, grey(200))
    assert level(made) == 200


def test_the_grain_is_fresh_each_frame_and_the_same_for_a_seed(
    tmp_path: Path, clock: Clock
) -> None:
    camera.show(tmp_path, grey(100))
    first, again, other = (opened(tmp_path, clock, seed=seed) for seed in (1, 1, 2))
    one, two = first.frame(0.5).y, first.frame(0.5).y
    assert not np.array_equal(one, two)
    assert np.array_equal(one, again.frame(0.5).y)
    assert not np.array_equal(one, other.frame(0.5).y)
    assert 0 < int(np.abs(one.astype(int) - 100).max()) <= 20


# -- the faults, each as its word says -------------------------------------------------------------


def test_raise_is_a_lost_camera_or_none_at_all(tmp_path: Path, clock: Clock) -> None:
    made = opened(tmp_path, clock, Fault(2, "frame", "raise"))
    made.frame(0.5)
    with pytest.raises(DeviceFault) as lost:
        made.frame(0.5)
    with pytest.raises(DeviceFault) as absent:
        opened(tmp_path, clock, Fault(1, "open", "raise"))
    assert (lost.value.what, absent.value.what) == (What.LOST, What.ABSENT)


def test_drop_is_a_timeout_after_the_whole_wait_and_no_frame(tmp_path: Path, clock: Clock) -> None:
    made = opened(tmp_path, clock, Fault(2, "frame", "drop"))
    before = made.frame(0.5)
    with pytest.raises(DeviceFault) as caught:
        made.frame(0.5)
    after = made.frame(0.5)
    assert caught.value.what is What.TIMEOUT
    assert (after.seq - before.seq, clock.at - before.t) == (1, pytest.approx(0.5))


def test_black_is_black_for_as_long_as_it_lasts(tmp_path: Path, clock: Clock) -> None:
    camera.show(tmp_path, grey(100))
    made = opened(tmp_path, clock, Fault(2, "frame", "black", 2))
    frames = [made.frame(0.5) for _ in range(4)]
    assert [bool(frame.y.any()) for frame in frames] == [True, False, False, True]
    assert [frame.uv is None for frame in frames] == [False, True, True, False]


def test_slow_is_a_second_a_frame(tmp_path: Path, clock: Clock) -> None:
    made = opened(tmp_path, clock, Fault(2, "frame", "slow", 2))
    at = [made.frame(0.5).t for _ in range(4)]
    assert [b - a for a, b in itertools.pairwise(at)] == pytest.approx([1.0, 1.0, 0.05])


def test_freeze_never_gives_another_frame(tmp_path: Path, clock: Clock) -> None:
    made = opened(tmp_path, clock, Fault(1, "frame", "freeze", 0))
    assert made.frame(0.5).seq == 1
    with pytest.raises(HangsError):
        made.frame(0.5)


def test_hang_never_comes_back_from_close(tmp_path: Path, clock: Clock) -> None:
    made = opened(tmp_path, clock, Fault(1, "close", "hang"))
    with pytest.raises(HangsError):
        made.close()
